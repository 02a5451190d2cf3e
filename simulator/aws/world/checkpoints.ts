/** At which percentages a refresh pauses: reached, skipped when several are passed at once, reached again after a scale-out. */

export class Checkpoints {
  readonly #percentages: readonly number[]
  readonly #delay: number
  #passed = 0
  #pause: { readonly reached: number; readonly until: number } | undefined

  /** `delay` in ms. No percentages: one run to 100. */
  constructor(percentages: readonly number[] | undefined, delay: number) {
    this.#percentages = percentages ?? []
    this.#delay = delay
  }

  /**
   * Takes note of the percentage. Several reached at once are one pause; a percentage that falls below its checkpoint, as
   * by a scale-out, ends the pause and makes the checkpoint due again. There is no pause at 100, nor at the last.
   */
  observe(percent: number, now: number): void {
    if (this.#pause && now >= this.#pause.until) {
      this.#passed = this.#pause.reached
      this.#pause = undefined
    }
    const reached = this.#percentages.filter((percentage) => percentage <= percent).length
    if (this.#pause && reached >= this.#pause.reached) return
    this.#pause = undefined
    if (reached < this.#passed) this.#passed = reached
    if (reached > this.#passed && reached < this.#percentages.length) {
      this.#pause = { reached, until: now + this.#delay }
    }
  }

  /** When the pause ends, in ms since epoch; undefined when there is none. */
  get pausedUntil(): number | undefined {
    return this.#pause?.until
  }

  /** The percentage that may not be passed now. */
  get cap(): number {
    const index = this.#pause ? this.#pause.reached - 1 : this.#passed
    return this.#percentages[index] ?? this.last
  }

  /** Where the refresh ends: below 100 it ends partial. */
  get last(): number {
    return this.#percentages.at(-1) ?? 100
  }
}

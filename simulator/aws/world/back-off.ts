/** How long a group waits between launches that fail. AWS tries again for ever, less and less often; its times are not published. */

/** ms. */
const FIRST = 20_000
const LONGEST = 300_000

/** Called at each launch's end; says whether to wait. Times in ms since epoch. */
export class BackOff {
  #failures = 0
  #until = 0

  /** Failures of one moment count once: a batch that fails is one failure. */
  failed(now: number): void {
    if (now < this.#until) return
    this.#until = now + Math.min(LONGEST, FIRST * 2 ** this.#failures)
    this.#failures++
  }

  succeeded(): void {
    this.#failures = 0
    this.#until = 0
  }

  get hasFailed(): boolean {
    return this.#failures > 0
  }

  isWaiting(now: number): boolean {
    return now < this.#until
  }
}

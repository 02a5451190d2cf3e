/** The hour after which AWS gives up on a refresh that makes no progress. */

/** ms. A warm-up, a checkpoint's delay or a bake is no standstill and does not count. [documented: one hour] */
const AN_HOUR = 3_600_000

/** How far a refresh has come in its present direction, and since when it has come no further. Times in ms since epoch. */
export class Progress {
  #best = 0
  #since = 0

  /** The refresh sets out, or turns round. */
  begin(now: number): void {
    this.#best = 0
    this.#since = now
  }

  /** So many instances are ready: more than ever before is progress. */
  observe(ready: number, now: number): void {
    if (ready > this.#best) this.#since = now
    this.#best = Math.max(this.#best, ready)
  }

  /** The refresh waits for something that costs it no time. */
  resetClock(now: number): void {
    this.#since = now
  }

  isHourOver(now: number): boolean {
    return now - this.#since >= AN_HOUR
  }
}

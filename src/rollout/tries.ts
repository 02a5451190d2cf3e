/** Trying again: which problems are worth it, and the pauses between the tries. */

import type { Problem } from './model/problem.ts'
import type { Instant, Ms } from './model/time.ts'
import type { Clock, Patience } from './ports.ts'

/**
 * After a cancel GitHub's runner leaves 7.5 s to SIGTERM and 2.5 s more (actions/runner, ProcessInvoker): so long problems
 * are borne then, whatever is at stake. What main could not do by then the post step does.
 */
export const AFTER_SIGNAL: Ms = 6_000

const FIRST_PAUSE: Ms = 1_000
const LONGEST_PAUSE: Ms = 15_000

/** Throttled, 5xx, no connection, or an answer that was lost: asking again may go well. */
export const mayPass = ({ kind }: Problem): boolean => kind === 'passing' || kind === 'lost'

/** The pauses between tries, each twice as long as the one before. */
export class Tries {
  readonly #clock: Clock
  readonly #stop: AbortSignal
  readonly #until: Instant
  readonly #wasStopped: boolean
  #pause: Ms = FIRST_PAUSE

  /** The limit counts from now on. */
  constructor(clock: Clock, { limit, stop }: Patience) {
    this.#clock = clock
    this.#stop = stop
    this.#wasStopped = stop.aborted
    this.#until = clock.now() + (this.#wasStopped ? Math.min(limit, AFTER_SIGNAL) : limit)
  }

  /** Waits until the next try is due; `false` once there is no time for one, or a signal has come meanwhile. */
  async next(): Promise<boolean> {
    if (this.#clock.now() + this.#pause > this.#until) return false
    await this.#clock.sleep(this.#pause, this.#wasStopped ? undefined : this.#stop)
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE)
    return this.#stop.aborted === this.#wasStopped
  }
}

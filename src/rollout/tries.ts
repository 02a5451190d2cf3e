/** Retries: which problems are retried, and the pauses between tries. */

import type { Problem } from './model/problem.ts'
import type { Instant, Ms } from './model/time.ts'
import type { Clock, RetryLimit } from './ports.ts'

/**
 * The time limit of retries after a signal. When a job is cancelled, GitHub's runner sends SIGTERM after 7.5 s and kills
 * 2.5 s later (actions/runner, ProcessInvoker). The post step does what main could not do by then.
 */
export const AFTER_SIGNAL: Ms = 6_000

const FIRST_PAUSE: Ms = 1_000
const LONGEST_PAUSE: Ms = 15_000

/** Whether a retry may succeed: throttled, 5xx, no connection, or a lost answer. */
export const isTransient = ({ kind }: Problem): boolean => kind === 'throttled' || kind === 'passing' || kind === 'lost'

/** The pauses between tries. Each is twice as long as the one before. */
export class Tries {
  readonly #clock: Clock
  readonly #stop: AbortSignal
  readonly #until: Instant
  readonly #untilThrottled: Instant
  readonly #wasStopped: boolean
  #pause: Ms = FIRST_PAUSE

  /** The time limit counts from now. */
  constructor(clock: Clock, { limit, throttled, stop }: RetryLimit) {
    this.#clock = clock
    this.#stop = stop
    this.#wasStopped = stop.aborted
    const from = (time: Ms) => clock.now() + (this.#wasStopped ? Math.min(time, AFTER_SIGNAL) : time)
    this.#until = from(limit)
    this.#untilThrottled = from(throttled)
  }

  /** Waits until the next try is due after this problem. Returns `false` when no time is left or a signal has arrived. */
  async next({ kind }: Pick<Problem, 'kind'>): Promise<boolean> {
    if (this.#clock.now() + this.#pause > (kind === 'throttled' ? this.#untilThrottled : this.#until)) return false
    await this.#clock.sleep(this.#pause, this.#wasStopped ? undefined : this.#stop)
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE)
    return this.#stop.aborted === this.#wasStopped
  }
}

/** How long a problem that may pass by itself is borne: by what is at stake, not by how often a call was tried. */

import type { Context } from '../context.ts'
import type { Problem } from '../model/problem.ts'
import type { Instant, Ms } from '../model/time.ts'

/** The limits, each with what is lost by giving up. A rollback has none of its own: it is tried to its operation's limit. */
export const timeouts = {
  /** A start that AWS throttles: the group is unchanged so far, and an alias may be pinned already. */
  start: 180_000,
  /**
   * After a cancel GitHub's runner leaves 7.5 s to SIGTERM and 2.5 s more (actions/runner, ProcessInvoker); what main
   * could not send by then the post step sends.
   */
  afterSignal: 6_000,
} as const satisfies Readonly<Record<string, Ms>>

const FIRST_PAUSE: Ms = 1_000
const LONGEST_PAUSE: Ms = 15_000

/** Throttled, 5xx, no connection, or an answer that was lost: asking again may go well. */
export const mayPass = ({ kind }: Problem): boolean => kind === 'passing' || kind === 'lost'

/** The pauses between tries, each twice as long as the one before. */
export class Tries {
  readonly #context: Pick<Context, 'clock' | 'stop'>
  readonly #until: Instant
  readonly #wasStopped: boolean
  #pause: Ms = FIRST_PAUSE

  /** `limit`: from now on; after a signal the runner's seconds. */
  constructor(context: Pick<Context, 'clock' | 'stop'>, limit: Ms) {
    this.#context = context
    this.#wasStopped = context.stop.aborted
    this.#until = context.clock.now() + (this.#wasStopped ? Math.min(limit, timeouts.afterSignal) : limit)
  }

  /** Waits until the next try is due; `false` once there is no time for one, or a signal has come meanwhile. */
  async next(): Promise<boolean> {
    const { clock, stop } = this.#context
    if (clock.now() + this.#pause > this.#until) return false
    await clock.sleep(this.#pause, this.#wasStopped ? undefined : stop)
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE)
    return stop.aborted === this.#wasStopped
  }
}

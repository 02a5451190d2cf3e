/** How long AWS may take, and what happens to work that takes longer. */
import type { Ms } from '../rollout/model/time.ts'
import type { Clock } from '../rollout/ports.ts'

/**
 * Limits of one call. `connect`: the connection is made. `answer`: one attempt, from sending to the last byte of its
 * body. `call`: everything, with all repetitions and the pauses between them.
 */
export interface Limits {
  readonly connect: Ms
  readonly answer: Ms
  readonly call: Ms
}

/** For every call to AWS. Its services answer in seconds; the SDK itself would wait for a body for ever. */
export const LIMITS: Limits = { connect: 10_000, answer: 30_000, call: 75_000 }

/** For a role's session: short, since the call that needs new credentials waits for it. */
export const SESSION_LIMITS: Limits = { connect: 5_000, answer: 10_000, call: 30_000 }

/** Why work was not waited for any longer: its own limit of time, or whoever asked for it. */
export class TimeLimit extends Error {
  override readonly name = 'TimeLimit'
  /** Its own limit of time was over; else somebody did not wait for it any longer. */
  readonly isOwn: boolean

  constructor(message: string, isOwn: boolean) {
    super(message)
    this.isOwn = isOwn
  }
}

/** What bounds a piece of work: `stop` is whoever does not wait any longer. */
export interface Bound {
  readonly clock: Pick<Clock, 'sleep'>
  readonly limit: Ms
  readonly stop?: AbortSignal | undefined
}

/**
 * Runs `work` until it settles, its limit is over, or `stop` is aborted. In the latter two cases its signal is aborted
 * and this rejects at once with a `TimeLimit`, whether the work heeds the signal or not.
 */
export async function bounded<T>({ clock, limit, stop }: Bound, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const call = new AbortController()
  const done = new AbortController()
  const ended = Promise.withResolvers<never>()
  const end = (late: TimeLimit) => {
    if (call.signal.aborted || done.signal.aborted) return
    call.abort(late)
    ended.reject(late)
  }
  const stopped = () => end(new TimeLimit('it was not waited for any longer', false))
  if (stop?.aborted) stopped()
  stop?.addEventListener('abort', stopped, { once: true })
  try {
    // Nobody else may hear of it: the race below is lost when the work has settled first.
    ended.promise.catch(() => {})
    if (call.signal.aborted) return await ended.promise
    void clock.sleep(limit, done.signal).then(() => end(new TimeLimit(`no answer within ${limit / 1_000} s`, true)))
    return await Promise.race([work(call.signal), ended.promise])
  } finally {
    done.abort()
    stop?.removeEventListener('abort', stopped)
  }
}

/** Time limits of calls to AWS, and what enforces them. */
import type { Ms } from '../rollout/model/time.ts'
import type { Clock } from '../rollout/ports.ts'

/**
 * Time limits of one call. `connect`: to open the connection. `answer`: one attempt, from sending to the last byte of its
 * body. `call`: the whole call with all retries and pauses.
 */
export interface Limits {
  readonly connect: Ms
  readonly answer: Ms
  readonly call: Ms
}

/** For every call to AWS. AWS answers in seconds, but the SDK alone would wait for a body without a limit. */
export const LIMITS: Limits = { connect: 10_000, answer: 30_000, call: 75_000 }

/** For opening a role's session. Short, because the call that needs the credentials waits for it. */
export const SESSION_LIMITS: Limits = { connect: 5_000, answer: 10_000, call: 30_000 }

/** Why the wait for work ended: its own time limit, or its caller's `stop`. */
export class TimeLimit extends Error {
  override readonly name = 'TimeLimit'
  /** True for the work's own time limit, false for the caller's `stop`. */
  readonly isOwn: boolean

  constructor(message: string, isOwn: boolean) {
    super(message)
    this.isOwn = isOwn
  }
}

/** The bounds of some work. `stop`: aborted when the caller no longer waits. */
export interface Bound {
  readonly clock: Pick<Clock, 'sleep'>
  readonly limit: Ms
  readonly stop?: AbortSignal | undefined
}

/**
 * Runs `work` until it settles, its time limit is over, or `stop` is aborted. In the last two cases its signal is aborted
 * and this rejects at once with a `TimeLimit`, even if the work ignores the signal.
 */
export async function bounded<T>({ clock, limit, stop }: Bound, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const call = new AbortController()
  const done = new AbortController()
  const ended = Promise.withResolvers<never>()
  const end = (message: string, isOwn: boolean) => {
    if (call.signal.aborted || done.signal.aborted) return
    const late = new TimeLimit(message, isOwn)
    call.abort(late)
    ended.reject(late)
  }
  const stopped = () => end('it was not waited for any longer', false)
  if (stop?.aborted) stopped()
  stop?.addEventListener('abort', stopped, { once: true })
  try {
    // If the work settles first, nobody handles this rejection, and Node would end the process.
    ended.promise.catch(() => {})
    if (call.signal.aborted) return await ended.promise
    void clock.sleep(limit, done.signal).then(() => end(`no answer within ${limit / 1_000} s`, true))
    return await Promise.race([work(call.signal), ended.promise])
  } finally {
    done.abort('done')
    stop?.removeEventListener('abort', stopped)
  }
}

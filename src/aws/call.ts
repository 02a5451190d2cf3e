/** One call to AWS with a time limit. Its errors become an `AwsProblem` that names the operation. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Problem } from '../rollout/model/problem.ts'
import type { Ms } from '../rollout/model/time.ts'
import { AwsProblem, type Clock, type RetryLimit } from '../rollout/ports.ts'
import { isTransient, Tries } from '../rollout/tries.ts'
import { wasSent } from './answer.ts'
import { bounded, TimeLimit } from './bounds.ts'
import { problemOf, type Question } from './errors.ts'

/** The credentials of the caller. Without a provider the SDK's default chain finds them. */
export interface Caller {
  readonly provider?: AwsCredentialIdentityProvider
  /** Opens a new session if the current one may be the cause of this problem; `undefined` if that is not possible. */
  renewal?(problem: Problem): Promise<Renewal | undefined>
}

/** A session that was opened early. `helped`: called when the failed call has succeeded with it. */
export interface Renewal {
  helped(): void
}

/** Options of every SDK call: it ends when the signal is aborted. */
export interface CallOptions {
  readonly abortSignal: AbortSignal
}

/** A call: its operation, and how it is sent. */
export interface Asked<T> extends Question {
  send(options: CallOptions): Promise<T>
  /** It must not be retried here: the caller first reads whether it took effect. */
  readonly isOnceOnly?: boolean
}

/** What a call needs. `stop`: aborted when the caller no longer waits. */
export interface CallContext {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly limit: Ms
  readonly stop?: AbortSignal | undefined
  /** How long temporary problems are retried; without it, only the SDK's own attempts are made. */
  readonly retryFor?: RetryLimit | undefined
  readonly caller: Caller
  /** Called repeatedly while a call gets no answer. */
  onSilence?(operation: string, forMs: Ms): void
}

/** The time without an answer before `onSilence` is called, and between its calls. Milliseconds. */
const SILENCE: Ms = 20_000

/** Sends the call and retries it as long as `retryFor` allows. Throws `AwsProblem`. */
export async function call<T>(asked: Asked<T>, means: CallContext): Promise<T> {
  const { clock, retryFor, stop } = means
  if (!retryFor || asked.isOnceOnly) return renewing(asked, means)
  const tries = new Tries(clock, retryFor)
  for (;;) {
    try {
      return await renewing(asked, means)
    } catch (thrown) {
      if (!(thrown instanceof AwsProblem) || !isTransient(thrown.problem) || stop?.aborted) throw thrown
      if (!(await tries.next(thrown.problem))) throw thrown
    }
  }
}

/**
 * Sends the call. If AWS no longer accepts the credentials (a session that ended early or was revoked), they are renewed
 * once and the call is sent once more. That is safe, because AWS has not executed the refused call.
 */
async function renewing<T>(asked: Asked<T>, means: CallContext): Promise<T> {
  try {
    return await once(asked, means)
  } catch (thrown) {
    if (!(thrown instanceof AwsProblem)) throw thrown
    const renewal = await means.caller.renewal?.(thrown.problem)
    if (!renewal) throw thrown
    const answer = await once(asked, means)
    renewal.helped()
    return answer
  }
}

async function once<T>({ send, ...question }: Asked<T>, means: CallContext): Promise<T> {
  const { clock, env, limit, stop } = means
  const signal: { now?: AbortSignal } = {}
  const done = new AbortController()
  void reportSilence(question, means, done.signal)
  try {
    return await bounded({ clock, limit, stop }, (abortSignal) => {
      signal.now = abortSignal
      return send({ abortSignal })
    })
  } catch (thrown) {
    if (thrown instanceof TimeLimit) throw unanswered(question, thrown, signal.now !== undefined && wasSent(signal.now))
    throw problemOf(question, thrown, { now: clock.now(), env })
  } finally {
    done.abort('done')
  }
}

async function reportSilence(
  { operation }: Question,
  { clock, onSilence }: CallContext,
  done: AbortSignal,
): Promise<void> {
  if (!onSilence) return
  for (let forMs = SILENCE; ; forMs += SILENCE) {
    await clock.sleep(SILENCE, done)
    if (done.aborted) return
    onSilence(operation, forMs)
  }
}

/** The problem of a call that timed out. If no request was sent, getting the credentials took too long. */
const unanswered = ({ operation, type }: Question, late: TimeLimit, isSent: boolean): AwsProblem =>
  new AwsProblem(
    {
      kind: type === 'write' && isSent ? 'lost' : 'passing',
      operation,
      code: 'TimeLimit',
      message: late.message,
      ...(!isSent && late.isOwn && { fault: { type: 'credentials-silent' } }),
    },
    late,
  )

/** Turns a problem of kind `missing` into `undefined`. */
export const orMissing = async <T>(read: () => Promise<T | undefined>): Promise<T | undefined> => {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof AwsProblem && thrown.problem.kind === 'missing') return undefined
    throw thrown
  }
}

/** One call to AWS, bounded: what goes wrong becomes an `AwsProblem` that names the operation. */
import type { AwsCredentialIdentityProvider } from '@smithy/types'
import type { Problem } from '../rollout/model/problem.ts'
import type { Ms } from '../rollout/model/time.ts'
import { AwsProblem, type Clock, type Patience } from '../rollout/ports.ts'
import { mayPass, Tries } from '../rollout/tries.ts'
import { wasSent } from './answer.ts'
import { bounded, TimeLimit } from './bounds.ts'
import { problemOf, type Question } from './errors.ts'

/** Who calls. Without a provider the SDK's ordinary chain finds credentials. */
export interface Caller {
  readonly provider?: AwsCredentialIdentityProvider
  /** A new session in the place of the one that may be behind this problem; `undefined` if there is none to be had. */
  renewal?(problem: Problem): Promise<Renewal | undefined>
}

/** A session that was opened early. `helped`: the call that failed before has gone well with it. */
export interface Renewal {
  helped(): void
}

/** What every call is given: the SDK ends it when the signal is aborted. */
export interface CallOptions {
  readonly abortSignal: AbortSignal
}

/** What is asked, and how it is sent. */
export interface Asked<T> extends Question {
  send(options: CallOptions): Promise<T>
  /** It must not be sent again unless its sender has seen what became of it. */
  readonly isOnceOnly?: boolean
}

/** What a call is made with. `stop`: whoever does not wait any longer. */
export interface Means {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly limit: Ms
  readonly stop?: AbortSignal | undefined
  /** How long problems that may pass are borne; unless given, the client's few attempts are all. */
  readonly retryFor?: Patience | undefined
  readonly caller: Caller
  /** Called again and again while a call gets no answer. */
  onSilence?(operation: string, forMs: Ms): void
}

/** So long nobody is told that a call gets no answer. */
const SILENCE: Ms = 20_000

/** Sends, and sends again as long as patience allows. Throws `AwsProblem`. */
export async function call<T>(asked: Asked<T>, means: Means): Promise<T> {
  const { clock, retryFor, stop } = means
  if (!retryFor || asked.isOnceOnly) return renewing(asked, means)
  const tries = new Tries(clock, retryFor)
  for (;;) {
    try {
      return await renewing(asked, means)
    } catch (thrown) {
      if (!(thrown instanceof AwsProblem) || !mayPass(thrown.problem) || stop?.aborted) throw thrown
      if (!(await tries.next())) throw thrown
    }
  }
}

/**
 * Sends. Where AWS does not take the credentials any more (a session that has ended early, or was revoked) they are
 * renewed once, and the call, which AWS has then not carried out, is repeated once.
 */
async function renewing<T>(asked: Asked<T>, means: Means): Promise<T> {
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

async function once<T>({ send, ...question }: Asked<T>, means: Means): Promise<T> {
  const { clock, env, limit, stop } = means
  const signal: { now?: AbortSignal } = {}
  const done = new AbortController()
  void tellSilence(question, means, done.signal)
  try {
    return await bounded({ clock, limit, stop }, (abortSignal) => {
      signal.now = abortSignal
      return send({ abortSignal })
    })
  } catch (thrown) {
    if (thrown instanceof TimeLimit) throw unanswered(question, thrown, signal.now !== undefined && wasSent(signal.now))
    throw problemOf(question, thrown, { now: clock.now(), env })
  } finally {
    done.abort()
  }
}

async function tellSilence({ operation }: Question, { clock, onSilence }: Means, done: AbortSignal): Promise<void> {
  if (!onSilence) return
  for (let forMs = SILENCE; ; forMs += SILENCE) {
    await clock.sleep(SILENCE, done)
    if (done.aborted) return
    onSilence(operation, forMs)
  }
}

/** Without a request that has left, whatever takes so long comes before it: the credentials. */
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

/** What does not exist is `undefined`. */
export const orMissing = async <T>(read: () => Promise<T | undefined>): Promise<T | undefined> => {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof AwsProblem && thrown.problem.kind === 'missing') return undefined
    throw thrown
  }
}

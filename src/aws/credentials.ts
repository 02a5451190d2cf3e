/** Credentials for AWS: a role whose session is renewed during the rollout, or those of the job's environment. */

import type { Problem } from '../rollout/model/problem.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import { AwsProblem, type Clock, problemIn } from '../rollout/ports.ts'
import type { Caller, Renewal } from './call.ts'
import { type RoleSession, type Session, sessionsOf } from './session.ts'

/** The pause after a failed renewal before the next use tries again. Milliseconds. */
const RETRY_AFTER: Ms = 60_000

/**
 * A session younger than this is not renewed after a refusal: nobody has revoked it so soon, so the cause is another.
 * Milliseconds.
 */
const YOUNG: Ms = 60_000

/** How long credentials last. */
export type Lifetime =
  /** A long-lived key, a source that the SDK renews, or a role that this action renews. */
  | { readonly type: 'lasting' }
  /** A session from the environment that nothing renews. `ends`: when it expires, if known. */
  | { readonly type: 'session'; readonly ends: Instant | undefined }

/** Credentials for the SDK's clients and for the verification. */
export interface Credentials extends Caller {
  readonly lifetime: Lifetime
  /** The current credentials as variables for a child process; `undefined` removes a variable. */
  variables(): Readonly<Record<string, string | undefined>>
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * A role assumed with GitHub's identity tokens. The first use opens a session; the first after half of its life opens the
 * next, with a new token. If that fails the one that is there serves until it expires; then the provider throws an
 * `AwsProblem` of kind `expired`, or, if there never was one, the problem of opening it. Keys live in memory only.
 */
export function assumedRole(role: RoleSession): Credentials {
  const sessions = new Sessions(sessionsOf(role), role.clock)
  return {
    // The SDK asks again only five minutes before the end that it knows of, and keeps what it has until then. Half of the
    // life is sooner: if they seem to have ended, it asks every time.
    provider: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await sessions.current()
      return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(0) }
    },
    renewal: (problem) => sessions.renewal(problem),
    lifetime: { type: 'lasting' },
    variables: () => variablesOf(sessions.newest),
  }
}

/** The ordinary AWS chain over this environment. */
export const ambient = (env: Environment): Credentials => ({ lifetime: lifetimeIn(env), variables: () => ({}) })

/** STS takes 2 to 64 of these characters [documented: `[\w+=,.@-]*`]; every other becomes `-`. */
export function sessionNameFrom(text: string): string {
  const name = text.replace(/[^\w+=,.@-]/g, '-').slice(0, 64)
  return name.length >= 2 ? name : `ami-rollout-${name}`
}

/** The chain takes keys from the environment first, unless a profile is named. */
function lifetimeIn(env: Environment): Lifetime {
  const fromEnvironment = env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'] && !env['AWS_PROFILE']
  if (!fromEnvironment || !env['AWS_SESSION_TOKEN']) return { type: 'lasting' }
  const ends = Date.parse(env['AWS_CREDENTIAL_EXPIRATION'] ?? '')
  return { type: 'session', ends: Number.isNaN(ends) ? undefined : ends }
}

/** Without a profile, which the JavaScript SDK would follow instead. */
const variablesOf = (session: Session | undefined): Environment =>
  session
    ? {
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: session.ends.toISOString(),
        AWS_PROFILE: undefined,
      }
    : {}

/** Sessions one after the other, opened by one caller at a time. */
class Sessions {
  readonly #open: () => Promise<Session>
  readonly #clock: Pick<Clock, 'now'>
  #cached: (Session & { readonly since: Instant }) | undefined
  #failed: { readonly at: Instant; readonly problem: Problem } | undefined
  #opening: Promise<void> | undefined
  /** Operations that AWS denied with a new session too, so the cause is a missing permission. */
  readonly #denied = new Set<string>()

  constructor(open: () => Promise<Session>, clock: Pick<Clock, 'now'>) {
    this.#open = open
    this.#clock = clock
  }

  get newest(): Session | undefined {
    return this.#cached
  }

  /** A session that has not expired. Throws `AwsProblem`. */
  async current(): Promise<Session> {
    if (this.#isDue()) await this.#renewOnce()
    const cached = this.#cached
    if (cached && this.#clock.now() < cached.since + cached.life) return cached
    throw this.#problem()
  }

  /**
   * Opens a session early, where AWS says that the one at hand has ended (`expired`), and where it refuses what it may
   * have granted before: a session that is revoked is denied everything [IAM guide, «Revoking IAM role temporary security
   * credentials»]. A session that was opened a moment ago, perhaps by a call beside, is only tried.
   */
  async renewal({ kind, operation }: Problem): Promise<Renewal | undefined> {
    const cached = this.#cached
    const isOfSession = kind === 'expired' || (kind === 'denied' && !this.#denied.has(operation))
    if (!cached || !isOfSession || this.#failedLately()) return undefined
    if (this.#clock.now() < cached.since + YOUNG) return kind === 'expired' ? { helped() {} } : undefined
    await this.#renewOnce()
    if (this.#cached === cached) return undefined
    this.#denied.add(operation)
    return { helped: () => this.#denied.delete(operation) }
  }

  /** Renews once for all callers that wait at the same time. */
  #renewOnce(): Promise<void> {
    this.#opening ??= this.#renew().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  #isDue(): boolean {
    if (this.#failedLately()) return false
    return !this.#cached || this.#clock.now() >= this.#cached.since + this.#cached.life / 2
  }

  #failedLately(): boolean {
    return this.#failed !== undefined && this.#clock.now() < this.#failed.at + RETRY_AFTER
  }

  async #renew(): Promise<void> {
    // From before the question on: whatever the answer takes, the session is not thought to live longer than it does.
    const since = this.#clock.now()
    try {
      this.#cached = { ...(await this.#open()), since }
      this.#failed = undefined
    } catch (thrown) {
      this.#failed = { at: this.#clock.now(), problem: problemIn(thrown) }
    }
  }

  #problem(): AwsProblem {
    const why = this.#failed?.problem
    if (why && !this.#cached) return new AwsProblem(why)
    const renewal = why ? ` and could not be renewed: ${why.operation}: ${why.code}: ${why.message}` : ''
    return new AwsProblem({
      kind: 'expired',
      operation: 'AssumeRoleWithWebIdentity',
      code: 'ExpiredToken',
      message: `the role's session has ended${renewal}`,
    })
  }
}

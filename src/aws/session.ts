/** Opens sessions of a role with GitHub's identity tokens (AssumeRoleWithWebIdentity). */
import type { EnvironmentFault } from '../rollout/model/environment-fault.ts'
import type { Problem } from '../rollout/model/problem.ts'
import type { Ms } from '../rollout/model/time.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { AwsTime } from './aws-time.ts'
import { bounded, SESSION_LIMITS, TimeLimit } from './bounds.ts'
import { call } from './call.ts'
import { clientOf, type Reach } from './client.ts'
import { textAt } from './thrown.ts'

/** Time limit of one request for GitHub's token, because the toolkit has none. Two of them and STS fit into a call's limit. */
const TOKEN_LIMIT: Ms = 20_000

const HOUR: Ms = 3_600_000
/** The first session length to request: as long as a job on GitHub's runners can last, so that no renewal is needed. */
const LONGEST: Ms = 6 * HOUR
/**
 * Every role allows an hour, and most allow no more [documented: MaxSessionDuration is 1 to 12 h, 1 h by default].
 * Nothing in between is tried: each refusal is an error in the account's CloudTrail.
 */
const SHORTEST: Ms = HOUR

/** What a session needs. */
export interface RoleSession extends Reach {
  readonly arn: string
  readonly sessionName: string
  /**
   * A fresh identity token, already masked; `undefined`: this job may not have one. Rejects when it cannot be had
   * now.
   */
  token(): Promise<string | undefined>
  /** Hides a text in the log from now on. */
  mask(secret: string): void
}

/** A session's keys, valid for `life` from the request on. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly life: Ms
  /** The expiry in AWS's time. */
  readonly ends: Date
}

/** Returns a function that opens sessions and keeps the length that the role allows. It throws `AwsProblem`. */
export function sessionsOf(role: RoleSession): () => Promise<Session> {
  let life = LONGEST
  return async () => {
    const token = await tokenFor(role)
    const asked = await assume(role, token, life)
    if (!(asked instanceof AwsProblem)) return asked
    // AWS uses this code for a session that is too long and for other mistakes; those fail again with the shorter one.
    if (asked.problem.code !== 'ValidationError' || life === SHORTEST) throw asked
    life = SHORTEST
    const shorter = await assume(role, token, life)
    if (shorter instanceof AwsProblem) throw shorter
    return shorter
  }
}

async function tokenFor({ token, clock }: RoleSession): Promise<string> {
  const operation = 'GetIdentityToken'
  const ask = () => bounded({ clock, limit: TOKEN_LIMIT }, () => token())
  // No answer is asked for once more: GitHub's service is slow at times, and nothing else of the job can go on without it.
  const again = (thrown: unknown) => (thrown instanceof TimeLimit ? ask() : Promise.reject(thrown))
  const got = await ask()
    .catch(again)
    .catch((thrown: unknown) => {
      const message = thrown instanceof Error ? thrown.message.replace(/\s+/g, ' ') : String(thrown)
      const fault = { type: 'identity-token-refused' } as const
      throw new AwsProblem({ kind: 'passing', operation, code: 'IdentityTokenFailed', message, fault }, thrown)
    })
  if (got !== undefined) return got
  throw new AwsProblem({
    kind: 'denied',
    operation,
    code: 'NoIdentityToken',
    message: 'GitHub gives this job no identity token',
    fault: { type: 'no-identity-token' },
  })
}

async function assume(role: RoleSession, token: string, life: Ms): Promise<Session | AwsProblem> {
  // Loaded only when a role is assumed, to keep other runs fast.
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const { arn, sessionName, mask, clock, env } = role
  const limits = SESSION_LIMITS
  const sts = clientOf(STSClient, { reach: role, limits, time: new AwsTime(() => clock.now()) })
  const operation = 'AssumeRoleWithWebIdentity'
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: arn,
    RoleSessionName: sessionName,
    WebIdentityToken: token,
    DurationSeconds: life / 1_000,
  })
  try {
    const { Credentials: keys } = await call(
      { operation, type: 'read', send: (options) => sts.send(command, options) },
      { clock, env, limit: limits.call, caller: {} },
    )
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      return new AwsProblem({ kind: 'denied', operation, code: 'NoCredentials', message: 'the answer has no keys' })
    for (const secret of [AccessKeyId, SecretAccessKey, SessionToken]) mask(secret)
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      life,
      ends: Expiration,
    }
  } catch (thrown) {
    if (thrown instanceof AwsProblem) return refusal(thrown, role, claimsOf(token))
    throw thrown
  } finally {
    sts.destroy()
  }
}

/** The token's claims that a fault shows. */
interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

/** Decodes the token's claims without verification; they are only shown. */
function claimsOf(token: string): Claims {
  const claims = parsed(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const claim = (name: string) => textAt(claims, name) ?? 'unknown'
  return { issuer: claim('iss'), subject: claim('sub'), audience: claim('aud') }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The fault by error code. A missing identity provider and a refused audience have the same code; AWS's message, which is
 * also shown, says which it is.
 */
function faultOf(code: string, { arn, region }: RoleSession, claims: Claims): EnvironmentFault | undefined {
  switch (code) {
    case 'AccessDenied':
      return { type: 'trust', ...claims }
    case 'InvalidIdentityToken':
    case 'IDPRejectedClaim':
      return { type: 'identity-provider', issuer: claims.issuer, audience: claims.audience }
    case 'ValidationError':
      return { type: 'role', arn }
    case 'RegionDisabled':
      return { type: 'region-disabled', region }
    default:
      return undefined
  }
}

/** Client error codes that a retry may fix, since each try uses a new token. */
const passing: ReadonlySet<string> = new Set(['IDPCommunicationError', 'ExpiredToken'])

/** Kinds that mean the same before there is a session. */
const ownKinds: ReadonlySet<Problem['kind']> = new Set(['throttled', 'passing', 'environment'])

/** Converts a refused AssumeRole call. Kinds such as `expired` would be wrong here, because no session exists yet. */
function refusal({ problem, cause }: AwsProblem, role: RoleSession, claims: Claims): AwsProblem {
  const code = problem.code.replace(/Exception$/, '')
  const kind: Problem['kind'] = passing.has(code) ? 'passing' : ownKinds.has(problem.kind) ? problem.kind : 'denied'
  const fault = problem.fault ?? faultOf(code, role, claims)
  return new AwsProblem({ ...problem, kind, ...(fault && { fault }) }, cause)
}

/** One session of a role, opened with an identity token of GitHub's. */
import type { EnvironmentFault } from '../rollout/model/environment-fault.ts'
import type { Problem } from '../rollout/model/problem.ts'
import type { Ms } from '../rollout/model/time.ts'
import { AwsProblem } from '../rollout/ports.ts'
import { AwsTime } from './aws-time.ts'
import { bounded, SESSION_LIMITS } from './bounds.ts'
import { call } from './call.ts'
import { clientOf, type Reach } from './client.ts'
import { textAt } from './thrown.ts'

/** For GitHub's token: the toolkit itself would wait for ever for a service that does not answer. */
const TOKEN_LIMIT: Ms = 20_000

const HOUR: Ms = 3_600_000
/** As long as a job on GitHub's runners can last: then it does not matter whether GitHub still gives tokens at its end. */
const LONGEST: Ms = 6 * HOUR
/**
 * Every role allows an hour, and most allow no more [documented: MaxSessionDuration is 1 to 12 h, 1 h by default]. Nothing
 * in between is tried: each refusal is an error in the account's CloudTrail.
 */
const SHORTEST: Ms = HOUR

/** What a session is opened with. */
export interface RoleSession extends Reach {
  readonly arn: string
  readonly sessionName: string
  /** A fresh identity token, already masked; `undefined`: this job may not have one. Rejects when it cannot be had now. */
  token(): Promise<string | undefined>
  /** Hides a text in the log from now on. */
  mask(secret: string): void
}

/** Keys that live for `life` from the moment that they were asked for. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly life: Ms
  /** The end in AWS's time, for others to read. */
  readonly ends: Date
}

/** Opens sessions; remembers which length the role allows. Throws `AwsProblem`. */
export function sessionsOf(role: RoleSession): () => Promise<Session> {
  let life = LONGEST
  return async () => {
    const token = await tokenFor(role)
    const asked = await assume(role, token, life)
    if (!(asked instanceof AwsProblem)) return asked
    // The code for a session longer than the role allows, but for other mistakes too: those are refused once more.
    if (asked.problem.code !== 'ValidationError' || life === SHORTEST) throw asked
    life = SHORTEST
    const shorter = await assume(role, token, life)
    if (shorter instanceof AwsProblem) throw shorter
    return shorter
  }
}

async function tokenFor({ token, clock }: RoleSession): Promise<string> {
  const operation = 'GetIdentityToken'
  const got = await bounded({ clock, limit: TOKEN_LIMIT }, () => token()).catch((thrown: unknown) => {
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
  // Loaded only when a role is to be assumed: everybody else starts without it.
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

/** What the token says of this job. */
interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

/** Reads the token's own words; they prove nothing here and are only shown. */
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
 * By code. An identity provider that is missing and an audience that it does not accept have one code; AWS's own words,
 * which are shown beside, tell them apart.
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

/** Codes of what may work in a moment although AWS answers it as the caller's mistake; the next try has a token of its own. */
const passing: ReadonlySet<string> = new Set(['IDPCommunicationError', 'ExpiredToken'])

/** What AWS refuses here is a role that it does not give; nobody's session has expired or is missing yet. */
function refusal({ problem, cause }: AwsProblem, role: RoleSession, claims: Claims): AwsProblem {
  const code = problem.code.replace(/Exception$/, '')
  const isPassing = problem.kind === 'passing' || passing.has(code)
  const kind: Problem['kind'] = isPassing ? 'passing' : problem.kind === 'environment' ? 'environment' : 'denied'
  const fault = problem.fault ?? faultOf(code, role, claims)
  return new AwsProblem({ ...problem, kind, ...(fault && { fault }) }, cause)
}

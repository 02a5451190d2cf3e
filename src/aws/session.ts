/** One session of a role, opened with an identity token of GitHub's. */
import type { Ms, Problem } from '../rollout/model.ts'
import { AwsProblem } from '../rollout/world.ts'
import { configFor, type Reach } from './connection.ts'
import { problemOf } from './errors.ts'

/** Short, since the call that needs new credentials waits for them. */
const PATIENCE = { connect: 5_000, answer: 10_000 }

const HOUR: Ms = 3_600_000
/** As long as a job on GitHub's runners can last: then it does not matter whether GitHub still gives tokens at its end. */
const LONGEST: Ms = 6 * HOUR
/**
 * Every role allows an hour, and most allow no more [documented: MaxSessionDuration is 1 to 12 h, 1 h by default]. Nothing
 * in between is tried: each refusal is an error in the account's CloudTrail.
 */
const SHORTEST: Ms = HOUR

/** What a session is opened with. */
export interface Role extends Reach {
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

/** Opens sessions; remembers which length the role allows. Throws `AwsProblem`, its message with the remedy. */
export function sessionsOf(role: Role): () => Promise<Session> {
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

async function tokenFor({ token }: Role): Promise<string> {
  const operation = 'GetIdentityToken'
  const got = await token().catch((thrown: unknown) => {
    const message = thrown instanceof Error ? thrown.message.replace(/\s+/g, ' ') : String(thrown)
    throw new AwsProblem({ kind: 'passing', operation, code: 'IdentityTokenFailed', message }, thrown)
  })
  if (got !== undefined) return got
  throw new AwsProblem({
    kind: 'denied',
    operation,
    code: 'NoIdentityToken',
    message:
      'GitHub gives this job no identity token, which role-to-assume needs. Add `id-token: write` to the job’s `permissions`; a pull request from a fork never gets it',
  })
}

async function assume(role: Role, token: string, life: Ms): Promise<Session | AwsProblem> {
  // Loaded only when a role is to be assumed: everybody else starts without it.
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const { arn, sessionName, mask } = role
  const sts = new STSClient(configFor(role, PATIENCE))
  const operation = 'AssumeRoleWithWebIdentity'
  try {
    const { Credentials: keys } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: arn,
        RoleSessionName: sessionName,
        WebIdentityToken: token,
        DurationSeconds: life / 1_000,
      }),
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
    return refusal(problemOf(operation, thrown, 'read'))
  } finally {
    sts.destroy()
  }
}

/** By code: what to look at in the account, GitHub's side having given its token. */
const remedies: Readonly<Record<string, string>> = {
  AccessDenied:
    'The trust policy of the role in role-to-assume must allow sts:AssumeRoleWithWebIdentity to GitHub’s identity provider, for the audience in `audience` and for this repository, branch or environment',
  InvalidIdentityToken:
    'The account needs the identity provider https://token.actions.githubusercontent.com with the audience in `audience`',
  ValidationError: 'Check role-to-assume and role-session-name',
  RegionDisabled: 'Activate STS for this region in the account’s settings',
}

/** Codes of what may work in a moment although AWS answers it as the caller's mistake. */
const passing: ReadonlySet<string> = new Set(['IDPCommunicationError'])

/** What AWS refuses here is a role that it does not give; nobody's session has expired or is missing yet. */
function refusal({ problem, cause }: AwsProblem): AwsProblem {
  const code = problem.code.replace(/Exception$/, '')
  const kind: Problem['kind'] = problem.kind === 'passing' || passing.has(code) ? 'passing' : 'denied'
  const remedy = remedies[code]
  const message = remedy === undefined ? problem.message : `${problem.message.replace(/\.$/, '')}. ${remedy}`
  return new AwsProblem({ ...problem, kind, message }, cause)
}

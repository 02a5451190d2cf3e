/** A role kept for as long as a rollout lasts: AWS's own clients, simulated STS and GitHub, virtual time. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AutoScaling } from '@aws-sdk/client-auto-scaling'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { AwsError } from '../../simulator/aws/error.ts'
import { denied, expired, type Fault, severed, unavailable } from '../../simulator/aws/gate/faults.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { Account } from '../../simulator/aws/world/account.ts'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { RoleSpec } from '../../simulator/aws/world/credentials.ts'
import { fakeDate, virtualClock } from '../../simulator/clock.ts'
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'
import { ambient, assumedRole, connectionTo, sessionNameFrom } from '../../src/aws/index.ts'
import { identityTokens } from '../../src/github/identity.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import { problemIn } from '../../src/rollout/ports.ts'

const START = Date.parse('2026-11-21T03:00:00Z')
const minutes = (count: number) => count * 60_000
const hours = (count: number) => minutes(60 * count)

interface Night {
  readonly role?: Partial<RoleSpec>
  readonly audience?: string
  readonly arn?: string
  /** The job has no `id-token: write`. */
  readonly noTokens?: boolean
  readonly faults?: readonly Fault[]
}

/** A job with a role to assume, at three in the morning. */
async function night({ role = {}, audience = 'sts.amazonaws.com', arn, noTokens = false, faults = [] }: Night = {}) {
  const agenda = new Agenda(START)
  const clock = virtualClock(agenda)
  onTestFinished(fakeDate(() => agenda.now))
  const account = new Account({ agenda })
  const roleArn = account.credentials.role({ name: 'deploy', maxSessionDuration: 12 * 3600, ...role })
  /** Everything that was asked, in order, with what had been masked by then. */
  const asked: { operation: string; minute: number; accessKeyId: string; masked: number; input: object }[] = []
  const masked: string[] = []
  const aws = await simulateAws({
    account,
    clock,
    faults,
    onCall: ({ operation, at, accessKeyId, input }) =>
      asked.push({ operation, minute: (at - START) / 60_000, accessKeyId, masked: masked.length, input }),
  })
  const github = await serveIdentityTokens({ repository: 'octo/web', ref: 'refs/heads/main', clock })
  const env = { ...(noTokens ? {} : github.env), AWS_ENDPOINT_URL: aws.url }
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const said: string[] = []
  const log = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)

  const credentials = assumedRole({
    arn: arn ?? roleArn,
    sessionName: 'ami-rollout-42',
    region: account.region,
    env,
    clock,
    token: identityTokens(env, audience),
    mask: (secret) => masked.push(secret),
  })
  const { provider } = credentials
  if (!provider) throw new Error('a role has a provider')
  const connection = connectionTo({ region: account.region, clock, env }, credentials)
  const client = connection.client(AutoScaling)
  onTestFinished(async () => {
    log.mockRestore()
    vi.unstubAllEnvs()
    connection.close()
    await github.close()
    await aws.close()
  })
  return {
    ...{ agenda, asked, masked, said, github, credentials, provider },
    /** One look, as a rollout makes them: an operation of AWS that went well, or the problem. */
    look: async (): Promise<'ok' | Problem> =>
      connection
        .read('DescribeAutoScalingGroups', (options) => client.describeAutoScalingGroups({}, options))
        .then(() => 'ok' as const, problemIn),
    pass: (ms: number) => clock.sleep(ms),
    /** When sessions were asked for, in minutes. */
    renewals: () =>
      asked.filter(({ operation }) => operation === 'AssumeRoleWithWebIdentity').map(({ minute }) => minute),
  }
}

/** Looks every half minute for so long; the first problem, and when. */
async function watch({ look, pass, agenda }: Awaited<ReturnType<typeof night>>, length: number) {
  for (const end = agenda.now + length; agenda.now <= end; await pass(30_000)) {
    const seen = await look()
    if (seen !== 'ok') return { minute: (agenda.now - START) / 60_000, ...seen }
  }
  return undefined
}

const refusedFrom = (minute: number): Fault => ({
  on: { operation: 'AssumeRoleWithWebIdentity', from: START + minutes(minute) },
  what: denied,
})

describe('a role that is assumed', () => {
  test('is renewed at half of each session’s life, with a new identity token each time', async () => {
    const job = await night({ role: { maxSessionDuration: 3600 } })
    expect(await watch(job, hours(3))).toBeUndefined()
    // At first six hours are asked for, which this role refuses; never again.
    expect(job.renewals()).toEqual([0, 0, 30, 60, 90, 120, 150, 180])
    expect(job.github.issued.map(({ iat }) => (iat * 1000 - START) / 60_000)).toEqual([0, 30, 60, 90, 120, 150, 180])
    expect(new Set(job.github.issued.map(({ jti }) => jti)).size).toBe(7)
    const polls = job.asked.filter(({ operation }) => operation === 'DescribeAutoScalingGroups')
    expect(new Set(polls.map(({ accessKeyId }) => accessKeyId)).size).toBe(7)
  })

  test('is asked for as long as a hosted job lasts, where it allows that', async () => {
    const job = await night()
    expect(await watch(job, hours(7))).toBeUndefined()
    expect(job.renewals()).toEqual([0, 180, 360])
    const [first] = job.asked
    expect(first?.input).toMatchObject({ DurationSeconds: 6 * 3600, RoleSessionName: 'ami-rollout-42' })
  })

  test('needs no other credentials, and its keys are masked before they are used', async () => {
    const { look, asked, masked, said, credentials } = await night()
    expect(await look()).toBe('ok')
    const [assume, describe] = asked
    expect(assume).toMatchObject({ operation: 'AssumeRoleWithWebIdentity', accessKeyId: '', masked: 0 })
    expect(describe).toMatchObject({ operation: 'DescribeAutoScalingGroups', masked: 3 })
    const variables = credentials.variables()
    expect(masked).toEqual([
      variables['AWS_ACCESS_KEY_ID'],
      variables['AWS_SECRET_ACCESS_KEY'],
      variables['AWS_SESSION_TOKEN'],
    ])
    // The toolkit masks the identity token; nothing else of all this is said aloud.
    expect(said.filter((line) => !line.startsWith('::debug::'))).toEqual([expect.stringMatching(/^::add-mask::e/)])
  })

  test('is opened once for all who ask at the same time', async () => {
    const { provider, renewals, pass } = await night()
    await Promise.all([provider(), provider(), provider(), provider()])
    await pass(hours(3))
    const [one, ...others] = await Promise.all([provider(), provider(), provider(), provider()])
    expect(others).toEqual([one, one, one])
    expect(renewals()).toEqual([0, 180])
  })

  test('gives its newest keys to the user’s check, and no profile beside them', async () => {
    const { look, pass, credentials, asked } = await night({ role: { maxSessionDuration: 3600 } })
    expect(credentials.variables()).toEqual({})
    await look()
    await pass(minutes(40))
    await look()
    expect(credentials.variables()).toEqual({
      AWS_ACCESS_KEY_ID: asked.at(-1)?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      AWS_SESSION_TOKEN: expect.any(String),
      AWS_CREDENTIAL_EXPIRATION: '2026-11-21T04:40:00.000Z',
      AWS_PROFILE: undefined,
    })
  })
})

describe('a renewal that is refused', () => {
  test('is tried again once a minute while the session lasts, and then the credentials have expired', async () => {
    const job = await night({ role: { maxSessionDuration: 3600 }, faults: [refusedFrom(10)] })
    expect(await watch(job, hours(2))).toMatchObject({
      minute: 60,
      kind: 'expired',
      operation: 'AssumeRoleWithWebIdentity',
      code: 'ExpiredToken',
      message: expect.stringContaining('AccessDenied'),
    })
    expect(job.renewals()).toEqual([0, 0, ...Array.from({ length: 31 }, (_, i) => 30 + i)])
    // AWS itself was never asked with keys that had run out.
    expect(job.asked.filter(({ operation }) => operation !== 'AssumeRoleWithWebIdentity')).toHaveLength(120)
  })

  test('for a while only is made good', async () => {
    const outage = { operation: 'AssumeRoleWithWebIdentity', from: START + minutes(10), until: START + minutes(50) }
    const job = await night({ role: { maxSessionDuration: 3600 }, faults: [{ on: outage, what: unavailable }] })
    expect(await watch(job, hours(2))).toBeUndefined()
    expect(job.renewals().filter((minute) => minute >= 50)).toEqual([
      expect.closeTo(50, 0),
      expect.closeTo(80, 0),
      expect.closeTo(110, 0),
    ])
  })

  test('although everything has expired is tried again after a minute', async () => {
    const outage = { operation: 'AssumeRoleWithWebIdentity', from: START + minutes(10), until: START + minutes(65) }
    const { look, pass } = await night({ role: { maxSessionDuration: 3600 }, faults: [{ on: outage, what: denied }] })
    expect(await look()).toBe('ok')
    await pass(minutes(64.5))
    expect(await look()).toMatchObject({ kind: 'expired' })
    await pass(minutes(0.75))
    expect(await look()).toMatchObject({ kind: 'expired' })
    await pass(minutes(0.25))
    expect(await look()).toBe('ok')
  })
})

describe('a session that AWS does not take any more before its time', () => {
  test.each([
    ['has ended', expired],
    ['is refused everything, since it was revoked', denied],
  ])('%s: one new session, and the call is made again', async (_what, what) => {
    const isOfFirst = ({ accessKeyId }: { readonly accessKeyId: string }) =>
      accessKeyId === asked.find((call) => call.accessKeyId !== '')?.accessKeyId
    const { look, pass, asked, renewals } = await night({
      faults: [{ on: { operation: 'DescribeAutoScalingGroups', from: START + minutes(10), where: isOfFirst }, what }],
    })
    expect(await look()).toBe('ok')
    await pass(minutes(10))
    expect(await look()).toBe('ok')
    expect(renewals()).toEqual([0, 10])
    await pass(minutes(10))
    expect(await look()).toBe('ok')
    expect(renewals()).toEqual([0, 10])
  })

  test('a permission that the role does not have costs one new session, not one a call', async () => {
    const { look, pass, renewals } = await night({
      faults: [{ on: { operation: 'DescribeAutoScalingGroups' }, what: denied }],
    })
    // A session that was opened a moment ago is not behind it.
    expect(await look()).toMatchObject({ kind: 'denied' })
    for (let i = 0; i < 5; i++) {
      await pass(minutes(5))
      expect(await look()).toMatchObject({ kind: 'denied' })
    }
    expect(renewals()).toEqual([0, 5])
  })

  test('where no other can be had the call has failed', async () => {
    const from = START + minutes(10)
    const { look, pass, renewals } = await night({
      faults: [
        { on: { operation: 'DescribeAutoScalingGroups', from }, what: expired },
        { on: { operation: 'AssumeRoleWithWebIdentity', from }, what: denied },
      ],
    })
    expect(await look()).toBe('ok')
    await pass(minutes(10))
    expect(await look()).toMatchObject({ kind: 'expired', operation: 'DescribeAutoScalingGroups' })
    expect(await look()).toMatchObject({ kind: 'expired' })
    expect(renewals()).toEqual([0, 10])
  })
})

describe('a role that cannot be assumed at all', () => {
  test('for want of `id-token: write` says so, and asks nobody', async () => {
    const { look, asked } = await night({ noTokens: true })
    expect(await look()).toMatchObject({
      kind: 'denied',
      operation: 'GetIdentityToken',
      code: 'NoIdentityToken',
      fault: { type: 'no-identity-token' },
    })
    expect(asked).toEqual([])
  })

  test.each([
    ['another audience', { audience: 'api://other' }],
    ['another repository', { role: { subject: 'repo:octo/other:*' } }],
    ['no such role', { arn: 'arn:aws:iam::123456789012:role/none-of-this-name' }],
  ])('by the trust policy (%s) says who this job is', async (_what, different) => {
    const { look, renewals } = await night(different)
    expect(await look()).toMatchObject({
      kind: 'denied',
      operation: 'AssumeRoleWithWebIdentity',
      code: 'AccessDenied',
      fault: {
        type: 'trust',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:octo/web:ref:refs/heads/main',
        audience: 'audience' in different ? 'api://other' : 'sts.amazonaws.com',
      },
    })
    expect(renewals()).toEqual([0])
  })

  test('since the account does not know GitHub says so', async () => {
    const unknown = () => new AwsError('InvalidIdentityToken', 'No OpenIDConnect provider found in your account')
    const on = { operation: 'AssumeRoleWithWebIdentity' }
    const { look } = await night({ faults: [{ on, what: { kind: 'refused', error: unknown } }] })
    expect(await look()).toMatchObject({
      kind: 'denied',
      code: 'InvalidIdentityTokenException',
      fault: {
        type: 'identity-provider',
        issuer: 'https://token.actions.githubusercontent.com',
        audience: 'sts.amazonaws.com',
      },
    })
  })

  test('since its ARN is none, is not taken for a session that is too long', async () => {
    const { look, asked } = await night({ arn: 'deploy' })
    expect(await look()).toMatchObject({
      kind: 'denied',
      code: 'ValidationError',
      fault: { type: 'role', arn: 'deploy' },
    })
    expect(asked).toHaveLength(2)
  })

  test('is not asked for again within a minute', async () => {
    const { look, pass, renewals } = await night({ role: { subject: 'repo:octo/other:*' } })
    await look()
    expect(await look()).toMatchObject({ kind: 'denied', code: 'AccessDenied' })
    expect(renewals()).toEqual([0])
    await pass(minutes(1))
    await look()
    expect(renewals()).toEqual([0, 1])
  })

  test('because the way there is broken may work later', async () => {
    const broken: Fault = {
      on: { operation: 'AssumeRoleWithWebIdentity', until: START + minutes(1) },
      what: severed('before-answer'),
    }
    const { look, pass } = await night({ faults: [broken] })
    expect(await look()).toMatchObject({ kind: 'passing', operation: 'AssumeRoleWithWebIdentity' })
    await pass(minutes(2))
    expect(await look()).toBe('ok')
  })

  test('because GitHub gives no token now may work later', async () => {
    const { look, github } = await night()
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'not-this-one')
    expect(await look()).toMatchObject({ kind: 'passing', operation: 'GetIdentityToken', code: 'IdentityTokenFailed' })
    expect(github.issued).toEqual([])
  })
})

/** GitHub's service answers so many requests with nothing, and sends later ones to where they are answered. */
async function slowGitHub(unanswered: number): Promise<void> {
  const real = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''
  let left = unanswered
  const slow = createServer((request, response) => {
    left -= 1
    const query = new URL(request.url ?? '/', real).searchParams
    if (left < 0) response.writeHead(307, { location: `${real}&audience=${query.get('audience')}` }).end()
  }).listen(0, '127.0.0.1')
  await once(slow, 'listening')
  onTestFinished(() => {
    slow.close().closeAllConnections()
  })
  vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `http://127.0.0.1:${(slow.address() as AddressInfo).port}/?a=b`)
}

test('a GitHub that does not answer is asked once more', async () => {
  const { look, agenda } = await night()
  await slowGitHub(1)
  expect(await look()).toBe('ok')
  expect(agenda.now - START).toBe(20_000)
})

test('a GitHub that does not answer is not waited for without end', async () => {
  const { look, agenda } = await night()
  await slowGitHub(Number.POSITIVE_INFINITY)
  expect(await look()).toMatchObject({
    kind: 'passing',
    operation: 'GetIdentityToken',
    message: 'no answer within 20 s',
    fault: { type: 'identity-token-refused' },
  })
  expect(agenda.now - START).toBe(40_000)
})

describe('credentials from the environment', () => {
  const session = { AWS_ACCESS_KEY_ID: 'ASIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }

  test.each([
    ['a session whose end is not said', session, { type: 'session', ends: undefined }],
    [
      'a session whose end is said',
      { ...session, AWS_CREDENTIAL_EXPIRATION: '2026-11-21T04:00:00Z' },
      { type: 'session', ends: START + hours(1) },
    ],
    [
      'a session whose end is no time',
      { ...session, AWS_CREDENTIAL_EXPIRATION: 'soon' },
      { type: 'session', ends: undefined },
    ],
    ['a long-lived key', { ...session, AWS_SESSION_TOKEN: '' }, { type: 'lasting' }],
    ['a profile, which the SDK takes first', { ...session, AWS_PROFILE: 'prod' }, { type: 'lasting' }],
    ['nothing: the machine’s role', {}, { type: 'lasting' }],
  ])('%s', (_what, env, lifetime) => {
    expect(ambient(env)).toMatchObject({ lifetime })
    expect(ambient(env).provider).toBeUndefined()
    expect(ambient(env).variables()).toEqual({})
  })
})

describe('a session’s name', () => {
  test.each([
    ['ami-rollout-12345', 'ami-rollout-12345'],
    ['deploy of web/shop: 100 %', 'deploy-of-web-shop--100--'],
    ['ünï', '-n-'],
    ['a', 'ami-rollout-a'],
    ['', 'ami-rollout-'],
    ['x'.repeat(100), 'x'.repeat(64)],
  ])('%j is cleaned to %j', (text, name) => {
    expect(sessionNameFrom(text)).toBe(name)
    expect(name).toMatch(/^[\w+=,.@-]{2,64}$/)
  })
})

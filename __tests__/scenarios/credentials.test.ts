/** Credentials live in memory, are masked, and are renewed when a rollout outlasts them. */
import { expect, test } from 'vitest'
import { expired, severed } from '../../simulator/aws/gate/faults.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { serveIdentityTokens } from '../../simulator/github/oidc.ts'
import { NEW_IMAGE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, minutes, type Simulated, START } from '../scenario.ts'

/** GitHub's identity tokens on the world's clock, and a role of one hour that trusts them. */
async function withRole(aws: Simulated) {
  const arn = aws.account.credentials.role({ name: 'deploy', maxSessionDuration: 3600 })
  const tokens = await serveIdentityTokens({
    repository: 'octo-org/shop',
    ref: 'refs/heads/main',
    clock: virtualClock(aws.agenda),
  })
  const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
  return {
    inputs: { 'role-to-assume': arn },
    env: { ...tokens.env, ...nobody },
    tokens,
    [Symbol.asyncDispose]: () => tokens.close(),
  }
}

test('a three-hour rollout on one-hour credentials ends well: a new identity token for each renewal', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  await using role = await withRole(aws)
  const job = await aws.job({ inputs: { ...role.inputs, 'bake-time': '3h' }, env: role.env })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  const assumed = aws.journal.of('AssumeRoleWithWebIdentity').filter(({ outcome }) => outcome === 'ok')
  expect(assumed.length).toBeGreaterThanOrEqual(6)
  expect(new Set(assumed.map(({ input }) => input['WebIdentityToken'])).size).toBe(assumed.length)
  expect(job.log.join('\n')).not.toMatch(/SecretAccessKey|eyJ/)
})

test('renewal is refused: on until the session ends, then red, nothing undone; a rerun takes it up', async () => {
  const faults = [
    {
      on: { operation: 'AssumeRoleWithWebIdentity', from: START + minutes(20), until: START + minutes(80) },
      what: expired,
    },
  ]
  await using aws = await briefly((agenda) => web(agenda), { faults })
  await using role = await withRole(aws)
  const inputs = { ...role.inputs, 'bake-time': '2h' }
  const first = await aws.job({ inputs, env: role.env })
  expect(first.outputs).toMatchObject({ outcome: 'failed', fleet: 'unknown', 'failure-code': 'credentials-expired' })
  expect(aws.group.refreshes.active?.status).toBe('Baking')
  aws.pass(minutes(30))
  const second = await aws.job({ inputs, env: role.env, attempt: 2 })
  expect(second.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(aws.group.refreshes.all).toHaveLength(1)
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
  await golden(import.meta.url, 'renewal refused', aws, [first, second])
})

test('the job has no right to identity tokens: refused, told once, with the remedy', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const arn = aws.account.credentials.role({ name: 'deploy' })
  const job = await aws.job({
    inputs: { 'role-to-assume': arn },
    env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
  })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input', changed: 'false' })
  expect(job.annotations).toHaveLength(1)
  expect(job.annotations[0]?.message).toContain('id-token: write')
  expect(aws.journal.entries).toEqual([])
  await golden(import.meta.url, 'no identity token', aws, [job])
})

test('a check whose role cannot be assumed says so, not that the group does not exist', async () => {
  const faults = [{ on: { operation: 'AssumeRoleWithWebIdentity' }, what: severed('before-answer') }]
  await using aws = await briefly((agenda) => web(agenda), { faults })
  await using role = await withRole(aws)
  const job = await aws.job({ inputs: { ...role.inputs, mode: 'check', image: '' }, env: role.env })
  expect(job.outputs).toMatchObject({ outcome: 'refused' })
  expect(job.outputs['reason']).toContain('AssumeRoleWithWebIdentity')
  expect(job.log.join('\n')).not.toContain('does not exist')
})

test('a session from outside that may not last the estimate: warned before the start', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  aws.account.credentials.add({
    accessKeyId: 'SIMULATEDSESSION',
    secretAccessKey: 'x',
    sessionToken: 'token',
    arn: 'arn:aws:sts::123456789012:assumed-role/x/y',
    userId: 'x',
  })
  const env = { AWS_ACCESS_KEY_ID: 'SIMULATEDSESSION', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'token' }
  const job = await aws.job({ inputs: { 'bake-time': '1h' }, env })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(job.annotations.map(({ message }) => message).join()).toContain('role-to-assume')
})

/** `launch-template-version` where AWS itself rolls back, the job ends too early, or others write meanwhile. The version of others stays. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { mixed } from '../../simulator/scenes/mixed.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { sparsely } from '../brief.ts'
import { type JobOptions, minutes, type Simulated } from '../scenario.ts'

const FIRES = minutes(4)
const named = (version = '8', more: JobOptions = {}): JobOptions => ({
  ...more,
  inputs: { image: '', 'launch-template-version': version, alarms: 'errors' },
})

/** Its alarm fires on the way. Terraform has made version 8, and the group means it already. */
function alarmed(account: Account, version = '8'): Account {
  account.alarm({ name: 'errors' })
  account.agenda.after(FIRES, () => account.alarms.get('errors')?.become('ALARM'))
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version })
  return account
}
const onNumber = (agenda: Agenda) => alarmed(web(agenda, { newVersion: true }))
const onLatest = (agenda: Agenda) => alarmed(web(agenda, { newVersion: true }), '$Latest')

const stands = (aws: Simulated) => ({
  saved: aws.group.configuration.template.version,
  runs: [...new Set(aws.account.truth('web').map(({ version }) => version))],
  refreshes: aws.group.refreshes.all.map(({ status }) => status),
  newest: aws.account.templates.all[0]?.latestVersion,
})
const back = { saved: '7', runs: [7], refreshes: ['RollbackSuccessful'], newest: 8 }

describe.each([
  ['a group that Terraform has moved to the number', onNumber, '8'],
  ['a group on $Latest', onLatest, '$Latest'],
] as const)('%s', (_, build, version) => {
  test('an alarm of the refresh fires: back on what ran', async () => {
    await using aws = await sparsely(build)
    const job = await aws.job(named(version))
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'previous' })
    expect(stands(aws)).toEqual(back)
    expect(job.log.join('\n')).toMatch(/The group stays on version 7/)
  })

  test('while nobody watches: back on what ran, and so the next attempt finds it', async () => {
    await using aws = await sparsely(build)
    await aws.job(named(version, { killAt: minutes(3) }))
    aws.pass(minutes(60))
    expect(stands(aws)).toEqual(back)
    const check = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'check' } })
    expect(check.writes).toEqual([])
    aws.account.alarms.get('errors')?.become('OK')
    const again = await aws.job(named('8', { attempt: 2 }))
    expect(again.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect(stands(aws).refreshes).toEqual(['Successful', 'RollbackSuccessful'])
  })
})

test('a mixed instances policy has its overrides, and the version from before', async () => {
  await using aws = await sparsely((agenda) => {
    const account = mixed(agenda, { overrides: [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }] })
    account.templates.all[0]?.createVersion({ data: contents(NEW_IMAGE) }, agenda.now)
    account.alarm({ name: 'errors' })
    agenda.after(FIRES, () => account.alarms.get('errors')?.become('ALARM'))
    return account
  })
  const before = aws.group.configuration.mixed
  const job = await aws.job(named())
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'alarm', fleet: 'previous' })
  expect([stands(aws), aws.group.configuration.mixed]).toEqual([back, before])
  expect(new Set(aws.account.truth('web').map(({ imageId }) => imageId))).toEqual(new Set([OLD_IMAGE]))
})

/** Nothing fires here. */
const quiet = (agenda: Agenda) => {
  const account = web(agenda, { newVersion: true })
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '$Latest' })
  return account
}
const asked = (version: string, more: JobOptions = {}): JobOptions => ({
  ...more,
  inputs: { image: '', 'launch-template-version': version, ...more.inputs },
})

describe('a group on $Latest, and nothing fires', () => {
  const long = { checkpoints: '50', 'checkpoint-delay': '30m', 'hand-over': '10m' }

  test.each<readonly [string, JobOptions]>([
    ['cancelled', { cancelAt: minutes(4) }],
    ['cancelled, and main killed before it could send anything', { cancelAt: minutes(4), patience: 0 }],
  ])('%s: back on what ran', async (_, end) => {
    await using aws = await sparsely(quiet)
    await aws.job(asked('$Latest', end))
    aws.pass(minutes(40))
    expect(stands(aws)).toEqual(back)
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })

  test('handed over and taken up: it follows the alias again', async () => {
    await using aws = await sparsely(quiet)
    const first = await aws.job(asked('$Latest', { inputs: long }))
    expect([first.outputs['failure-code'], stands(aws).saved]).toEqual(['handed-over', '7'])
    const next = await aws.job(asked('$Latest', { inputs: { ...long, 'hand-over': 'none' } }))
    expect(next.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect(stands(aws)).toEqual({ saved: '$Latest', runs: [8], refreshes: ['Successful'], newest: 8 })
  })

  test('somebody makes version 9 between two jobs: the rollout of 8 is taken up, and the group stays on 8', async () => {
    await using aws = await sparsely(quiet)
    await aws.job(asked('$Latest', { inputs: long }))
    aws.account.templates.all[0]?.createVersion({ data: contents(OLD_IMAGE) }, aws.agenda.now)
    const next = await aws.job(asked('$Latest', { inputs: { ...long, 'hand-over': 'none' } }))
    expect(next.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect(stands(aws)).toEqual({ saved: '8', runs: [8], refreshes: ['Successful'], newest: 9 })
  })
})

test('a mixed instances policy, killed as the refresh is started: one refresh, and the policy is whole', async () => {
  await using aws = await sparsely((agenda) => {
    const account = mixed(agenda, { overrides: [{ instanceType: 'm5.large' }, { instanceType: 't3.medium' }] })
    account.templates.all[0]?.createVersion({ data: contents(NEW_IMAGE) }, agenda.now)
    const group = account.groups.get('web')
    const { mixed: policy } = group?.configuration ?? {}
    group?.launchFrom({ template: { id: TEMPLATE, name: 'web', version: '8' }, ...(policy && { mixed: policy }) })
    return account
  })
  const before = aws.group.configuration.mixed
  expect(before?.overrides).toHaveLength(2)
  await aws.job(asked('8', { killOn: { operation: 'StartInstanceRefresh', when: 'before' } }))
  const job = await aws.job(asked('8', { attempt: 2 }))
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
  expect(stands(aws)).toEqual({ saved: '8', runs: [8], refreshes: ['Successful'], newest: 8 })
  expect(aws.group.configuration.mixed).toEqual(before)
})

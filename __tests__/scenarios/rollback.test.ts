/** A rollback by one click: to which version, why that one, and what it does beside whatever is going on. */
import { describe, expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, goesBad } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, type Job, minutes, type Simulated, START, simulated } from '../scenario.ts'

const NEXT_IMAGE = 'ami-0b5eac1ed7a1e5003'
const rollback = { mode: 'rollback', image: '' }
const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const versions = (aws: Simulated) => aws.account.templates.all[0]?.latestVersion
const operations = (job: Job) => job.writes.map(({ operation }) => operation)
const withNext = (agenda: Agenda): Account => {
  const account = web(agenda)
  account.image({ id: NEXT_IMAGE, name: 'web-2026-11-22', behaviour: boots(45) })
  return account
}

test('after a deploy: back to the version that the marker names, taken and not made', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const deploy = await aws.job()
  const back = await aws.job({ inputs: rollback, runId: '9000000002' })
  expect(back.exit).toBe(0)
  expect(back.outputs).toMatchObject({
    outcome: 'succeeded',
    fleet: 'previous',
    'launch-template-version': '7',
    'image-id': OLD_IMAGE,
  })
  expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  expect(versions(aws)).toBe(8)
  expect(operations(back)).toEqual(['CreateOrUpdateTags', 'StartInstanceRefresh'])
  expect(back.writes.at(-1)?.input).toMatchObject({
    Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, BakeTime: 0, AutoRollback: false },
  })
  await golden(import.meta.url, 'after a deploy', aws, [deploy, back])
})

test('two rollbacks in a row do not swing to and fro: the second goes further back, or says that it cannot', async () => {
  await using aws = await briefly(withNext)
  await aws.job({ runId: '1' })
  await aws.job({ runId: '2', inputs: { image: NEXT_IMAGE } })
  const first = await aws.job({ runId: '3', inputs: rollback })
  expect(first.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
  const second = await aws.job({ runId: '4', inputs: rollback })
  expect(second.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  const third = await aws.job({ runId: '5', inputs: rollback })
  expect(third.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
  await golden(import.meta.url, 'two in a row', aws, [first, second, third])
})

test('past a version whose rollout did not succeed', async () => {
  await using aws = await sparsely(withNext)
  await aws.job({ runId: '1', cancelAt: minutes(2) })
  aws.pass(minutes(30))
  // Somebody makes the failed version the group's own all the same, and the next is made from it.
  aws.group.save({ id: TEMPLATE, name: 'web', version: '8' })
  await aws.job({ runId: '2', inputs: { image: NEXT_IMAGE } })
  const back = await aws.job({ runId: '3', inputs: rollback })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7', 'image-id': OLD_IMAGE })
})

test('no marker, but a history: the newest lower version that a successful refresh named', async () => {
  await using aws = await briefly((agenda) => {
    const account = web(agenda, { newVersion: true })
    const group = account.groups.get('web')
    group?.startRefresh({ template: { id: TEMPLATE, version: '5' } })
    agenda.runUntil(agenda.now + minutes(60))
    group?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    agenda.runUntil(agenda.now + minutes(60))
    return account
  })
  const back = await aws.job({ inputs: rollback })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '5' })
  await golden(import.meta.url, 'from history', aws, [back])
})

test('no marker and no history: refused, with the versions that there are', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const back = await aws.job({ inputs: rollback })
  expect(back.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
  expect(back.annotations[0]?.message).toMatch(/version 6 \(ami-/)
  await golden(import.meta.url, 'nowhere to go', aws, [back])
})

test('to a version number, or to an image', async () => {
  await using aws = await sparsely((agenda) => web(agenda))
  await aws.job()
  const number = await aws.job({ runId: '2', inputs: { ...rollback, to: '5' } })
  expect(number.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '5' })
  const image = await aws.job({ runId: '3', inputs: { ...rollback, to: NEW_IMAGE } })
  expect(image.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
  expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
})

test('an explicit `to` wins over what an earlier rollback of the same run has noted', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { newVersion: true }))
  await aws.job()
  await aws.job({ inputs: rollback, runId: '9000000002' })
  const further = await aws.job({ inputs: { ...rollback, to: '6' }, runId: '9000000002' })
  expect(further.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '6' })
})

test('the old image is disabled: refused, with the command that enables it', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await aws.job()
  aws.account.image({ id: OLD_IMAGE, state: 'disabled' })
  const back = await aws.job({ inputs: rollback, runId: '9000000002' })
  expect(back.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', fleet: 'new' })
  expect(back.log.join('\n')).toContain(`aws ec2 enable-image --region eu-west-1 --image-id ${OLD_IMAGE}`)
  expect(back.writes).toEqual([])
})

test('the old image is deregistered: refused before anything is touched', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  await aws.job()
  aws.account.images.delete(OLD_IMAGE)
  const back = await aws.job({ runId: '2', inputs: rollback })
  expect(back.outputs).toMatchObject({ outcome: 'refused', changed: 'false', fleet: 'new' })
  await golden(import.meta.url, 'image deregistered', aws, [back])
})

test('the fleet is sick: the minimum is lowered to what is healthy, and it says so', async () => {
  await using aws = await simulated((agenda) =>
    web(agenda, { behaviour: goesBad(1200), group: { healthCheckType: 'EC2' } }),
  )
  await aws.job()
  aws.pass(minutes(60))
  const back = await aws.job({ runId: '2', inputs: rollback })
  expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
  expect(back.writes.at(-1)?.input).toMatchObject({
    Preferences: { MinHealthyPercentage: 0, MaxHealthyPercentage: 100 },
  })
  expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  await golden(import.meta.url, 'sick fleet', aws, [back])
})

test.each(['$Latest', '$Default'] as const)(
  'a group on %s: pinned, and the next scale-out launches the old image',
  async (version) => {
    await using aws = await briefly((agenda) => web(agenda, { version }))
    await aws.job()
    const back = await aws.job({ runId: '2', inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    await golden(import.meta.url, `alias ${version.slice(1)}`, aws, [back])
  },
)

describe('during a refresh', () => {
  /** A deploy whose machine is lost after some minutes. */
  const inFlight = async (aws: Simulated, at = 4) => {
    await aws.job({ killAt: minutes(at) })
    expect(aws.group.refreshes.active).toBeDefined()
  }

  test('ours, in flight: AWS rolls it back', async () => {
    await using aws = await briefly((agenda) => web(agenda))
    await inFlight(aws)
    const back = await aws.job({ runId: '2', inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(operations(back)).toEqual(['CreateOrUpdateTags', 'RollbackInstanceRefresh'])
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    await golden(import.meta.url, 'in flight', aws, [back])
  })

  test('ours, and already rolling back: watched', async () => {
    await using aws = await sparsely((agenda) => web(agenda))
    await inFlight(aws)
    aws.group.rollbackRefresh()
    const back = await aws.job({ runId: '2', inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(operations(back)).toEqual(['CreateOrUpdateTags'])
  })

  test('ours, but AWS may not roll it back while baking: cancelled, and a new refresh leads back', async () => {
    await using aws = await simulated((agenda) => web(agenda, { rules: { rollbackWhileBaking: 'refused' } }))
    await inFlight(aws, 13)
    const back = await aws.job({ runId: '2', inputs: rollback })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(operations(back)).toEqual([
      'CreateOrUpdateTags',
      'RollbackInstanceRefresh',
      'CancelInstanceRefresh',
      'CreateOrUpdateTags',
      'StartInstanceRefresh',
      // The version whose refresh was cancelled for it.
      'DeleteLaunchTemplateVersions',
    ])
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  })

  test('somebody else’s: refused, unless on-conflict says otherwise', async () => {
    await using aws = await simulated((agenda) => web(agenda))
    await aws.job()
    aws.group.startRefresh({ preferences: { MinHealthyPercentage: 50 } })
    const refused = await aws.job({ runId: '2', inputs: rollback })
    expect(refused.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict' })
    const replaced = await aws.job({ runId: '3', inputs: { ...rollback, 'on-conflict': 'replace' } })
    expect(replaced.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  })

  test.each([
    ['in the middle', 15.5],
    ['when AWS had finished it', 25],
  ])('a rollback that was killed and is run again %s: not one version further', async (_, rerunAt) => {
    await using aws = await simulated((agenda) => web(agenda))
    await aws.job({ inputs: { 'bake-time': '2m' } })
    await aws.job({ runId: '2', inputs: rollback, killAt: minutes(15.2) })
    aws.agenda.runUntil(START + minutes(rerunAt))
    const again = await aws.job({ runId: '2', attempt: 2, inputs: rollback })
    expect(again.outputs).toMatchObject({
      outcome: rerunAt > 20 ? 'unchanged' : 'succeeded',
      fleet: 'previous',
      'launch-template-version': '7',
    })
    expect(aws.group.refreshes.all).toHaveLength(2)
  })
})

test('plan with `to` shows where it would go, why, and the whole difference; it writes nothing', async () => {
  await using aws = await briefly((agenda) => {
    const account = web(agenda)
    account.templates.all[0]?.createVersion(
      { data: { ImageId: NEW_IMAGE, InstanceType: 'm5.large', UserData: 'bmV3' }, sourceVersion: '7' },
      agenda.now,
    )
    account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    agenda.runUntil(agenda.now + minutes(60))
    return account
  })
  const plan = await aws.job({ inputs: { mode: 'plan', image: '', to: '7' } })
  expect(plan.outputs).toMatchObject({ outcome: 'planned', changed: 'false', fleet: 'new' })
  expect(plan.writes).toEqual([])
  expect(plan.log.join('\n')).toMatch(/InstanceType/)
  await golden(import.meta.url, 'plan', aws, [plan])
})

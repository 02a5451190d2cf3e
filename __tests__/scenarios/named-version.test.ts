/**
 * They make the version, we roll it: `launch-template-version` beside Terraform, CloudFormation and people, who have moved
 * the group to their version before anybody has tried it.
 */
import { describe, expect, test } from 'vitest'
import { denied, type Fault, lost, stale } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { seldomPolled } from '../brief.ts'
import { golden, type JobOptions, minutes, type Simulated, simulated } from '../scenario.ts'

const BAD_IMAGE = 'ami-0b5eac1ed7a1e5009'

/** Terraform has changed the instance type: version 8. `saves`: what it has made the group point to. */
function afterApply(
  agenda: Agenda,
  { saves, image = OLD_IMAGE, ...different }: Web & { saves?: string; image?: string },
) {
  const account = web(agenda, different)
  account.image({ id: BAD_IMAGE, name: 'web-bad', behaviour: cannotLaunch('The image is broken.') })
  account.templates.all[0]?.createVersion(
    { data: { ...contents(image), InstanceType: 'm5.large' }, description: 'made by Terraform' },
    agenda.now,
  )
  const group = account.groups.get('web')
  if (saves !== undefined) group?.save({ id: TEMPLATE, name: 'web', version: saves })
  return account
}

const asItIs = (version = '8', more: JobOptions['inputs'] = {}): JobOptions => ({
  inputs: { image: '', 'launch-template-version': version, ...more },
})
const tag = (aws: Simulated, key = 'last') => aws.group.tags.get(`ami-rollout:${key}`)?.value
const saved = (aws: Simulated) => aws.group.configuration.template.version
const types = (aws: Simulated) => [...new Set(aws.group.instances.map(({ launchInfo }) => launchInfo.type))]
const versions = ({ account }: Simulated) => account.templates.all[0]?.versions.length

describe('Terraform has moved the group to the number already (latest_version)', () => {
  test('rolled with a way back: the group is first set to what it runs', async () => {
    await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8' }))
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
      'image-id': OLD_IMAGE,
      'previous-image-id': OLD_IMAGE,
    })
    expect(types(aws)).toEqual(['m5.large'])
    expect([saved(aws), versions(aws)]).toEqual(['8', 8])
    expect(tag(aws)).toMatch(/^from=7 to=8 saved=8 at=\S+ run=9000000001\/1 refresh=\S+ until=\S+Z$/)
    await golden(import.meta.url, 'moved to the number', aws, [job])
  })

  test('a bad one is rolled back to what ran, and whoever believes in it is told', async () => {
    await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8', image: BAD_IMAGE }))
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'launch-failures' })
    expect([saved(aws), aws.account.nextLaunch('web').imageId]).toEqual(['7', OLD_IMAGE])
    expect(job.log.join('\n')).toMatch(/The group stays on version 7.*saved 8/)
    await golden(import.meta.url, 'a bad one', aws, [job])
  })

  test('the start is denied: the group has what it had', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }), {
      faults: [{ on: { operation: 'StartInstanceRefresh' }, what: denied }],
    })
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied', fleet: 'previous' })
    expect([saved(aws), tag(aws)]).toEqual(['8', undefined])
  })

  test.each([
    ['CreateOrUpdateTags', 'after'],
    ['UpdateAutoScalingGroup', 'after'],
    ['StartInstanceRefresh', 'before'],
  ] as const)('main is killed %s %s: post gives back what the group had', async (operation, when) => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }))
    const job = await aws.job({ ...asItIs(), killOn: { operation, when }, machineSurvives: true })
    expect(job.exit).toBeUndefined()
    expect([saved(aws), tag(aws)]).toEqual(['8', undefined])
    expect(aws.group.refreshes.all).toEqual([])
  })

  test.each([
    ['UpdateAutoScalingGroup', 'after'],
    ['StartInstanceRefresh', 'after'],
  ] as const)('the machine is lost %s %s: the run takes its own claim or refresh up', async (operation, when) => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }))
    await aws.job({ ...asItIs(), killOn: { operation, when } })
    const job = await aws.job({ ...asItIs(), attempt: 2 })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '8',
      'previous-launch-template-version': '7',
    })
    expect(aws.group.refreshes.all).toHaveLength(1)
    expect([saved(aws), types(aws)]).toEqual(['8', ['m5.large']])
  })

  test('cancelled on the way: rolled back to what ran', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }))
    const job = await aws.job({ ...asItIs(), cancelAt: minutes(4) })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
    aws.pass(minutes(30))
    expect([saved(aws), types(aws)]).toEqual(['7', ['t3.medium']])
  })
})

describe.each(['$Latest', '$Default'] as const)('a group on %s', (alias) => {
  const moved = (agenda: Agenda, different: Web & { image?: string } = {}) => {
    const account = afterApply(agenda, { version: '7', ...different, saves: alias })
    account.templates.all[0]?.setDefault(alias === '$Default' ? '8' : '7')
    return account
  }

  test('is pinned to what it runs, and follows the alias again after success', async () => {
    await using aws = await seldomPolled((agenda) => moved(agenda))
    const job = await aws.job(asItIs(alias))
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect([saved(aws), tag(aws, 'alias'), types(aws)]).toEqual([alias, undefined, ['m5.large']])
  })

  test('stays on what ran after a failure: the alias would lead to the version that failed', async () => {
    await using aws = await seldomPolled((agenda) => moved(agenda, { image: BAD_IMAGE }))
    const job = await aws.job(asItIs(alias))
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect([saved(aws), aws.account.nextLaunch('web').imageId]).toEqual(['7', OLD_IMAGE])
    expect(tag(aws, 'alias')).toMatch(`${alias} run=9000000001/1`)
  })

  test('has the alias again if no refresh begins', async () => {
    await using aws = await seldomPolled((agenda) => moved(agenda), {
      faults: [{ on: { operation: 'StartInstanceRefresh' }, what: denied }],
    })
    await aws.job(asItIs(alias))
    expect([saved(aws), tag(aws), tag(aws, 'alias')]).toEqual([alias, undefined, undefined])
  })
})

describe('with `image`', () => {
  test('a version is made from theirs, and its marker says where to go back to', async () => {
    await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8' }))
    const job = await aws.job({ inputs: { 'launch-template-version': '8' } })
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      'launch-template-version': '9',
      'previous-launch-template-version': '7',
      'image-id': NEW_IMAGE,
    })
    expect(types(aws)).toEqual(['m5.large'])
    expect(aws.account.templates.all[0]?.version('9')?.description).toMatch(
      new RegExp(`^ami-rollout/1 from=7 image=${NEW_IMAGE} sha=\\w* run=9000000001 source=8$`),
    )
    await golden(import.meta.url, 'with an image', aws, [job])
    const back = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'rollback' } })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  })

  test('that their version names already: it is rolled as it is', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { image: NEW_IMAGE }))
    const job = await aws.job({ inputs: { 'launch-template-version': '$Latest' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect(versions(aws)).toBe(8)
  })

  test('killed and run again: one version, one refresh', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }))
    const options = { inputs: { 'launch-template-version': '8' } }
    await aws.job({ ...options, killOn: { operation: 'CreateLaunchTemplateVersion', when: 'after' } })
    const job = await aws.job({ ...options, attempt: 2 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect([versions(aws), aws.group.refreshes.all.length, saved(aws)]).toEqual([9, 1, '9'])
  })
})

describe('others', () => {
  test('somebody saves another version just before the start: theirs stays, nothing is started', async () => {
    const world: { account?: Account } = {}
    const meddle: Fault = {
      on: {
        where: ({ operation }) => {
          const group = world.account?.groups.get('web')
          const isTime = operation === 'DescribeAutoScalingGroups' && group?.configuration.template.version === '7'
          if (isTime) group?.save({ id: TEMPLATE, name: 'web', version: '3' })
          return false
        },
      },
      what: lost,
    }
    await using aws = await seldomPolled((agenda) => (world.account = afterApply(agenda, { saves: '8' })), {
      faults: [meddle],
    })
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'conflict' })
    expect([saved(aws), tag(aws), aws.group.refreshes.all.length]).toEqual(['3', undefined, 0])
  })

  const shownLate = (lastsMs: number): Fault => ({
    on: { operation: 'DescribeAutoScalingGroups', since: { call: { operation: 'CreateOrUpdateTags' }, lastsMs } },
    what: stale,
  })

  test('AWS shows it a minute late: that is waited for', async () => {
    await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8' }), {
      faults: [shownLate(minutes(1))],
    })
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
    expect(saved(aws)).toBe('8')
  })

  test('AWS does not show it in time: the group gets back what it had', async () => {
    await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8' }), {
      faults: [shownLate(minutes(5))],
    })
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'conflict', fleet: 'previous' })
    expect([saved(aws), aws.group.refreshes.all.length]).toEqual(['8', 0])
    aws.pass(minutes(5))
    expect(tag(aws)).toBeUndefined()
  })

  const claim = (aws: Simulated, until: string) =>
    aws.group.tags.set('ami-rollout:last', {
      key: 'ami-rollout:last',
      value: `from=7 to=8 saved=8 at=2026-11-21T02:00:00Z run=41/1 until=${until}`,
      propagateAtLaunch: false,
    })

  test('another run has claimed the group: refused until its time is over', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, {}))
    claim(aws, '2026-11-21T03:30:00Z')
    const refused = await aws.job(asItIs())
    expect(refused.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict' })
    expect(refused.writes).toEqual([])
    aws.pass(minutes(31))
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  })

  test('another run’s refresh is waited for, by its tag', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, { saves: '8' }))
    await aws.job({ ...asItIs(), killAt: minutes(4) })
    const job = await aws.job({ runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['Successful', 'Successful'])
  })

  test('a forged tag makes nobody’s refresh ours', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, {}))
    const id = aws.group.startRefresh({ template: { id: TEMPLATE, version: '8' } })
    aws.group.tags.set('ami-rollout:last', {
      key: 'ami-rollout:last',
      value: `from=3 to=8 at=2026-11-21T02:00:00Z run=9000000001/1 refresh=${id} until=2026-11-21T05:00:00Z`,
      propagateAtLaunch: false,
    })
    const job = await aws.job(asItIs())
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict' })
  })

  test('`to: previous` goes back to what ran before, not to the version below', async () => {
    await using aws = await seldomPolled((agenda) => {
      const account = afterApply(agenda, {})
      account.templates.all[0]?.createVersion({ data: contents(OLD_IMAGE) }, agenda.now)
      return account
    })
    aws.group.startRefresh({ template: { id: TEMPLATE, version: '7' } })
    aws.pass(minutes(60))
    await aws.job(asItIs('9'))
    const back = await aws.job({ runId: '9000000002', inputs: { image: '', mode: 'rollback' } })
    expect(back.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  })
})

test('a numbered group that nobody has moved, and again: unchanged', async () => {
  await using aws = await seldomPolled((agenda) => afterApply(agenda, {}))
  const job = await aws.job(asItIs('$Latest'))
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
  expect(job.writes.map(({ operation }) => operation)).not.toContain('UpdateAutoScalingGroup')
  const again = await aws.job({ ...asItIs('$Latest'), runId: '9000000002' })
  expect(again.outputs).toMatchObject({ outcome: 'unchanged' })
  expect(again.writes).toEqual([])
})

test('no way back: what has to end is stopped where it is, and the outputs name no version before', async () => {
  await using aws = await seldomPolled((agenda) => web(agenda, { newVersion: true, version: '8' }))
  const job = await aws.job({ ...asItIs('8', { 'skip-matching': 'false' }), cancelAt: minutes(4) })
  expect(job.outputs).toMatchObject({
    outcome: 'cancelled',
    'launch-template-version': '8',
    'previous-launch-template-version': '',
    'previous-image-id': '',
  })
  expect(job.log.join('\n')).toContain('There is no version to roll back to')
  expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['Cancelled'])
})

describe('refused before anything is changed', () => {
  test('a version that the template does not have, with the highest', async () => {
    await using aws = await seldomPolled((agenda) => afterApply(agenda, {}))
    const job = await aws.job(asItIs('12'))
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    expect(job.log.join('\n')).toMatch(/no version 12.*highest is 8/s)
    expect(job.writes).toEqual([])
  })

  test('an alias that means a version of ours which failed; by its number it is a warning', async () => {
    await using aws = await seldomPolled((agenda) => web(agenda, { behaviour: cannotLaunch('The image is broken.') }))
    await aws.job({ inputs: { 'failed-version': 'keep' } })
    const job = await aws.job({ ...asItIs('$Latest'), runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
    const plan = await aws.job({ ...asItIs('8', { mode: 'plan' }), runId: '9000000003' })
    expect(plan.outputs).toMatchObject({ outcome: 'planned' })
    expect(plan.log.join('\n')).toContain('Version 8 was made by run 9000000001')
  })

  test('a version that names its image by a parameter', async () => {
    await using aws = await seldomPolled((agenda) => {
      const account = web(agenda, {})
      account.parameter('/golden', OLD_IMAGE)
      account.templates.all[0]?.createVersion({ data: contents('resolve:ssm:/golden') }, agenda.now)
      return account
    })
    const job = await aws.job(asItIs('8'))
    expect(job.outputs['reason']).toContain('by the parameter /golden')
    const made = await aws.job({ inputs: { 'launch-template-version': '8' } })
    expect(made.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
  })
})

test('without the input a deploy says that it leaves a newer version of others out, and what differs', async () => {
  await using aws = await seldomPolled((agenda) => afterApply(agenda, {}))
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '9' })
  const log = job.log.join('\n')
  expect(log).toMatch(
    /newer than the one in use, 7\. .* version 8 \(of 2026-11-21; InstanceType: t3.medium → m5.large\)/,
  )
  expect(types(aws)).toEqual(['t3.medium'])
})

test('a plan shows every difference from the version in use', async () => {
  await using aws = await simulated((agenda) => afterApply(agenda, { saves: '8' }))
  const job = await aws.job(asItIs('8', { mode: 'plan' }))
  expect(job.outputs).toMatchObject({ outcome: 'planned', 'previous-launch-template-version': '7' })
  expect(job.log.join('\n')).toContain('InstanceType: “t3.medium” → “m5.large”')
  await golden(import.meta.url, 'plan', aws, [job])
})

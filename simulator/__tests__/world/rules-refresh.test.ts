/** What a refresh needs, what it replaces, what stops it, and what it saves. */
import { expect } from 'vitest'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'
import { served } from './service-scene.ts'

const to2 = { template: { name: 'web', version: '2' } }

provesRule('oneActiveRefresh', (rules) => {
  const { group } = scene({ rules })
  refreshTo2(group)
  expect(refusalOf(() => refreshTo2(group))).toMatchObject({ code: 'InstanceRefreshInProgressFault' })
})

provesRule('scaleOutsLaunchDesired', (rules) => {
  const { agenda, group } = scene({ rules })
  refreshTo2(group, { CheckpointPercentages: [20, 100] })
  runUntil(agenda, group, 'InProgress')
  agenda.run(900)
  group.setDesired(7)
  agenda.run(120)
  expect(group.instances.at(-1)?.launchInfo.template.version).toBe('2')
})

provesRule('templateLocked', (rules) => {
  const { group } = scene({ rules })
  refreshTo2(group)
  expect(refusalOf(() => group.update(to2)).message).toContain(
    'An active instance refresh with a desired configuration',
  )
})

const savedWhileBaking = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  refreshTo2(group, { BakeTime: 300 })
  runUntil(agenda, group, 'Baking')
  const saved = group.configuration.template.version
  runUntil(agenda, group, 'Successful')
  expect(group.configuration.template.version).toBe('2')
  return saved
}
provesSwitch('saves', {
  'on-success': (rules) => expect(savedWhileBaking({ rules })).toBe('1'),
  'before-bake': (rules) => expect(savedWhileBaking({ rules })).toBe('2'),
})

provesRule('failsAfterAnHour', (rules) => {
  const { agenda, group } = scene({ rules, next: { launchRefused: 'no' } })
  refreshTo2(group)
  runUntil(agenda, group, 'Failed')
  expect(elapsed(agenda)).toBeGreaterThan(3600)
  expect(elapsed(agenda)).toBeLessThan(3900)
})

const withOneProtected = (world: ReturnType<typeof scene>) => {
  const [first] = world.group.instances
  world.group.protect([first?.id ?? ''], true)
  return world
}
provesRule('protectedAndStandbyWait', (rules) => {
  const { agenda, group } = withOneProtected(scene({ rules }))
  refreshTo2(group, { ScaleInProtectedInstances: 'Wait' })
  runUntil(agenda, group, 'Failed')
  expect(versions(group)).toBe('122222')
})

provesRule('protectedAndStandbyIgnored', (rules) => {
  const { agenda, group } = withOneProtected(scene({ rules }))
  refreshTo2(group, { ScaleInProtectedInstances: 'Ignore' })
  runUntil(agenda, group, 'Successful')
  expect(versions(group)).toBe('122222')
})

provesRule('alarmsOkAtStart', (rules) => {
  const { account, group } = scene({ rules })
  account.alarm({ name: 'errors', state: 'INSUFFICIENT_DATA' })
  const start = () => refreshTo2(group, { AlarmSpecification: { Alarms: ['errors'] } })
  expect(refusalOf(start)).toMatchObject({ code: 'ValidationError' })
})

const watched = (rules: Parameters<typeof scene>[0]) => {
  const world = scene(rules)
  const alarm = world.account.alarm({ name: 'errors' })
  refreshTo2(world.group, { AlarmSpecification: { Alarms: ['errors'] } })
  runUntil(world.agenda, world.group, 'InProgress')
  return { ...world, alarm }
}
provesRule('alarmFails', (rules) => {
  const { agenda, group, alarm } = watched({ rules })
  alarm.become('ALARM')
  agenda.run(10)
  expect(refreshOf(group).status).toBe('Failed')
})

provesRule('alarmWithoutDataPauses', (rules) => {
  const { agenda, group, alarm } = watched({ rules })
  alarm.become('INSUFFICIENT_DATA')
  agenda.run(7200)
  expect(refreshOf(group).status).toBe('InProgress')
  expect(versions(group)).toBe('111111')
})

provesRule('suspendedLaunchBlocks', (rules) => {
  const { agenda, group } = scene({ rules })
  group.suspend('Terminate')
  refreshTo2(group, { MaxHealthyPercentage: 200 })
  runUntil(agenda, group, 'Failed')
  expect(group.instances).toHaveLength(6)
})

provesRule('suspendedRefreshPauses', (rules) => {
  const { agenda, group } = scene({ rules })
  group.suspend('InstanceRefresh')
  refreshTo2(group)
  agenda.run(3 * 3600)
  expect(`${refreshOf(group).status} ${versions(group)}`).toBe('InProgress 111111')
  group.resume('InstanceRefresh')
  runUntil(agenda, group, 'Successful')
})

provesRule('skipMatchingKeeps', (rules) => {
  const { agenda, group } = scene({ rules, version: '2' })
  const before = group.instances.map(({ id }) => id)
  refreshTo2(group, { SkipMatching: true })
  runUntil(agenda, group, 'Successful')
  expect(group.instances.map(({ id }) => id)).toEqual(before)
})

provesRule('withoutSkipMatchingAllGo', (rules) => {
  const { agenda, group } = scene({ rules, version: '2' })
  const before = group.instances.map(({ id }) => id)
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  expect(group.instances.filter(({ id }) => before.includes(id))).toEqual([])
})

provesRule('aliasReadAgain', (rules) => {
  const { agenda, group, template } = scene({ rules })
  const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 120, SkipMatching: true }
  group.startRefresh({ template: { name: 'web', version: '$Latest' }, preferences })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  template.createVersion({ data: { ImageId: 'ami-2', InstanceType: 't3.micro' } }, agenda.now)
  runUntil(agenda, group, 'Successful')
  expect(versions(group)).toBe('333333')
})

provesRule('nothingReplacedSucceedsAtOnce', (rules) => {
  const { agenda, group } = scene({ rules, version: '2' })
  refreshTo2(group, { SkipMatching: true, BakeTime: 600 })
  runUntil(agenda, group, 'Successful')
  expect(elapsed(agenda)).toBeLessThan(30)
})

provesRule('waitsForTerminations', (rules) => {
  const hooks = [{ name: 'drain', transition: 'terminating', heartbeatTimeout: 1800 }] as const
  const { agenda, group } = scene({ rules, group: { desired: 1, hooks } })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  expect(elapsed(agenda)).toBeGreaterThan(1800)
  expect(group.instances).toHaveLength(1)
})

provesRule('warmPoolLast', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 2, max: 4, warmPool: {} } })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 3_600_000, () => versions(group).includes('2'))
  expect(group.warmPool?.instances.map(({ launchInfo }) => launchInfo.template.version)).toEqual(['1', '1'])
  runUntil(agenda, group, 'Successful')
  expect(group.warmPool?.instances.map(({ launchInfo }) => launchInfo.template.version)).toEqual(['2', '2'])
})

provesDuration('listedAfter', (seconds, rules) => {
  const { agenda, group } = scene({ rules })
  refreshTo2(group)
  if (seconds > 0) {
    agenda.run(seconds - 1)
    expect(group.refreshes.listed).toEqual([])
    agenda.run(1)
  }
  expect(group.refreshes.listed).toHaveLength(1)
})

provesDuration('versionKnownAfter', async (seconds, rules) => {
  const { autoScaling, ec2, agenda } = await served({ rules })
  await ec2.createLaunchTemplateVersion({
    LaunchTemplateName: 'web',
    SourceVersion: '2',
    LaunchTemplateData: { ImageId: 'ami-2' },
  })
  const start = () =>
    autoScaling.startInstanceRefresh({
      AutoScalingGroupName: 'web',
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' } },
    })
  if (seconds > 0) {
    agenda.run(seconds - 1)
    await expect(start()).rejects.toMatchObject({ name: 'ValidationError' })
    agenda.run(1)
  }
  await start()
})

import { expect } from 'vitest'
import type { Group } from '../../aws/world/group.ts'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'
import { served } from './service-scene.ts'

const to2 = { template: { name: 'web', version: '2' } }
const inService = (group: Group) => group.instances.filter(({ lifecycle }) => lifecycle === 'InService').length

/** The fewest in service and the most live instances while the refresh runs to its end. */
function extremes(world: ReturnType<typeof scene>) {
  const { agenda, group } = world
  const serving: number[] = []
  const live: number[] = []
  agenda.runUntil(agenda.now + 12 * 3_600_000, () => {
    serving.push(inService(group))
    live.push(group.fleet.live.length)
    return refreshOf(group).status === 'Successful'
  })
  return { fewest: Math.min(...serving), most: Math.max(...live) }
}

provesRule('minimumRoundsUp', (rules) => {
  const world = scene({ rules, group: { desired: 7 } })
  world.group.startRefresh({ ...to2, preferences: { MinHealthyPercentage: 80 } }) // 5.6 instances
  expect(extremes(world).fewest).toBe(6)
})

const mostOf19 = (rules: Parameters<typeof scene>[0]) => {
  const world = scene({ ...rules, group: { desired: 19 } })
  refreshTo2(world.group, { MaxHealthyPercentage: 110 })
  return extremes(world).most
}
provesSwitch('maxRounding', {
  floor: (rules) => expect(mostOf19({ rules })).toBe(20),
  ceil: (rules) => expect(mostOf19({ rules })).toBe(21),
})

const mostAtMaxSize = (rules: Parameters<typeof scene>[0]) => {
  const world = scene({ ...rules, group: { desired: 10, max: 10 } })
  refreshTo2(world.group, { MaxHealthyPercentage: 110 })
  return extremes(world).most
}
provesSwitch('surgeOverMaxSize', {
  allowed: (rules) => expect(mostAtMaxSize({ rules })).toBe(11),
  forbidden: (rules) => expect(mostAtMaxSize({ rules })).toBe(10),
})

provesRule('launchesFirstAtMaximum100', (rules) => {
  const world = scene({ rules, group: { desired: 2 } })
  refreshTo2(world.group, { MaxHealthyPercentage: 100 })
  expect(extremes(world)).toEqual({ fewest: 2, most: 3 })
})

provesRule('omittedMaximumTerminatesAtOnce', (rules) => {
  const world = scene({ rules, group: { desired: 2 } })
  world.group.startRefresh({ ...to2, preferences: { MinHealthyPercentage: 100 } })
  expect(extremes(world)).toEqual({ fewest: 1, most: 2 })
})

provesRule('warmupFromInService', (rules) => {
  const { agenda, group } = scene({ rules, next: { bootSeconds: 200 }, group: { desired: 1 } })
  refreshTo2(group, { InstanceWarmup: 250 })
  agenda.runUntil(agenda.now + 3_600_000, () => group.instances.some(({ isLeaving }) => isLeaving))
  expect((agenda.now - (group.instances[1]?.inServiceAt ?? 0)) / 1000).toBeGreaterThanOrEqual(250)
})

provesRule('warmupDelaysNext', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 2 } })
  refreshTo2(group, { MaxHealthyPercentage: 100, InstanceWarmup: 600 })
  runUntil(agenda, group, 'Successful')
  expect(elapsed(agenda)).toBeGreaterThan(1200)
})

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

/** Half of the group is new, and protects itself as soon as it is in service; then somebody rolls back. */
const rolledBackWithProtected = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene({ ...rules, group: { newInstancesProtected: true } })
  refreshTo2(group, { ScaleInProtectedInstances: 'Ignore', CheckpointPercentages: [50, 100] })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  group.rollbackRefresh()
  agenda.runUntil(agenda.now + 7_200_000, () => !refreshOf(group).isActive)
  return `${refreshOf(group).status} ${versions(group)}`
}
provesSwitch('rollbackOfProtected', {
  'as-forward': (rules) => expect(rolledBackWithProtected({ rules })).toBe('RollbackSuccessful 111222'),
  always: (rules) => expect(rolledBackWithProtected({ rules })).toBe('RollbackSuccessful 111111'),
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

provesRule('checkpointsTrimBatches', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 10 } })
  refreshTo2(group, { MinHealthyPercentage: 80, MaxHealthyPercentage: 100, CheckpointPercentages: [10, 100] })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).pausedUntil !== undefined)
  expect(versions(group)).toBe('1111111112')
})

provesRule('checkpointsPause', (rules) => {
  const { agenda, group } = scene({ rules, group: { desired: 2 } })
  refreshTo2(group, { CheckpointPercentages: [10, 40, 100], CheckpointDelay: 7200 })
  runUntil(agenda, group, 'Successful')
  expect(elapsed(agenda)).toBeGreaterThan(7200)
  expect(elapsed(agenda)).toBeLessThan(2 * 7200)
})

provesRule('lastCheckpointEnds', (rules) => {
  const { agenda, group } = scene({ rules })
  refreshTo2(group, { CheckpointPercentages: [50] })
  runUntil(agenda, group, 'Successful')
  expect(versions(group)).toBe('111222')
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

/** `percentage left`, each as it is first seen. */
const counted = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene({ ...rules, group: { desired: 2 } })
  refreshTo2(group, { MaxHealthyPercentage: 100 })
  const seen = new Set<string>()
  agenda.runUntil(agenda.now + 7_200_000, () => {
    const { status, percent, left } = refreshOf(group)
    if (status === 'InProgress') seen.add(`${percent} ${left}`)
    return status === 'Successful'
  })
  return [...seen]
}
provesRule('percentageAfterWarmup', (rules) =>
  expect(counted({ rules })).toEqual(['0 2', '0 1', '50 1', '50 0', '100 0']),
)
provesRule('leftFallsAtReplacement', (rules) => expect(counted({ rules })).toContain('50 0'))

provesRule('nothingReplacedSucceedsAtOnce', (rules) => {
  const { agenda, group } = scene({ rules, version: '2' })
  refreshTo2(group, { SkipMatching: true, BakeTime: 600 })
  runUntil(agenda, group, 'Successful')
  expect(elapsed(agenda)).toBeLessThan(30)
})

provesRule('rollbackNeedsDesired', (rules) => {
  const { agenda, group } = scene({ rules })
  group.startRefresh({ preferences: { MinHealthyPercentage: 90 } })
  runUntil(agenda, group, 'InProgress')
  expect(refusalOf(() => group.rollbackRefresh())).toMatchObject({ code: 'IrreversibleInstanceRefreshFault' })
})

provesRule('rollbackNeedsNumber', (rules) => {
  const { agenda, group } = scene({ rules, version: '$Default' })
  refreshTo2(group)
  runUntil(agenda, group, 'InProgress')
  expect(refusalOf(() => group.rollbackRefresh())).toMatchObject({ code: 'IrreversibleInstanceRefreshFault' })
})

provesRule('rollbackReplacesDeployed', (rules) => {
  const { agenda, group } = scene({ rules })
  const before = group.instances.map(({ id }) => id)
  refreshTo2(group, { CheckpointPercentages: [50, 100] })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  group.rollbackRefresh()
  runUntil(agenda, group, 'RollbackSuccessful')
  expect(versions(group)).toBe('111111')
  expect(group.instances.filter(({ id }) => before.includes(id))).toHaveLength(3)
})

const rolledBackInBake = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  refreshTo2(group, { BakeTime: 600 })
  runUntil(agenda, group, 'Baking')
  return () => group.rollbackRefresh()
}
provesSwitch('rollbackWhileBaking', {
  accepted: (rules) => expect(rolledBackInBake({ rules })()).toMatch(/^[0-9a-f-]{36}$/),
  refused: (rules) => expect(refusalOf(rolledBackInBake({ rules })).code).toBe('ActiveInstanceRefreshNotFoundFault'),
})

const cancelledInRollback = (rules: Parameters<typeof scene>[0]) => {
  const { agenda, group } = scene(rules)
  refreshTo2(group)
  agenda.run(120)
  group.rollbackRefresh()
  return () => group.cancelRefresh()
}
provesSwitch('cancelWhileRollingBack', {
  accepted: (rules) => expect(cancelledInRollback({ rules })()).toMatch(/^[0-9a-f-]{36}$/),
  refused: (rules) => expect(refusalOf(cancelledInRollback({ rules })).code).toBe('ActiveInstanceRefreshNotFoundFault'),
})

provesRule('cancelWaits', (rules) => {
  const { agenda, group } = scene({ rules, next: { bootSeconds: 600 } })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 600_000, () => group.instances.length > 6)
  group.cancelRefresh()
  expect(refreshOf(group).status).toBe('Cancelling')
  runUntil(agenda, group, 'Cancelled')
  expect(group.instances.every(({ isComing }) => !isComing)).toBe(true)
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

/** The fewest in service of a group of two units whose one type weighs two. */
const weighed = (rules: Parameters<typeof scene>[0]) => {
  const mixed = { overrides: [{ instanceType: 't3.micro', weight: 2 }] }
  const world = scene({ ...rules, group: { desired: 2, mixed } })
  const policy = { template: { name: 'web', version: '2' }, overrides: mixed.overrides }
  const preferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 }
  world.group.startRefresh({ mixed: policy, preferences })
  return extremes(world).fewest
}
provesSwitch('largeWeights', {
  'in-turn': (rules) => expect(weighed({ rules })).toBe(1),
  'all-at-once': (rules) => expect(weighed({ rules })).toBe(0),
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

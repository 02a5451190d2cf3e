/** How many instances a refresh replaces at once, and how far it says it has come. */
import { expect } from 'vitest'
import type { Group } from '../../aws/world/group.ts'
import { provesRule, provesSwitch } from './proves.ts'
import { elapsed, refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'

const to2 = { template: { name: 'web', version: '2' } }
const inService = (group: Group) => group.instances.filter(({ lifecycle }) => lifecycle === 'InService').length
/** The fewest in service and the most live instances while the refresh runs. */
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

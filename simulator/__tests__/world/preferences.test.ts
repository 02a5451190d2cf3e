import { expect, test } from 'vitest'
import { Checkpoints } from '../../aws/world/checkpoints.ts'
import { Identifiers } from '../../aws/world/identifiers.ts'
import { preferences } from '../../aws/world/preferences.ts'
import { refreshOf, refusalOf, scene } from './scene.ts'

const group = { healthCheckGracePeriod: 300 }
const defaults = {
  MinHealthyPercentage: 90,
  InstanceWarmup: 300,
  SkipMatching: false,
  AutoRollback: false,
  ScaleInProtectedInstances: 'Wait',
  StandbyInstances: 'Wait',
  BakeTime: 0,
}

test.each([
  ['nothing is said', {}, group, defaults],
  ['the group has a default warm-up', {}, { ...group, defaultInstanceWarmup: 60 }, { ...defaults, InstanceWarmup: 60 }],
  [
    'the group has a default warm-up of none',
    {},
    { ...group, defaultInstanceWarmup: 0 },
    { ...defaults, InstanceWarmup: 0 },
  ],
  [
    'the request names a warm-up',
    { InstanceWarmup: 5 },
    { ...group, defaultInstanceWarmup: 60 },
    { ...defaults, InstanceWarmup: 5 },
  ],
  [
    'the group has a maintenance policy',
    {},
    { ...group, minHealthyPercentage: 100, maxHealthyPercentage: 120 },
    { ...defaults, MinHealthyPercentage: 100, MaxHealthyPercentage: 120 },
  ],
  [
    'checkpoints come without a delay',
    { CheckpointPercentages: [50, 100] },
    group,
    { ...defaults, CheckpointPercentages: [50, 100], CheckpointDelay: 3600 },
  ],
])('AWS’s defaults when %s', (_when, request, from, expected) => {
  expect(preferences(request, from)).toEqual(expected)
})

test('min and max may lie 100 apart, not further', () => {
  expect(preferences({ MinHealthyPercentage: 50, MaxHealthyPercentage: 150 }, group).MaxHealthyPercentage).toBe(150)
  expect(refusalOf(() => preferences({ MinHealthyPercentage: 49, MaxHealthyPercentage: 150 }, group)).code).toBe(
    'ValidationError',
  )
})

test('checkpoints reached at once are one pause', () => {
  const checkpoints = new Checkpoints([10, 40, 100], 60_000)
  checkpoints.observe(50, 0)
  expect([checkpoints.pausedUntil, checkpoints.cap]).toEqual([60_000, 40])
  checkpoints.observe(50, 60_000)
  expect([checkpoints.pausedUntil, checkpoints.cap]).toEqual([undefined, 100])
})

test('a scale-out makes a passed checkpoint due again', () => {
  const checkpoints = new Checkpoints([50, 100], 60_000)
  checkpoints.observe(50, 0)
  checkpoints.observe(50, 60_000)
  checkpoints.observe(33, 70_000)
  expect(checkpoints.cap).toBe(50)
  checkpoints.observe(50, 80_000)
  expect(checkpoints.pausedUntil).toBe(140_000)
})

test('there is no pause at the last checkpoint', () => {
  const checkpoints = new Checkpoints([100], 60_000)
  checkpoints.observe(100, 0)
  expect(checkpoints.pausedUntil).toBeUndefined()
})

test('the bake counts its seconds down', () => {
  const { agenda, group: web } = scene({ group: { desired: 1 } })
  web.startRefresh({ template: { name: 'web', version: '2' }, preferences: { BakeTime: 300 } })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(web).status === 'Baking')
  agenda.run(100)
  expect(refreshOf(web).reason).toBe('Waiting for bake time to finish before continuing. There are 200 seconds left.')
})

test('identifiers have AWS’s forms, never repeat, and are the same each time', () => {
  const all = () => {
    const ids = new Identifiers()
    return Array.from({ length: 2000 }, () => [ids.resource('i'), ids.resource('lt'), ids.uuid('refresh')]).flat()
  }
  const ids = all()
  expect(new Set(ids).size).toBe(6000)
  expect(all()).toEqual(ids)
  expect(ids[0]).toMatch(/^i-[0-9a-f]{17}$/)
  expect(ids[2]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
})

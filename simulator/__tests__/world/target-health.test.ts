import { describe, expect, test } from 'vitest'
import { answer, type Behaviour, flaps, goesBad, neverHealthy } from '../../aws/world/behaviour.ts'
import { type Checked, nextChange } from '../../aws/world/target-health.ts'
import { refreshTo2, scene } from './scene.ts'

const check = { enabled: true, interval: 10, healthyThreshold: 3, unhealthyThreshold: 2 }

/** The changes of a target that is registered at 0, in seconds. */
function changes(behaviour: Behaviour, until: number): string[] {
  const told: string[] = []
  let state: Checked = 'initial'
  let from = 0
  for (;;) {
    const change = nextChange(check, { state, registeredAt: 0, from }, (at) => answer(behaviour, 'web-tg', at))
    if (!change || change.at > until * 1000) return told
    if (change.state !== state) told.push(`${change.state} at ${change.at / 1000}`)
    state = change.state
    from = change.at
  }
}

describe('a target', () => {
  test('that answers is healthy after interval × threshold, for good', () => {
    expect(changes({}, 10_000)).toEqual(['healthy at 30'])
  })

  test('that never answers is unhealthy after interval × unhealthy threshold, for good', () => {
    expect(changes(neverHealthy(), 10_000)).toEqual(['unhealthy at 20'])
  })

  test('is never healthy only in the target groups that are named', () => {
    expect(changes(neverHealthy('other-tg'), 10_000)).toEqual(['healthy at 30'])
    expect(changes(neverHealthy('other-tg', 'web-tg'), 10_000)).toEqual(['unhealthy at 20'])
  })

  test('that goes bad is found out two checks later', () => {
    expect(changes(goesBad(100), 10_000)).toEqual(['healthy at 30', 'unhealthy at 110'])
  })

  test('that flaps slowly changes again and again', () => {
    expect(changes(flaps(60, 60), 250)).toEqual([
      'healthy at 30',
      'unhealthy at 70',
      'healthy at 140',
      'unhealthy at 190',
    ])
  })

  test('that flaps faster than it is checked may never change', () => {
    expect(changes(flaps(10, 10), 20_000)).toEqual([])
  })
})

test('a new instance is registered, checked, healthy; an old one is drained for the whole delay, then gone', () => {
  const { agenda, account, group } = scene({ group: { desired: 1 } })
  const [targetGroup] = account.targetGroups
  const [old] = group.instances
  refreshTo2(group, { MaxHealthyPercentage: 100 })
  agenda.runUntil(agenda.now + 3_600_000, () => group.instances.length === 2)
  const fresh = group.instances[1]
  if (!targetGroup || !old || !fresh) throw new Error('the scene is not as it should be')
  const health = (id: string) => targetGroup.health(id)

  expect(health(fresh.id)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' })
  agenda.runUntil(agenda.now + 3_600_000, () => fresh.lifecycle === 'InService')
  expect(health(fresh.id)).toMatchObject({ state: 'initial', reason: 'Elb.RegistrationInProgress' })
  agenda.run(11)
  expect(health(fresh.id)).toMatchObject({ state: 'initial', reason: 'Elb.InitialHealthChecking' })
  agenda.run(9)
  expect(health(fresh.id)).toEqual({ state: 'healthy' })

  agenda.runUntil(agenda.now + 3_600_000, () => old.isLeaving)
  agenda.run(29)
  expect(health(old.id)).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' })
  agenda.run(1)
  expect(health(old.id)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' })
  expect(targetGroup.targets).toEqual([fresh.id])
})

test.each([
  ['no load balancer', { balanced: false }, 'unused', 'Target.NotInUse'],
  ['no health checks', { healthCheck: { enabled: false } }, 'unavailable', 'Target.HealthCheckDisabled'],
] as const)('a target group with %s never gets healthy', (_what, settings, state, reason) => {
  const { agenda, account } = scene()
  const targetGroup = account.targetGroup({ name: 'idle-tg', ...settings })
  const group = account.group({
    name: 'idle',
    template: { name: 'web', version: '1' },
    desired: 1,
    targetGroups: ['idle-tg'],
  })
  agenda.run(3600)
  expect(group.instances.map(({ id }) => targetGroup.health(id))).toMatchObject([{ state, reason }])
})

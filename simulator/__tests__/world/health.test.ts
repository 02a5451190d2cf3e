import { describe, expect, test } from 'vitest'
import { flaps, goesBad, neverHealthy } from '../../aws/world/behaviour.ts'
import { dump } from '../../aws/world/dump.ts'
import { refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'

const elb = { healthCheckType: 'ELB', healthCheckGracePeriod: 120 } as const

describe('a group that checks by its load balancers', () => {
  test('spares an unhealthy instance for the grace period, then takes it out', () => {
    const { agenda, group } = scene({ next: neverHealthy(), version: '2', group: { desired: 0, max: 1, ...elb } })
    group.setDesired(1)
    agenda.run(31 + 119)
    expect(group.instances, dump(group)).toMatchObject([{ lifecycle: 'InService', health: 'Healthy' }])
    agenda.run(10)
    expect(group.instances[0], dump(group)).toMatchObject({ lifecycle: 'Terminating', health: 'Unhealthy' })
  })

  test('takes out a tenth at a time', () => {
    const { agenda, account, group } = scene({ group: { desired: 20, max: 40, ...elb } })
    account.image({ id: 'ami-1', behaviour: goesBad(300) })
    refreshTo2(group)
    group.cancelRefresh()
    group.update({ template: { name: 'web', version: '1' } })
    group.startRefresh({ preferences: { MinHealthyPercentage: 0, InstanceWarmup: 0 } })
    runUntil(agenda, group, 'Successful')
    let most = 0
    agenda.runUntil(agenda.now + 600_000, () => {
      most = Math.max(
        most,
        group.instances.filter(({ isLeaving, health }) => isLeaving && health === 'Unhealthy').length,
      )
      return false
    })
    expect(most).toBe(2)
  })

  test('does not count an instance as replaced before its target is healthy', () => {
    const { agenda, account, group } = scene({ group: { desired: 1, ...elb } })
    refreshTo2(group, { InstanceWarmup: 0 })
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === 100)
    expect(account.truth('web').find(({ version }) => version === 2)?.healthyIn).toEqual(['web-tg'])
  })

  test('replaces an image that flaps for as long as it flaps', () => {
    const { agenda, group } = scene({ next: flaps(200, 60), group: { desired: 1, ...elb } })
    refreshTo2(group, { BakeTime: 1200 })
    runUntil(agenda, group, 'Successful')
    const taken = group.activities
      .list(agenda.now)
      .filter(({ cause }) => cause.includes('ELB system health check failure'))
    expect(taken.length).toBeGreaterThan(1)
    expect(group.instances.map(({ launchInfo }) => launchInfo.imageId)).toEqual(group.instances.map(() => 'ami-2'))
  })
})

test('a group that checks by EC2 alone keeps an instance that its load balancer finds unhealthy', () => {
  const { agenda, account, group } = scene({ next: goesBad(300) })
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  const ids = group.instances.map(({ id }) => id)
  agenda.run(1800)
  expect(group.instances.map(({ id }) => id)).toEqual(ids)
  expect(account.truth('web').every(({ healthyIn }) => healthyIn.length === 0)).toBe(true)
})

test('a template that follows an alias has replaced instances replaced again, under skip matching', () => {
  const { agenda, template, group } = scene()
  group.startRefresh({
    template: { name: 'web', version: '$Latest' },
    preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 120, SkipMatching: true },
  })
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
  expect(versions(group)).toContain('222')
  template.createVersion({ data: {}, sourceVersion: '2' }, agenda.now)
  runUntil(agenda, group, 'Successful')
  expect(versions(group)).toBe('333333')
})

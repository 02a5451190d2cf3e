import { describe, expect, test } from 'vitest'
import { dump } from '../../aws/world/dump.ts'
import { elapsed, refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'

describe('a refresh that goes well', () => {
  test('is pending, in progress, baking, successful; and replaces every instance', () => {
    const { agenda, account, group } = scene()
    refreshTo2(group, { BakeTime: 300 })
    const statuses = [refreshOf(group).status]
    agenda.runUntil(agenda.now + 7_200_000, () => {
      const { status } = refreshOf(group)
      if (status !== statuses.at(-1)) statuses.push(status)
      return status === 'Successful'
    })
    expect(statuses).toEqual(['Pending', 'InProgress', 'Baking', 'Successful'])
    expect(account.truth('web'), dump(group)).toHaveLength(6)
    for (const instance of account.truth('web')) {
      expect(instance).toMatchObject({ lifecycle: 'InService', version: 2, imageId: 'ami-2', healthyIn: ['web-tg'] })
    }
  })

  test('changes the saved template at its end and not before, the bake included', () => {
    const { agenda, group } = scene()
    refreshTo2(group, { BakeTime: 300 })
    runUntil(agenda, group, 'Baking')
    expect(versions(group)).toBe('222222')
    agenda.run(299)
    expect(group.configuration.template.version).toBe('1')
    runUntil(agenda, group, 'Successful')
    expect(group.configuration.template).toMatchObject({ name: 'web', version: '2' })
  })

  test('goes on after a checkpoint of two hours: a pause is not the hour in which nothing goes on', () => {
    const { agenda, group } = scene()
    refreshTo2(group, { CheckpointPercentages: [50, 100], CheckpointDelay: 7200 })
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })

  test('never has fewer serving nor more live instances than its bounds allow', () => {
    const { agenda, group } = scene({ group: { desired: 10 } })
    refreshTo2(group, { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 })
    const live: number[] = []
    const serving: number[] = []
    agenda.runUntil(agenda.now + 7_200_000, () => {
      live.push(group.fleet.live.length)
      serving.push(group.instances.filter(({ lifecycle }) => lifecycle === 'InService').length)
      return refreshOf(group).status === 'Successful'
    })
    expect(Math.max(...live)).toBe(12)
    expect(Math.min(...serving)).toBe(9)
  })

  test('replaces one at a time, the new one first, at 100/100', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    refreshTo2(group, { MaxHealthyPercentage: 100 })
    const inService: number[] = []
    agenda.runUntil(agenda.now + 7_200_000, () => {
      inService.push(group.instances.filter(({ lifecycle }) => lifecycle === 'InService').length)
      return refreshOf(group).status === 'Successful'
    })
    expect(Math.min(...inService)).toBe(1)
    expect(versions(group)).toBe('2')
  })

  test('lets a group of one go to zero when the maximum is omitted', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { MinHealthyPercentage: 100 } })
    runUntil(agenda, group, 'InProgress')
    agenda.run(5)
    expect(group.instances.filter(({ lifecycle }) => lifecycle === 'InService')).toEqual([])
  })

  test('leaves the zones balanced', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(group.instances.map(({ launchInfo }) => launchInfo.zone.at(-1)).sort()).toEqual([
      'a',
      'a',
      'b',
      'b',
      'c',
      'c',
    ])
  })

  test('of an empty group succeeds at once and moves the template', () => {
    const { agenda, group } = scene({ group: { desired: 0 } })
    refreshTo2(group, { BakeTime: 300 })
    runUntil(agenda, group, 'Successful')
    expect(elapsed(agenda)).toBeLessThan(30)
    expect(refreshOf(group).percent).toBe(100)
    expect(group.configuration.template.version).toBe('2')
  })
})

describe('the warm-up', () => {
  test('is counted from InService', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    refreshTo2(group, { InstanceWarmup: 300 })
    agenda.runUntil(agenda.now + 3_600_000, () => group.instances.some(({ isLeaving }) => isLeaving))
    const born = group.instances[1]?.inServiceAt ?? 0
    expect((agenda.now - born) / 1000).toBeGreaterThanOrEqual(300)
    expect((agenda.now - born) / 1000).toBeLessThan(306)
  })

  test('of two hours is no reason to give up after one', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    refreshTo2(group, { InstanceWarmup: 7200 })
    runUntil(agenda, group, 'Successful')
    expect(elapsed(agenda)).toBeGreaterThan(7200)
  })
})

describe('what AWS counts', () => {
  test('instances left fall when a replacement begins, the percentage rises when it has warmed up', () => {
    const { agenda, group } = scene({ group: { desired: 4 } })
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { MinHealthyPercentage: 75 } })
    const seen = new Set<string>()
    agenda.runUntil(agenda.now + 7_200_000, () => {
      const { status, percent, left } = refreshOf(group)
      if (status === 'InProgress') seen.add(`${percent}% ${left} left`)
      return status === 'Successful'
    })
    expect([...seen]).toEqual([
      '0% 4 left',
      '0% 3 left',
      '25% 3 left',
      '25% 2 left',
      '50% 2 left',
      '50% 1 left',
      '75% 1 left',
      '75% 0 left',
    ])
  })

  test('the reason names an instance that warms up, or whose health is not known', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    refreshTo2(group)
    const reasons = new Set<string>()
    agenda.runUntil(agenda.now + 7_200_000, () => {
      const { status, reason } = refreshOf(group)
      if (reason !== undefined) reasons.add(reason.replace(/i-\w+/, 'i-…'))
      return status === 'Successful'
    })
    expect([...reasons]).toEqual([
      'Waiting for remaining instances to be available. For example: i-… has insufficient data to evaluate its health with Amazon EC2.',
      'Waiting for instances to warm up before continuing. For example: i-… is warming up.',
      'Waiting for remaining instances to be available. For example: i-… is being terminated.',
    ])
  })
})

test('history is newest first and six weeks long', () => {
  const { agenda, group } = scene({ group: { desired: 0 } })
  const first = refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  agenda.run(40 * 24 * 3600)
  const second = refreshTo2(group)
  expect(group.refreshes.all.map(({ id }) => id)).toEqual([second, first])
  agenda.run(3 * 24 * 3600)
  expect(group.refreshes.all.map(({ id }) => id)).toEqual([second])
})

test('a thousand instances cost no more than seconds', () => {
  const { agenda, group } = scene({ group: { desired: 1000 } })
  refreshTo2(group, { MaxHealthyPercentage: 110 })
  runUntil(agenda, group, 'Successful')
  expect(new Set(versions(group))).toEqual(new Set(['2']))
})

describe('the desired configuration becomes the group’s', () => {
  const baking = (saves: 'before-bake' | 'on-success') => {
    const { agenda, group } = scene({ rules: { saves } })
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, 'Baking')
    return { agenda, group, saved: () => group.configuration.template.version }
  }

  test('as the refresh succeeds', () => {
    const { agenda, group, saved } = baking('on-success')
    expect(saved()).toBe('1')
    runUntil(agenda, group, 'Successful')
    expect(saved()).toBe('2')
  })

  test('or before it bakes, and is taken back if it is rolled back then', () => {
    const { agenda, group, saved } = baking('before-bake')
    expect(saved()).toBe('2')
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(saved()).toBe('1')
    expect(versions(group)).toBe('111111')
  })

  test('or before it bakes, and stays if it is cancelled then', () => {
    const { agenda, group, saved } = baking('before-bake')
    group.cancelRefresh({ wait: true })
    runUntil(agenda, group, 'Cancelled')
    expect(saved()).toBe('2')
  })
})

test('a refresh that was just started is listed later, and is at work all the same', () => {
  const { agenda, group } = scene({ rules: { listedAfter: 3 } })
  refreshTo2(group)
  expect(group.refreshes.listed).toEqual([])
  expect(refusalOf(() => refreshTo2(group)).code).toBe('InstanceRefreshInProgressFault')
  agenda.runUntil(agenda.now + 3_000, () => false)
  expect(group.refreshes.listed).toHaveLength(1)
})

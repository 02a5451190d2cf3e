import { describe, expect, test } from 'vitest'
import { brokenKey, cannotLaunch, dies, launchIsCancelled, neverHealthy } from '../../aws/world/behaviour.ts'
import { elapsed, refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'

const missing = 'The AMI ID ami-2 does not exist. Launching EC2 instance failed.'

describe('AWS’s hour', () => {
  test('a bad image is retried for an hour, less and less often, then the refresh fails', () => {
    const { agenda, group } = scene({ next: cannotLaunch(missing) })
    refreshTo2(group)
    runUntil(agenda, group, 'Failed')
    expect(elapsed(agenda)).toBeGreaterThanOrEqual(3600)
    expect(elapsed(agenda)).toBeLessThan(3620)
    expect(versions(group)).toBe('111111')
    expect(group.configuration.template.version).toBe('1')
    const attempts = group.activities.list(agenda.now)
    expect(attempts.length).toBeGreaterThan(10)
    expect(attempts.length).toBeLessThan(30)
    expect(attempts[0]).toMatchObject({
      status: 'Failed',
      message: missing,
      description: `Launching a new EC2 instance.  Status Reason: ${missing}`,
      progress: 100,
    })
  })

  test('counts from the last progress', () => {
    const { agenda, account, group } = scene({ group: { desired: 2 } })
    refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => group.instances[2]?.lifecycle === 'InService')
    account.shortage()
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === 50)
    const at = agenda.now
    runUntil(agenda, group, 'Failed')
    expect((agenda.now - at) / 1000).toBeGreaterThanOrEqual(3595)
    expect(versions(group)).toBe('12')
  })

  test('ends in a rollback when one was asked for', () => {
    const { agenda, group } = scene({ next: dies(20) })
    refreshTo2(group, { AutoRollback: true })
    runUntil(agenda, group, 'RollbackInProgress')
    expect(elapsed(agenda)).toBeGreaterThanOrEqual(3600)
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
    expect(group.configuration.template.version).toBe('1')
  })

  test('and rolls back at once where nothing was replaced', () => {
    const { agenda, group } = scene({ next: cannotLaunch(missing) })
    const before = group.instances.map(({ id }) => id)
    refreshTo2(group, { AutoRollback: true })
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(elapsed(agenda)).toBeLessThan(3620)
    expect(group.instances.map(({ id }) => id)).toEqual(before)
  })

  test('passes though instances warm up again and again, when none of them lives that long', () => {
    const { agenda, group } = scene({ next: dies(50) })
    refreshTo2(group)
    runUntil(agenda, group, 'Failed', 2)
    expect(elapsed(agenda)).toBeLessThan(3800)
  })

  test('is not begun by a shortage that passes', () => {
    const { agenda, account, group } = scene()
    account.shortage({ seconds: 1800 })
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
    expect(elapsed(agenda)).toBeGreaterThan(1800)
  })
})

test('a launch that is cancelled gives an instance, then a Cancelled activity with EC2’s reason', () => {
  const { agenda, group } = scene({ next: launchIsCancelled(brokenKey) })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 600_000, () => group.instances.length === 7)
  const born = group.instances[6]?.id
  agenda.run(25)
  expect(group.instances).toHaveLength(6)
  expect(group.activities.list(agenda.now).find(({ status }) => status === 'Cancelled')).toMatchObject({
    description: `Launching a new EC2 instance: ${born}.  Status Reason: Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${brokenKey}`,
    message: `Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${brokenKey}`,
  })
})

describe('an image that never gets healthy', () => {
  test('is rolled out all the same where the group checks by EC2 alone', () => {
    const { agenda, account, group } = scene({ next: neverHealthy() })
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(account.truth('web')).toMatchObject(Array(6).fill({ version: 2, healthyIn: [] }))
  })

  test('is taken out again and again where the group checks by its load balancers, until the hour is over', () => {
    const { agenda, account, group } = scene({ next: neverHealthy(), group: { healthCheckType: 'ELB' } })
    refreshTo2(group)
    runUntil(agenda, group, 'Failed')
    expect(elapsed(agenda)).toBeGreaterThanOrEqual(3600)
    expect(account.truth('web').filter(({ healthyIn }) => healthyIn.length > 0)).toHaveLength(6)
    const causes = group.activities.list(agenda.now).map(({ cause }) => cause.replace(/^At \S+ /, ''))
    expect(causes).toContain('an instance was taken out of service in response to an ELB system health check failure.')
    expect(group.configuration.template.version).toBe('1')
  })

  test('in the second target group alone is as bad', () => {
    const { agenda, account } = scene({ next: neverHealthy('second-tg') })
    account.targetGroup({ name: 'second-tg', healthCheck: { interval: 10 } })
    const group = account.group({
      name: 'two',
      template: { name: 'web', version: '1' },
      desired: 2,
      targetGroups: ['web-tg', 'second-tg'],
      healthCheckType: 'ELB',
      healthCheckGracePeriod: 60,
    })
    refreshTo2(group, { InstanceWarmup: 0 })
    agenda.run(90)
    const fresh = account.truth('two').filter(({ version }) => version === 2)
    expect(fresh).toMatchObject([{ healthyIn: ['web-tg'] }])
    runUntil(agenda, group, 'Failed')
  })
})

test('an image that is not shared any more is one that does not exist', () => {
  const { agenda, account, group } = scene()
  refreshTo2(group)
  account.image({ id: 'ami-2', ownerId: '999999999999', shared: false })
  agenda.run(60)
  expect(group.activities.list(agenda.now)[0]?.message).toBe(missing)
})

describe('cancel', () => {
  test('waits for the instances in flight, undoes nothing, and leaves the saved template', () => {
    const { agenda, account, group } = scene()
    refreshTo2(group)
    agenda.run(120)
    const id = refreshOf(group).id
    expect(group.cancelRefresh()).toBe(id)
    expect(refreshOf(group)).toMatchObject({ status: 'Cancelling', reason: 'Cancelled due to user request.' })
    runUntil(agenda, group, 'Cancelled')
    expect(group.instances.filter(({ lifecycle }) => lifecycle === 'Pending')).toEqual([])
    expect(versions(group)).toContain('2')
    expect(account.nextLaunch('web')).toMatchObject({ version: 1, imageId: 'ami-1' })
    agenda.run(600)
    expect(group.fleet.live).toHaveLength(6)
  })

  test('does not wait when told so; a new refresh may begin at once', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(20)
    group.cancelRefresh({ wait: false })
    expect(refreshOf(group).status).toBe('Cancelled')
    expect(group.instances.some(({ lifecycle }) => lifecycle === 'Pending')).toBe(true)
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
  })

  test('is accepted of a rollback that is under way', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(300)
    group.rollbackRefresh()
    group.cancelRefresh()
    runUntil(agenda, group, 'Cancelled')
    expect(versions(group)).toContain('2')
  })

  test('ends although the image cannot be launched', () => {
    const { agenda, group } = scene({ next: cannotLaunch(missing) })
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { MinHealthyPercentage: 50 } })
    agenda.run(120)
    expect(versions(group)).toBe('111')
    group.cancelRefresh()
    runUntil(agenda, group, 'Cancelled')
    agenda.run(600)
    expect(versions(group)).toBe('111111')
  })
})

describe('rollback', () => {
  test('replaces what the refresh replaced, under the same id, and counts down', () => {
    const { agenda, group } = scene()
    const id = refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
    const kept = new Set(
      group.fleet.live.filter(({ launchInfo }) => launchInfo.template.version === '1').map((i) => i.id),
    )
    const { percent, left } = refreshOf(group)
    expect(group.rollbackRefresh()).toBe(id)
    expect(refreshOf(group)).toMatchObject({
      status: 'RollbackInProgress',
      rollback: { reason: 'Rollback triggered due to user request.', percent, left },
    })
    const counts: number[] = []
    agenda.runUntil(agenda.now + 7_200_000, () => {
      counts.push(refreshOf(group).percent)
      return refreshOf(group).status === 'RollbackSuccessful'
    })
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    expect(refreshOf(group)).toMatchObject({ percent: 0, left })
    expect(versions(group)).toBe('111111')
    expect(group.instances.filter((i) => kept.has(i.id))).toHaveLength(left)
    expect(group.configuration.template.version).toBe('1')
  })

  test('fails after an hour when the old configuration cannot be launched', () => {
    const { agenda, account, group } = scene({ group: { desired: 2 } })
    refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === 50)
    account.image({ id: 'ami-1', state: 'disabled' })
    const at = agenda.now
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackFailed')
    expect((agenda.now - at) / 1000).toBeGreaterThanOrEqual(3600)
    expect(group.activities.list(agenda.now)[0]?.message).toBe(
      "AMI 'ami-1' is disabled, and cannot be run. Launching EC2 instance failed.",
    )
  })

  test('is too late after success', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('ActiveInstanceRefreshNotFoundFault')
  })
})

describe('rollback while baking', () => {
  test('brings everything back where AWS accepts it', () => {
    const { agenda, group } = scene({ rules: { rollbackWhileBaking: 'accepted' } })
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, 'Baking')
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })

  test('changes nothing where AWS refuses it', () => {
    const { agenda, group } = scene({ rules: { rollbackWhileBaking: 'refused' } })
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, 'Baking')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('ActiveInstanceRefreshNotFoundFault')
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })
})

describe('a cancel while AWS rolls back', () => {
  const turned = (cancelWhileRollingBack: 'accepted' | 'refused') => {
    const { agenda, group } = scene({ rules: { cancelWhileRollingBack } })
    refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent > 0)
    group.rollbackRefresh()
    return { agenda, group }
  }

  test('ends it half way where AWS accepts it', () => {
    const { agenda, group } = turned('accepted')
    group.cancelRefresh({ wait: true })
    runUntil(agenda, group, 'Cancelled')
    expect(versions(group)).toContain('2')
  })

  test('changes nothing where AWS refuses it', () => {
    const { agenda, group } = turned('refused')
    expect(refusalOf(() => group.cancelRefresh({ wait: true })).code).toBe('ActiveInstanceRefreshNotFoundFault')
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })
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

describe('switches of the arithmetic', () => {
  const most = (rules: Parameters<typeof scene>[0]) => {
    const { agenda, group } = scene(rules)
    refreshTo2(group, { MaxHealthyPercentage: 110 })
    let live = 0
    agenda.runUntil(agenda.now + 7_200_000, () => {
      live = Math.max(live, group.fleet.live.length)
      return refreshOf(group).status === 'Successful'
    })
    return { live, versions: new Set(versions(group)) }
  }
  const done = new Set(['2'])

  test.each([
    ['floor', 20],
    ['ceil', 21],
  ] as const)('19 instances at 110 percent, rounded by %s, are %i', (maxRounding, live) => {
    expect(most({ rules: { maxRounding }, group: { desired: 19 } })).toEqual({ live, versions: done })
  })

  test.each([
    ['allowed', 11],
    ['forbidden', 10],
  ] as const)('at MaxSize, surge beyond it: %s → at most %i live', (surgeOverMaxSize, live) => {
    expect(most({ rules: { surgeOverMaxSize }, group: { desired: 10, max: 10 } })).toEqual({ live, versions: done })
  })
})

/** Images that cannot be launched, die, or never get healthy: what AWS does by itself. */
import { describe, expect, test } from 'vitest'
import { brokenKey, cannotLaunch, dies, launchIsCancelled, neverHealthy } from '../../aws/world/behaviour.ts'
import { elapsed, refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'

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

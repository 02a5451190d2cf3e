import { describe, expect, test } from 'vitest'
import { dies } from '../../aws/world/behaviour.ts'
import { refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'

const causes = (group: ReturnType<typeof scene>['group'], now: number) =>
  group.activities.list(now).map(({ cause }) => cause.replace(/At \S+ /g, 'At … ').replace(/i-\w+/g, 'i-…'))

describe('the desired capacity', () => {
  test('set higher, by whom and why is told', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    group.setDesired(2)
    agenda.run(60)
    expect(versions(group)).toBe('11')
    expect(causes(group, agenda.now)).toEqual([
      'At … a user request explicitly set group desired capacity changing the desired capacity from 1 to 2.  At … an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 2.',
    ])
    expect(group.activities.list(agenda.now)[0]).toMatchObject({ status: 'Successful', progress: 100 })
  })

  test('changed with the bounds', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    group.update({ min: 1, max: 5, desired: 3 })
    agenda.run(60)
    expect(causes(group, agenda.now)[0]).toBe(
      'At … a user request update of AutoScalingGroup constraints to min: 1, max: 5, desired: 3 changing the desired capacity from 1 to 3.  At … an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 3.',
    )
    expect(group.fleet.live).toHaveLength(3)
  })

  test('set lower, the oldest go and the protected stay', () => {
    const { agenda, group } = scene({ group: { desired: 3, zones: ['eu-west-1a'] } })
    const [oldest, second] = group.instances
    if (!oldest) throw new Error('no instances')
    group.protect([oldest.id], true)
    group.setDesired(2)
    agenda.run(120)
    expect(group.fleet.live).toContain(oldest)
    expect(group.fleet.live).not.toContain(second)
    expect(causes(group, agenda.now)).toEqual([
      'At … a user request explicitly set group desired capacity changing the desired capacity from 3 to 2.  At … an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.  At … instance i-… was selected for termination.',
    ])
  })

  test('set lower, the oldest version goes before the oldest instance', () => {
    const { agenda, group } = scene({ version: '2', group: { desired: 2, zones: ['eu-west-1a'] } })
    group.update({ template: { name: 'web', version: '1' } })
    group.setDesired(3)
    agenda.run(60)
    expect(versions(group)).toBe('122')
    group.setDesired(2)
    agenda.run(60)
    expect(versions(group)).toBe('22')
  })

  test('is refused outside of its bounds', () => {
    const { group } = scene({ group: { min: 2, max: 8 } })
    expect(refusalOf(() => group.setDesired(9)).code).toBe('ValidationError')
    expect(refusalOf(() => group.setDesired(1)).code).toBe('ValidationError')
    expect(refusalOf(() => group.update({ min: 9 })).code).toBe('ValidationError')
    expect(group.configuration).toMatchObject({ min: 2, max: 8, desired: 6 })
  })

  test('goes along with bounds that pass it', () => {
    const { group } = scene()
    group.update({ max: 4 })
    expect(group.configuration.desired).toBe(4)
    group.update({ min: 5, max: 9 })
    expect(group.configuration.desired).toBe(5)
  })
})

describe('during a refresh', () => {
  test('a scale-out launches what the refresh wants, though the group has saved the old', () => {
    const { agenda, account, group } = scene()
    refreshTo2(group)
    agenda.run(60)
    group.setDesired(9)
    expect(account.nextLaunch('web')).toMatchObject({ version: 2, imageId: 'ami-2' })
    expect(group.configuration.template.version).toBe('1')
    const before = new Set(group.instances.map(({ id }) => id))
    agenda.run(5)
    const scaledOut = group.instances.filter(({ id }) => !before.has(id))
    expect(scaledOut.length).toBeGreaterThan(0)
    expect(scaledOut.map(({ launchInfo }) => launchInfo.imageId)).toEqual(scaledOut.map(() => 'ami-2'))
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222222')
  })

  test('a scale-in takes the old first', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(60)
    group.setDesired(3)
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222')
  })

  test('replacements say so in their causes', () => {
    const { agenda, group } = scene({ group: { desired: 1 } })
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(causes(group, agenda.now)).toEqual([
      'At … an instance was taken out of service in response to an instance refresh.  At … instance i-… was selected for termination.',
      'At … an instance was launched in response to an instance refresh.',
    ])
  })
})

describe('the next launch', () => {
  test.each([
    ['1', 1, 1],
    ['$Default', 1, 2],
    ['$Latest', 2, 3],
  ])(
    'of a group on %s is version %i, and %i once there is a newer one and another default',
    (version, before, after) => {
      const { account, template } = scene({ version })
      expect(account.nextLaunch('web')).toEqual({ templateId: template.id, version: before, imageId: `ami-${before}` })
      template.createVersion({ data: {}, sourceVersion: '2' }, 0)
      template.setDefault('2')
      expect(account.nextLaunch('web').version).toBe(version === '1' ? 1 : after)
    },
  )

  test('of a refresh to an alias follows the alias', () => {
    const { agenda, account, template, group } = scene()
    group.startRefresh({ template: { name: 'web', version: '$Latest' } })
    agenda.run(10)
    expect(account.nextLaunch('web').version).toBe(2)
    template.createVersion({ data: {}, sourceVersion: '2' }, 0)
    expect(account.nextLaunch('web').version).toBe(3)
    runUntil(agenda, group, 'Successful')
    expect(group.configuration.template.version).toBe('$Latest')
  })
})

describe('an instance that is gone', () => {
  test('is taken out and replaced, with AWS’s causes', () => {
    const { agenda, group } = scene({ group: { desired: 2 } })
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.fleet.kill(first)
    agenda.run(90)
    expect(group.instances).not.toContain(first)
    expect(versions(group)).toBe('11')
    expect(causes(group, agenda.now).sort()).toEqual([
      'At … an instance was launched in response to an unhealthy instance needing to be replaced.',
      'At … an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.',
    ])
  })

  test.each(['HealthCheck', 'ReplaceUnhealthy', 'Terminate'] as const)('stays while %s is suspended', (process) => {
    const { agenda, group } = scene({ group: { desired: 2 } })
    group.suspend(process)
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.fleet.kill(first)
    agenda.run(600)
    expect(group.instances).toContain(first)
    expect(first.health).toBe(process === 'HealthCheck' ? 'Healthy' : 'Unhealthy')
    group.resume(process)
    agenda.run(90)
    expect(group.instances).not.toContain(first)
  })

  test('by its image’s fault dies again and again', () => {
    const { agenda, group } = scene({ version: '2', next: dies(100), group: { desired: 1 } })
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.fleet.kill(first)
    agenda.run(1200)
    expect(
      group.activities.list(agenda.now).filter(({ description }) => description.startsWith('Launching')).length,
    ).toBeGreaterThan(5)
  })
})

test('AddToLoadBalancer suspended: new instances are not registered', () => {
  const { agenda, account, group } = scene({ group: { desired: 1 } })
  group.suspend('AddToLoadBalancer')
  group.setDesired(2)
  agenda.run(300)
  expect(account.truth('web').map(({ healthyIn }) => healthyIn)).toEqual([['web-tg'], []])
})

test('an instance terminated by a user is replaced, or not when the desired capacity goes down with it', () => {
  const { agenda, group } = scene({ group: { desired: 3 } })
  const [first, second] = group.instances
  if (!first || !second) throw new Error('no instances')
  group.terminateInstance(first.id)
  agenda.run(120)
  expect(group.fleet.live).toHaveLength(3)
  group.terminateInstance(second.id, { decrement: true })
  agenda.run(120)
  expect(group.fleet.live).toHaveLength(2)
  expect(causes(group, agenda.now)).toContain(
    'At … instance i-… was taken out of service in response to a user request.',
  )
})

test('standby lets go of the target group and comes back through its checks', () => {
  const { agenda, account, group } = scene({ group: { desired: 2 } })
  const [first] = group.instances
  if (!first) throw new Error('no instances')
  group.enterStandby([first.id], { decrement: true })
  agenda.run(60)
  expect(account.truth('web')[0]).toMatchObject({ lifecycle: 'Standby', healthyIn: [] })
  expect(group.fleet.live).toHaveLength(1)
  group.exitStandby([first.id])
  agenda.run(60)
  expect(account.truth('web')[0]).toMatchObject({ lifecycle: 'InService', healthyIn: ['web-tg'] })
  expect(group.configuration.desired).toBe(2)
})

describe('capacity', () => {
  test('short in one zone is found in another', () => {
    const { agenda, account, group } = scene({ group: { desired: 3 } })
    account.shortage({ zone: 'eu-west-1a' })
    group.setDesired(6)
    agenda.run(60)
    expect(group.instances.slice(3).map(({ launchInfo }) => launchInfo.zone)).not.toContain('eu-west-1a')
    expect(group.fleet.live).toHaveLength(6)
  })

  test('short everywhere fails the launch in AWS’s words, until it is back', () => {
    const { agenda, account, group } = scene({ group: { desired: 1, zones: ['eu-west-1a'] } })
    account.shortage({ instanceType: 't3.micro', seconds: 300 })
    group.setDesired(2)
    agenda.run(60)
    expect(group.activities.list(agenda.now)[0]?.message).toMatch(
      /^We currently do not have sufficient t3.micro capacity in the Availability Zone you requested \(eu-west-1a\)\..*Launching EC2 instance failed\.$/,
    )
    agenda.run(900)
    expect(group.fleet.live).toHaveLength(2)
  })
})

test('activities in progress stand before all, then the newest', () => {
  const { agenda, group } = scene({ group: { desired: 1 } })
  group.setDesired(2)
  agenda.run(300)
  group.setDesired(1)
  agenda.run(5)
  group.setDesired(2)
  agenda.run(40)
  const list = group.activities.list(agenda.now)
  expect(list.map(({ status }) => status)).toEqual(['InProgress', 'Successful', 'Successful'])
})

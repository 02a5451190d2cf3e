/** Which instances a refresh replaces, which it waits for, and which it leaves. */
import { describe, expect, test } from 'vitest'
import { elapsed, refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'

describe('skip matching', () => {
  test('leaves the instances that run version and type already', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(300)
    const done = group.fleet.live.filter(
      ({ launchInfo, inServiceAt }) => launchInfo.template.version === '2' && inServiceAt,
    )
    group.cancelRefresh({ wait: false })
    refreshTo2(group, { SkipMatching: true })
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
    expect(done.length).toBeGreaterThan(0)
    for (const instance of done) expect(instance.lifecycle).toBe('InService')
  })

  test('replaces nothing, and moves the template, where all match; the bake is skipped', () => {
    const { agenda, group } = scene()
    refreshTo2(group, { SkipMatching: true })
    runUntil(agenda, group, 'Successful')
    group.update({ template: { name: 'web', version: '1' } })
    const before = group.instances.map(({ id }) => id)
    const began = agenda.now
    refreshTo2(group, { SkipMatching: true, BakeTime: 300 })
    runUntil(agenda, group, 'Successful')
    expect(group.instances.map(({ id }) => id)).toEqual(before)
    expect(group.configuration.template.version).toBe('2')
    expect(agenda.now - began).toBeLessThan(30_000)
  })

  test('sees another instance type of the same image', () => {
    const { agenda, template, group } = scene()
    template.createVersion({ data: { InstanceType: 'm5.large' }, sourceVersion: '1' }, agenda.now)
    group.startRefresh({ template: { name: 'web', version: '3' }, preferences: { SkipMatching: true } })
    runUntil(agenda, group, 'Successful')
    expect(group.instances.map(({ launchInfo }) => launchInfo.type)).toEqual(Array(6).fill('m5.large'))
  })

  test('without it even identical instances are replaced', () => {
    const { agenda, group } = scene()
    const before = new Set(group.instances.map(({ id }) => id))
    group.startRefresh()
    runUntil(agenda, group, 'Successful')
    expect(group.instances.filter(({ id }) => before.has(id))).toEqual([])
    expect(versions(group)).toBe('111111')
  })
})

describe('instances that somebody keeps', () => {
  const preferences = { ScaleInProtectedInstances: 'Ignore', StandbyInstances: 'Ignore' } as const

  test('are left out when ignored', () => {
    const { agenda, group } = scene()
    const [first, second] = group.instances
    if (!first || !second) throw new Error('no instances')
    group.protect([first.id], true)
    group.enterStandby([second.id], { decrement: true })
    refreshTo2(group, preferences)
    runUntil(agenda, group, 'Successful')
    expect([first.lifecycle, second.lifecycle]).toEqual(['InService', 'Standby'])
    expect(versions(group)).toBe('12222')
  })

  test('are replaced when the refresh is told so', () => {
    const { agenda, group } = scene()
    const [first, second] = group.instances
    if (!first || !second) throw new Error('no instances')
    group.protect([first.id], true)
    group.enterStandby([second.id], { decrement: true })
    refreshTo2(group, { ScaleInProtectedInstances: 'Refresh', StandbyInstances: 'Terminate' })
    runUntil(agenda, group, 'Successful')
    expect([first.lifecycle, second.lifecycle]).toEqual(['Terminated', 'Terminated'])
    expect(versions(group)).toBe('22222')
  })

  test('are waited for, and replaced once they are free', () => {
    const { agenda, group } = scene()
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.protect([first.id], true)
    refreshTo2(group)
    agenda.run(2400)
    expect(refreshOf(group)).toMatchObject({ status: 'InProgress', percent: 83 })
    expect(refreshOf(group).reason).toBe(
      `Waiting for remaining instances to be available. For example: ${first.id} is protected. Remove instance scale-in protection to continue.`,
    )
    group.protect([first.id], false)
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })

  test('are waited for an hour after the last progress, then the refresh fails', () => {
    const { agenda, group } = scene({ group: { desired: 2 } })
    group.protect(
      group.instances.map(({ id }) => id),
      true,
    )
    refreshTo2(group)
    runUntil(agenda, group, 'Failed')
    expect(elapsed(agenda)).toBeGreaterThanOrEqual(3600)
    expect(elapsed(agenda)).toBeLessThan(3620)
    expect(versions(group)).toBe('11')
  })
})

describe('instances in standby', () => {
  const waiting = (id: string) =>
    `Waiting for remaining instances to be available. For example: ${id} is in standby. Return the instance to service to continue.`

  test('are waited for after all others are replaced, and replaced once they are back', () => {
    const { agenda, group } = scene()
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.enterStandby([first.id], { decrement: true })
    refreshTo2(group)
    agenda.run(2400)
    expect(versions(group)).toBe('22222')
    expect(refreshOf(group)).toMatchObject({ status: 'InProgress', left: 1, reason: waiting(first.id) })
    group.exitStandby([first.id])
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })

  test('are waited for an hour from the last replacement, then the refresh fails, or rolls back', () => {
    const { agenda, group } = scene({ group: { desired: 2 } })
    const [first] = group.instances
    if (!first) throw new Error('no instances')
    group.enterStandby([first.id], { decrement: true })
    refreshTo2(group, { AutoRollback: true })
    agenda.runUntil(agenda.now + 3_600_000, () => versions(group) === '2')
    const at = agenda.now
    runUntil(agenda, group, 'RollbackInProgress')
    expect((agenda.now - at) / 1000).toBeGreaterThanOrEqual(3500)
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('1')
    expect(first.lifecycle).toBe('Standby')
  })
})

test('an instance that is detached runs on outside of the group, and another one takes its place', () => {
  const { agenda, account, group } = scene({ group: { desired: 2 } })
  const [first] = group.instances
  if (!first) throw new Error('no instances')
  group.detach([first.id], { decrement: false })
  expect(first.lifecycle).toBe('Detaching')
  refreshTo2(group)
  runUntil(agenda, group, 'Successful')
  expect(first).toMatchObject({ lifecycle: 'Detached', ec2State: 'running' })
  expect(account.truth('web').map(({ version }) => version)).toEqual([2, 2])
  expect(group.activities.list(agenda.now).map(({ cause }) => cause)).toContain(
    `At 2026-11-21T03:00:00Z instance ${first.id} was detached in response to a user request.`,
  )
})

describe('a suspended process', () => {
  test.each(['InstanceRefresh', 'Launch', 'Terminate'] as const)(
    '%s: nothing is replaced until it is resumed',
    (process) => {
      const { agenda, group } = scene()
      group.suspend(process)
      refreshTo2(group)
      agenda.run(1800)
      expect(versions(group)).toBe('111111')
      group.resume(process)
      runUntil(agenda, group, 'Successful')
      expect(versions(group)).toBe('222222')
    },
  )

  test('InstanceRefresh pauses the refresh without ending it, however long', () => {
    const { agenda, group } = scene()
    group.suspend('InstanceRefresh')
    refreshTo2(group)
    agenda.run(4 * 3600)
    expect(refreshOf(group).status).toBe('InProgress')
  })
})

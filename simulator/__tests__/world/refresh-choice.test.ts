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

describe('checkpoints', () => {
  test('pause the refresh at their percentages; a batch does not pass one', () => {
    const { agenda, group } = scene({ group: { desired: 10 } })
    group.startRefresh({
      template: { name: 'web', version: '2' },
      preferences: { MinHealthyPercentage: 80, CheckpointPercentages: [20, 50, 100], CheckpointDelay: 1200 },
    })
    const pauses = new Map<string, number>()
    agenda.runUntil(agenda.now + 10_800_000, () => {
      const { status, reason, percent } = refreshOf(group)
      if (reason?.includes('checkpoint')) pauses.set(`${percent}% ${versions(group)}`, agenda.now)
      return status === 'Successful'
    })
    expect([...pauses.keys()]).toEqual(['20% 1111111122', '50% 1111122222'])
    expect(refreshOf(group).percent).toBe(100)
    expect(elapsed(agenda)).toBeGreaterThan(2400)
  })

  /** Percentages at which it paused, and how long, in seconds. */
  function pauses({ agenda, group }: ReturnType<typeof scene>) {
    const seen: { percent: number; seconds: number }[] = []
    let since: number | undefined
    agenda.runUntil(agenda.now + 50_000_000, () => {
      const { status, percent, pausedUntil } = refreshOf(group)
      if (pausedUntil !== undefined && since === undefined) {
        since = agenda.now
        seen.push({ percent, seconds: (pausedUntil - agenda.now) / 1000 })
      }
      if (pausedUntil === undefined) since = undefined
      return status === 'Successful'
    })
    return seen
  }

  test('that are passed at once are one pause', () => {
    const world = scene({ group: { desired: 2 } })
    refreshTo2(world.group, { CheckpointPercentages: [10, 40, 100], CheckpointDelay: 600 })
    expect(pauses(world)).toEqual([{ percent: 50, seconds: 600 }])
  })

  test('wait an hour unless told otherwise', () => {
    const world = scene()
    refreshTo2(world.group, { CheckpointPercentages: [50, 100] })
    expect(pauses(world)).toEqual([{ percent: 50, seconds: 3600 }])
  })

  test('come again after a scale-out that makes the percentage fall below them', () => {
    const world = scene({ group: { desired: 4, max: 20 } })
    refreshTo2(world.group, { CheckpointPercentages: [50, 100], CheckpointDelay: 600 })
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => refreshOf(world.group).pausedUntil !== undefined)
    world.group.setDesired(12)
    world.agenda.run(30)
    expect(refreshOf(world.group)).toMatchObject({ percent: 16, pausedUntil: undefined })
    expect(pauses(world)).toEqual([{ percent: expect.toSatisfy((percent) => percent >= 50), seconds: 600 }])
    expect(versions(world.group)).toBe('2'.repeat(12))
  })

  test('may be overshot, by the instances of a scale-out that are new anyway', () => {
    const world = scene({ group: { desired: 4, max: 20 } })
    refreshTo2(world.group, { CheckpointPercentages: [25, 100], CheckpointDelay: 600 })
    world.agenda.run(10)
    world.group.setDesired(8)
    expect(pauses(world)[0]?.percent).toBeGreaterThan(25)
  })

  test('are none on the way back: a rollback from a pause that cannot launch fails after its hour', () => {
    const { agenda, account, group } = scene({ group: { desired: 2 } })
    refreshTo2(group, { CheckpointPercentages: [50, 100], CheckpointDelay: 36_000 })
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).pausedUntil !== undefined)
    account.image({ id: 'ami-1', state: 'disabled' })
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackFailed')
  })

  test('end the refresh, successful and partial, when the last is below 100', () => {
    const { agenda, group } = scene({ group: { desired: 10 } })
    refreshTo2(group, { CheckpointPercentages: [30], CheckpointDelay: 60 })
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('1111111222')
    expect(group.configuration.template.version).toBe('2')
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

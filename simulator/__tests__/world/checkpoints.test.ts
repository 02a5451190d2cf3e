/** A refresh that pauses at percentages. */
import { describe, expect, test } from 'vitest'
import { elapsed, refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'

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

/** Nothing moves, or AWS turns round. */
import { describe, expect, test } from 'vitest'
import type { Instance } from '../../src/rollout/model/instance.ts'
import type { OperationSettings } from '../../src/rollout/model/settings.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import {
  afterLooks,
  instance,
  launchesRead,
  look,
  noWaits,
  operation,
  preferences,
  refresh,
  settings,
  T,
  targetsOf,
} from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], by: OperationSettings = settings) =>
  evaluate(afterLooks(polls, operation, by), operation, by)
const old = [instance('i-1', 7), instance('i-2', 7)]

describe('stalled', () => {
  const still = (at: number, more = {}) => look(at, 'InProgress', { instances: old, ...more })

  test('nothing has changed for 15 min and a warm-up', () => {
    expect(verdict([still(0), still(959)]).type).toBe('wait')
    expect(verdict([still(0), still(960)])).toMatchObject({
      type: 'fail',
      failure: { code: 'stalled', since: T, limitMs: 960_000 },
    })
  })

  test.each([
    ['AWS’s percentage', { refresh: refresh('InProgress', { percent: 10 }) }],
    ['AWS’s count of what is left', { refresh: refresh('InProgress', { left: 1 }) }],
    ['the desired capacity', { desired: 3 }],
    ['an instance’s lifecycle', { instances: [instance('i-1', 7), instance('i-2', 7, { lifecycle: 'Terminating' })] }],
    ['an instance’s health', { instances: [instance('i-1', 7), instance('i-2', 7, { healthy: false })] }],
    ['a target’s state', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'draining']) }],
  ])('%s changes: begins again', (_, more) => {
    expect(verdict([still(0), still(900, more), still(960, more)]).type).toBe('wait')
    expect(verdict([still(0), still(900, more), still(1860, more)])).toMatchObject({
      type: 'fail',
      failure: { code: 'stalled', since: T + 900_000 },
    })
  })

  test('the order in which AWS lists instances and targets is no change', () => {
    const other = { instances: old.toReversed(), targets: targetsOf(['i-2', 'i-1']).toReversed() }
    expect(verdict([still(0), still(900, other), still(960)]).type).toBe('fail')
  })

  test('a warm-up, and the pause at a checkpoint, are known and added', () => {
    const pausing = {
      ...settings,
      preferences: { ...preferences, instanceWarmup: 100_000, checkpoints: [50, 100], checkpointDelay: 600_000 },
    }
    const seen = (at: number) => verdict([still(0), still(at)], pausing).type
    expect(seen(1599)).toBe('wait')
    expect(seen(1600)).toBe('fail')
    const { checkpointDelay } = pausing.preferences
    const without = { ...settings, preferences: { ...preferences, checkpointDelay } }
    expect(verdict([still(0), still(960)], without).type, 'a delay without checkpoints is none').toBe('fail')
  })

  test('a bake is no stall', () => {
    expect(verdict([look(0, 'Baking'), look(3000, 'Baking')]).type).toBe('wait')
  })

  test.each(['standbyInstances', 'scaleInProtectedInstances'])(
    '%s: where AWS was told to wait, its own hour comes first',
    (which) => {
      const waits = { ...settings, preferences: { ...preferences, [which]: 'Wait' } }
      const long = { ...operation, deadline: T + 10 * 3_600_000 }
      const seen = (at: number) => evaluate(afterLooks([still(0), still(at)], long, waits), long, waits).type
      expect(seen(3899)).toBe('wait')
      expect(seen(3900)).toBe('fail')
    },
  )

  test.each([
    ['scale-in-protection', { instances: [instance('i-1', 7, { protectedFromScaleIn: true })] }],
    ['standby', { instances: [instance('i-1', 7, { lifecycle: 'Standby' })] }],
    ['drain', { instances: [...old, instance('i-3', 7, { lifecycle: 'Terminating' })] }],
    ['unknown', { instances: old }],
  ] as const)('says what it waits for: %s', (by, more) => {
    expect(verdict([still(0, more), still(960, more)])).toMatchObject({
      failure: { code: 'stalled', waitingFor: [{ by }] },
    })
  })
})

describe('the group’s own waits are no stall', () => {
  const by = (waits: Partial<typeof noWaits>) => ({ ...settings, waits: { ...noWaits, ...waits } })
  const long = { ...operation, deadline: T + 100 * 3_600_000 }
  const seen = (at: number, instances: readonly Instance[], waits: Partial<typeof noWaits> = {}) => {
    const polls = [look(0, 'InProgress', { instances, desired: 2 }), look(at, 'InProgress', { instances, desired: 2 })]
    return evaluate(afterLooks(polls, long, by(waits)), long, by(waits))
  }

  test.each([
    ['Pending:Wait', { launchHook: 60_000 }],
    ['Terminating:Wait', { terminationHook: 60_000 }],
  ] as const)('%s: as long as a hundred heartbeats, and then it is', (lifecycle, waits) => {
    const waiting = [...old, instance('n', 8, { lifecycle })]
    expect(seen(6_900 + 59, waiting, waits).type).toBe('wait')
    expect(seen(6_900 + 60, waiting, waits)).toMatchObject({
      failure: {
        code: 'stalled',
        limitMs: 6_960_000,
        waitingFor: [{ by: 'lifecycle-hook', waits: [{ instance: 'n' }] }],
      },
    })
  })

  test('a hook of an hour, or one that nobody knew of: as long as 48 hours', () => {
    const waiting = [...old, instance('n', 8, { lifecycle: 'Pending:Wait' })]
    const ends = (waits: Partial<typeof noWaits>) => [172_800, 173_760].map((at) => seen(at, waiting, waits).type)
    expect(ends({ launchHook: 3_600_000 })).toEqual(['wait', 'fail'])
    expect(ends({})).toEqual(['wait', 'fail'])
  })

  test('a drain: as long as the deregistration delay', () => {
    const draining = [...old, instance('o', 7, { lifecycle: 'Terminating' })]
    expect(seen(960 + 1_799, draining, { deregistrationDelay: 1_800_000 }).type).toBe('wait')
    expect(seen(960 + 1_800, draining, { deregistrationDelay: 1_800_000 }).type).toBe('fail')
  })

  test('all is replaced and the last old ones are only on their way out: for ever', () => {
    const gone = [instance('i-1', 8), instance('i-2', 8), instance('o', 7, { lifecycle: 'Terminating:Wait' })]
    expect(seen(90 * 3_600, gone).type).toBe('wait')
    const fewer = gone.filter(({ id }) => id !== 'i-2')
    expect(seen(90 * 3_600, fewer).type).toBe('fail')
    const kept = [...gone.slice(0, 2), instance('o', 7, { lifecycle: 'Terminating:Retained' })]
    expect(seen(960, kept).type, 'what is retained does not leave').toBe('fail')
  })

  test('a Network Load Balancer that registers', () => {
    expect(seen(960 + 389, old, { registration: 390_000 }).type).toBe('wait')
    expect(seen(960 + 390, old, { registration: 390_000 }).type).toBe('fail')
  })
})

test('at the time limit a fleet that is all replaced and healthy is left alone', () => {
  const seen = (on: number) => verdict([look(3600, 'InProgress', { on })])
  expect(seen(7)).toMatchObject({ failure: { code: 'timeout', reason: 'unfinished' } })
  expect(seen(8)).toMatchObject({ failure: { code: 'timeout', reason: 'all-replaced' } })
})

test('a launch that failed since anything changed is waited for; one before is not', () => {
  const failing = (at: number, began: number) =>
    look(at, 'InProgress', {
      instances: old,
      launches: launchesRead([{ id: 'f', began: T + began * 1000, status: 'Failed', message: '' }]),
    })
  const waitingFor = (began: number) => {
    const verdictThen = verdict([failing(0, began), failing(960, began)])
    return verdictThen.type === 'fail' && 'waitingFor' in verdictThen.failure ? verdictThen.failure.waitingFor : []
  }
  expect(waitingFor(0)).toEqual([{ by: 'launches', instances: [] }])
  expect(waitingFor(-1)).toEqual([{ by: 'unknown', instances: [] }])
})

describe('alarms', () => {
  test('AWS rolls back and an alarm is in ALARM: the alarm is the reason', () => {
    expect(verdict([look(0, 'RollbackInProgress', { alarms: [{ name: 'errors', isOver: false }] })])).toEqual({
      type: 'fail',
      failure: { code: 'alarm', alarms: [{ name: 'errors', isOver: false }], status: 'RollbackInProgress' },
    })
  })
})

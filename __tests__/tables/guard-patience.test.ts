/** Nothing moves, or AWS turns round. */
import { describe, expect, test } from 'vitest'
import type { Terms } from '../../src/rollout/policy.ts'
import { judge } from '../../src/rollout/watch/judge.ts'
import { afterLooks, instance, leg, look, preferences, refresh, T, terms } from './fixtures.ts'

const verdict = (looks: Parameters<typeof afterLooks>[0], by: Terms = terms) =>
  judge(afterLooks(looks, leg, by), leg, by)
const old = [instance('i-1', 7), instance('i-2', 7)]

describe('stalled', () => {
  const still = (at: number, more = {}) => look(at, 'InProgress', { instances: old, ...more })

  test('nothing has changed for 15 min and a warm-up', () => {
    expect(verdict([still(0), still(959)]).is).toBe('wait')
    expect(verdict([still(0), still(960)])).toMatchObject({
      is: 'fail',
      because: { guard: 'stalled', since: T, limit: 960_000 },
    })
  })

  test('anything that changes begins anew', () => {
    expect(
      verdict([
        still(0),
        still(900, { refresh: refresh('InProgress', { percent: 10 }) }),
        still(960, { refresh: refresh('InProgress', { percent: 10 }) }),
      ]).is,
    ).toBe('wait')
  })

  test('a bake is no stall', () => {
    expect(verdict([look(0, 'Baking'), look(3000, 'Baking')]).is).toBe('wait')
  })

  test('where AWS was told to wait, its own hour comes first', () => {
    const waits = { ...terms, preferences: { ...preferences, standbyInstances: 'Wait' as const } }
    const long = { ...leg, deadline: T + 10 * 3_600_000 }
    const seen = (at: number) => judge(afterLooks([still(0), still(at)], long, waits), long, waits).is
    expect(seen(3899)).toBe('wait')
    expect(seen(3900)).toBe('fail')
  })

  test.each([
    ['lifecycle-hook', { instances: [...old, instance('n', 8, { lifecycle: 'Pending:Wait' })] }],
    ['scale-in-protection', { instances: [instance('i-1', 7, { protectedFromScaleIn: true })] }],
    ['standby', { instances: [instance('i-1', 7, { lifecycle: 'Standby' })] }],
    ['drain', { instances: [instance('i-1', 7, { lifecycle: 'Terminating' })] }],
    ['unknown', { instances: old }],
  ] as const)('says what it waits for: %s', (by, more) => {
    expect(verdict([still(0, more), still(960, more)])).toMatchObject({
      because: { guard: 'stalled', waitingFor: [{ by }] },
    })
  })
})

describe('alarms', () => {
  test('AWS rolls back and an alarm is in ALARM: the alarm is the reason', () => {
    expect(verdict([look(0, 'RollbackInProgress', { alarms: ['errors'] })])).toEqual({
      is: 'fail',
      because: { guard: 'alarm', alarms: ['errors'], status: 'RollbackInProgress' },
    })
  })
})

/** When the next look is due, and what it asks for. */
import { describe, expect, test } from 'vitest'
import { pause } from '../../src/rollout/watch/pace.ts'
import { afterLooks, instance, leg, look, preferences, targetsOf, terms, unseen } from './fixtures.ts'

const old = [instance('i-1', 7), instance('i-2', 7)]

describe('pace', () => {
  // The spread of this refresh's name: the same for each look.
  const usual = (ms: number) => [Math.floor(ms * 0.9), Math.ceil(ms * 1.1)] as const
  const paused = (...looks: Parameters<typeof afterLooks>[0]) => pause(afterLooks(looks), leg, terms)
  const within = (ms: number, [least, most]: readonly [number, number]) => {
    expect(ms).toBeGreaterThanOrEqual(least)
    expect(ms).toBeLessThanOrEqual(most)
  }

  test('while things move: poll-interval', () => {
    within(
      paused(look(0, 'InProgress', { instances: [...old, instance('n', 8, { lifecycle: 'Pending' })] })),
      usual(15_000),
    )
  })
  test('after a failed look: twice as long', () => {
    expect(paused(look(0, 'InProgress'), unseen('passing'))).toBe(30_000)
  })
  test('calm in a long bake: four times as long', () => {
    const long = { ...terms, preferences: { ...preferences, bakeTime: 3600 } }
    within(pause(afterLooks([look(0, 'Baking')], leg, long), leg, long), usual(60_000))
  })
  test('until the bake is known to end', () => {
    within(paused(look(0, 'Baking'), look(100, 'Baking')), [20_000, 22_000])
  })
  test('until a warm-up is known to end', () => {
    const fresh = [...old, instance('n', 8)]
    const targets = targetsOf(['i-1', 'i-2', 'n'])
    within(
      paused(
        look(0, 'InProgress', { instances: old }),
        look(15, 'InProgress', { instances: fresh, targets }),
        look(65, 'InProgress', { instances: fresh, targets }),
      ),
      [10_000, 12_000],
    )
  })
  test('somebody is ill: no longer than poll-interval', () => {
    const targets = targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy'])
    within(paused(look(0, 'Baking', { targets })), usual(15_000))
  })
})

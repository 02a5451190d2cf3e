/** How a refresh goes over a group, in its own instances and minutes. */
import { describe, expect, test } from 'vitest'
import type { Preferences } from '../../src/rollout/model/refresh.ts'
import { estimate } from '../../src/rollout/plan/estimate.ts'
import { instance, noWaits, preferences } from './fixtures.ts'

const of = (
  desired: number,
  asked: Partial<Preferences> = {},
  replaced = desired,
  max = 2 * desired,
  waits = noWaits,
) =>
  estimate(
    Array.from({ length: replaced }, (_, i) => instance(`i-${i}`, 7)),
    { desired, max },
    { preferences: { ...preferences, ...asked }, waits },
  )
const bounds = (minHealthyPercentage: number, maxHealthyPercentage: number) => ({
  minHealthyPercentage,
  maxHealthyPercentage,
})

test.each([
  ['6, launch first', of(6), { stay: 6, extra: 1, fewer: 0, size: 1, batches: 6 }],
  ['10, launch two first', of(10), { stay: 10, extra: 2, fewer: 0, size: 2, batches: 5 }],
  ['1, launch first', of(1), { stay: 1, extra: 1, fewer: 0, size: 1, batches: 1 }],
  ['6, both bounds 100: one at a time', of(6, bounds(100, 100)), { stay: 6, extra: 1, size: 1, batches: 6 }],
  ['10, 90 % stay, none more', of(10, bounds(90, 100)), { stay: 9, extra: 0, fewer: 1, size: 1, batches: 10 }],
  ['6, half may go', of(6, bounds(50, 100)), { stay: 3, extra: 0, fewer: 3, size: 3, batches: 2 }],
  ['3, 50 % is two', of(3, bounds(50, 100)), { stay: 2, fewer: 1, size: 1, batches: 3 }],
  ['4, up to twice as many', of(4, bounds(100, 200)), { stay: 4, extra: 4, size: 4, batches: 1 }],
  ['two of six are due', of(6, {}, 2), { replaced: 2, stay: 6, extra: 1, batches: 2 }],
  ['none is due', of(6, {}, 0), { replaced: 0, extra: 0, batches: 0, size: 0 }],
])('%s', (_, guess, expected) => {
  expect(guess).toMatchObject(expected)
})

test.each([
  // A part of an instance: the minimum is rounded up, the maximum down.
  ['7, 90 %', of(7, bounds(90, 100)), { stay: 7, extra: 1, fewer: 0 }],
  ['7, 110 %', of(7, bounds(100, 110)), { extra: 1, size: 1 }],
  ['9, 80 and 120 %', of(9, bounds(80, 120)), { stay: 8, extra: 1, fewer: 1, size: 2, batches: 5 }],
  ['15, 100 and 119 %', of(15, bounds(100, 119)), { extra: 2, size: 2, batches: 8 }],
  ['10, 95 %', of(10, bounds(95, 100)), { stay: 10, fewer: 0, extra: 1 }],
])('%s', (_, guess, expected) => {
  expect(guess).toMatchObject(expected)
})

test('a maximum that is less than the desired capacity takes nothing away', () => {
  expect(of(10, bounds(50, 90), 10, 5)).toMatchObject({ stay: 5, extra: 0, fewer: 5, size: 5 })
  expect(of(10, {}, 10, 5).longest).toBe(of(10, bounds(100, 100)).longest)
})

test('of heavy instances fewer stay than there are units', () => {
  const three = Array.from({ length: 3 }, (_, i) => instance(`i-${i}`, 7, { weight: 4 }))
  expect(
    estimate(three, { desired: 12, max: 24 }, { preferences: { ...preferences, ...bounds(75, 100) }, waits: noWaits }),
  ).toMatchObject({
    stay: 3,
    fewer: 0,
  })
  expect(
    estimate(three, { desired: 12, max: 24 }, { preferences: { ...preferences, ...bounds(50, 100) }, waits: noWaits }),
  ).toMatchObject({
    stay: 2,
    fewer: 1,
  })
})

test('a pause at 100 % is none: AWS goes on to bake', () => {
  expect(of(6, { checkpoints: [100], checkpointDelay: 300_000 })).toMatchObject({
    pauses: 0,
    length: 6 * 150_000 + 120_000,
  })
})

test('a batch is cut short at each checkpoint, but there are no more turns than instances', () => {
  const guess = (...checkpoints: readonly number[]) =>
    of(4, { ...bounds(100, 150), checkpoints, checkpointDelay: 0 }).length
  expect(guess()).toBe(2 * 150_000 + 120_000)
  expect(guess(50, 100)).toBe(3 * 150_000 + 120_000)
  expect(guess(20, 40, 60, 80, 100)).toBe(4 * 150_000 + 120_000)
})

test('none is due: nothing is launched, no checkpoint is paused at', () => {
  expect(of(6, { checkpoints: [50, 100], checkpointDelay: 300_000 }, 0)).toMatchObject({ pauses: 0, length: 120_000 })
})

test('each batch takes its launch and its warm-up, the bake comes once', () => {
  expect(of(2).length).toBe(2 * (90_000 + 60_000) + 120_000)
})

test.each([
  ['at each checkpoint but the last', of(6, { checkpoints: [20, 50, 100], checkpointDelay: 300_000 }), 2],
  ['once where one batch passes several', of(2, { checkpoints: [1, 20, 30, 100], checkpointDelay: 300_000 }), 1],
  ['never where all is one batch', of(1, { checkpoints: [50, 100], checkpointDelay: 300_000 }), 0],
])('AWS pauses %s', (_, guess, pauses) => {
  expect(guess.pauses).toBe(pauses)
  expect(guess.length).toBe(guess.batches * 150_000 + pauses * 300_000 + 120_000)
})

test.each([
  [20, 1],
  [12, 3],
  [10, 5],
])('10 instances, up to twice as many, the maximum %i: a time limit is measured by %i batches', (max, batches) => {
  const guess = of(10, { ...bounds(80, 180) }, 10, max)
  expect(guess.batches).toBe(1)
  expect(guess.longest).toBe(batches * 150_000 + 120_000)
})

describe('the estimate of weighted instances', () => {
  const weighing = (weight: number, count: number) =>
    Array.from({ length: count }, (_, i) => instance(`i-${i}`, 7, { weight }))
  test.each([
    // weight, instances, desired units, max %, size, extra, batches
    [1, 6, 6, 150, 3, 3, 2],
    [4, 3, 12, 150, 1, 1, 3],
    [2, 6, 12, 150, 3, 3, 2],
    [4, 3, 12, 120, 1, 1, 3],
    [4, 3, 12, 200, 3, 3, 1],
  ])('%i × %i of %i units, at most %i %%: %i at a time', (weight, count, desired, max, size, extra, batches) => {
    const asked = { ...preferences, maxHealthyPercentage: max }
    expect(
      estimate(weighing(weight, count), { desired, max: 2 * desired }, { preferences: asked, waits: noWaits }),
    ).toMatchObject({
      size,
      extra,
      fewer: 0,
      batches,
    })
  })
})

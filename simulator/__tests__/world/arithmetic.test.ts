import { describe, expect, test } from 'vitest'
import { bounds, nextStep, percentOf, reaching } from '../../aws/world/arithmetic.ts'
import { refreshOf, refreshTo2, scene, versions } from './scene.ts'

/** What AWS documents of the bounds. */
const documented = { minimumRounding: 'ceil', givesWay: { explicit: true, omitted: false } } as const
const down = { rounding: 'floor', ...documented } as const
const up = { rounding: 'ceil', ...documented } as const
const state = { serving: 10, old: 10, idle: 0, minimumOld: 0 }

describe('bounds', () => {
  test.each([
    // desired, percentages, limits, minimum, maximum
    [10, { min: 80 }, down, 8, 10],
    [10, { min: 90 }, down, 9, 10],
    [10, { min: 100 }, down, 9, 10],
    [1, { min: 90 }, down, 0, 1],
    [1, { min: 100 }, down, 0, 1],
    [1, { min: 100, max: 100 }, down, 1, 2],
    [10, { min: 100, max: 100 }, down, 10, 11],
    [10, { min: 95, max: 100 }, down, 10, 11],
    [10, { min: 90, max: 100 }, down, 9, 10],
    [3, { min: 100, max: 110 }, down, 3, 4],
    [3, { min: 100, max: 110 }, up, 3, 4],
    [3, { min: 90, max: 110 }, down, 3, 4],
    [19, { min: 100, max: 110 }, down, 19, 20],
    [19, { min: 100, max: 110 }, up, 19, 21],
    [20, { min: 100, max: 110 }, down, 20, 22],
    [20, { min: 100, max: 110 }, up, 20, 22],
    [100, { min: 90, max: 120 }, down, 90, 120],
    [100, { min: 100, max: 200 }, down, 100, 200],
    [10, { min: 0 }, down, 0, 10],
    [10, { min: 0, max: 100 }, down, 0, 10],
    [0, { min: 90, max: 120 }, down, 0, 0],
    [7, { min: 33 }, down, 3, 7],
  ])('%i instances at %o, max rounded by %o: between %i and %i', (desired, percentages, limits, minimum, maximum) => {
    expect(bounds(desired, percentages, limits)).toEqual({ minimum, maximum })
  })

  test('a ceiling at the group’s size leaves no room to launch first: one is taken out first', () => {
    expect(bounds(10, { min: 100, max: 120 }, { ...down, ceiling: 10 })).toEqual({ minimum: 9, maximum: 10 })
  })

  test('a ceiling between size and surge trims the surge', () => {
    expect(bounds(10, { min: 100, max: 200 }, { ...down, ceiling: 13 })).toEqual({ minimum: 10, maximum: 13 })
  })
})

describe('the next move', () => {
  test.each([
    [
      'terminates and launches two together at min 80',
      { minimum: 8, maximum: 10 },
      {},
      { terminate: 2, targetLive: 10 },
    ],
    [
      'waits while the two are not ready',
      { minimum: 8, maximum: 10 },
      { serving: 8, old: 8 },
      { terminate: 0, targetLive: 10 },
    ],
    ['launches one first at 100/110', { minimum: 10, maximum: 11 }, {}, { terminate: 0, targetLive: 11 }],
    [
      'takes one out once the first is ready',
      { minimum: 10, maximum: 11 },
      { serving: 11 },
      { terminate: 1, targetLive: 11 },
    ],
    [
      'takes the last one out and launches none for it',
      { minimum: 10, maximum: 11 },
      { serving: 11, old: 1 },
      { terminate: 1, targetLive: 10 },
    ],
    ['replaces all at once at min 0', { minimum: 0, maximum: 10 }, {}, { terminate: 10, targetLive: 10 }],
    ['does nothing when nothing is old', { minimum: 8, maximum: 10 }, { old: 0 }, { terminate: 0, targetLive: 10 }],
    [
      'takes the idle out although the minimum is not served',
      { minimum: 10, maximum: 11 },
      { serving: 4, idle: 3 },
      { terminate: 3, targetLive: 11 },
    ],
    [
      'leaves those that a checkpoint holds',
      { minimum: 8, maximum: 10 },
      { old: 6, minimumOld: 5 },
      { terminate: 1, targetLive: 10 },
    ],
    [
      'launches no surge for those that a checkpoint holds',
      { minimum: 10, maximum: 12 },
      { old: 8, minimumOld: 8 },
      { terminate: 0, targetLive: 10 },
    ],
  ])('%s', (_name, within, change, move) => {
    expect(nextStep(within, { desired: 10, ...state, ...change })).toEqual(move)
  })

  test('at 90/120 of 100 ten go out while thirty come in', () => {
    const step = nextStep(
      { minimum: 90, maximum: 120 },
      { desired: 100, serving: 100, old: 100, idle: 0, minimumOld: 0 },
    )
    expect(step).toEqual({ terminate: 10, targetLive: 120 })
  })
})

test.each([
  [20, 10, 2],
  [50, 10, 5],
  [1, 10, 1],
  [10, 2, 1],
  [50, 3, 2],
  [100, 7, 7],
])('%i %% of %i are reached by %i', (percentage, total, count) => {
  expect(reaching(percentage, total)).toBe(count)
})

test.each([
  [0, 0, 100],
  [0, 3, 0],
  [1, 3, 33],
  [2, 3, 66],
  [3, 3, 100],
  [999, 1000, 99],
])('%i of %i are %i percent', (done, total, percent) => {
  expect(percentOf(done, total)).toBe(percent)
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

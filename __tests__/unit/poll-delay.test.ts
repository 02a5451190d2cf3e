/** When the next look is due, and what it asks for. */
import { describe, expect, test } from 'vitest'
import type { Group } from '../../src/rollout/model/group.ts'
import type { Operation } from '../../src/rollout/model/operation.ts'
import { pollDelay, pollRequest } from '../../src/rollout/watch/poll-delay.ts'
import {
  afterLooks,
  group,
  instance,
  look,
  operation,
  preferences,
  refresh,
  settings,
  T,
  targetsOf,
  unseen,
} from './fixtures.ts'

const old = [instance('i-1', 7), instance('i-2', 7)]

describe('pace', () => {
  // The spread of this refresh's name: the same for each look.
  const usual = (ms: number) => [Math.floor(ms * 0.9), Math.ceil(ms * 1.1)] as const
  const paused = (...polls: Parameters<typeof afterLooks>[0]) => pollDelay(afterLooks(polls), operation, settings)
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
    const long = { ...settings, preferences: { ...preferences, bakeTime: 3_600_000 } }
    within(pollDelay(afterLooks([look(0, 'Baking')], operation, long), operation, long), usual(60_000))
  })
  test('until the bake is known to end', () => {
    within(paused(look(0, 'Baking'), look(100, 'Baking')), [20_000, 22_000])
  })
  test('how long the bake will be says nothing before it begins', () => {
    within(
      paused(look(0, 'InProgress', { instances: old }), look(115, 'InProgress', { instances: old })),
      usual(15_000),
    )
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
  test('somebody was below the minimum, or a check runs: no longer than poll-interval', () => {
    const long = { ...settings, preferences: { ...preferences, bakeTime: 3_600_000 } }
    const running = look(0, 'Baking', { verify: { step: 'bake', result: 'running', tail: [] } })
    within(pollDelay(afterLooks([running], operation, long), operation, long), usual(15_000))
    const verified = look(0, 'Baking', { verify: { step: 'bake', result: 'passed', tail: [] } })
    within(pollDelay(afterLooks([verified], operation, long), operation, long), usual(60_000))
    const low = look(0, 'Baking', { desired: 2, targets: [] })
    within(pollDelay(afterLooks([low], { ...operation, baseline: 2 }, long), operation, long), usual(15_000))
  })
  test('a new instance is not healthy somewhere: no longer than poll-interval, calm or not', () => {
    const long = { ...settings, preferences: { ...preferences, bakeTime: 3_600_000 } }
    const unhealthySince = look(0, 'Baking', {
      instances: [...Array(20).keys()].map((i) => instance(`n-${i}`, 8)),
      targets: targetsOf([...Array(19).keys()].map((i) => `n-${i}`)),
    })
    const pauseWith = (pollInterval: number) =>
      pollDelay(afterLooks([unhealthySince], operation, long), operation, { ...long, pollInterval })
    within(pauseWith(15_000), usual(15_000))
    // EC2 checks once a minute whether a host has failed, and the instance may be gone in a few.
    expect(pauseWith(300_000)).toBe(60_000)
  })
  test('a new instance leaves that was unhealthy: often, while EC2 may say whether its host has failed', () => {
    const rare = { ...settings, pollInterval: 300_000, preferences: { ...preferences, bakeTime: 3_600_000 } }
    const leaving = (at: number) =>
      look(at, 'Baking', {
        instances: [instance('i-1', 8), instance('n', 8, { lifecycle: 'Terminating', healthy: false })],
        targets: targetsOf(['i-1']),
        ec2Instances: new Map([['n', { image: '', launched: T, state: 'running' }]]),
      })
    const seen = look(0, 'Baking', {
      instances: [instance('i-1', 8), instance('n', 8)],
      targets: targetsOf(['i-1', 'n']),
    })
    expect(pollDelay(afterLooks([seen, leaving(300)], operation, rare), operation, rare)).toBe(20_000)
    const known = afterLooks([seen, leaving(300), leaving(600)], operation, rare)
    expect(pollDelay(known, operation, rare)).toBeGreaterThan(20_000)
  })
  test.each(['Pending', 'Terminating:Wait'] as const)(
    'an instance is %s: no longer than poll-interval',
    (lifecycle) => {
      const long = { ...settings, preferences: { ...preferences, bakeTime: 3_600_000 } }
      const moving = look(0, 'Baking', { instances: [instance('i-1', 8), instance('i-2', 8, { lifecycle })] })
      within(pollDelay(afterLooks([moving], operation, long), operation, long), usual(15_000))
    },
  )
  test('all is as it should be at the end: poll-interval, since the next looks decide', () => {
    const long = { ...settings, preferences: { ...preferences, bakeTime: 3_600_000, instanceWarmup: 3_600_000 } }
    within(pollDelay(afterLooks([look(0, 'Successful')], operation, long), operation, long), usual(15_000))
  })
  test('calm too while all that is due is a warm-up, but not while AWS has still to launch', () => {
    const slow = { ...settings, preferences: { ...preferences, instanceWarmup: 1_800_000 } }
    const fresh = look(15, 'InProgress', {
      instances: [...old, instance('n', 8)],
      targets: targetsOf(['i-1', 'i-2', 'n']),
    })
    within(
      pollDelay(afterLooks([look(0, 'InProgress', { instances: old }), fresh], operation, slow), operation, slow),
      usual(60_000),
    )
    within(
      pollDelay(afterLooks([look(0, 'InProgress', { instances: old })], operation, slow), operation, slow),
      usual(15_000),
    )
  })
  test('until the time limit', () => {
    const short = { ...operation, deadline: T + 5000 }
    expect(pollDelay(afterLooks([look(0, 'InProgress', { instances: old })], short), short, settings)).toBe(6500)
  })
  test('never less than 3 s, however near an end is', () => {
    const short = { ...operation, deadline: T + 100 }
    expect(pollDelay(afterLooks([look(0, 'InProgress', { instances: old })], short), short, settings)).toBe(3000)
  })
  test('the bake may end at any moment: every 5 s, from the first moment that it may', () => {
    expect(paused(look(0, 'Baking'), look(120, 'Baking'))).toBe(5000)
    expect(paused(look(0, 'Baking'), look(119, 'Baking'))).toBe(3000)
    expect(paused(look(0, 'InProgress'), look(40, 'Baking'), look(120, 'Baking'))).toBe(5000)
  })
  test('before anything has been seen: poll-interval', () => {
    within(paused(), usual(15_000))
  })
  test('refreshes are looked at a little apart, each in its own even step', () => {
    const of = (refresh: string) =>
      pollDelay(afterLooks([look(0, 'InProgress', { instances: old })]), { ...operation, refreshId: refresh }, settings)
    const paces = ['08b91cf7', '08b91cf8', 'b2c3', ''].map(of)
    expect(new Set(paces).size).toBe(4)
    expect(paces).toEqual(['08b91cf7', '08b91cf8', 'b2c3', ''].map(of))
    const many = Array.from({ length: 1000 }, (_, i) => of(`r-${i}`))
    for (const ms of many) within(ms, [13_500, 16_500])
    expect([Math.min(...many), Math.max(...many)], 'over the whole width').toEqual([
      expect.toSatisfy((least: number) => least < 13_700),
      expect.toSatisfy((most: number) => most > 16_300),
    ])
  })
})

describe('what a look asks for beyond refresh, group and targets', () => {
  const now = (status: string, more: Partial<Group> = {}) => ({
    refresh: refresh(status),
    group: group({ instances: old, at: T + 30_000, ...more }),
    targets: [],
  })
  const asks = (
    polls: Parameters<typeof afterLooks>[0],
    seen: Parameters<typeof pollRequest>[1],
    on: Operation = operation,
  ) => pollRequest(afterLooks(polls, on), seen, { operation: on, settings })
  const moving = [...old, instance('n', 8, { lifecycle: 'Pending' })]

  test('machines that EC2 has not told of yet', () => {
    const first = look(0, 'InProgress', { instances: old })
    expect(asks([first], now('InProgress', { instances: [...old, instance('n', 8)] })).ec2Instances).toEqual(['n'])
    expect(asks([], now('InProgress')).ec2Instances).toEqual(['i-1', 'i-2'])
    const untold = { ...first, ec2Instances: new Map() }
    expect(asks([untold], now('InProgress')).ec2Instances, 'asked before, and not answered').toEqual(['i-1', 'i-2'])
  })

  test.each<[string, Parameters<typeof afterLooks>[0], ReturnType<typeof now>, boolean]>([
    ['nothing starts, ends or warms up', [], now('InProgress'), true],
    ['one starts', [], now('InProgress', { instances: moving }), false],
    [
      'one only ends',
      [],
      now('InProgress', { instances: [...old, instance('o', 7, { lifecycle: 'Terminating' })] }),
      true,
    ],
    ['nothing is left to replace', [], { ...now('InProgress'), refresh: refresh('InProgress', { left: 0 }) }, false],
    ['fewer are in service than shall be', [], now('InProgress', { instances: moving, desired: 3 }), true],
    ['AWS does not replace yet', [], now('Pending'), false],
    ['AWS bakes', [], now('Baking'), false],
  ])('failed launches: %s', (_, polls, seen, failures) => {
    expect(asks(polls, seen).launchesSince).toBe(failures ? operation.began : undefined)
  })

  test('failed launches: not while a new one warms up, but then', () => {
    const polls = [
      look(0, 'InProgress', { instances: old }),
      look(15, 'InProgress', { instances: [...old, instance('n', 8)] }),
    ]
    const later = (seconds: number) =>
      now('InProgress', { instances: [...old, instance('n', 8)], at: T + seconds * 1000 })
    expect([asks(polls, later(74)).launchesSince, asks(polls, later(75)).launchesSince]).toEqual([
      undefined,
      operation.began,
    ])
  })

  test('failed launches: always once there was one, and only those that the polls before do not know to have ended', () => {
    const launches = { failed: [{ id: 'f', began: T, status: 'Failed', message: '' }], endedBefore: T + 5000 } as const
    const polls = [look(0, 'InProgress', { instances: old, launches }), look(15, 'InProgress', { instances: old })]
    expect(asks(polls, now('InProgress', { instances: moving })).launchesSince).toBe(T + 5000)
  })

  test('failed launches: never on the way back', () => {
    expect(asks([], now('InProgress'), { ...operation, type: 'native-rollback' }).launchesSince).toBeUndefined()
  })

  test.each([
    ['refresh', 'RollbackInProgress', true],
    ['refresh', 'Failed', true],
    ['refresh', 'Baking', false],
    ['refresh', 'Successful', false],
    ['native-rollback', 'RollbackInProgress', false],
    ['native-rollback', 'RollbackFailed', true],
  ] as const)('alarms: a %s that is %s: %s', (by, status, alarms) => {
    expect(asks([], now(status), { ...operation, type: by }).alarms).toBe(alarms)
  })
})

import { describe, expect, test } from 'vitest'
import type { FailedLaunch, Verified } from '../../src/rollout/model.ts'
import type { Terms } from '../../src/rollout/policy.ts'
import { judge } from '../../src/rollout/watch/judge.ts'
import { pause } from '../../src/rollout/watch/pace.ts'
import { afterLooks, instance, leg, look, NEW, preferences, refresh, T, targetsOf, terms, unseen } from './fixtures.ts'

const verdict = (looks: Parameters<typeof afterLooks>[0], by: Terms = terms) =>
  judge(afterLooks(looks, leg, by), leg, by)
const failed = (...seconds: readonly number[]): readonly FailedLaunch[] =>
  seconds.map((at, i) => ({
    id: `${i}`,
    began: T + at * 1000,
    status: 'Failed',
    message: i === 0 ? 'first' : 'no capacity',
  }))
const old = [instance('i-1', 7), instance('i-2', 7)]

describe('launches that fail', () => {
  test.each([
    ['three, spread over two minutes', [10, 60, 130], true],
    ['three, but within two minutes', [10, 60, 120], false],
    ['two', [10, 200], false],
    ['three, two of them in one burst', [10, 15, 200], false],
    ['many in two bursts', [10, 11, 12, 13, 200, 201], false],
  ] as const)('%s', (_, at, fails) => {
    const seen = verdict([look(300, 'InProgress', { instances: old, failures: failed(...at) })])
    expect(seen.is).toBe(fails ? 'fail' : 'wait')
  })

  test('say how many, since when, the limit and AWS’s words, counted', () => {
    const seen = verdict([look(300, 'InProgress', { instances: old, failures: failed(10, 60, 130) })])
    expect(seen).toEqual({
      is: 'fail',
      because: {
        guard: 'launch-failures',
        seen: 3,
        limit: 3,
        since: T + 10_000,
        messages: [
          { text: 'no capacity', count: 2 },
          { text: 'first', count: 1 },
        ],
      },
    })
  })

  test('a launch that came into service since begins the count anew', () => {
    const machines = new Map([['i-9', { image: NEW, launched: T + 100_000, state: 'running' }]])
    const instances = [...old, instance('i-9', 8)]
    const targets = targetsOf(['i-1', 'i-2', 'i-9'])
    expect(verdict([look(300, 'InProgress', { instances, machines, targets, failures: failed(10, 60, 130) })]).is).toBe(
      'wait',
    )
  })

  test('each failure counts once, however often it is seen', () => {
    const looks = [300, 315, 330, 345].map((at) =>
      look(at, 'InProgress', { instances: old, failures: failed(10, 200) }),
    )
    expect(verdict(looks).is).toBe('wait')
  })
})

describe('new instances that end', () => {
  const with2 = (at: number, ...ids: readonly string[]) =>
    look(at, 'InProgress', {
      instances: [...old, ...ids.map((id) => instance(id, 8))],
      desired: 2,
      targets: targetsOf(['i-1', 'i-2', ...ids]),
    })

  test('one is no failure: a Spot interruption may be all there is', () => {
    expect(verdict([with2(0), with2(15, 'a'), with2(30), with2(45, 'b')]).is).toBe('wait')
  })

  test('two, and none survives', () => {
    expect(verdict([with2(0), with2(15, 'a'), with2(30), with2(45, 'b'), with2(60)])).toMatchObject({
      is: 'fail',
      because: { guard: 'instances-died', instances: ['a', 'b'], limit: 2, since: T + 30_000, lived: 15_000 },
    })
  })

  test('two, but another has lived through its warm-up: three are needed then', () => {
    const looks = [with2(0, 'x'), with2(200, 'x', 'a'), with2(215, 'x'), with2(230, 'x', 'b'), with2(245, 'x')]
    expect(verdict(looks).is).toBe('wait')
    expect(verdict([...looks, with2(260, 'x', 'c'), with2(275, 'x')])).toMatchObject({
      because: { guard: 'instances-died', limit: 3 },
    })
  })

  test('those that ran the version before the leg began are replaced, and no newcomers', () => {
    const begun = { ...leg, began: T - 300_000 }
    const looks = [with2(0, 'a', 'b'), with2(15)]
    expect(judge(afterLooks(looks, begun), begun, terms)).toMatchObject({ is: 'wait' })
    expect(verdict(looks)).toMatchObject({ because: { guard: 'instances-died' } })
  })

  test('what a scale-in takes is nobody’s fault', () => {
    const looks = [with2(0), with2(15, 'a', 'b'), { ...with2(30), desired: 0 }]
    expect(verdict(looks).is).toBe('wait')
  })
})

describe('a new instance that is not healthy in time, while AWS is content', () => {
  const sick = (at: number, states: readonly [string, string] = ['healthy', 'unhealthy']) =>
    look(at, 'InProgress', {
      instances: [...old, instance('n', 8)],
      desired: 2,
      targets: [...targetsOf(['i-1', 'i-2']), ...targetsOf(['n'], states)],
    })
  const before = look(0, 'InProgress', { instances: old })

  test.each([
    [119, 'wait'],
    [120, 'fail'],
  ] as const)('after %i s of 60 s warm-up and 60 s grace: %s', (seconds, is) => {
    expect(verdict([before, sick(15), sick(15 + seconds)]).is).toBe(is)
  })

  test('says which target group, since when its grace counts, and the state', () => {
    expect(verdict([before, sick(15), sick(200)])).toEqual({
      is: 'fail',
      because: {
        guard: 'target-health',
        short: [{ targetGroup: 'arn:tg/b', instances: ['n'], states: ['unhealthy'], healthy: 2, judged: 3 }],
        since: T + 75_000,
        limit: 60_000,
      },
    })
  })

  test('healthy in between begins the grace anew', () => {
    expect(verdict([before, sick(15), sick(100, ['healthy', 'healthy']), sick(130), sick(180)]).is).toBe('wait')
  })

  test('falls three times: flapping, however short each', () => {
    const ups = [15, 45, 75, 105].flatMap((at) => [sick(at, ['healthy', 'healthy']), sick(at + 15)])
    expect(verdict([before, ...ups.slice(0, 4)]).is).toBe('wait')
    expect(verdict([before, ...ups.slice(0, 6)])).toMatchObject({
      is: 'fail',
      because: { guard: 'flapping', instance: 'n', falls: 3 },
    })
  })
})

describe('below the minimum, warm-up or not', () => {
  const four = ['a', 'b', 'c', 'd'].map((id) => instance(id, 8))
  const big = { ...leg, baseline: 4 }
  const low = (at: number, sick: readonly string[]) =>
    look(at, 'InProgress', {
      instances: four,
      targets: [
        ...targetsOf(['a', 'b', 'c', 'd'].filter((id) => !sick.includes(id))),
        ...targetsOf(sick, ['healthy', 'initial']),
      ],
    })
  const judged = (looks: Parameters<typeof afterLooks>[0]) => judge(afterLooks(looks, big), big, terms)

  test('two of four missing, three looks in a row', () => {
    expect(judged([low(0, ['a', 'b']), low(15, ['a', 'b'])]).is).toBe('wait')
    expect(judged([low(0, ['a', 'b']), low(15, ['a', 'b']), low(30, ['a', 'b'])])).toMatchObject({
      is: 'fail',
      because: { guard: 'below-minimum', healthy: 2, minimum: 4 },
    })
  })

  test('one missing is within what a replacement may cost', () => {
    expect(judged([0, 15, 30, 45].map((at) => low(at, ['a']))).is).toBe('wait')
  })

  test('old instances that are sick are not the new image’s fault', () => {
    const oldOnes = ['a', 'b', 'c', 'd'].map((id) => instance(id, 7))
    const looks = [0, 15, 30].map((at) => ({ ...low(at, ['a', 'b']), instances: oldOnes }))
    expect(judged(looks).is).toBe('wait')
  })
})

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

describe('the user’s check', () => {
  const checked: Terms = {
    ...terms,
    verify: { checkpoint: 60_000, bake: 60_000 },
    preferences: { ...preferences, checkpoints: [20, 50, 100], checkpointDelay: 300 },
  }
  const at = (seconds: number, percent: number, verify?: Verified) =>
    look(seconds, 'InProgress', {
      instances: old,
      refresh: refresh('InProgress', { percent }),
      ...(verify && { verify }),
    })
  const ran = (step: string, result: Verified['result']): Verified => ({ step, result, tail: [] })

  test.each([
    [10, undefined],
    [20, 'checkpoint 20 %'],
    [49, 'checkpoint 20 %'],
    [50, 'checkpoint 50 %'],
    [100, 'checkpoint 50 %'],
  ] as const)('at %i %%: %s', (percent, step) => {
    expect(verdict([at(0, percent)], checked)).toEqual(
      step === undefined ? { is: 'wait', for: 'replacement' } : { is: 'verify', step, for: 'replacement' },
    )
  })

  test('runs once for each step', () => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'running'))], checked).is).toBe('wait')
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'passed'))], checked).is).toBe('wait')
    expect(verdict([at(0, 60, ran('checkpoint 20 %', 'passed'))], checked)).toMatchObject({
      is: 'verify',
      step: 'checkpoint 50 %',
    })
  })

  test.each(['failed', 'timed-out'] as const)('%s fails the rollout', (result) => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', result))], checked)).toMatchObject({
      is: 'fail',
      because: { guard: 'verify' },
    })
  })

  test('success waits for the check of the bake', () => {
    const done = (verify: Verified) => [0, 15, 30].map((seconds) => look(seconds, 'Successful', { verify }))
    expect(verdict(done(ran('checkpoint 50 %', 'passed')), checked)).toMatchObject({ is: 'verify', step: 'bake' })
    expect(verdict(done(ran('bake', 'running')), checked).is).toBe('wait')
    expect(verdict(done(ran('bake', 'failed')), checked)).toMatchObject({ is: 'fail', because: { guard: 'verify' } })
    expect(verdict(done(ran('bake', 'passed')), checked)).toEqual({ is: 'arrived' })
  })
})

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

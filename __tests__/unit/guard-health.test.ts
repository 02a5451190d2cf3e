/** The new image comes up and is not healthy. */
import { describe, expect, test } from 'vitest'
import type { OperationSettings } from '../../src/rollout/model/settings.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { afterLooks, instance, look, operation, preferences, settings, T, targetsOf } from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], by: OperationSettings = settings) =>
  evaluate(afterLooks(polls, operation, by), operation, by)
const old = [instance('i-1', 7), instance('i-2', 7)]

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
  ] as const)('after %i s of 60 s warm-up and 60 s grace: %s', (seconds, type) => {
    expect(verdict([before, sick(15), sick(15 + seconds)]).type).toBe(type)
  })

  test('says which target group, since when its grace counts, and the state', () => {
    expect(verdict([before, sick(15), sick(200)])).toEqual({
      type: 'fail',
      failure: {
        code: 'target-health',
        reason: 'unhealthy',
        short: [{ targetGroup: 'arn:tg/b', instances: ['n'], states: ['unhealthy'], healthy: 2, judged: 3 }],
        since: T + 75_000,
        limitMs: 60_000,
      },
    })
  })

  test('ill in two target groups, one after the other: the longer counts', () => {
    const late = verdict([
      before,
      sick(15),
      sick(110, ['unhealthy', 'unhealthy']),
      sick(135, ['unhealthy', 'unhealthy']),
    ])
    expect(late).toMatchObject({
      type: 'fail',
      failure: { code: 'target-health', reason: 'unhealthy', since: T + 75_000 },
    })
  })

  test('several: since when the first of them', () => {
    const two = (at: number) => ({
      ...sick(at),
      instances: [...old, instance('n', 8), instance('m', 8)],
      targets: [...targetsOf(['i-1', 'i-2']), ...targetsOf(['n', 'm'], ['healthy', 'unhealthy'])],
    })
    expect(verdict([before, sick(15), two(30), two(300)])).toMatchObject({
      failure: { short: [{ instances: ['n', 'm'] }], since: T + 75_000 },
    })
  })

  test('says why in ELB’s words, each once, and that an instance is not registered', () => {
    const three = {
      ...sick(200),
      instances: [...old, ...['n', 'm', 'o'].map((id) => instance(id, 8))],
      targets: [
        ...targetsOf(['i-1', 'i-2']),
        ...['n', 'm'].map((id) => ({
          targetGroup: 'arn:tg/b',
          instance: id,
          state: 'unhealthy',
          reason: 'Target.Timeout',
        })),
        ...['n', 'm', 'o'].map((id) => ({ targetGroup: 'arn:tg/a', instance: id, state: 'healthy' })),
      ],
    }
    expect(verdict([before, { ...three, at: T + 15_000 }, three])).toMatchObject({
      failure: {
        short: [
          {
            instances: ['n', 'm', 'o'],
            states: ['not registered', 'unhealthy: Timeout'],
            healthy: 2,
            judged: 5,
          },
        ],
      },
    })
  })

  test('healthy in between begins the grace again', () => {
    expect(verdict([before, sick(15), sick(100, ['healthy', 'healthy']), sick(130), sick(180)]).type).toBe('wait')
  })

  test('falls three times: flapping, however short each', () => {
    const ups = [15, 45, 75, 105].flatMap((at) => [sick(at, ['healthy', 'healthy']), sick(at + 15)])
    expect(verdict([before, ...ups.slice(0, 4)]).type).toBe('wait')
    expect(verdict([before, ...ups.slice(0, 6)])).toMatchObject({
      type: 'fail',
      failure: { code: 'target-health', reason: 'flapping', instance: 'n', flapCount: 3, limit: 3, since: T + 15_000 },
    })
  })
})

describe('below the minimum, warm-up or not', () => {
  const four = ['a', 'b', 'c', 'd'].map((id) => instance(id, 8))
  const big = { ...operation, baseline: 4 }
  /** Nothing else decides before. */
  const patient = { ...settings, targetHealthTimeout: 600_000 }
  const low = (at: number, sick: readonly string[]) =>
    look(at, 'InProgress', {
      instances: four,
      targets: [
        ...targetsOf(['a', 'b', 'c', 'd'].filter((id) => !sick.includes(id))),
        ...targetsOf(sick, ['healthy', 'initial']),
      ],
    })
  const judged = (polls: Parameters<typeof afterLooks>[0]) => evaluate(afterLooks(polls, big, patient), big, patient)

  test('two of four missing, three looks in a row', () => {
    expect(judged([low(0, ['a', 'b']), low(15, ['a', 'b'])]).type).toBe('wait')
    expect(judged([low(0, ['a', 'b']), low(30, ['a', 'b']), low(60, ['a', 'b'])])).toMatchObject({
      type: 'fail',
      failure: {
        code: 'below-minimum',
        healthy: 2,
        minimum: 4,
        short: [{ targetGroup: 'arn:tg/b', instances: ['a', 'b'] }],
        since: T,
        limitMs: 60_000,
      },
    })
  })

  test('one look with enough in between begins the count again', () => {
    const polls = [low(0, ['a', 'b']), low(30, ['a', 'b']), low(60, []), low(75, ['a', 'b']), low(105, ['a', 'b'])]
    expect(judged(polls).type).toBe('wait')
    expect(judged([...polls, low(135, ['a', 'b'])])).toMatchObject({ failure: { since: T + 75_000, limitMs: 60_000 } })
  })

  test('a group that weighs is counted in units of capacity', () => {
    const weighs = { ...operation, baseline: 12 }
    const heavy = (at: number) => ({
      ...low(at, ['a', 'b']),
      desired: 12,
      instances: four.map((each) => ({ ...each, weight: 3 })),
    })
    expect(evaluate(afterLooks([heavy(0), heavy(30), heavy(60)], weighs), weighs, patient)).toMatchObject({
      failure: { code: 'below-minimum', healthy: 6, minimum: 12, units: 'units of capacity' },
    })
    expect(judged([0, 30, 60].map((at) => low(at, ['a', 'b'])))).not.toHaveProperty(['failure', 'units'])
  })

  test.each([
    // A tenth may be missing, or one.
    [5, 4, 'wait'],
    [5, 3, 'fail'],
    [15, 13, 'wait'],
    [15, 12, 'fail'],
    [20, 18, 'wait'],
    [20, 17, 'fail'],
    [30, 27, 'wait'],
    [30, 26, 'fail'],
  ])('of %i promised %i are healthy: %s', (count, healthy, type) => {
    const ids = Array.from({ length: count }, (_, i) => `n-${i}`)
    const whole = { ...operation, baseline: count }
    const polls = [0, 30, 60].map((at) =>
      look(at, 'InProgress', {
        instances: ids.map((id) => instance(id, 8)),
        targets: [...targetsOf(ids.slice(0, healthy)), ...targetsOf(ids.slice(healthy), ['healthy', 'initial'])],
      }),
    )
    expect(evaluate(afterLooks(polls, whole), whole, patient).type).toBe(type)
  })

  test('the promise is a share of the desired capacity, rounded up', () => {
    const half = { ...patient, preferences: { ...preferences, minHealthyPercentage: 50 } }
    const sick = (at: number) => ({ ...low(at, ['a', 'b', 'c', 'd']), desired: 5 })
    expect(evaluate(afterLooks([sick(0), sick(30), sick(60)], big, half), big, half)).toMatchObject({
      failure: { healthy: 0, minimum: 3 },
    })
  })

  test('one missing is within what a replacement may cost', () => {
    expect(judged([0, 30, 60, 90].map((at) => low(at, ['a']))).type).toBe('wait')
  })

  test('nor are they where new ones run beside them that are healthy', () => {
    const beside = ['a', 'b'].map((id) => instance(id, 7)).concat(['c', 'd'].map((id) => instance(id, 8)))
    const polls = [0, 30, 60].map((at) => ({ ...low(at, ['a', 'b']), instances: beside }))
    expect(judged(polls).type).toBe('wait')
  })

  test('old instances that are sick are not the new image’s fault', () => {
    const oldOnes = ['a', 'b', 'c', 'd'].map((id) => instance(id, 7))
    const polls = [0, 30, 60].map((at) => ({ ...low(at, ['a', 'b']), instances: oldOnes }))
    expect(judged(polls).type).toBe('wait')
  })
})

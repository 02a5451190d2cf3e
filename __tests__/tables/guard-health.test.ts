/** The new image comes up and is not healthy. */
import { describe, expect, test } from 'vitest'
import type { Terms } from '../../src/rollout/policy.ts'
import { judge } from '../../src/rollout/watch/judge.ts'
import { afterLooks, instance, leg, look, T, targetsOf, terms } from './fixtures.ts'

const verdict = (looks: Parameters<typeof afterLooks>[0], by: Terms = terms) =>
  judge(afterLooks(looks, leg, by), leg, by)
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

/** The new image does not come up, or does not stay. */
import { describe, expect, test } from 'vitest'
import type { FailedLaunch } from '../../src/rollout/model.ts'
import type { Terms } from '../../src/rollout/policy.ts'
import { judge } from '../../src/rollout/watch/judge.ts'
import { afterLooks, instance, leg, look, NEW, T, targetsOf, terms } from './fixtures.ts'

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

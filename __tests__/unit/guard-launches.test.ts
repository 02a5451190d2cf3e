/** The new image does not come up, or does not stay. */

import { describe, expect, test } from 'vitest'
import type { Ec2Instance } from '../../src/rollout/model/instance.ts'
import type { Lifecycle } from '../../src/rollout/model/lifecycle.ts'
import type { FailedLaunch } from '../../src/rollout/model/scaling-activity.ts'
import type { OperationSettings } from '../../src/rollout/model/settings.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import {
  afterLooks,
  instance,
  launchesRead,
  look,
  NEW,
  operation,
  preferences,
  settings,
  T,
  targetsOf,
} from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], by: OperationSettings = settings) =>
  evaluate(afterLooks(polls, operation, by), operation, by)
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
    ['three, two of them 10 s apart', [10, 20, 200], false],
    ['three, two of them 11 s apart', [10, 21, 200], true],
    ['many in two bursts', [10, 11, 12, 13, 200, 201], false],
  ] as const)('%s', (_, at, fails) => {
    const seen = verdict([look(300, 'InProgress', { instances: old, launches: launchesRead(failed(...at)) })])
    expect(seen.type).toBe(fails ? 'fail' : 'wait')
  })

  test('say how many, since when, the limit and AWS’s words, counted', () => {
    const seen = verdict([look(300, 'InProgress', { instances: old, launches: launchesRead(failed(10, 60, 130)) })])
    expect(seen).toEqual({
      type: 'fail',
      failure: {
        code: 'launch-failures',
        seen: 3,
        limit: 3,
        since: T + 10_000,
        messages: [
          { text: 'no capacity', count: 2 },
          { text: 'first', count: 1 },
        ],
        isLaunchFirst: true,
      },
    })
  })

  test('a launch that came into service since begins the count again', () => {
    const ec2Instances = new Map([['i-9', { image: NEW, launched: T + 100_000, state: 'running' }]])
    const instances = [...old, instance('i-9', 8)]
    const targets = targetsOf(['i-1', 'i-2', 'i-9'])
    expect(
      verdict([
        look(300, 'InProgress', {
          instances,
          ec2Instances,
          targets,
          launches: launchesRead(failed(10, 60, 130)),
        }),
      ]).type,
    ).toBe('wait')
  })

  test.each([
    ['a new instance that is not in service yet', instance('i-9', 8, { lifecycle: 'Pending' })],
    ['one more of the old version', instance('i-9', 7)],
  ])('%s begins no count again', (_, other) => {
    const ec2Instances = new Map([['i-9', { image: NEW, launched: T + 100_000, state: 'running' }]])
    const seen = look(300, 'InProgress', {
      instances: [...old, other],
      ec2Instances,
      launches: launchesRead(failed(10, 60, 130)),
    })
    expect(verdict([seen])).toMatchObject({ type: 'fail', failure: { code: 'launch-failures', seen: 3 } })
  })

  test('an instance in service of which EC2 has not told yet begins no count again', () => {
    const seen = look(300, 'InProgress', {
      instances: [...old, instance('i-9', 8)],
      ec2Instances: new Map(),
      targets: targetsOf(['i-1', 'i-2', 'i-9']),
      launches: launchesRead(failed(10, 60, 130)),
    })
    expect(verdict([seen])).toMatchObject({ type: 'fail', failure: { code: 'launch-failures', seen: 3 } })
  })

  test('each failure counts once, however often it is seen', () => {
    const polls = (...seconds: readonly number[]) =>
      [300, 315, 330, 345].map((at) =>
        look(at, 'InProgress', { instances: old, launches: launchesRead(failed(...seconds)) }),
      )
    expect(verdict(polls(10, 200)).type).toBe('wait')
    expect(verdict(polls(10, 60, 200))).toMatchObject({ type: 'fail', failure: { seen: 3 } })
  })

  test('AWS lists the newest first: the first failure is the oldest all the same', () => {
    const seen = look(300, 'InProgress', { instances: old, launches: launchesRead(failed(10, 60, 130).toReversed()) })
    expect(verdict([seen])).toMatchObject({ type: 'fail', failure: { since: T + 10_000 } })
  })
})

describe('new instances that end', () => {
  /** What EC2 says of any of them, once it is asked: why it ended. */
  const ended = (ids: readonly string[], reasonCode = 'Client.InstanceInitiatedShutdown') =>
    ids.map((id) => [id, { image: NEW, launched: T - 600_000, state: 'terminated', reasonCode }] as const)
  const withEnded =
    (reasonCode: string) =>
    (at: number, ...ids: readonly string[]) => {
      const seen = look(at, 'InProgress', {
        instances: [...old, ...ids.map((id) => instance(id, 8))],
        desired: 2,
        targets: targetsOf(['i-1', 'i-2', ...ids]),
      })
      const others = ['a', 'b', 'c'].filter((id) => !ids.includes(id))
      return {
        ...seen,
        ec2Instances: new Map<string, Ec2Instance>([...seen.ec2Instances, ...ended(others, reasonCode)]),
      }
    }
  const with2 = withEnded('Client.InstanceInitiatedShutdown')

  test.each(['Server.SpotInstanceTermination', 'Server.InternalError', 'Client.UserInitiatedShutdown'])(
    'by %s: none of the image’s doing',
    (reasonCode) => {
      const by = withEnded(reasonCode)
      expect(verdict([by(0), by(15, 'a'), by(30), by(45, 'b'), by(60, 'c'), by(75)]).type).toBe('wait')
    },
  )

  test('taken out as unhealthy, in Auto Scaling’s eyes or a target group’s: the image’s doing', () => {
    const by = withEnded('Client.UserInitiatedShutdown')
    const leaving = (at: number, id: string) => ({
      ...by(at),
      instances: [...old, instance(id, 8, { lifecycle: 'Terminating', healthy: false })],
    })
    expect(verdict([by(0), by(15, 'a'), leaving(30, 'a'), by(45, 'b'), leaving(60, 'b')])).toMatchObject({
      failure: { code: 'instances-died', instances: ['a', 'b'] },
    })
  })

  test('after ten minutes of service, and twice its warm-up, an end by itself may be its work', () => {
    const seen = (lived: number) => verdict([with2(0), with2(15, 'a', 'b'), with2(15 + lived)]).type
    expect([seen(599), seen(600)]).toEqual(['fail', 'wait'])
  })

  test('ends that lie half an hour apart do not count together', () => {
    const seen = (apart: number) =>
      verdict([with2(0), with2(15, 'a'), with2(30), with2(45, 'b'), with2(30 + apart)]).type
    expect([seen(540), seen(1801)]).toEqual(['fail', 'wait'])
  })

  test('of a large fleet a twentieth must end', () => {
    const of = (count: number) => {
      const all = Array.from({ length: 100 }, (_, i) => `n-${i}`)
      const seen = (at: number, ids: readonly string[]) => {
        const one = look(at, 'InProgress', { instances: ids.map((id) => instance(id, 8)), desired: 100 })
        return {
          ...one,
          ec2Instances: new Map<string, Ec2Instance>([
            ...one.ec2Instances,
            ...ended(all.filter((id) => !ids.includes(id))),
          ]),
        }
      }
      return verdict([seen(0, []), seen(15, all), seen(200, all.slice(count))]).type
    }
    expect([of(4), of(5)]).toEqual(['wait', 'fail'])
  })

  test('one is no failure: a Spot interruption may be all there is', () => {
    expect(verdict([with2(0), with2(15, 'a'), with2(30), with2(45, 'b')]).type).toBe('wait')
  })

  test('two, and none survives', () => {
    expect(verdict([with2(0), with2(15, 'a'), with2(30), with2(45, 'b'), with2(60)])).toMatchObject({
      type: 'fail',
      failure: { code: 'instances-died', instances: ['a', 'b'], limit: 2, since: T + 30_000, lived: 15_000 },
    })
  })

  test('two, but another has lived through its warm-up: three are needed then', () => {
    const polls = [with2(0, 'x'), with2(200, 'x', 'a'), with2(215, 'x'), with2(230, 'x', 'b'), with2(245, 'x')]
    expect(verdict(polls).type).toBe('wait')
    expect(verdict([...polls, with2(260, 'x', 'c'), with2(275, 'x')])).toMatchObject({
      failure: { code: 'instances-died', limit: 3 },
    })
  })

  test.each([
    // warm-up, how long x has been in service when b is seen to be gone, what it takes then
    [60, 119, 2],
    [60, 120, 3],
    [300, 299, 2],
    [300, 300, 3],
  ])('with a warm-up of %i s another has survived after %i s: %i are needed', (warmup, lived, limit) => {
    const by = { ...settings, preferences: { ...preferences, instanceWarmup: warmup * 1_000 } }
    const polls = [with2(0), with2(10, 'x', 'a'), with2(20, 'x'), with2(30, 'x', 'b'), with2(10 + lived, 'x')]
    expect(verdict(polls, by)).toMatchObject(limit === 2 ? { type: 'fail', failure: { limit } } : { type: 'wait' })
  })

  test('say the longest that one was in service, and where they were not healthy, each target group once', () => {
    const unhealthySince = (at: number, states: readonly [string, string], ...ids: readonly string[]) => ({
      ...with2(at, ...ids),
      targets: [...targetsOf(['i-1', 'i-2']), ...targetsOf(ids, states)],
    })
    const polls = [
      with2(0),
      unhealthySince(15, ['healthy', 'unhealthy'], 'a'),
      unhealthySince(50, ['unhealthy', 'unhealthy'], 'b'),
      with2(60),
    ]
    expect(verdict(polls)).toMatchObject({
      failure: { instances: ['a', 'b'], lived: 35_000, unhealthyIn: ['arn:tg/a', 'arn:tg/b'] },
    })
  })

  test('those that ran the version before the leg began are replaced, and no newcomers', () => {
    const begun = { ...operation, began: T - 300_000 }
    const polls = [with2(0, 'a', 'b'), with2(15)]
    expect(evaluate(afterLooks(polls, begun), begun, settings)).toMatchObject({ type: 'wait' })
    const later = { ...operation, began: T - 900_000 }
    const lost = (on: typeof operation) => afterLooks(polls, on).newInstances.lost.map(({ id }) => id)
    expect([lost(begun), lost(later)]).toEqual([[], ['a', 'b']])
  })

  test('what a scale-in takes is nobody’s fault; what is lost beside it is', () => {
    const by = (desired: number) => verdict([with2(0), with2(15, 'a', 'b', 'c'), { ...with2(30), desired }])
    expect(by(0).type).toBe('wait')
    expect(by(1)).toMatchObject({ failure: { code: 'instances-died', instances: ['b', 'c'] } })
  })

  test('a scale-in takes units of capacity: one instance may stand for several', () => {
    const heavy = (at: number, desired: number, ...ids: readonly string[]) => ({
      ...with2(at, ...ids),
      desired,
      instances: ids.map((id) => instance(id, 8, { weight: 2 })),
    })
    const polls = [heavy(0, 6), heavy(15, 6, 'a', 'b', 'c'), heavy(30, 4)]
    expect(verdict(polls)).toMatchObject({ failure: { code: 'instances-died', instances: ['b', 'c'] } })
  })

  test('an instance that is put into standby or detached has not died', () => {
    const moved = (at: number, lifecycle: Lifecycle) => {
      const seen = with2(at, 'a', 'b')
      return {
        ...seen,
        ec2Instances: new Map<string, Ec2Instance>([...seen.ec2Instances, ...ended(['a', 'b'])]),
        instances: seen.instances.map((each) => (/[ab]/.test(each.id) ? { ...each, lifecycle } : each)),
      }
    }
    const after = (lifecycle: Lifecycle) => verdict([with2(0), with2(15, 'a', 'b'), moved(30, lifecycle)]).type
    expect((['EnteringStandby', 'Standby', 'Detaching', 'Detached'] as const).map(after)).toEqual(Array(4).fill('wait'))
    expect((['Terminating', 'Terminated'] as const).map(after)).toEqual(Array(2).fill('fail'))
  })

  test('an adopted leg may find one in service for long: it has lived since EC2 launched it', () => {
    const found = {
      ...with2(0, 'x'),
      ec2Instances: new Map([['x', { image: NEW, launched: T - 500_000, state: 'running' }]]),
    }
    const polls = [found, with2(15, 'x', 'a', 'b'), with2(30, 'x')]
    expect(verdict(polls).type).toBe('wait')
  })
})

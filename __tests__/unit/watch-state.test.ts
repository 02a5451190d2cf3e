/** What is remembered over the looks of one leg. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/rollout/model/operation.ts'
import type { FailedLaunch } from '../../src/rollout/model/scaling-activity.ts'
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
  unseen,
  verifyOnly,
} from './fixtures.ts'

const old = [instance('i-1', 7), instance('i-2', 7)]
const with8 = (at: number, ...ids: readonly string[]) =>
  look(at, 'InProgress', { instances: [...old, ...ids.map((id) => instance(id, 8))], desired: 2 })

test('the most new instances that were in service at once are not forgotten', () => {
  expect(afterLooks([with8(0), with8(15, 'a', 'b'), with8(30, 'a')]).reached).toBe(2)
})

test('the machine of an instance is known until the instance is gone', () => {
  const untold = (at: number, ...ids: readonly string[]) => ({ ...with8(at, ...ids), ec2Instances: new Map() })
  const known = (...polls: Parameters<typeof afterLooks>[0]) => [...afterLooks(polls).ec2Instances.keys()]
  expect(known(with8(0, 'a'), untold(15, 'a', 'b'))).toEqual(['i-1', 'i-2', 'a'])
  expect(known(with8(0, 'a'), untold(15), untold(30, 'a'))).toEqual(['i-1', 'i-2'])
})

test('failed looks in a row are counted since the last that saw something, with the newest problem', () => {
  const watchState = afterLooks([
    look(0, 'InProgress'),
    unseen('passing'),
    look(15, 'InProgress'),
    unseen('passing'),
    unseen('denied'),
  ])
  expect(watchState.failedPolls).toMatchObject({ polls: 2, since: T + 15_000, problem: { kind: 'denied' } })
  expect(afterLooks([unseen('passing'), look(0, 'InProgress')])).not.toHaveProperty('blind')
})

test('looks in a row without the refresh are counted; one that lists it begins again', () => {
  const { refresh: _, ...unlisted } = look(0, '')
  expect(afterLooks([unlisted, unlisted]).unlisted).toBe(2)
  expect(afterLooks([unlisted, look(15, 'InProgress'), unlisted]).unlisted).toBe(1)
  expect(afterLooks([unlisted, unlisted], verifyOnly).unlisted, 'where there is none to be listed').toBe(0)
})

describe('launches that came to nothing', () => {
  const failure = (began: number): FailedLaunch => ({
    id: `f-${began}`,
    began: T + began,
    status: 'Failed',
    message: '',
  })
  const failing = (at: number, failures: readonly FailedLaunch[]) =>
    look(at, 'InProgress', { instances: old, launches: launchesRead(failures) })

  test('are kept in the order of time, each once', () => {
    const watchState = afterLooks([
      failing(0, [failure(2), failure(1)]),
      failing(15, [failure(3), failure(2)]),
      with8(30),
    ])
    expect(watchState.failedLaunches.map(({ id }) => id)).toEqual(['f-1', 'f-2', 'f-3'])
  })

  test('only the newest hundred, however long AWS goes on', () => {
    const many = Array.from({ length: 150 }, (_, i) => failure(i))
    expect(afterLooks([failing(0, many)]).failedLaunches.map(({ id }) => id)).toEqual(
      many.slice(50).map(({ id }) => id),
    )
  })
})

describe('the status of a refresh', () => {
  test('since it was first seen, and after the last look that had not seen it', () => {
    const watchState = afterLooks([look(0, 'InProgress'), look(10, 'Baking'), look(100, 'Baking')])
    expect(watchState.status).toEqual({ status: 'Baking', since: T + 10_000, after: T })
  })
  test('that a leg finds as it begins may be any age: it counts from that look', () => {
    expect(afterLooks([look(5, 'Baking')]).status).toEqual({ status: 'Baking', since: T + 5000, after: T + 5000 })
  })
})

describe('new instances in service', () => {
  const launched = (seconds: number) => ({ image: NEW, launched: T + seconds * 1000, state: 'running' })
  const since = (id: string, ...polls: Parameters<typeof afterLooks>[0]) =>
    afterLooks(polls).newInstances.present.get(id)?.since

  test('have been there since they were first seen', () => {
    expect(since('a', with8(0), with8(15, 'a'), with8(30, 'a'))).toBe(T + 15_000)
  })
  test('those of the first look, as of an adopted leg, since EC2 launched them; if it has not told, since that look', () => {
    const first = { ...with8(0, 'a', 'b'), ec2Instances: new Map([['a', launched(-300)]]) }
    expect(since('a', first)).toBe(T - 300_000)
    expect(since('b', first)).toBe(T)
  })
  test('are the leg’s own if they were launched since it began, or EC2 has not told of them yet', () => {
    const ec2Instances = new Map([
      ['before', { ...launched(0), launched: operation.began - 1 }],
      ['then', { ...launched(0), launched: operation.began }],
    ])
    const seen = { ...with8(0, 'before', 'then', 'untold'), ec2Instances }
    expect([...afterLooks([seen]).newInstances.present.keys()]).toEqual(['then', 'untold'])
  })
  test('in standby are not lost, and are not in service', () => {
    const standby = look(30, 'InProgress', { instances: [...old, instance('a', 8, { lifecycle: 'Standby' })] })
    expect(afterLooks([with8(0), with8(15, 'a'), standby]).newInstances).toMatchObject({ present: new Map(), lost: [] })
  })
  test('that are gone: the newest hundred', () => {
    const ids = Array.from({ length: 150 }, (_, i) => `n-${i}`)
    const { lost } = afterLooks([with8(0), with8(15, ...ids), with8(30)]).newInstances
    expect(lost.map(({ id }) => id)).toEqual(ids.slice(50))
  })
  test('count their falls: from healthy to not, however many target groups find it', () => {
    const states = (at: number, a: string, b: string) => ({
      ...with8(at, 'n'),
      targets: [...targetsOf(['i-1', 'i-2']), ...targetsOf(['n'], [a, b])],
    })
    const flapCount = (...polls: Parameters<typeof afterLooks>[0]) =>
      afterLooks(polls).newInstances.present.get('n')?.flapCount
    expect(flapCount(states(0, 'initial', 'initial'), states(15, 'unhealthy', 'unhealthy')), 'was never healthy').toBe(
      0,
    )
    expect(flapCount(states(0, 'healthy', 'initial'), states(15, 'unhealthy', 'healthy'))).toBe(1)
    expect(flapCount(states(0, 'healthy', 'healthy'), states(15, 'unhealthy', 'unhealthy'))).toBe(1)
    const oneByOne = [
      states(0, 'healthy', 'healthy'),
      states(15, 'unhealthy', 'healthy'),
      states(30, 'unhealthy', 'unhealthy'),
    ]
    expect(flapCount(...oneByOne)).toBe(1)
  })
})

test('enough healthy instances, in a row, that are all where they belong: one look that is not so begins again', () => {
  const steady = (...polls: Parameters<typeof afterLooks>[0]) => afterLooks(polls, { ...operation, baseline: 4 }).steady
  const four = ['a', 'b', 'c', 'd'].map((id) => instance(id, 8))
  const right = (at: number) => look(at, 'Successful', { instances: four })
  const fewer = (at: number) => look(at, 'Successful', { instances: four.slice(2), desired: 4 })
  expect(steady(right(0), right(10))).toBe(2)
  expect(steady(right(0), fewer(5), right(10))).toBe(1)
})

test('a group that shall not be empty proves nothing while it is, even where nothing was promised', () => {
  const none = { ...settings, preferences: { ...preferences, minHealthyPercentage: 0 } }
  const empty = { ...operation, hadInstances: false }
  const steady = (desired: number, on = empty) =>
    afterLooks([look(0, 'Successful', { instances: [], desired })], on, none).steady
  expect([steady(0), steady(1), steady(0, operation)]).toEqual([1, 0, 0])
})

test('an instance that still warms up is not waited for; then it counts', () => {
  const three = ['a', 'b', 'young'].map((id) => instance(id, 8))
  const ec2Instances = new Map(
    three.map(({ id }) => [id, { image: NEW, launched: id === 'young' ? T : T - 600_000, state: '' }]),
  )
  const steady = (at: number) =>
    afterLooks([look(at, 'Successful', { instances: three, ec2Instances, targets: targetsOf(['a', 'b']) })]).steady
  expect([steady(59), steady(60)]).toEqual([1, 0])
})

test('only what is being rolled out can be short of what was promised: on the way back that is known', () => {
  const short = (on: Operation) => afterLooks([look(0, 'InProgress', { targets: [] })], on).belowMinimum.polls
  expect(short(operation)).toBe(1)
  expect(short({ ...operation, type: 'native-rollback' })).toBe(0)
})

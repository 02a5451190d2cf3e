/** What is known of a run, event by event, and that it does not grow with time. */
import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/rollout/events.ts'
import type { FailedPoll, Observation } from '../../src/rollout/model/observation.ts'
import { refreshIdOf } from '../../src/rollout/model/operation.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { blank, record, type Timeline } from '../../src/rollout/timeline.ts'
import { afterLooks, look, operation, policy, refresh, settings, survey, T, unseen, v8 } from './fixtures.ts'

const told = (...events: readonly Event[]): Timeline => events.reduce(record, blank(T))
const underway = (at: number, id = 'r-1'): Event => ({
  type: 'underway',
  at: T + at,
  operation: { ...operation, refreshId: id },
  settings,
  how: 'started',
})
const seenAt = (at: number, seen: Observation | FailedPoll): Event => ({
  type: 'polled',
  at: T + at * 1000,
  operation,
  seen,
  watchState: afterLooks([seen]),
  verdict: { type: 'wait', for: 'start' },
  pause: 0,
})
const polled = (at: number, status = 'InProgress', more: Partial<Refresh> = {}): Event =>
  seenAt(at, look(at, status, { refresh: refresh(status, more) }))
const failedLook = (at: number): Event => seenAt(at, unseen('passing'))
const waiting = (at: number, more: Partial<Refresh> = {}): Event => ({
  type: 'waiting',
  at: T + at,
  refresh: refresh('InProgress', { percent: 10, ...more }),
})

describe('a leg', () => {
  test('is drawn by its looks; a new leg begins a new curve', () => {
    const { operations } = told(underway(0), polled(1), polled(2), underway(3, 'r-2'), polled(4))
    expect(operations.map(({ operation, points }) => [refreshIdOf(operation), points.length])).toEqual([
      ['r-1', 2],
      ['r-2', 1],
    ])
    expect(operations[1]).toMatchObject({ how: 'started', at: T + 3 })
  })

  test('a look without a leg, as of a post step that only asks, draws nothing', () => {
    expect(told(polled(1))).toMatchObject({ operations: [], now: T + 1000 })
  })

  test('a failed poll is remembered, but is no point', () => {
    const { operations } = told(underway(0), polled(1), failedLook(2))
    expect(operations[0]).toMatchObject({
      points: [{ at: T + 1000 }],
      watchState: { failedPolls: { polls: 1 } },
      last: { at: T + 1000 },
    })
  })

  test('a point has AWS’s percentage where AWS gives one', () => {
    const points = told(underway(0), polled(1), polled(2, 'InProgress', { percent: 40 })).operations[0]?.points
    expect(points?.map((point) => ('percent' in point ? point.percent : 'none'))).toEqual(['none', 40])
    expect(points?.[0]).toMatchObject({ total: 2, onTarget: 2, healthy: 2 })
    expect(points?.[0]).not.toHaveProperty('inTargetGroups')
  })

  test('each status with the time at which it was first seen', () => {
    const { operations } = told(
      underway(0),
      polled(1),
      polled(2),
      polled(3, 'Baking'),
      failedLook(4),
      polled(5, 'Baking'),
    )
    expect(operations[0]?.statuses).toEqual([
      { at: T + 1000, status: 'InProgress' },
      { at: T + 3000, status: 'Baking' },
    ])
  })

  test('where no refresh is there is no status', () => {
    const { refresh: _, ...seen } = look(1, '')
    const event: Event = {
      type: 'polled',
      at: T,
      operation,
      seen,
      watchState: afterLooks([seen]),
      verdict: { type: 'arrived' },
      pause: 0,
    }
    expect(told(underway(0), event).operations[0]?.statuses).toEqual([])
  })
})

describe('the curve of a long leg', () => {
  const drawn = (count: number) =>
    told(underway(0), ...Array.from({ length: count }, (_, i) => polled(i))).operations[0]?.points.map(
      ({ at }) => (at - T) / 1000,
    ) ?? []

  test('has up to 400 points; then every other one goes, but for the newest', () => {
    expect(drawn(400)).toHaveLength(400)
    const thinned = drawn(402)
    expect(thinned.slice(0, 3)).toEqual([0, 2, 4])
    expect(thinned.slice(-2)).toEqual([400, 401])
    expect(thinned).toHaveLength(202)
  })

  test('keeps the newest where it is the odd one', () => {
    const even = told(underway(0), ...Array.from({ length: 400 }, (_, i) => polled(i)), failedLook(400), polled(401))
      .operations[0]?.points
    expect(even?.at(-1)?.at).toBe(T + 401_000)
  })

  test('never has more than 401, however long', () => {
    expect(drawn(3000).length).toBeLessThanOrEqual(401)
    expect(drawn(3000).at(-1)).toBe(2999)
  })
})

describe('waiting for somebody else', () => {
  const kept = (...events: readonly Event[]) => told(...events).milestones.map(({ at }) => at - T)

  test('of looks that saw the same the first and the newest stay', () => {
    expect(kept(waiting(1), waiting(2))).toEqual([1, 2])
    expect(kept(waiting(1), waiting(2), waiting(3), waiting(4))).toEqual([1, 4])
  })

  test.each([
    ['another percentage', { percent: 20 }],
    ['another status', { status: 'Baking' }],
    ['another refresh', { id: 'r-2' }],
  ] as const)('%s is kept', (_, more) => {
    expect(kept(waiting(1), waiting(2), waiting(3, more), waiting(4, more), waiting(5, more))).toEqual([1, 2, 3, 5])
  })

  test('what comes in between begins again', () => {
    const between: Event = { type: 'noted', at: T + 3, versions: [7] }
    expect(kept(waiting(1), waiting(2), between, waiting(4), waiting(5), waiting(6))).toEqual([1, 2, 3, 4, 6])
  })
})

test('the versions that were made ready: the newest of each template', () => {
  const prepared = (to: typeof v8): Event => ({ type: 'prepared', at: T, to, how: 'made' })
  const arm = { ...v8, id: 'lt-2', name: 'arm' }
  expect(told(prepared(v8), prepared(arm), prepared({ ...v8, version: 9 })).to).toEqual([arm, { ...v8, version: 9 }])
})

test('what a run was asked, what it found, planned, compared and came to', () => {
  const [found, asked] = [survey(), policy]
  const decided = plan(found, asked)
  const drift = { saved: [v8], compared: 2, drifted: [], aliasesToRestore: [], trials: [] }
  const outcome = { type: 'in-sync' } as const
  expect(
    told(
      { type: 'surveyed', at: T + 1, survey: found, settings: asked },
      { type: 'planned', at: T + 2, plan: decided },
      { type: 'checked', at: T + 3, drift },
      { type: 'concluded', at: T + 4, outcome },
    ),
  ).toMatchObject({
    survey: found,
    settings: asked,
    plan: decided,
    drift,
    outcome,
    now: T + 4,
    milestones: Array(4).fill({}),
  })
})

test('every event but a poll is kept, in order, and says what time it is', () => {
  const events: readonly Event[] = [
    { type: 'noted', at: T + 1, versions: [7] },
    { type: 'pinning-image', at: T + 2, source: v8, image: 'ami-1' },
    { type: 'pinned-image', at: T + 3, version: v8 },
    { type: 'pinning', at: T + 4, pins: [], hasTagged: false },
    { type: 'pinned', at: T + 5, pins: [] },
    { type: 'preparing', at: T + 6, source: v8, image: 'ami-1' },
    { type: 'starting', at: T + 7, operation, settings },
    { type: 'evidence', at: T + 8, evidence: { launches: [], causes: [], instances: [] } },
    { type: 'rolling-back', at: T + 9, operation, failure: { code: 'cancelled', signal: '' }, how: 'leave' },
    { type: 'deleting-versions', at: T + 10, cleanUp: { template: 'lt-1', keep: 2, versions: [], images: [] } },
    { type: 'final-step', at: T + 11, finalStep: { what: 'alias', alias: '$Latest', did: 'given-back' } },
  ]
  const timeline = told(...events)
  expect(timeline).toMatchObject({ began: T, now: T + 11, milestones: events })
  expect(Object.keys(timeline).toSorted()).toEqual(['began', 'milestones', 'now', 'operations', 'to'])
})

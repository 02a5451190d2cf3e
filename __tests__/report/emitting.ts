/** How a run is told by hand: events as the story tells them, with memory, verdict and plan from the domain itself. */

import type { Event } from '../../src/rollout/events.ts'
import type { Failure } from '../../src/rollout/failures/index.ts'
import type { FleetStatus } from '../../src/rollout/model/fleet-status.ts'
import type { FailedPoll, Observation } from '../../src/rollout/model/observation.ts'
import type { NotStarted, Operation } from '../../src/rollout/model/operation.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { OperationSettings, RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { Outcome, RollbackResult } from '../../src/rollout/outcome.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { blank, record, type Timeline } from '../../src/rollout/timeline.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { initialState, reduce } from '../../src/rollout/watch/state.ts'
import { fleet, NEW, operation, policy, refresh, sighting, survey, T, v7, v8 } from './fleet.ts'

export const timelineOf = (events: readonly Event[]): Timeline => events.reduce(record, blank(T))

export const MINUTE = 60_000

/** Survey and plan, made by the domain. */
export const departure = (seen: Survey = survey, wishes: RolloutSettings = policy): readonly Event[] => [
  { type: 'surveyed', at: T + 2_000, survey: seen, settings: wishes },
  { type: 'planned', at: T + 2_000, plan: plan(seen, wishes) },
]

const planned = plan(survey, policy)
export const settings: OperationSettings = 'settings' in planned ? planned.settings : unreachable()
function unreachable(): never {
  throw new Error('the fixture plans a roll')
}

const { refreshId: _, ...unanswered } = operation
const notStarted: NotStarted = { ...unanswered, type: 'not-started' }

export const prepared: readonly Event[] = [
  { type: 'preparing', at: T + 3_000, source: v7, image: NEW },
  { type: 'prepared', at: T + 4_000, to: v8, how: 'made' },
  { type: 'starting', at: T + 4_000, operation: notStarted, settings },
]
export const started: readonly Event[] = [
  ...prepared,
  { type: 'underway', at: T + 5_000, operation, settings, how: 'started' },
]

/** Looks of one leg, judged by the domain. */
export function polls(of: Operation, seen: readonly (readonly [number, Observation | FailedPoll])[]): readonly Event[] {
  let watchState = initialState
  return seen.map(([at, sight]): Event => {
    watchState = reduce(watchState, sight, of, settings)
    return {
      type: 'polled',
      at,
      operation: of,
      seen: sight,
      watchState,
      verdict: evaluate(watchState, of, settings),
      pause: 15_000,
    }
  })
}

/** Instances that are not on version 8 run version 7. */
export function fleetStatus(of: Partial<FleetStatus> = {}): FleetStatus {
  const { covered = 6, onTarget = 6 } = of
  const runs = [
    { template: { id: v8.id, version: 8 }, instances: onTarget },
    { template: { id: v7.id, version: 7 }, instances: covered - onTarget },
  ].filter(({ instances }) => instances > 0)
  const none = { leftOut: [], warmPool: [], withoutTraffic: [], isProtected: false, launching: [], byHand: [] }
  return { fleet: 'new', covered, onTarget, runs, ...none, ...of }
}

export const concluded = (minutes: number, outcome: Outcome): Event => ({
  type: 'concluded',
  at: T + minutes * MINUTE,
  outcome,
})

const none: RollbackResult = { how: 'leave', end: 'none' }
export const bad = (
  failure: Failure,
  of: Partial<Extract<Outcome, { type: 'failed' | 'cancelled' }>> = {},
): Outcome => ({
  type: 'failed',
  failure,
  rollback: none,
  fleetStatus: fleetStatus(),
  replaced: 0,
  ...of,
})

export const problem = (kind: Problem['kind'], operation: string, code: string, message: string): Problem => ({
  kind,
  operation,
  code,
  message,
})

type Sight = Parameters<typeof sighting>[1]
/** A look after so many minutes. */
export const at = (minutes: number, of: Sight): readonly [number, Observation] => [
  T + minutes * MINUTE,
  sighting(T + minutes * MINUTE, of),
]

/** The way out until two of six are new. */
export const halfway = [
  at(0.25, { refresh: refresh('Pending'), instances: fleet(6, 0) }),
  at(0.5, { refresh: refresh('InProgress', 0), instances: fleet(6, 0, 1) }),
  at(2, { refresh: refresh('InProgress', 0), instances: fleet(6, 1) }),
  at(3, { refresh: refresh('InProgress', 16), instances: fleet(5, 1, 1) }),
  at(5, {
    refresh: refresh(
      'InProgress',
      33,
      'Waiting for instances to warm up before continuing. For example: i-0new1 is warming up.',
    ),
    instances: fleet(4, 2, 1),
  }),
]
/** The way out until the fleet bakes. */
export const wholeWay = [
  ...halfway,
  at(7, { refresh: refresh('InProgress', 50), instances: fleet(3, 3, 1) }),
  at(9, { refresh: refresh('InProgress', 66), instances: fleet(2, 4, 1) }),
  at(11, { refresh: refresh('InProgress', 83), instances: fleet(1, 5, 1) }),
  at(13, { refresh: refresh('Baking', 100), instances: fleet(0, 6) }),
]
/** Three looks that find everything right. */
export const proven = [15, 15.5].map((minutes) =>
  at(minutes, { refresh: refresh('Successful', 100), instances: fleet(0, 6), saved: [{ ...v8, version: '8' }] }),
)

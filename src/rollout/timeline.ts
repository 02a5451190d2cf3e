/** The reducer: events → what is known now. Summary, report and outputs are functions of it; it does not grow with time. */

import type { Drift } from './drift.ts'
import type { Event } from './events.ts'
import type { TemplateVersion } from './model/launch-template.ts'
import type { Observation } from './model/observation.ts'
import type { Operation } from './model/operation.ts'
import { type Progress, progress } from './model/progress.ts'
import type { RefreshStatus } from './model/refresh-status.ts'
import type { RolloutSettings } from './model/settings.ts'
import type { Survey } from './model/survey.ts'
import type { Instant } from './model/time.ts'
import type { WatchState } from './model/watch-state.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan/plan.ts'

/** One point of the curve that a rollout draws. `percent`: AWS's count, when it gave one. */
export interface Point extends Omit<Progress, 'inTargetGroups'> {
  readonly at: Instant
  readonly percent?: number
}

/** One leg as it was gone. `at`: the local clock. */
export interface OperationRecord {
  readonly leg: Operation
  readonly how: Extract<Event, { is: 'underway' }>['how']
  readonly at: Instant
  readonly points: readonly Point[]
  /** When each status of the refresh was first seen. */
  readonly statuses: readonly { readonly at: Instant; readonly status: RefreshStatus }[]
  readonly last?: Observation
  readonly memory?: WatchState
}

/** All that is known of a run. */
export interface Timeline {
  readonly began: Instant
  readonly now: Instant
  readonly policy?: RolloutSettings
  readonly survey?: Survey
  readonly plan?: Plan
  readonly drift?: Drift
  /** The versions that were made ready, one for each template. */
  readonly to: readonly TemplateVersion[]
  readonly legs: readonly OperationRecord[]
  /** Everything but the looks, in order. */
  readonly turns: readonly Turn[]
  readonly outcome?: Outcome
}

/** An event that is not a look. */
export type Turn = Exclude<Event, { is: 'looked' }>

/** A run of which nothing is known yet. */
export const blank = (began: Instant): Timeline => ({ began, now: began, to: [], legs: [], turns: [] })

/** Adds one event. */
export function record(timeline: Timeline, event: Event): Timeline {
  const next = { ...timeline, now: event.at }
  if (event.is === 'looked') return { ...next, legs: looked(timeline.legs, event) }
  const turns = [...(event.is === 'waiting' ? withoutRepeats(timeline.turns, event) : timeline.turns), event]
  switch (event.is) {
    case 'surveyed':
      return { ...next, turns, survey: event.survey, policy: event.policy }
    case 'planned':
      return { ...next, turns, plan: event.plan }
    case 'checked':
      return { ...next, turns, drift: event.drift }
    case 'prepared':
      return { ...next, turns, to: [...timeline.to.filter(({ id }) => id !== event.to.id), event.to] }
    case 'underway': {
      const { leg, how, at } = event
      return { ...next, turns, legs: [...timeline.legs, { leg, how, at, points: [], statuses: [] }] }
    }
    case 'concluded':
      return { ...next, turns, outcome: event.outcome }
    default:
      // Any other is only kept.
      return { ...next, turns }
  }
}

/** A wait for somebody else grows with what it sees, not with time: of looks that saw the same the first and the newest stay. */
function withoutRepeats(
  turns: readonly Turn[],
  { refresh: { id, status, percent } }: Extract<Turn, { is: 'waiting' }>,
): readonly Turn[] {
  const isRepeat = turns
    .slice(-2)
    .every(
      (turn) =>
        turn.is === 'waiting' &&
        turn.refresh.id === id &&
        turn.refresh.status === status &&
        turn.refresh.percent === percent,
    )
  return isRepeat && turns.length > 1 ? turns.slice(0, -1) : turns
}

function looked(
  legs: readonly OperationRecord[],
  { at, seen, memory }: Extract<Event, { is: 'looked' }>,
): readonly OperationRecord[] {
  const current = legs.at(-1)
  if (!current) return legs
  const rest = legs.slice(0, -1)
  if ('problem' in seen) return [...rest, { ...current, memory }]
  const { inTargetGroups: _, ...counts } = progress(seen, current.leg)
  const percent = seen.refresh?.percent
  const point: Point = { at, ...counts, ...(percent === undefined ? {} : { percent }) }
  const status = seen.refresh?.status
  const isNew = status !== undefined && status !== current.statuses.at(-1)?.status
  const statuses = isNew ? [...current.statuses, { at, status }] : current.statuses
  return [...rest, { ...current, points: thin([...current.points, point]), statuses, last: seen, memory }]
}

/** The curve keeps its shape at any length: every other point goes when there are too many, the newest stays. */
const MOST_POINTS = 400
const thin = (points: readonly Point[]): readonly Point[] =>
  points.length <= MOST_POINTS ? points : points.filter((_, i) => i % 2 === 0 || i === points.length - 1)

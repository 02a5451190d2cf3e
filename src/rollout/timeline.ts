/**
 * The timeline of a run, reduced from its events. Summary, report and outputs are made from it. Its size is bounded.
 */

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
import { lacksCapacity } from './watch/status-checks.ts'

/** One point of the progress chart. `percent`: AWS's figure, when it gave one. */
export interface Point extends Omit<Progress, 'inTargetGroups'> {
  readonly at: Instant
  readonly percent?: number
}

/** The record of one operation. `at`: the local clock. */
export interface OperationRecord {
  readonly operation: Operation
  readonly how: Extract<Event, { type: 'underway' }>['how']
  readonly at: Instant
  readonly points: readonly Point[]
  /** When each status of the refresh was first seen. */
  readonly statuses: readonly { readonly at: Instant; readonly status: RefreshStatus }[]
  /** AWS's newest reason for the status, and since when AWS has given it. */
  readonly reason?: { readonly at: Instant; readonly says: string }
  readonly last?: Observation
  readonly watchState?: WatchState
}

/** Everything that is known about a run. */
export interface Timeline {
  readonly began: Instant
  readonly now: Instant
  readonly settings?: RolloutSettings
  readonly survey?: Survey
  readonly plan?: Plan
  readonly drift?: Drift
  /** The target versions that are ready, one for each template. */
  readonly to: readonly TemplateVersion[]
  readonly operations: readonly OperationRecord[]
  /** Everything but the polls, in order. */
  readonly milestones: readonly Milestone[]
  /** When the newest `unanswered` event was emitted. */
  readonly unansweredAt?: Instant
  readonly outcome?: Outcome
}

/** Any event except polls and missing answers. */
export type Milestone = Exclude<Event, { type: 'polled' | 'unanswered' }>

/** The timeline before the first event. */
export const blank = (began: Instant): Timeline => ({ began, now: began, to: [], operations: [], milestones: [] })

/** Adds one event. */
export function record(timeline: Timeline, event: Event): Timeline {
  const next = { ...timeline, now: event.at }
  if (event.type === 'polled') return { ...next, operations: polled(timeline.operations, event) }
  if (event.type === 'unanswered') return { ...next, unansweredAt: event.at }
  const milestones = [
    ...(event.type === 'waiting' ? withoutRepeats(timeline.milestones, event) : timeline.milestones),
    event,
  ]
  switch (event.type) {
    case 'surveyed':
      return { ...next, milestones, survey: event.survey, settings: event.settings }
    case 'planned':
      return { ...next, milestones, plan: event.plan, to: isExecuted(event.plan) ? [] : timeline.to }
    case 'checked':
      return { ...next, milestones, drift: event.drift }
    case 'prepared':
      return { ...next, milestones, to: [...timeline.to.filter(({ id }) => id !== event.to.id), event.to] }
    case 'underway': {
      const { operation, how, at } = event
      return {
        ...next,
        milestones,
        operations: [...timeline.operations, { operation, how, at, points: [], statuses: [] }],
      }
    }
    case 'concluded':
      return { ...next, milestones, outcome: event.outcome }
    default:
      // Other events only become milestones.
      return { ...next, milestones }
  }
}

/** What was made ready for a plan that another refresh overtook is no target of the plan that is executed now. */
const isExecuted = ({ action }: Plan): boolean => action !== 'refuse' && action !== 'wait' && action !== 'replace'

/** A long wait must not grow the timeline: of events that show the same state, only the first and the newest stay. */
function withoutRepeats(
  milestones: readonly Milestone[],
  { refresh: { id, status, percent } }: Extract<Milestone, { type: 'waiting' }>,
): readonly Milestone[] {
  const isRepeat = milestones
    .slice(-2)
    .every(
      (milestone) =>
        milestone.type === 'waiting' &&
        milestone.refresh.id === id &&
        milestone.refresh.status === status &&
        milestone.refresh.percent === percent,
    )
  return isRepeat && milestones.length > 1 ? milestones.slice(0, -1) : milestones
}

function polled(
  operations: readonly OperationRecord[],
  { at, seen, watchState }: Extract<Event, { type: 'polled' }>,
): readonly OperationRecord[] {
  const current = operations.at(-1)
  if (!current) return operations
  const rest = operations.slice(0, -1)
  if ('problem' in seen) return [...rest, { ...current, watchState }]
  const { inTargetGroups: _, ...counts } = progress(seen, current.operation, (each) =>
    lacksCapacity(each, watchState.checks),
  )
  const percent = seen.refresh?.percent
  const point: Point = { at, ...counts, ...(percent === undefined ? {} : { percent }) }
  const status = seen.refresh?.status
  const isNew = status !== undefined && status !== current.statuses.at(-1)?.status
  const statuses = isNew ? [...current.statuses, { at, status }] : current.statuses
  const says = seen.refresh?.reason
  const reason = says === undefined || says === current.reason?.says ? current.reason : { at, says }
  const points = thin([...current.points, point])
  return [...rest, { ...current, points, statuses, ...(reason && { reason }), last: seen, watchState }]
}

/**
 * Above this number every other point is dropped, which keeps the shape of the chart. The newest point always stays.
 */
const MOST_POINTS = 400
const thin = (points: readonly Point[]): readonly Point[] =>
  points.length <= MOST_POINTS ? points : points.filter((_, i) => i % 2 === 0 || i === points.length - 1)

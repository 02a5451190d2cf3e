/** The phases that a run went through, from its events and the statuses of its refreshes. */
import { isBaking, isRolledBack, isRollingBack, isSuccessful } from '../rollout/model/refresh-status.ts'
import type { Instant } from '../rollout/model/time.ts'
import type { Milestone, Timeline } from '../rollout/timeline.ts'
import { rolloutStoppedAt, type WatchedOperation, watchedOperations } from './facts.ts'

/** One phase, on the local clock. The last phase of a run in progress lasts until now. */
export interface Phase {
  readonly name: string
  readonly from: Instant
  readonly to: Instant
  /** Whether the rollout failed in this phase, or the rollback did. */
  readonly isBroken: boolean
}

type Mark = Pick<Phase, 'name' | 'from'>

/** All phases in order. Equal consecutive phases are merged. */
export function phasesOf(timeline: Timeline): readonly Phase[] {
  const marks = [
    { name: 'Read and plan', from: timeline.began },
    ...timeline.milestones.flatMap(milestoneMark),
    ...watchedOperations(timeline).flatMap(operationMarks),
  ].toSorted((a, b) => a.from - b.from)
  const starts = marks.filter(({ name }, i) => name !== marks[i - 1]?.name)
  return starts
    .map(({ name, from }, i) => ({ name, from, to: starts[i + 1]?.from ?? timeline.now }))
    .filter(({ from, to }) => to > from)
    .map((phase, i, all) => ({
      ...phase,
      isBroken: endsIn(phase, rolloutStoppedAt(timeline)) || (i === all.length - 1 && isStuck(timeline)),
    }))
}

const endsIn = ({ from, to }: Pick<Phase, 'from' | 'to'>, end: Instant | undefined): boolean =>
  end !== undefined && from < end && end <= to

const isStuck = ({ outcome }: Timeline): boolean =>
  outcome !== undefined && 'rollback' in outcome && outcome.rollback.end === 'failed'

function milestoneMark(milestone: Milestone): readonly Mark[] {
  const { at } = milestone
  switch (milestone.type) {
    case 'waiting':
      return [{ name: 'Wait for another refresh', from: at }]
    case 'surveyed':
      return [{ name: 'Read and plan', from: at }]
    case 'claiming':
    case 'pinning-image':
    case 'pinning':
    case 'preparing':
    case 'starting':
      return [{ name: 'Prepare', from: at }]
    case 'trial':
      return milestone.trial.did === 'launching' ? [{ name: 'Trial', from: at }] : []
    case 'rolling-back':
      return [{ name: 'Roll back', from: at }]
    case 'planned':
    case 'checked':
    case 'deleting-versions':
    case 'archiving-images':
    case 'watching':
    case 'noted':
    case 'pinned-image':
    case 'pinned':
    case 'prepared':
    case 'underway':
    case 'evidence':
    case 'final-step':
    case 'concluded':
      return []
  }
}

function operationMarks({ at, operation, isRollback, statuses }: WatchedOperation): readonly Mark[] {
  const moving = isRollback ? 'Roll back' : 'Replace'
  const begin = { name: operation.type === 'verify-only' ? 'Confirm' : moving, from: at }
  return [
    begin,
    ...statuses.flatMap(({ at: from, status }) => {
      if (isBaking(status)) return [{ name: 'Bake', from }]
      if (isSuccessful(status) || isRolledBack(status)) return [{ name: 'Confirm', from }]
      return isRollingBack(status) ? [{ name: 'Roll back', from }] : []
    }),
  ]
}

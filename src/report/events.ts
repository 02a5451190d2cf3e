/** The list of a run's events, one line each: milestones, AWS's statuses, and changes of the counts. */
import { rowOf } from '../rollout/failures/index.ts'
import type { Instant } from '../rollout/model/time.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { rolloutStoppedAt, type WatchedOperation, watchedOperations } from './facts.ts'
import { milestoneWords, statusWords } from './milestones.ts'
import { progressWords } from './words/fleet.ts'

/** One thing that happened. `at`: the local clock. */
export interface CourseEvent {
  readonly at: Instant
  readonly says: string
}

/** All events in order. The points of a long run are thinned, so brief counts may be missing. */
export function eventsOf(timeline: Timeline): readonly CourseEvent[] {
  const operations = watchedOperations(timeline).values()
  const isBad = timeline.outcome?.type === 'failed' || timeline.outcome?.type === 'cancelled'
  const rollout = watchedOperations(timeline)
    .filter(({ isRollback }) => !isRollback)
    .at(-1)
  return timeline.milestones
    .flatMap((milestone): readonly CourseEvent[] => {
      const words = milestoneWords(milestone, timeline)
      const events = words === undefined ? [] : [{ at: milestone.at, says: words }]
      if (milestone.type !== 'underway') return events
      const watched = operations.next().value
      if (!watched) return events
      return [
        ...events,
        ...seenOf(watched),
        ...(isBad && watched.operation === rollout?.operation ? broken(timeline) : []),
      ]
    })
    .toSorted((a, b) => a.at - b.at)
}

function seenOf({ operation, statuses, points }: WatchedOperation): readonly CourseEvent[] {
  const changes = points.filter((point, i) => i === 0 || pictureOf(point) !== pictureOf(points[i - 1]))
  return [
    ...statuses.map(({ at, status }) => ({ at, says: statusWords(status) })),
    ...changes.map((point) => ({ at: point.at, says: progressWords(point, operation.to) })),
  ].toSorted((a, b) => a.at - b.at)
}

/** The counts without the time, as one text to compare. */
const pictureOf = (point: Point | undefined): string => JSON.stringify({ ...point, at: 0 })

/** The failure that ended the rollout, if there was one. */
function broken(timeline: Timeline): readonly CourseEvent[] {
  const { outcome } = timeline
  const at = rolloutStoppedAt(timeline)
  return outcome && 'failure' in outcome && at !== undefined
    ? [{ at, says: `✖ ${rowOf(outcome.failure).sentence}` }]
    : []
}

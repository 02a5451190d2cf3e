/** The list of a run's events, one line each: milestones, AWS's statuses, and changes of the counts. */
import { rowOf } from '../rollout/failures/index.ts'
import type { Instant } from '../rollout/model/time.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { brokenOff, type WatchedOperation, watchedOperations } from './facts.ts'
import { statusWords, turnWords } from './milestones.ts'
import { progressWords } from './words/fleet.ts'

/** One thing that happened. `at`: the local clock. */
export interface Happening {
  readonly at: Instant
  readonly says: string
}

/** All events in order. The points of a long run are thinned, so brief counts may be missing. */
export function eventsOf(timeline: Timeline): readonly Happening[] {
  const operations = watchedOperations(timeline).values()
  const isBad = timeline.outcome?.type === 'failed' || timeline.outcome?.type === 'cancelled'
  const outward = watchedOperations(timeline)
    .filter(({ isBack }) => !isBack)
    .at(-1)
  return timeline.milestones
    .flatMap((milestone): readonly Happening[] => {
      const words = turnWords(milestone, timeline)
      const told = words === undefined ? [] : [{ at: milestone.at, says: words }]
      if (milestone.type !== 'underway') return told
      const passage = operations.next().value
      if (!passage) return told
      return [
        ...told,
        ...seenOf(passage),
        ...(isBad && passage.operation === outward?.operation ? broken(timeline) : []),
      ]
    })
    .toSorted((a, b) => a.at - b.at)
}

function seenOf({ operation, statuses, points }: WatchedOperation): readonly Happening[] {
  const changes = points.filter((point, i) => i === 0 || pictureOf(point) !== pictureOf(points[i - 1]))
  return [
    ...statuses.map(({ at, status }) => ({ at, says: statusWords(status) })),
    ...changes.map((point) => ({ at: point.at, says: progressWords(point, operation.to) })),
  ].toSorted((a, b) => a.at - b.at)
}

/** The counts without the time, as one text to compare. */
const pictureOf = (point: Point | undefined): string => JSON.stringify({ ...point, at: 0 })

/** The failure that ended the rollout, if there was one. */
function broken(timeline: Timeline): readonly Happening[] {
  const { outcome } = timeline
  const at = brokenOff(timeline)
  return outcome && 'failure' in outcome && at !== undefined
    ? [{ at, says: `✖ ${rowOf(outcome.failure).sentence}` }]
    : []
}

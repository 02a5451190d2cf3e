/** All that happened in a run, one line each: turns, AWS's statuses, and each change of the counts. */
import type { Instant } from '../rollout/model.ts'
import type { Point, Timeline } from '../rollout/timeline.ts'
import { type Passage, passages } from './facts.ts'
import { statusWords, turnWords } from './turns.ts'
import { becauseWords } from './words/because.ts'
import { progressWords } from './words/fleet.ts'

/** One thing that happened. `at`: the local clock. */
export interface Happening {
  readonly at: Instant
  readonly says: string
}

/** Everything that happened, in order. The curve of a long run is thinned: counts that passed quickly may be missing. */
export function eventsOf(timeline: Timeline): readonly Happening[] {
  const told = timeline.turns.flatMap((turn): readonly Happening[] => {
    const says = turnWords(turn, timeline)
    return says === undefined ? [] : [{ at: turn.at, says }]
  })
  const all = [...told, ...passages(timeline).flatMap(seenOf), ...ending(timeline)]
  return all.toSorted((a, b) => a.at - b.at)
}

function seenOf({ leg, statuses, points }: Passage): readonly Happening[] {
  const changes = points.filter((point, i) => i === 0 || pictureOf(point) !== pictureOf(points[i - 1]))
  return [
    ...statuses.map(({ at, status }) => ({ at, says: statusWords(status) })),
    ...changes.map((point) => ({ at: point.at, says: progressWords(point, leg.to) })),
  ]
}

/** All that is counted, but not the time. */
const pictureOf = (point: Point | undefined): string => JSON.stringify({ ...point, at: 0 })

/** Why it was broken off stands where it was, not where it was concluded. */
function ending({ outcome, turns, now }: Timeline): readonly Happening[] {
  if (outcome?.is !== 'failed' && outcome?.is !== 'cancelled') return []
  const broken = turns.find(({ is }) => is === 'evidence' || is === 'retreating')
  return [{ at: broken?.at ?? now, says: `✖ ${becauseWords(outcome.because)}` }]
}

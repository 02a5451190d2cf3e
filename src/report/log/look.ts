/** What the log says of one look. */
import { progress } from '../../rollout/coverage.ts'
import type { Event } from '../../rollout/event.ts'
import type { Verdict } from '../../rollout/judge.ts'
import type { Leg, Sighting } from '../../rollout/model.ts'
import type { Stretch, Timeline } from '../../rollout/timeline.ts'
import { count, duration, targetGroupName } from '../measure.ts'
import { statusWords } from '../turns.ts'
import { becauseWords, problemWords, quoted } from '../words/because.ts'
import { progressWords, waitingWords } from '../words/fleet.ts'
import { beats, type Line, timed } from './line.ts'

type Looked = Extract<Event, { is: 'looked' }>

/** Each change in a line: what is seen again, AWS's status, the counts, the verdict. Else a heartbeat, or nothing. */
export function lookLines(before: Timeline, event: Looked, after: Timeline): readonly Line[] {
  const { at, seen, verdict, leg } = event
  const words = 'unseen' in seen ? blindWords(before, event) : sightWords(before, event, seen, after)
  return [...words, ...verdictWords(verdict, leg)].map((each) => timed(at, each))
}

/** The first failed look, then a heartbeat. */
function blindWords(before: Timeline, { at, verdict, memory: { blind } }: Looked): readonly string[] {
  if (!blind || verdict.is === 'fail') return []
  if (blind.looks > 1 && !beats(before.legs.at(-1)?.at ?? at, before.now, at)) return []
  return [`? Could not look (${count(blind.looks, 'time')} in a row). ${problemWords(blind.problem)}`]
}

function sightWords(before: Timeline, event: Looked, seen: Sighting, after: Timeline): readonly string[] {
  const was = before.legs.at(-1)
  const changes = [...backInSight(was), ...newStatus(was, after.legs.at(-1)), ...verifyWords(was?.last, seen)]
  const now = counts(seen, event)
  const moved = !was?.last || counts(was.last, event) !== now
  if (moved) return [...changes, now]
  if (changes.length > 0 || !('for' in event.verdict)) return changes
  return beats(quietSince(was), before.now, event.at) ? [heartbeat(event, seen, event.verdict.for, after)] : []
}

const backInSight = (was: Stretch | undefined): readonly string[] =>
  was?.memory?.blind ? [`Sees again, after ${count(was.memory.blind.looks, 'failed look')}`] : []

/** `████░░░░░░░░  2 of 6 on version 8 · 1 starting · 6 healthy · 33 %`. */
function counts(seen: Sighting, { leg }: Looked): string {
  const point = progress(seen, leg)
  const percent = seen.refresh?.percent
  const words = progressWords({ ...point, ...(percent === undefined ? {} : { percent }) }, leg.to)
  return point.total > 0 ? `${bar(point.onTarget / point.total)}  ${words}` : words
}

const CELLS = 12
const bar = (share: number): string => '█'.repeat(Math.floor(share * CELLS)).padEnd(CELLS, '░')

/** AWS's status when it is a new one. */
function newStatus(was: Stretch | undefined, is: Stretch | undefined): readonly string[] {
  const status = is?.statuses.at(-1)?.status
  if (status === undefined || status === was?.statuses.at(-1)?.status) return []
  return [`▸ ${statusWords(status)}`]
}

/** The user's check has ended. */
function verifyWords(was: Sighting | undefined, { verify }: Sighting): readonly string[] {
  const before = was?.verify
  if (verify?.result !== 'passed' || (before?.step === verify.step && before.result === 'passed')) return []
  return [`✔ verify passed (${verify.step})`]
}

/** When the counts last changed. */
function quietSince({ at, points }: Stretch): number {
  const newest = points.at(-1)
  const last = points.findLastIndex(
    (point) =>
      newest !== undefined &&
      (['total', 'onTarget', 'starting', 'leaving', 'healthy', 'percent'] as const).some(
        (key) => point[key] !== newest[key],
      ),
  )
  return points[last + 1]?.at ?? at
}

/** What is waited for, where it is short, how long there is left, and what AWS says about it. */
function heartbeat(
  { leg }: Looked,
  seen: Sighting,
  waiting: keyof typeof waitingWords,
  { plan, now, legs }: Timeline,
): string {
  const short = progress(seen, leg)
    .inTargetGroups.filter(({ healthy, registered }) => healthy < registered)
    .map(
      ({ targetGroup, healthy, registered }) =>
        `${healthy} of ${registered} healthy in ${targetGroupName(targetGroup)}`,
    )
  const gone = now - (legs[0]?.at ?? now)
  const estimated = plan?.will === 'roll' && legs.length === 1 ? plan.estimate.length - gone : 0
  return (
    [
      `… waiting for ${waitingWords[waiting]}`,
      ...short,
      ...(estimated > 0 ? [`about ${duration(estimated)} to go`] : []),
      `time limit in ${duration(leg.deadline - seen.at)}`,
    ].join(' · ') + quoted(seen.refresh?.reason).replace(/^ /, ' · ')
  )
}

function verdictWords(verdict: Verdict, { by }: Leg): readonly string[] {
  switch (verdict.is) {
    case 'wait':
      return []
    case 'verify':
      return [`▸ verify begins (${verdict.step})`]
    case 'arrived':
      return [`✔ ${arrivals[by]}`]
    case 'fail':
      return [`✖ ${becauseWords(verdict.because)}`]
  }
}

const arrivals: Readonly<Record<Leg['by'], string>> = {
  refresh: 'Everything is right',
  standing: 'Everything is right',
  'native-rollback': 'Back: nothing runs the new version any more',
  cancel: 'Cancelled',
}

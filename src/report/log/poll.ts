/** The log lines for one poll. */

import type { Event } from '../../rollout/events.ts'
import { rowOf } from '../../rollout/failures/index.ts'
import { problemWords, quoted } from '../../rollout/failures/words.ts'
import { count, duration, targetGroupName } from '../../rollout/measure.ts'
import type { Observation } from '../../rollout/model/observation.ts'
import { progress } from '../../rollout/model/progress.ts'
import type { Unread } from '../../rollout/model/refresh.ts'
import type { OperationRecord, Point, Timeline } from '../../rollout/timeline.ts'
import { lacksCapacity } from '../../rollout/watch/status-checks.ts'
import { versionNumbers } from '../facts.ts'
import { statusWords } from '../milestones.ts'
import { timeToGo } from '../time-to-go.ts'
import { progressWords, waitingWords } from '../words/fleet.ts'
import { isHeartbeatDue, type Line, type Tone, timed } from './line.ts'

type PolledEvent = Extract<Event, { type: 'polled' }>

/** A text with its colour. */
interface ColouredText {
  readonly says: string
  readonly tone?: Tone
}

/**
 * One line for each change: parts that can be read again, AWS's status, counts, verification. Otherwise a heartbeat
 * or nothing.
 */
export function pollLines(before: Timeline, event: PolledEvent, after: Timeline): readonly Line[] {
  const { at, seen } = event
  const words = 'problem' in seen ? failedPollWords(before, event) : observationWords(before, event, seen, after)
  return [...words, ...verdictWords(event)].map(({ says, tone }) => timed(at, says, tone))
}

/** A line for the first failed poll, then heartbeats. */
function failedPollWords(
  before: Timeline,
  { at, verdict, watchState: { failedPolls: failed } }: PolledEvent,
): readonly ColouredText[] {
  if (!failed || verdict.type === 'fail') return []
  if (failed.polls > 1 && !isHeartbeatDue(before.operations.at(-1)?.at ?? at, before.now, at)) return []
  const says = `? Poll failed (${count(failed.polls, 'time')} in a row). ${problemWords(failed.problem)}`
  return [{ says, tone: 'warning' }]
}

function observationWords(
  before: Timeline,
  event: PolledEvent,
  seen: Observation,
  after: Timeline,
): readonly ColouredText[] {
  const was = before.operations.at(-1)
  const changes = [
    ...readableAgain(was),
    ...unreadWords(was?.last, seen),
    ...newStatus(was, after.operations.at(-1)),
    ...verifyWords(was?.last, seen),
  ]
  // The timeline has counted this poll already.
  const point = after.operations.at(-1)?.points.at(-1) ?? pointOf(seen, event)
  if (!was || isNews(was, before, event, { seen, point, isTurn: changes.length > 0 }))
    return [...changes, { says: `${counts(point, event)}${toGoWords(after)}` }]
  if (changes.length > 0 || !('for' in event.verdict)) return changes
  if (!isHeartbeatDue(lastChangeOf(was), before.now, event.at)) return []
  return [{ says: `${heartbeat(event, seen, event.verdict.for, after)}${newReason(before, after)}`, tone: 'quiet' }]
}

/** From this size on a group changes with almost every poll, so its counts are printed less often. */
const LARGE_GROUP = 20
/** Milliseconds between two counts of such a group. */
const COUNT_PAUSE = 60_000

/** Whether to print the counts: when they have changed, for a large group at most once a minute. */
function isNews(
  was: OperationRecord,
  before: Timeline,
  event: PolledEvent,
  { seen, point, isTurn }: { readonly seen: Observation; readonly point: Counts; readonly isTurn: boolean },
): boolean {
  if (!was.last) return true
  if (seen.instances.length <= LARGE_GROUP || isTurn)
    return counts(pointOf(was.last, event), event) !== counts(point, event)
  if (!isHeartbeatDue(was.at, before.now, event.at, COUNT_PAUSE)) return false
  const then = was.points.findLast(({ at }) => at <= event.at - COUNT_PAUSE) ?? was.points[0]
  return then === undefined || progressWords(then, event.operation.to) !== progressWords(point, event.operation.to)
}

const readableAgain = (was: OperationRecord | undefined): readonly ColouredText[] =>
  was?.watchState?.failedPolls
    ? [{ says: `Polls succeed again, after ${count(was.watchState.failedPolls.polls, 'failed poll')}`, tone: 'good' }]
    : []

/** The parts that this poll is the first to fail to read, and those that can be read again. */
function unreadWords(was: Observation | undefined, { unread }: Observation): readonly ColouredText[] {
  const before = was?.unread ?? []
  const fresh = unread.filter((each) => !before.some((other) => partWords(other) === partWords(each)))
  const back = before.filter((each) => !unread.some((other) => partWords(other) === partWords(each)))
  return [
    ...fresh.map(
      (each): ColouredText => ({
        says: `? ${partWords(each)} could not be read: judged without. ${problemWords(each.problem)}`,
        tone: 'warning',
      }),
    ),
    ...back.map((each): ColouredText => ({ says: `${partWords(each)} can be read again`, tone: 'good' })),
  ]
}

const partWords = (unread: Unread): string =>
  unread.part === 'targets' ? `Target health in ${targetGroupName(unread.targetGroup)}` : parts[unread.part]

const parts: Readonly<Record<Exclude<Unread['part'], 'targets'>, string>> = {
  'ec2-instances': 'What EC2 knows of the instances',
  'status-checks': 'EC2’s status checks',
  'scaling-activities': 'The group’s scaling activities',
  alarms: 'The state of the alarms',
}

/** `████░░░░░░░░  2 of 6 on version 8 · 1 starting · all healthy · 33 %`. */
function counts(point: Counts, event: PolledEvent): string {
  const words = progressWords(point, event.operation.to)
  return point.expected > 0 ? `${bar(point.onTarget / point.expected)}  ${words}` : words
}

type Counts = Omit<Point, 'at'>

function pointOf(seen: Observation, { operation, watchState }: PolledEvent): Counts {
  const percent = seen.refresh?.percent
  const counted = progress(seen, operation, (each) => lacksCapacity(each, watchState.checks))
  return { ...counted, ...(percent === undefined ? {} : { percent }) }
}

const CELLS = 12
const bar = (share: number): string => '█'.repeat(Math.floor(share * CELLS)).padEnd(CELLS, '░')

/** AWS's status, if it is new. */
function newStatus(was: OperationRecord | undefined, type: OperationRecord | undefined): readonly ColouredText[] {
  const status = type?.statuses.at(-1)?.status
  if (status === undefined || status === was?.statuses.at(-1)?.status) return []
  return [{ says: `▸ ${statusWords(status)}` }]
}

/** The verification has ended. */
function verifyWords(was: Observation | undefined, { verify }: Observation): readonly ColouredText[] {
  const before = was?.verify
  if (verify?.result !== 'passed' || (before?.step === verify.step && before.result === 'passed')) return []
  return [{ says: `✔ verify passed (${verify.step})`, tone: 'good' }]
}

/** When the counts last changed. */
function lastChangeOf({ at, points }: OperationRecord): number {
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

/** The heartbeat: what the watch waits for, which instances are not healthy, and the time left. */
function heartbeat(
  { operation }: PolledEvent,
  seen: Observation,
  waiting: keyof typeof waitingWords,
  after: Timeline,
): string {
  const short = progress(seen, operation)
    .inTargetGroups.filter(({ healthy, registered }) => healthy < registered)
    .map(
      ({ targetGroup, healthy, registered }) =>
        `${healthy} of ${registered} healthy in ${targetGroupName(targetGroup)}`,
    )
  return `${[`… waiting for ${waitingWords[waiting]}`, ...short].join(' · ')}${toGoWords(after)} · time limit in ${duration(operation.deadline - seen.at)}`
}

/** ` · about 9 min to go`, ` · 3 min longer than expected`, where that is known. */
function toGoWords(timeline: Timeline): string {
  const left = timeToGo(timeline)
  if (left === undefined) return ''
  return left > 0 ? ` · about ${duration(left)} to go` : left < 0 ? ` · ${duration(-left)} longer than expected` : ''
}

/** AWS's reason for the status, if it is another one than at the last heartbeat. */
function newReason(before: Timeline, { operations }: Timeline): string {
  const [was, is] = [before.operations.at(-1), operations.at(-1)]
  if (!was || !is?.reason || isHeartbeatDue(lastChangeOf(was), is.reason.at, before.now)) return ''
  return quoted(is.reason.says).replace(/^ /, ' · ')
}

function verdictWords(event: PolledEvent): readonly ColouredText[] {
  const { verdict } = event
  switch (verdict.type) {
    case 'wait':
      return []
    case 'verify':
      return [{ says: `▸ verify begins (${verdict.step})` }]
    case 'arrived':
      return [{ says: `✔ ${arrivalWords(event)}`, tone: 'good' }]
    case 'fail':
      return [{ says: `✖ ${rowOf(verdict.failure).sentence}`, tone: 'bad' }]
  }
}

function arrivalWords({ operation, seen }: PolledEvent): string {
  if (operation.type === 'native-rollback') return 'Rolled back: no instance runs the new version any more'
  if (operation.type === 'cancel') return 'Cancelled'
  const { onTarget, total } = 'problem' in seen ? { onTarget: 0, total: 0 } : progress(seen, operation)
  const counted = onTarget === total ? `All ${count(total, 'instance')}` : `${onTarget} of ${count(total, 'instance')}`
  return total === 0
    ? 'Confirmed: the group is empty'
    : `${counted} ${onTarget === 1 ? 'runs' : 'run'} ${versionNumbers(operation.to.templates)}${operation.to.since ? `, ${onTarget === 1 ? 'is' : 'are'} new` : ''} and ${onTarget === 1 ? 'is' : 'are'} healthy`
}

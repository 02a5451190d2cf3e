/** When to look next, and at what. Pure: each call has its reason, and a pause ends when something is known to end. */

import type { Group } from '../model/group.ts'
import { capacityOf } from '../model/instance.ts'
import { isInService, isLaunching, isTerminating } from '../model/lifecycle.ts'
import { type Operation, refreshIdOf } from '../model/operation.ts'
import type { Refresh } from '../model/refresh.ts'
import { isBaking, isReplacing } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Target } from '../model/target.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { endedInstances } from './new-instances.ts'
import { isDone, isOffCourse } from './state.ts'
import { checksDue } from './status-checks.ts'

/** What a poll asks for beyond refresh, group and targets. */
export interface PollRequest {
  /** Instances that EC2 has not told of yet, and new ones that have left service: EC2 knows why. */
  readonly ec2Instances: readonly string[]
  /** Instances whose status checks are due. */
  readonly statusChecks: readonly string[]
  /** Scaling activities: only while replacements are due and none is seen to start. */
  readonly failures: boolean
  /** Alarms: only when AWS ends otherwise than asked. */
  readonly alarms: boolean
}

/** What is worth a call, now that refresh and group have been seen. */
export function pollRequest(
  watchState: WatchState,
  now: { readonly refresh: Refresh | undefined; readonly group: Group; readonly targets: readonly Target[] },
  on: On,
): PollRequest {
  const { at, instances } = now.group
  const isOver = isDone(now.refresh === undefined ? {} : { refresh: now.refresh }, on.operation)
  return {
    ec2Instances: [
      ...instances.filter(({ id }) => !watchState.ec2Instances.has(id)).map(({ id }) => id),
      ...endedInstances(watchState, instances),
    ],
    statusChecks: checksDue({ at, instances, targets: now.targets }, on.operation, {
      checks: watchState.checks,
      serviceSince: (id) => watchState.newInstances.present.get(id)?.since,
      doneSince: watchState.doneSince ?? (isOver ? at : undefined),
    }),
    failures:
      on.operation.type === 'refresh' &&
      !!now.refresh &&
      isReplacing(now.refresh.status) &&
      isIdle(watchState, { ...now, refresh: now.refresh }, on.settings),
    alarms: isOffCourse(now.refresh, on.operation),
  }
}

/** What is watched, and by what it is judged. */
export interface On {
  readonly operation: Operation
  readonly settings: OperationSettings
}

/** Nothing starts or warms up where something should, or launches have failed before. What is on its way out starts nothing. */
function isIdle(
  { newInstances, failedLaunches: failures }: WatchState,
  { refresh: { left }, group: { at, desired, instances } }: { readonly refresh: Refresh; readonly group: Group },
  { preferences }: OperationSettings,
): boolean {
  const starting = instances.some(isLaunching)
  const warming = [...newInstances.present.values()].some(({ since }) => since + preferences.instanceWarmup > at)
  const short = capacityOf(instances.filter(isInService)) < desired
  return short || failures.length > 0 || !(starting || warming || left === 0)
}

/** Pauses while nothing can happen are longer by this much. */
const CALM = 4
/** AWS acts a moment after a time has come, and its clock is read by the second. */
const AFTER: Ms = 1_500
/** However much is known to end, there are this many milliseconds between two polls. */
const LEAST: Ms = 3_000

/** Between two polls while AWS may end the bake at any moment. */
const CLOSING: Ms = 5_000

/** Pause until the next poll: until something is known to end, at most `poll-interval` while things move and four times that while calm. */
export function pollDelay(watchState: WatchState, operation: Operation, settings: OperationSettings): Ms {
  const { pollInterval } = settings
  // Twice as long after a failed poll: a throttled API is not helped by asking again at once.
  if (watchState.failedPolls) return 2 * pollInterval
  const now = watchState.last?.at ?? 0
  if (isClosing(watchState, settings)) return CLOSING
  const ends = knownEnds(watchState, operation, settings).filter((end) => end > now)
  const usual =
    spread(refreshIdOf(operation) ?? '') * (isCalm(watchState, operation, ends) ? CALM * pollInterval : pollInterval)
  return Math.round(Math.max(LEAST, Math.min(usual, ...ends.map((end) => end - now + AFTER))))
}

/** Times at which something is known to end: warm-ups, the bake, the time limit. */
function knownEnds(
  { newInstances, status }: WatchState,
  { deadline }: Operation,
  { preferences }: OperationSettings,
): readonly Instant[] {
  const warm = [...newInstances.present.values()].map(({ since }) => since + preferences.instanceWarmup)
  return [...warm, ...(status.status && isBaking(status.status) ? [status.after + preferences.bakeTime] : []), deadline]
}

/** The bake began between two polls, so its end is known as well as their distance. */
const isClosing = ({ status, last }: WatchState, { preferences }: OperationSettings): boolean =>
  status.status !== undefined &&
  isBaking(status.status) &&
  last !== undefined &&
  last.at >= status.after + preferences.bakeTime

/** Nothing moves, nobody is ill, no check runs, and what is waited for has a known end. */
function isCalm(
  { last, newInstances, belowMinimum: low }: WatchState,
  operation: Operation,
  ends: readonly Instant[],
): boolean {
  if (!last || isDone(last, operation) || low.polls > 0 || last.verify?.result === 'running') return false
  if (last.instances.some((each) => isLaunching(each) || isTerminating(each))) return false
  if ([...newInstances.present.values()].some(({ unhealthySince }) => unhealthySince.size > 0)) return false
  return (last.refresh !== undefined && isBaking(last.refresh.status)) || ends.some((end) => end < operation.deadline)
}

/** Runs that began together do not ask together: 0.9 to 1.1, the same for every poll of a refresh. */
function spread(refresh: string): number {
  let sum = 0
  for (const character of refresh) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return 0.9 + (sum % 1000) / 5000
}

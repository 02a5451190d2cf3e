/** Decides when to poll next and what to read, to make few calls and still poll when something is due. Pure. */

import type { Group } from '../model/group.ts'
import { capacityOf } from '../model/instance.ts'
import { isInService, isLaunching, isTerminating } from '../model/lifecycle.ts'
import { isTimed, type Operation, refreshIdOf } from '../model/operation.ts'
import type { Refresh } from '../model/refresh.ts'
import { isBaking, isReplacing } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Target } from '../model/target.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { unhealthySince } from './failed-host.ts'
import { pauseAfterFailed } from './failed-polls.ts'
import { endedInstances, leavingUnhealthy } from './new-instances.ts'
import { isBeingRegistered } from './registration.ts'
import { hasUnrequestedEnd, isDone } from './state.ts'
import { CHECK_INTERVAL, checksDue } from './status-checks.ts'

/** What a poll reads beyond refresh, group and targets. */
export interface PollRequest {
  /** Instances that EC2 has not reported yet, and new ones that have left service: EC2 knows why. */
  readonly ec2Instances: readonly string[]
  /** Instances whose status checks are due. */
  readonly statusChecks: readonly string[]
  /** Since when to read launches: only while replacements are due and none starts. */
  readonly launchesSince: Instant | undefined
  /** Whether to read the alarms: only when the refresh has left its course. */
  readonly alarms: boolean
}

/** Decides what else to read, after refresh and group. */
export function pollRequest(
  watchState: WatchState,
  now: { readonly refresh: Refresh | undefined; readonly group: Group; readonly targets: readonly Target[] },
  on: WatchSubject,
): PollRequest {
  const { at, instances } = now.group
  const isUntold = (id: string): boolean => {
    const told = watchState.ec2Instances.get(id)
    return told === undefined || (isTimed(on.operation) && told.attached === undefined)
  }
  const { last } = watchState
  const polled = last && { ...watchState, last }
  const isRegistering = (id: string): boolean =>
    polled !== undefined && isBeingRegistered(id, polled, { operation: on.operation, waits: on.settings.waits })
  const isOver = isDone(now.refresh === undefined ? {} : { refresh: now.refresh }, on.operation)
  return {
    ec2Instances: [
      ...instances.filter(({ id }) => isUntold(id)).map(({ id }) => id),
      ...endedInstances(watchState, instances),
    ],
    statusChecks: checksDue({ at, instances, targets: now.targets }, on.operation, {
      checks: watchState.checks,
      serviceSince: (id) => watchState.newInstances.present.get(id)?.since,
      unhealthySince: (id) => (isRegistering(id) ? undefined : unhealthySince(id, watchState)),
      leaving: leavingUnhealthy(watchState, instances),
      doneSince: watchState.doneSince ?? (isOver ? at : undefined),
    }),
    launchesSince:
      on.operation.type === 'refresh' &&
      now.refresh &&
      isReplacing(now.refresh.status) &&
      isIdle(watchState, { ...now, refresh: now.refresh }, on.settings)
        ? Math.max(on.operation.began, watchState.launchesEndedBefore)
        : undefined,
    alarms: hasUnrequestedEnd(now.refresh, on.operation),
  }
}

/** The watched operation and its settings. */
export interface WatchSubject {
  readonly operation: Operation
  readonly settings: OperationSettings
}

/**
 * Nothing starts or warms up where something should, or launches have failed before. What is terminating starts
 * nothing.
 */
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

/** The factor by which pauses are longer while nothing is expected. */
const IDLE_FACTOR = 4
/** Added to a known time: AWS acts a moment late, and its times are in whole seconds. Milliseconds. */
const AWS_DELAY: Ms = 1_500
/** The shortest pause between two polls. Milliseconds. */
const SHORTEST_PAUSE: Ms = 3_000

/** The pause while AWS may end the bake time at any moment. Milliseconds. */
const END_OF_BAKE_PAUSE: Ms = 5_000

/**
 * The pause until the next poll, in milliseconds: until the next known time, but at most `poll-interval` during
 * replacements and four times that while nothing is expected; less while a new instance is unhealthy or leaves so.
 */
export function pollDelay(watchState: WatchState, operation: Operation, settings: OperationSettings): Ms {
  const { pollInterval } = settings
  const jitter = jitterOf(refreshIdOf(operation) ?? '')
  if (watchState.failedPolls) return pauseAfterFailed(watchState.failedPolls, { pollInterval, jitter })
  const now = watchState.last?.at ?? 0
  if (isClosing(watchState, settings)) return END_OF_BAKE_PAUSE
  const ends = knownEnds(watchState, operation, settings).filter((end) => end > now)
  const usual = jitter * (isCalm(watchState, operation, ends) ? IDLE_FACTOR * pollInterval : pollInterval)
  const longest = longestPause(watchState)
  return Math.round(Math.max(SHORTEST_PAUSE, Math.min(usual, longest, ...ends.map((end) => end - now + AWS_DELAY))))
}

/** The longest pause while an instance leaves that was unhealthy: it may be gone in a minute. Milliseconds. */
const LEAVING_PAUSE: Ms = 20_000

/**
 * EC2 checks once a minute whether a host has failed, and says so only while an instance runs. Auto Scaling replaces an
 * unhealthy one within minutes, where load balancers count at once.
 */
function longestPause(watchState: WatchState): Ms {
  if (watchState.newInstances.unexplained.size > 0) return LEAVING_PAUSE
  return isAnyUnhealthy(watchState) ? CHECK_INTERVAL : Infinity
}

/** Known times at which something ends: warmups, the bake time, the time limit. */
function knownEnds(
  { newInstances, status }: WatchState,
  { deadline }: Operation,
  { preferences }: OperationSettings,
): readonly Instant[] {
  const warm = [...newInstances.present.values()].map(({ since }) => since + preferences.instanceWarmup)
  return [...warm, ...(status.status && isBaking(status.status) ? [status.after + preferences.bakeTime] : []), deadline]
}

/** Whether the bake time may end now. It began between two polls, so its end is known only to within their distance. */
const isClosing = ({ status, last }: WatchState, { preferences }: OperationSettings): boolean =>
  status.status !== undefined &&
  isBaking(status.status) &&
  last !== undefined &&
  last.at >= status.after + preferences.bakeTime

/** Whether longer pauses are safe: no change, no unhealthy instance, no running verification, and a known next time. */
function isCalm(watchState: WatchState, operation: Operation, ends: readonly Instant[]): boolean {
  const { last, belowMinimum: low } = watchState
  if (!last || isDone(last, operation) || low.polls > 0 || last.verify?.result === 'running') return false
  if (last.instances.some((each) => isLaunching(each) || isTerminating(each))) return false
  if (isAnyUnhealthy(watchState)) return false
  return (last.refresh !== undefined && isBaking(last.refresh.status)) || ends.some((end) => end < operation.deadline)
}

/** Whether a new instance is unhealthy where it was last seen. */
const isAnyUnhealthy = ({ newInstances }: WatchState): boolean =>
  [...newInstances.present.values()].some(({ unhealthySince }) => unhealthySince.size > 0)

/** A factor from 0.9 to 1.1, constant for each refresh, so that runs which start together do not poll together. */
function jitterOf(refresh: string): number {
  let sum = 0
  for (const character of refresh) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return 0.9 + (sum % 1000) / 5000
}

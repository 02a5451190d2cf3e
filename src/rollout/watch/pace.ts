/** When to look next, and at what. Pure: each call has its reason, and a pause ends when something is known to end. */

import type { Group } from '../model/group.ts'
import { capacityOf } from '../model/instance.ts'
import { isInService, isLaunching, isTerminating } from '../model/lifecycle.ts'
import { type Operation, refreshIdOf } from '../model/operation.ts'
import type { Refresh } from '../model/refresh.ts'
import { isBaking, isReplacing } from '../model/refresh-status.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { isAstray, isDone } from './state.ts'

/** What a look asks for beyond refresh, group and targets. */
export interface Ask {
  /** Instances that EC2 has not told of yet. */
  readonly machines: readonly string[]
  /** Scaling activities: only while replacements are due and none is seen to start. */
  readonly failures: boolean
  /** Alarms: only when AWS ends otherwise than asked. */
  readonly alarms: boolean
}

/** What is worth a call, now that refresh and group have been seen. */
export function askFor(
  memory: WatchState,
  now: { readonly refresh: Refresh | undefined; readonly group: Group },
  on: On,
): Ask {
  const { instances } = now.group
  return {
    machines: instances.filter(({ id }) => !memory.machines.has(id)).map(({ id }) => id),
    failures:
      on.leg.type === 'refresh' &&
      !!now.refresh &&
      isReplacing(now.refresh.status) &&
      isIdle(memory, now.group, on.terms),
    alarms: isAstray(now.refresh, on.leg),
  }
}

/** What is watched, and by what it is judged. */
export interface On {
  readonly leg: Operation
  readonly terms: OperationSettings
}

/** Nothing starts, ends or warms up where something should, or launches have failed before. */
function isIdle(
  { newcomers, failures }: WatchState,
  { at, desired, instances }: Group,
  { preferences }: OperationSettings,
): boolean {
  const moving = instances.some((each) => isLaunching(each) || isTerminating(each))
  const warming = [...newcomers.present.values()].some(({ since }) => since + preferences.instanceWarmup > at)
  const short = capacityOf(instances.filter(isInService)) < desired
  return short || failures.length > 0 || !(moving || warming)
}

/** Pauses while nothing can happen are longer by this much. */
const CALM = 4
/** AWS acts a moment after a time has come, and its clock is read by the second. */
const AFTER: Ms = 1_500
/** However much is known to end, there are this many milliseconds between two looks. */
const LEAST: Ms = 3_000

/** Between two looks while AWS may end the bake at any moment. */
const CLOSING: Ms = 5_000

/** Pause until the next look: until something is known to end, at most `poll-interval` while things move and four times that while calm. */
export function pollDelay(memory: WatchState, leg: Operation, terms: OperationSettings): Ms {
  const { pollInterval } = terms
  // Twice as long after a failed look: a throttled API is not helped by asking again at once.
  if (memory.blind) return 2 * pollInterval
  const now = memory.last?.at ?? 0
  if (isClosing(memory, terms)) return CLOSING
  const ends = knownEnds(memory, leg, terms).filter((end) => end > now)
  const usual = spread(refreshIdOf(leg) ?? '') * (isCalm(memory, leg, ends) ? CALM * pollInterval : pollInterval)
  return Math.round(Math.max(LEAST, Math.min(usual, ...ends.map((end) => end - now + AFTER))))
}

/** Times at which something is known to end: warm-ups, the bake, the time limit. */
function knownEnds(
  { newcomers, status }: WatchState,
  { deadline }: Operation,
  { preferences }: OperationSettings,
): readonly Instant[] {
  const warm = [...newcomers.present.values()].map(({ since }) => since + preferences.instanceWarmup)
  return [...warm, ...(status.status && isBaking(status.status) ? [status.after + preferences.bakeTime] : []), deadline]
}

/** The bake began between two looks, so its end is known as well as their distance. */
const isClosing = ({ status, last }: WatchState, { preferences }: OperationSettings): boolean =>
  status.status !== undefined &&
  isBaking(status.status) &&
  last !== undefined &&
  last.at >= status.after + preferences.bakeTime

/** Nothing moves, nobody is ill, no check runs, and what is waited for has a known end. */
function isCalm({ last, newcomers, low }: WatchState, leg: Operation, ends: readonly Instant[]): boolean {
  if (!last || isDone(last, leg) || low.looks > 0 || last.verify?.result === 'running') return false
  if (last.instances.some((each) => isLaunching(each) || isTerminating(each))) return false
  if ([...newcomers.present.values()].some(({ unhealthySince: ill }) => ill.size > 0)) return false
  return (last.refresh !== undefined && isBaking(last.refresh.status)) || ends.some((end) => end < leg.deadline)
}

/** Runs that began together do not ask together: 0.9 to 1.1, the same for every look of a refresh. */
function spread(refresh: string): number {
  let sum = 0
  for (const character of refresh) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return 0.9 + (sum % 1000) / 5000
}

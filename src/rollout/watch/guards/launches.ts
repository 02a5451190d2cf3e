/** The new image does not come up, or does not stay. */

import { runs } from '../../model/coverage.ts'
import type { Counted } from '../../model/evidence.ts'
import { isInService } from '../../model/lifecycle.ts'
import type { FailedLaunch } from '../../model/scaling-activity.ts'
import type { Instant, Ms } from '../../model/time.ts'
import { isEc2Unread } from '../healthy-capacity.ts'
import type { Guard, PolledState } from './guard.ts'

/** Failures so close together have one cause and count once: AWS launches in batches. */
const ONE_BURST: Ms = 10_000
/** Failures must be spread at least so far: a capacity that is short for a moment is no bad image. */
const SPREAD: Ms = 120_000

/** Too many launches that failed or were cancelled since the last that came into service. */
export const launchesFail: Guard = (watchState, operation, { maxLaunchFailures: limit }) => {
  const since = lastArrival(watchState, operation.to)
  const failures = watchState.failedLaunches.filter(({ began }) => began > since)
  const bursts = burstsOf(failures)
  const [first, newest] = [bursts[0], bursts.at(-1)]
  if (first === undefined || newest === undefined || bursts.length < limit || newest - first < SPREAD) return undefined
  return {
    code: 'launch-failures',
    seen: failures.length,
    limit,
    since: first,
    messages: grouped(failures.map(({ message }) => message)),
  }
}

/**
 * When the newest instance that came into service was launched, or was first seen where EC2 could not be asked: whatever
 * failed before that did not last.
 */
const lastArrival = ({ last, ec2Instances, newInstances }: PolledState, to: Parameters<typeof runs>[1]): Instant =>
  Math.max(
    0,
    ...last.instances
      .filter((each) => isInService(each) && runs(each, to))
      .map(
        ({ id }) =>
          ec2Instances.get(id)?.launched ?? (isEc2Unread(last) ? newInstances.present.get(id)?.since : 0) ?? 0,
      ),
  )

function burstsOf(failures: readonly FailedLaunch[]): readonly Instant[] {
  const bursts: Instant[] = []
  for (const { began } of failures)
    if (began - (bursts.at(-1) ?? Number.NEGATIVE_INFINITY) > ONE_BURST) bursts.push(began)
  return bursts
}

/** The same words counted together, the most frequent first. */
export function grouped(messages: readonly string[]): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1)
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count)
}

/** Deaths that are enough when none of the new instances has lived through its warm-up. */
const NONE_SURVIVES = 2

/** How many of these, from the first on, a scale-in by so many units has taken. */
function takenBy(units: number, lost: PolledState['newInstances']['lost']): number {
  let [left, taken] = [units, 0]
  for (const { weight } of lost) {
    if (left <= 0) break
    left -= weight
    taken += 1
  }
  return taken
}

/**
 * New instances that were in service and are gone again, more than a scale-in has taken. One can be a Spot
 * interruption; while none survives two are enough, else as many as launches may fail.
 */
export const instancesDie: Guard = ({ newInstances, last }, _leg, { maxLaunchFailures, preferences }) => {
  const warmup = preferences.instanceWarmup
  const survivors = [...newInstances.present.values()].filter(
    ({ since }) => last.at - since >= Math.max(warmup, SPREAD),
  ).length
  const scaledIn = Math.max(0, newInstances.mostDesired - last.desired)
  const dead = newInstances.lost.slice(takenBy(scaledIn, newInstances.lost))
  const limit = survivors > 0 ? maxLaunchFailures : Math.min(NONE_SURVIVES, maxLaunchFailures)
  const [first] = dead
  if (first === undefined || dead.length < limit) return undefined
  return {
    code: 'instances-died',
    instances: dead.map(({ id }) => id),
    limit,
    since: first.at,
    lived: Math.max(...dead.map(({ lived }) => lived)),
    unhealthyIn: [...new Set(dead.flatMap((each) => each.unhealthyIn))].sort(),
  }
}

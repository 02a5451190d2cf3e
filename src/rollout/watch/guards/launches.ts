/** Guards for launches that fail and for new instances that terminate. */

import { runs } from '../../model/coverage.ts'
import type { Counted } from '../../model/evidence.ts'
import { isInService } from '../../model/lifecycle.ts'
import type { Preferences } from '../../model/refresh.ts'
import type { FailedLaunch } from '../../model/scaling-activity.ts'
import type { Instant, Ms } from '../../model/time.ts'
import { isEc2Unread } from '../healthy-capacity.ts'
import type { Guard, PolledState } from './guard.ts'

/** Failures within this time count once, because AWS launches in batches. Milliseconds. */
const BURST_LENGTH: Ms = 10_000
/** Failures must span at least this time: a brief lack of EC2 capacity is no bad image. Milliseconds. */
const LEAST_SPAN: Ms = 120_000

/**
 * Too many launches that failed or were cancelled since the last that came into service. Where AWS takes old instances
 * out first, a launch may lack just what one that still drains holds: quota, address, interface, reservation.
 */
export const launchesFail: Guard = (watchState, operation, { preferences, maxLaunchFailures: limit }) => {
  const terminatesFirst = isTerminateFirst(watchState.last, preferences)
  const freed = terminatesFirst ? watchState.endingUntil : 0
  const since = Math.max(lastArrival(watchState, operation.to), freed)
  const failures = watchState.failedLaunches.filter(({ began }) => began > since)
  const bursts = burstsOf(failures)
  const [first, newest] = [bursts[0], bursts.at(-1)]
  if (first === undefined || newest === undefined || bursts.length < limit || newest - first < LEAST_SPAN)
    return undefined
  return {
    code: 'launch-failures',
    seen: failures.length,
    limit,
    since: first,
    messages: grouped(failures.map(({ message }) => message)),
    isLaunchFirst: !terminatesFirst,
  }
}

/**
 * Whether instances are taken out before others are launched for them: less than the desired capacity may serve, and
 * no more be there.
 */
const isTerminateFirst = (
  { desired }: PolledState['last'],
  { minHealthyPercentage, maxHealthyPercentage }: Preferences,
): boolean => maxHealthyPercentage <= 100 && Math.ceil((desired * minHealthyPercentage) / 100) < desired

/**
 * When the newest instance in service was launched, or first seen where EC2 gave no launch time. Launches that failed
 * before do not count.
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
    if (began - (bursts.at(-1) ?? Number.NEGATIVE_INFINITY) > BURST_LENGTH) bursts.push(began)
  return bursts
}

/** Groups equal messages and counts them, most frequent first. */
export function grouped(messages: readonly string[]): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1)
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count)
}

/** Lost instances that suffice while no new instance has completed its warmup. */
const DEATHS_WITHOUT_SURVIVOR = 2
/** Deaths count together if they lie no further apart. */
const WINDOW: Ms = 1_800_000
/** What has served so long, and twice its warm-up, has shown that the image runs; that it ends then may be its work. */
const PROVEN_AGE: Ms = 600_000
/** Of a large fleet so many of a hundred must die, and never fewer than launches may fail. */
const DEATHS_PERCENTAGE = 5

/** How many of the lost instances, oldest first, a scale-in by this many capacity units explains. */
function explainedByScaleIn(units: number, lost: PolledState['newInstances']['lost']): number {
  let [left, taken] = [units, 0]
  for (const { weight } of lost) {
    if (left <= 0) break
    left -= weight
    taken += 1
  }
  return taken
}

/**
 * New instances that were in service and ended by their own doing or as unhealthy, more than a scale-in has taken: as a
 * share of the fleet and close together. While none survives two are enough.
 */
export const instancesDie: Guard = ({ newInstances, last }, _leg, { maxLaunchFailures, preferences }) => {
  const warmup = preferences.instanceWarmup
  const survivors = [...newInstances.present.values()].filter(
    ({ since }) => last.at - since >= Math.max(warmup, LEAST_SPAN),
  ).length
  const dead = newInstances.lost
    .slice(explainedByScaleIn(newInstances.scaledIn, newInstances.lost))
    .filter(({ at, cause, lived }) => {
      if (last.at - at > WINDOW || cause === 'other') return false
      return cause === 'unhealthy' || lived < Math.max(PROVEN_AGE, 2 * warmup)
    })
  const share = Math.ceil((last.desired * DEATHS_PERCENTAGE) / 100)
  const limit =
    survivors > 0 ? Math.max(maxLaunchFailures, share) : Math.min(DEATHS_WITHOUT_SURVIVOR, maxLaunchFailures)
  const [first] = dead
  if (first === undefined || dead.length < limit) return undefined
  return {
    code: 'instances-died',
    reason: 'ended',
    instances: dead.map(({ id }) => id),
    limit,
    since: first.at,
    lived: Math.max(...dead.map(({ lived }) => lived)),
    unhealthyIn: [...new Set(dead.flatMap((each) => each.unhealthyIn))].sort(),
  }
}

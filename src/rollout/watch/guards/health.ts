/** Guards for new instances that launch but are not healthy, during the refresh and after it. */

import type { Shortfall, UnhealthyReason } from '../../failures/target-health.ts'
import { factWords } from '../../instance-words.ts'
import { unitsOf } from '../../model/instance.ts'
import { checksFact } from '../../model/known-instance.ts'
import { isInService } from '../../model/lifecycle.ts'
import type { KnownCheck, StatusChecks } from '../../model/status-checks.ts'
import { isUnchecked, type Target } from '../../model/target.ts'
import type { Instant, Ms } from '../../model/time.ts'
import { isProvenBelowMinimum } from '../below-minimum.ts'
import { hasFailedHost, mayHaveFailedHost, recoveredBy } from '../failed-host.ts'
import { coverageOf, healthyNow, minimumHealthy, shortfallsOf } from '../healthy-capacity.ts'
import { isBeingRegistered, registrationTime } from '../registration.ts'
import { offTarget } from '../state.ts'
import { CHECK_INTERVAL, hasPassed, lacksCapacity } from '../status-checks.ts'
import type { Guard, PolledState } from './guard.ts'
import { instancesDie } from './launches.ts'

/** Polls in a row with too little capacity before the guard triggers. */
const MOST_POLLS_BELOW_MINIMUM = 3
/** Changes from healthy to not healthy of one instance before the guard triggers. */
const MOST_FLAPS = 3

/** A new instance stays unhealthy in a target group too long after its warmup. AWS may still count it as healthy. */
export const notHealthyInTime: Guard = (watchState, operation, { preferences, waits, targetHealthTimeout: limit }) => {
  const warmup = preferences.instanceWarmup
  const { checks, last } = watchState
  const { targets } = last
  const late = [...watchState.newInstances.present].flatMap(([id, { since, unhealthySince }]) => {
    if (mayHaveFailedHost(id, watchState)) return []
    const beginnings = [...unhealthySince].flatMap(([targetGroup, unhealthySinces]) => {
      if (!operation.targetGroups.includes(targetGroup)) return []
      // Not checked yet: a load balancer takes its own time to register a target, minutes where it is a network's.
      const registration = registrationTime(id, targetGroup, { targets, waits })
      const recovered = recoveredBy(id, targetGroup, { checks, waits })
      return [Math.max(unhealthySinces, since + Math.max(warmup, registration), recovered)]
    })
    return beginnings.some((from) => last.at - from >= limit) ? [{ id, from: Math.min(...beginnings) }] : []
  })
  if (late.length === 0) return undefined
  const short = shortfallsOf(
    late.map(({ id }) => id),
    operation,
    watchState,
  )
  return {
    code: 'target-health',
    reason: reasonOf(short, targets),
    short,
    since: Math.min(...late.map(({ from }) => from)),
    limitMs: limit,
  }
}

/** Whose doing it is that instances are not healthy: what nobody has checked says nothing of the image. */
function reasonOf(short: readonly Shortfall[], targets: readonly Target[]): UnhealthyReason {
  if (short.length === 0) return 'unhealthy'
  const of = short.map(({ targetGroup, instances }) =>
    targets.filter((each) => each.targetGroup === targetGroup && instances.includes(each.instance)),
  )
  if (of.every((its) => its.length > 0 && its.every(isUnchecked))) return 'not-judged'
  const isUnregistered = of.every((its) => its.every(({ state, reason }) => state === 'initial' || isAbsent(reason)))
  return isUnregistered ? 'not-registered' : 'unhealthy'
}

const isAbsent = (reason: string | undefined): boolean => reason === 'Target.NotRegistered'

/** A new instance that EC2 itself finds impaired for too long after its warm-up, whatever target groups say. */
export const failsStatusChecks: Guard = (
  { newInstances, checks, last },
  _leg,
  { preferences, targetHealthTimeout },
) => {
  // One reading is none: EC2 checks once a minute.
  const limitMs = Math.max(targetHealthTimeout, CHECK_INTERVAL)
  const impaired = [...newInstances.present].flatMap(([id, { since }]) => {
    const known = checks.get(id)
    // What EC2 could not be asked again since may have passed.
    if (known?.impairedSince === undefined || last.at - known.asked >= 2 * CHECK_INTERVAL) return []
    const from = Math.max(known.impairedSince, since + preferences.instanceWarmup)
    return last.at - from >= limitMs ? [{ id, from, status: known.status }] : []
  })
  return impaired.length === 0
    ? undefined
    : {
        code: 'instances-died',
        reason: 'status-checks',
        instances: impaired.map(({ id }) => id),
        states: statesOf(impaired.map(({ status }) => status)),
        since: Math.min(...impaired.map(({ from }) => from)),
        limitMs,
      }
}

/** A new instance alternates between healthy and unhealthy, each time too briefly for `notHealthyInTime`. */
export const flapping: Guard = ({ newInstances, checks }) => {
  for (const [instance, { flapCount, since }] of newInstances.present)
    if (flapCount >= MOST_FLAPS && checks.get(instance)?.hostFailedAt === undefined)
      return { code: 'target-health', reason: 'flapping', instance, flapCount, limit: MOST_FLAPS, since }
  return undefined
}

/** Healthy capacity is below the minimum, whether or not instances are still warming up. */
export const capacityBelowMinimum: Guard = (watchState, operation, settings) => {
  if (watchState.belowMinimum.polls < MOST_POLLS_BELOW_MINIMUM) return undefined
  if (!isProvenBelowMinimum(watchState, operation, settings)) return undefined
  const judged = [...watchState.newInstances.present.keys()].filter((id) => !mayHaveFailedHost(id, watchState))
  const short = shortfallsOf(judged, operation, watchState)
  return {
    code: 'below-minimum',
    ...counted(watchState),
    healthy: healthyNow(watchState, operation),
    minimum: minimumHealthy(watchState, operation, settings),
    short,
    cause: reasonOf(short, watchState.last.targets),
    since: watchState.belowMinimum.since,
    limitMs: watchState.last.at - watchState.belowMinimum.since,
  }
}

const counted = ({ last }: PolledState): { readonly units?: 'units of capacity' } => {
  const units = unitsOf(last.instances)
  return units === 'instances' ? {} : { units }
}

/**
 * AWS is done, but instances stay unhealthy or off the target too long. Capacity below the minimum takes precedence.
 */
export const notHealthyAtTheEnd: Guard = (watchState, operation, settings) => {
  const { wrongSince: since, last, checks } = watchState
  const limitMs = settings.targetHealthTimeout
  if (since === undefined || last.at - since < limitMs) return undefined
  const judged = coverageOf(watchState, operation, settings)
    .covered.map(({ id }) => id)
    .filter((id) => !isBeingRegistered(id, watchState, { operation, waits: settings.waits }))
    .filter((id) => !mayHaveFailedHost(id, watchState))
  const short = shortfallsOf(judged, operation, watchState)
  const healthy = healthyNow(watchState, operation)
  const minimum = minimumHealthy(watchState, operation, settings)
  const cause = reasonOf(short, last.targets)
  // Instances that are not there, such as those that EC2 has just taken back, say nothing of the image: AWS launches
  // others. Unless so many ended by the image that the next would end as well.
  const isUnfit =
    short.length > 0 ||
    last.instances.some(
      (each) => isInService(each) && lacksCapacity(each, checks) && !hasFailedHost(each.id, checks),
    ) ||
    instancesDie(watchState, operation, settings) !== undefined
  if (healthy < minimum && isUnfit)
    return { code: 'below-minimum', ...counted(watchState), healthy, minimum, short, cause, since, limitMs }
  if (short.length > 0) return { code: 'target-health', reason: cause, short, since, limitMs }
  const instances = offTarget(watchState, operation, settings)
  if (instances.length > 0) return { code: 'aws-failed', reason: 'not-on-version', instances, since, limitMs }
  if (last.desired === 0 && operation.hadInstances)
    return { code: 'aws-failed', reason: 'nothing-proven', since, limitMs }
  // Nothing else to point at: instances still warm up, and the deadline watches over that.
  return statusChecksMissing(watchState, operation, settings)
}

/**
 * AWS is done, and so many instances ended by the image that the next would end as well, though for now there are enough.
 * Where there are not, `notHealthyAtTheEnd` decides.
 */
export const diedAtTheEnd: Guard = (watchState, operation, settings) =>
  healthyNow(watchState, operation) < minimumHealthy(watchState, operation, settings)
    ? undefined
    : instancesDie(watchState, operation, settings)

/** EC2 may take minutes over its checks; the SDK's own waiter gives them ten. */
const CHECKS_LIMIT: Ms = 600_000

/**
 * Auto Scaling "waits a few minutes" for AWS to repair a host, then for the group's grace period, before it replaces the
 * instance; and a tenth of the group at a time, so that one which still drains holds up the next.
 */
const REPLACEMENT_LIMIT: Ms = 1_200_000

/** Status checks that do not pass when AWS is done: failed, or without a result for too long. */
const statusChecksMissing: Guard = (watchState, operation, settings) => {
  const { wrongSince, last, checks, endingUntil } = watchState
  if (wrongSince === undefined) return undefined
  const { covered } = coverageOf(watchState, operation, settings)
  const open = covered.filter(({ id }) => !hasPassed(id, checks, watchState.doneSince))
  const hosts = open.filter(({ id }) => hasFailedHost(id, checks)).length
  const isFailed = open.some((each) => lacksCapacity(each, checks) && !hasFailedHost(each.id, checks))
  const since = !isFailed && hosts > 0 ? Math.max(wrongSince, endingUntil) : wrongSince
  const limitMs = isFailed ? settings.targetHealthTimeout : hosts > 0 ? REPLACEMENT_LIMIT : CHECKS_LIMIT
  return open.length === 0 || last.at - since < limitMs
    ? undefined
    : {
        code: 'instances-died',
        reason: hosts === open.length ? 'hosts-failed' : 'status-checks',
        instances: open.map(({ id }) => id),
        states: statesOf(open.map(({ id }) => newestChecks(checks.get(id), watchState.doneSince))),
        since,
        limitMs,
      }
}

/** What EC2 said before AWS was done is not known to hold. */
const newestChecks = (known: KnownCheck | undefined, doneSince: Instant = 0): StatusChecks | undefined =>
  known && known.asked >= doneSince ? known.status : undefined

const statesOf = (all: readonly (StatusChecks | undefined)[]): readonly string[] =>
  [...new Set(all.map((checks) => factWords(checksFact(checks))))].sort()

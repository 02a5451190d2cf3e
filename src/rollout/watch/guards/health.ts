/** The new image comes up and is not healthy: while the refresh goes on, and after it. */
import { unitsOf } from '../../model/instance.ts'
import { healthyNow, minimumHealthy, shortfalls, shortfallsOf } from '../healthy-capacity.ts'
import { misplaced } from '../state.ts'
import type { Guard, PolledState } from './guard.ts'

/** Polls in a row with too little capacity before it is believed. */
const LOW_LOOKS = 3
/** Falls from healthy to not healthy that no image may have that is to replace a fleet. */
const FALLS = 3

/** A new instance that some target group has not found healthy for too long after its warm-up. AWS may be content with it. */
export const notHealthyInTime: Guard = (watchState, operation, { preferences, targetHealthTimeout: limit }) => {
  const warmup = preferences.instanceWarmup
  const late = [...watchState.newInstances.present].flatMap(([id, { since, unhealthySince }]) => {
    const beginnings = [...unhealthySince].flatMap(([arn, unhealthySinces]) =>
      operation.targetGroups.includes(arn) ? [Math.max(unhealthySinces, since + warmup)] : [],
    )
    return beginnings.some((from) => watchState.last.at - from >= limit) ? [{ id, from: Math.min(...beginnings) }] : []
  })
  if (late.length === 0) return undefined
  const short = shortfallsOf(
    late.map(({ id }) => id),
    operation,
    watchState,
  )
  return {
    code: 'target-health',
    reason: 'unhealthy',
    short,
    since: Math.min(...late.map(({ from }) => from)),
    limitMs: limit,
  }
}

/** A new instance that is healthy, is not, and is again: each time too short for the limit above. */
export const flapping: Guard = ({ newInstances }) => {
  for (const [instance, { flapCount, since }] of newInstances.present)
    if (flapCount >= FALLS)
      return { code: 'target-health', reason: 'flapping', instance, flapCount: flapCount, limit: FALLS, since }
  return undefined
}

/** Less healthy capacity than was promised, warm-up or not. */
export const capacityBelowMinimum: Guard = (watchState, operation, settings) =>
  watchState.belowMinimum.polls < LOW_LOOKS
    ? undefined
    : {
        code: 'below-minimum',
        ...counted(watchState),
        healthy: healthyNow(watchState, operation),
        minimum: minimumHealthy(watchState, operation, settings),
        short: shortfallsOf([...watchState.newInstances.present.keys()], operation, watchState),
        since: watchState.belowMinimum.since,
        limitMs: watchState.last.at - watchState.belowMinimum.since,
      }

const counted = ({ last }: PolledState): { readonly units?: 'units of capacity' } => {
  const units = unitsOf(last.instances)
  return units === 'instances' ? {} : { units }
}

/** After AWS is done: what is not right for too long. Capacity below the minimum weighs more than the rest. */
export const notRightAtTheEnd: Guard = (watchState, operation, settings) => {
  const { wrongSince: since, last } = watchState
  const limitMs = settings.targetHealthTimeout
  if (since === undefined || last.at - since < limitMs) return undefined
  const short = shortfalls(watchState, operation, settings)
  const healthy = healthyNow(watchState, operation)
  const minimum = minimumHealthy(watchState, operation, settings)
  if (healthy < minimum)
    return { code: 'below-minimum', ...counted(watchState), healthy, minimum, short, since, limitMs }
  if (short.length > 0) return { code: 'target-health', reason: 'unhealthy', short, since, limitMs }
  const instances = misplaced(watchState, operation, settings)
  // Nothing to point at: instances still warm up, and the deadline watches over that.
  return instances.length > 0 ? { code: 'aws-failed', reason: 'not-on-version', instances, since, limitMs } : undefined
}

/** The new image comes up and is not healthy: while the refresh goes on, and after it. */
import { unitsOf } from '../../model/instance.ts'
import { healthyNow, minimumHealthy, shortfalls, shortfallsOf } from '../standing.ts'
import { misplaced } from '../state.ts'
import type { Guard, Seen } from './guard.ts'

/** Looks in a row with too little capacity before it is believed. */
const LOW_LOOKS = 3
/** Falls from healthy to not healthy that no image may have that is to replace a fleet. */
const FALLS = 3

/** A new instance that some target group has not found healthy for too long after its warm-up. AWS may be content with it. */
export const notHealthyInTime: Guard = (memory, leg, { preferences, targetHealthTimeout: limit }) => {
  const warmup = preferences.instanceWarmup
  const late = [...memory.newcomers.present].flatMap(([id, { since, unhealthySince: ill }]) => {
    const beginnings = [...ill.values()].map((ills) => Math.max(ills, since + warmup))
    return beginnings.some((from) => memory.last.at - from >= limit) ? [{ id, from: Math.min(...beginnings) }] : []
  })
  if (late.length === 0) return undefined
  const short = shortfallsOf(
    late.map(({ id }) => id),
    leg,
    memory,
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
export const flapping: Guard = ({ newcomers }) => {
  for (const [instance, { flapCount: falls, since }] of newcomers.present)
    if (falls >= FALLS)
      return { code: 'target-health', reason: 'flapping', instance, flapCount: falls, limit: FALLS, since }
  return undefined
}

/** Less healthy capacity than was promised, warm-up or not. */
export const belowMinimum: Guard = (memory, leg, terms) =>
  memory.low.looks < LOW_LOOKS
    ? undefined
    : {
        code: 'below-minimum',
        ...counted(memory),
        healthy: healthyNow(memory, leg),
        minimum: minimumHealthy(memory, leg, terms),
        short: shortfallsOf([...memory.newcomers.present.keys()], leg, memory),
        since: memory.low.since,
        limitMs: memory.last.at - memory.low.since,
      }

const counted = ({ last }: Seen): { readonly units?: 'units of capacity' } => {
  const units = unitsOf(last.instances)
  return units === 'instances' ? {} : { units }
}

/** After AWS is done: what is not right for too long. Capacity below the minimum weighs more than the rest. */
export const notRightAtTheEnd: Guard = (memory, leg, terms) => {
  const { wrongSince: since, last } = memory
  const limitMs = terms.targetHealthTimeout
  if (since === undefined || last.at - since < limitMs) return undefined
  const short = shortfalls(memory, leg, terms)
  const healthy = healthyNow(memory, leg)
  const minimum = minimumHealthy(memory, leg, terms)
  if (healthy < minimum) return { code: 'below-minimum', ...counted(memory), healthy, minimum, short, since, limitMs }
  if (short.length > 0) return { code: 'target-health', reason: 'unhealthy', short, since, limitMs }
  const instances = misplaced(memory, leg, terms)
  // Nothing to point at: instances still warm up, and the deadline watches over that.
  return instances.length > 0 ? { code: 'aws-failed', reason: 'not-on-version', instances, since, limitMs } : undefined
}

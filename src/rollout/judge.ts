/** What the looks so far mean. Pure; the guards stand in the order of their certainty, and the first that speaks decides. */

import { healthyNow, isDone, type Memory, minimumHealthy, misplaced, shortfalls } from './memory.ts'
import { type Because, isActive, type Leg, type Ms, type Sighting } from './model.ts'
import { STEADY_LOOKS, type Terms } from './policy.ts'

/** What is waited for, as data. */
export type Waiting = 'first-look' | 'start' | 'replacement' | 'bake' | 'rollback' | 'cancel' | 'steady-health'

/** The meaning of the looks so far. */
export type Verdict =
  | { readonly is: 'wait'; readonly for: Waiting }
  | { readonly is: 'arrived' }
  | { readonly is: 'fail'; readonly because: Because }

type Seen = Memory & { readonly last: Sighting }
type Guard = (memory: Seen, leg: Leg, terms: Terms) => Because | undefined

/** Failed looks in a row after which a watch ends. Each is three requests with back-off, so this is minutes. */
const BLIND_LOOKS = 10
/** Refused rights do not come back by themselves, but policies take some seconds to spread. */
const DENIED_LOOKS = 3
/** A refresh that was just started may not be listed at once (eventual consistency). */
const UNLISTED_LOOKS = 10

const gone = ({ blind }: Memory): Because | undefined => {
  if (!blind) return undefined
  const limit = blind.problem.kind === 'expired' ? 1 : blind.problem.kind === 'denied' ? DENIED_LOOKS : BLIND_LOOKS
  return blind.looks >= limit ? { guard: 'blind', ...blind } : undefined
}

/** Any end but the one asked for; a status that we do not know is an end as well, a bad one. */
const awsEndedOtherwise: Guard = ({ last: { refresh }, ...memory }, leg) => {
  if (leg.by === 'standing') return undefined
  if (!refresh) return memory.unlisted >= UNLISTED_LOOKS ? { guard: 'aws', status: 'NotListed' } : undefined
  const { status, reason } = refresh
  const why = reason === undefined ? {} : { reason }
  if (leg.by === 'refresh' && status === 'Cancelled') return { guard: 'cancelled-elsewhere', ...why }
  if (leg.by === 'refresh' && status === 'RollbackInProgress') return { guard: 'aws', status, ...why }
  return isActive(status) ? undefined : { guard: 'aws', status, ...why }
}

/** After AWS is done: what is not right for too long. Capacity below the minimum weighs more than the rest. */
const notRight: Guard = (memory, leg, terms) => {
  const { wrongSince: since, last } = memory
  const limit: Ms = terms.targetHealthTimeout
  if (since === undefined || last.at - since < limit) return undefined
  const short = shortfalls(memory, leg, terms)
  const healthy = healthyNow(memory, leg)
  const minimum = minimumHealthy(memory, leg, terms)
  if (healthy < minimum) return { guard: 'below-minimum', healthy, minimum, short, since, limit }
  if (short.length > 0) return { guard: 'target-health', short, since, limit }
  const instances = misplaced(memory, leg, terms)
  // Nothing to point at: instances still warm up, and the deadline watches over that.
  return instances.length > 0 ? { guard: 'not-on-version', instances, since, limit } : undefined
}

const late: Guard = ({ last: { at, refresh } }, { began, deadline, by }) =>
  at < deadline
    ? undefined
    : {
        guard: 'deadline',
        limit: deadline - began,
        status: refresh?.status ?? by,
        ...(refresh?.percent === undefined ? {} : { percent: refresh.percent }),
      }

/** Judges the memory of a leg. */
export function judge(memory: Memory, leg: Leg, terms: Terms): Verdict {
  const lost = gone(memory)
  if (lost) return { is: 'fail', because: lost }
  const { last } = memory
  if (!last) return { is: 'wait', for: 'first-look' }
  const done = isDone(last, leg)
  if (done && (memory.steady >= STEADY_LOOKS || leg.by === 'cancel')) return { is: 'arrived' }
  for (const guard of done ? [notRight, late] : [awsEndedOtherwise, late]) {
    const because = guard({ ...memory, last }, leg, terms)
    if (because) return { is: 'fail', because }
  }
  return { is: 'wait', for: done ? 'steady-health' : waitingFor(last, leg) }
}

function waitingFor({ refresh }: Sighting, { by }: Leg): Waiting {
  if (by === 'native-rollback') return 'rollback'
  if (by === 'cancel' || refresh?.status === 'Cancelling') return 'cancel'
  if (refresh === undefined || refresh.status === 'Pending') return 'start'
  return refresh.status === 'Baking' ? 'bake' : 'replacement'
}

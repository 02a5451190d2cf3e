/** What the looks so far mean. Pure; the guards stand in the order of their certainty, and the first that speaks decides. */

import type { Failure } from '../failures/index.ts'
import type { Operation } from '../model/operation.ts'
import { isBaking, isCancelling, isPending } from '../model/refresh-status.ts'
import type { Observation } from '../model.ts'
import { type OperationSettings, STEADY_POLLS } from '../policy.ts'
import { awsEndedOtherwise } from './guards/ending.ts'
import type { Guard, Seen } from './guards/guard.ts'
import { belowMinimum, flapping, notHealthyInTime, notRightAtTheEnd } from './guards/health.ts'
import { instancesDie, launchesFail } from './guards/launches.ts'
import { blind, late, stalled } from './guards/patience.ts'
import { dueCheck, isVerified, verifyFailed } from './guards/verify.ts'
import { isDone, type WatchState } from './memory.ts'
import { knownTo } from './standing.ts'

/** What is waited for, as data. */
export type Waiting = 'first-look' | 'start' | 'replacement' | 'bake' | 'rollback' | 'cancel' | 'steady-health'

/** The meaning of the looks so far. `verify`: the user's check is to be started, and its name. */
export type Verdict =
  | { readonly is: 'wait'; readonly for: Waiting }
  | { readonly is: 'verify'; readonly step: string; readonly for: Waiting }
  | { readonly is: 'arrived' }
  | { readonly is: 'fail'; readonly because: Failure }

/** While AWS replaces and bakes. */
const forth: readonly Guard[] = [
  awsEndedOtherwise,
  launchesFail,
  instancesDie,
  notHealthyInTime,
  flapping,
  belowMinimum,
  verifyFailed,
  stalled,
  late,
]
/** A way back has no way back: only AWS's own end and the time limit end its watch. */
const back: readonly Guard[] = [awsEndedOtherwise, late]
/** When AWS is done. */
const end: readonly Guard[] = [notRightAtTheEnd, verifyFailed, late]

/** Judges the memory of a leg. */
export function evaluate(memory: WatchState, leg: Operation, terms: OperationSettings): Verdict {
  const lost = blind(memory)
  if (lost) return { is: 'fail', because: lost }
  const { last } = memory
  if (!last) return { is: 'wait', for: 'first-look' }
  const seen: Seen = { ...memory, last }
  const done = isDone(last, leg)
  if (done && (leg.type === 'cancel' || (memory.steady >= STEADY_POLLS && isVerified(seen, leg, terms))))
    return { is: 'arrived' }
  const knownLeg = knownTo(leg, last)
  for (const guard of done ? end : leg.type === 'refresh' ? forth : back) {
    const because = guard(seen, knownLeg, terms)
    if (because) return { is: 'fail', because }
  }
  const waiting = done ? 'steady-health' : waitingFor(last, leg)
  const step = dueCheck(seen, leg, terms)
  return step === undefined ? { is: 'wait', for: waiting } : { is: 'verify', step, for: waiting }
}

function waitingFor({ refresh }: Observation, { type: by }: Operation): Waiting {
  if (by === 'native-rollback') return 'rollback'
  if (by === 'cancel') return 'cancel'
  if (refresh === undefined || isPending(refresh.status)) return 'start'
  if (isCancelling(refresh.status)) return 'cancel'
  return isBaking(refresh.status) ? 'bake' : 'replacement'
}

/** What the polls so far mean. Pure; the guards stand in the order of their certainty, and the first that triggers decides. */
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import { isBaking, isCancelling, isPending } from '../model/refresh-status.ts'
import { type OperationSettings, STEADY_POLLS } from '../model/settings.ts'
import type { Verdict, Waiting } from '../verdict.ts'
import type { WatchState } from '../model/watch-state.ts'
import { awsEndedOtherwise } from './guards/ending.ts'
import type { Guard, Seen } from './guards/guard.ts'
import { belowMinimum, flapping, notHealthyInTime, notRightAtTheEnd } from './guards/health.ts'
import { instancesDie, launchesFail } from './guards/launches.ts'
import { blind, late, stalled } from './guards/patience.ts'
import { dueCheck, isVerified, verifyFailed } from './guards/verify.ts'
import { isDone } from './state.ts'

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
  for (const guard of done ? end : leg.type === 'refresh' ? forth : back) {
    const because = guard(seen, leg, terms)
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

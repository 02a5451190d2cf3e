/**
 * Evaluates the polls so far. The guards run in the order of their certainty, and the first that triggers decides.
 * Pure.
 */
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import { isBaking, isCancelling, isPending } from '../model/refresh-status.ts'
import { type OperationSettings, STEADY_POLLS } from '../model/settings.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Verdict, Waiting } from '../verdict.ts'
import { awsEndedOtherwise, protectedLeft } from './guards/ending.ts'
import type { Guard, PolledState } from './guards/guard.ts'
import {
  capacityBelowMinimum,
  diedAtTheEnd,
  failsStatusChecks,
  flapping,
  notHealthyAtTheEnd,
  notHealthyInTime,
} from './guards/health.ts'
import { instancesDie, launchesFail } from './guards/launches.ts'
import { noProgress, outOfContact, pastDeadline } from './guards/time-limits.ts'
import { dueVerification, isVerified, verifyFailed } from './guards/verify.ts'
import { withReadTargetGroups } from './healthy-capacity.ts'
import { isDone } from './state.ts'

/** Guards while AWS replaces instances and during the bake time. */
const rolloutGuards: readonly Guard[] = [
  awsEndedOtherwise,
  launchesFail,
  instancesDie,
  notHealthyInTime,
  failsStatusChecks,
  flapping,
  capacityBelowMinimum,
  verifyFailed,
  noProgress,
  pastDeadline,
]

/** Guards of a rollback. It is not rolled back in turn, so only AWS's status and the time limit end its watch. */
const rollbackGuards: readonly Guard[] = [awsEndedOtherwise, pastDeadline]

/** Guards after AWS is done, while the result is confirmed. */
const end: readonly Guard[] = [protectedLeft, notHealthyAtTheEnd, diedAtTheEnd, verifyFailed, pastDeadline]

/** Evaluates the watch state of an operation. */
export function evaluate(watchState: WatchState, operation: Operation, settings: OperationSettings): Verdict {
  const lost = outOfContact(watchState)
  if (lost) return { type: 'fail', failure: lost }
  const { last } = watchState
  if (!last) return { type: 'wait', for: 'first-poll' }
  const seen: PolledState = { ...watchState, last }
  const done = isDone(last, operation)
  if (
    done &&
    (operation.type === 'cancel' || (watchState.steady >= STEADY_POLLS && isVerified(seen, operation, settings)))
  )
    return { type: 'arrived' }
  const knownLeg = withReadTargetGroups(operation, last)
  for (const guard of done ? end : operation.type === 'refresh' ? rolloutGuards : rollbackGuards) {
    const failure = guard(seen, knownLeg, settings)
    if (failure) return { type: 'fail', failure }
  }
  const waiting = done ? 'steady-health' : waitingFor(last, operation)
  const step = dueVerification(seen, operation, settings)
  return step === undefined ? { type: 'wait', for: waiting } : { type: 'verify', step, for: waiting }
}

function waitingFor({ refresh }: Observation, { type: by }: Operation): Waiting {
  if (by === 'native-rollback') return 'rollback'
  if (by === 'cancel') return 'cancel'
  if (refresh === undefined || isPending(refresh.status)) return 'start'
  if (isCancelling(refresh.status)) return 'cancel'
  return isBaking(refresh.status) ? 'bake' : 'replacement'
}

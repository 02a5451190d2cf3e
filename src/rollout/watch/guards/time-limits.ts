/** Guards for time: no progress, the time limit, and too many failed polls. */

import { tooManyFailedPolls } from '../../failures/from-problem.ts'
import type { Failure } from '../../failures/index.ts'
import type { Blocker } from '../../failures/stalled.ts'
import { runs } from '../../model/coverage.ts'
import { type HookNames, hookWaitsIn } from '../../model/hook-wait.ts'
import { capacityOf } from '../../model/instance.ts'
import { isInService, isStandby, isTerminating, isWaitingForHook, type Lifecycle } from '../../model/lifecycle.ts'
import type { Observation } from '../../model/observation.ts'
import type { Operation } from '../../model/operation.ts'
import { isReplacing } from '../../model/refresh-status.ts'
import type { OperationSettings } from '../../model/settings.ts'
import type { Ms } from '../../model/time.ts'
import { type GroupWaits, longestHookWait } from '../../model/waits.ts'
import type { WatchState } from '../../model/watch-state.ts'
import { mostFailedPolls } from '../failed-polls.ts'
import { isReplacedAndHealthy } from '../state.ts'
import type { Guard, PolledState } from './guard.ts'

/** Too many polls failed, or could not confirm the result after AWS was done. Needs no successful poll before. */
export function outOfContact({ failedPolls: unseen, unconfirmed }: WatchState): Failure | undefined {
  const gone = unseen ?? unconfirmed
  if (!gone) return undefined
  return gone.polls >= mostFailedPolls(gone.problem) ? tooManyFailedPolls(gone) : undefined
}

/** The time limit. A fleet that is all replaced and healthy is not taken back for it: AWS goes on, unwatched. */
export const pastDeadline: Guard = (watchState, operation, settings) => {
  const { at, refresh } = watchState.last
  const { began, deadline, type } = operation
  if (at < deadline) return undefined
  return {
    code: 'timeout',
    reason: type === 'refresh' && isReplacedAndHealthy(watchState, operation, settings) ? 'all-replaced' : 'unfinished',
    limitMs: deadline - began,
    status: refresh?.status ?? type,
    ...(refresh?.percent === undefined ? {} : { percent: refresh.percent }),
  }
}

/** Time without any change before a refresh counts as stalled. AWS itself waits an hour. Milliseconds. */
const STALL_LIMIT: Ms = 900_000
/**
 * With the preference `Wait` for protected or standby instances AWS waits an hour, so the limit is longer.
 * Milliseconds.
 */
const AWS_HOUR: Ms = 3_900_000

/**
 * In a replacement nothing at all has changed. Bake, checkpoints and warm-up are pauses that are known, and so are the
 * group's own: an instance in a lifecycle hook or a drain has its time, and where everything is replaced and old
 * instances are only terminating there is nothing to lose.
 */
export const noProgress: Guard = (watchState, operation, { preferences, waits }) => {
  const { refresh } = watchState.last
  if (operation.type !== 'refresh' || !refresh || !isReplacing(refresh.status)) return undefined
  const limit = stallLimitFor(watchState.last, operation, { preferences, waits })
  const { since } = watchState.unchanged
  return limit === undefined || watchState.last.at - since < limit
    ? undefined
    : {
        code: 'stalled',
        since,
        limitMs: limit,
        waitingFor: blockers(watchState, { operation, hookNames: waits.hookNames }),
      }
}

/** How long nothing need change; `undefined`: for ever. */
function stallLimitFor(
  { instances, desired }: Observation,
  { to }: Operation,
  { preferences, waits }: Pick<OperationSettings, 'preferences' | 'waits'>,
): Ms | undefined {
  const { instanceWarmup, checkpointDelay, checkpoints, scaleInProtectedInstances, standbyInstances } = preferences
  const isEnding = instances.some(isTerminating)
  const serving = instances.filter(isInService)
  if (isEnding && serving.every((each) => runs(each, to)) && capacityOf(serving) >= desired) return undefined
  const hooks = instances.filter(isWaitingForHook).map(({ lifecycle }) => hookWait(lifecycle, waits))
  const allowed = Math.max(isEnding ? waits.deregistrationDelay : 0, waits.registration, ...hooks)
  const usual = STALL_LIMIT + instanceWarmup + allowed + (checkpoints.length > 0 ? checkpointDelay : 0)
  const isTold = scaleInProtectedInstances === 'Wait' || standbyInstances === 'Wait'
  return isTold ? Math.max(AWS_HOUR, usual) : usual
}

/** Heartbeats may be recorded, which nobody sees from here: AWS's own limit over all of them counts. */
const hookWait = (lifecycle: Lifecycle, { launchHook, terminationHook }: GroupWaits): Ms =>
  longestHookWait(lifecycle === 'Pending:Wait' ? launchHook : terminationHook)

/** What a stalled refresh seems to wait for; `unknown` when nothing shows it. */
export function blockers(
  { last: { instances }, failedLaunches: failures, unchanged: still }: PolledState,
  { operation, hookNames }: { readonly operation: Operation; readonly hookNames: HookNames },
): readonly Blocker[] {
  const blockersOf = (
    by: Exclude<Blocker['by'], 'lifecycle-hook'>,
    test: (instance: (typeof instances)[number]) => boolean,
  ): readonly Blocker[] => {
    const found = instances.filter(test).map(({ id }) => id)
    return found.length > 0 ? [{ by, instances: found }] : []
  }
  const old = (instance: (typeof instances)[number]) => !runs(instance, operation.to)
  const waits = hookWaitsIn(instances, hookNames)
  const found = [
    ...(waits.length > 0 ? [{ by: 'lifecycle-hook' as const, waits }] : []),
    ...blockersOf('scale-in-protection', (each) => isInService(each) && each.protectedFromScaleIn && old(each)),
    ...blockersOf('standby', (each) => isStandby(each) && old(each)),
    ...blockersOf('drain', ({ lifecycle }) => lifecycle === 'Terminating'),
    ...(failures.some(({ began }) => began >= still.since) ? [{ by: 'launches' as const, instances: [] }] : []),
  ]
  return found.length > 0 ? found : [{ by: 'unknown', instances: [] }]
}

/** The ends of patience: nothing moves, time is up, nothing is seen. */

import { outOfSight } from '../../failures/from-problem.ts'
import type { Failure } from '../../failures/index.ts'
import type { Blocker } from '../../failures/stalled.ts'
import { runs } from '../../model/coverage.ts'
import { isInService, isStandby, isWaitingForHook } from '../../model/lifecycle.ts'
import type { Operation } from '../../model/operation.ts'
import type { Preferences } from '../../model/refresh.ts'
import { isReplacing } from '../../model/refresh-status.ts'
import type { Ms } from '../../model/time.ts'
import type { WatchState } from '../../model/watch-state.ts'
import type { Guard, PolledState } from './guard.ts'

/** Failed polls in a row after which a watch ends. Each is three requests with back-off, so this is minutes. */
const BLIND_LOOKS = 10
/** Refused permissions do not come back by themselves, but policies take some seconds to spread. */
const DENIED_LOOKS = 3

/** Too many polls that saw nothing, or that could not prove what AWS has done. Works without a single poll that saw something. */
export function outOfContact({ failedPolls: unseen, unconfirmed }: WatchState): Failure | undefined {
  const gone = unseen ?? unconfirmed
  if (!gone) return undefined
  const limit = gone.problem.kind === 'expired' ? 1 : gone.problem.kind === 'denied' ? DENIED_LOOKS : BLIND_LOOKS
  return gone.polls >= limit ? outOfSight({ ...gone, polls: gone.polls }) : undefined
}

export const pastDeadline: Guard = ({ last: { at, refresh } }, { began, deadline, type: by }) =>
  at < deadline
    ? undefined
    : {
        code: 'timeout',
        limitMs: deadline - began,
        status: refresh?.status ?? by,
        ...(refresh?.percent === undefined ? {} : { percent: refresh.percent }),
      }

/** Nothing has changed for so long that nothing will. AWS itself waits an hour. */
const STILL: Ms = 900_000
/** Where AWS was told to wait for protected or standby instances, it ends its own hour first. */
const AWS_HOUR: Ms = 3_900_000

/** In a replacement nothing at all has changed; bake, checkpoints and warm-up are pauses that are known. */
export const noProgress: Guard = (watchState, operation, { preferences }) => {
  const { refresh } = watchState.last
  if (operation.type !== 'refresh' || !refresh || !isReplacing(refresh.status)) return undefined
  const limit = stillFor(preferences)
  const { since } = watchState.unchanged
  return watchState.last.at - since < limit
    ? undefined
    : { code: 'stalled', since, limitMs: limit, waitingFor: blockers(watchState, operation) }
}

const stillFor = ({ instanceWarmup, checkpointDelay, checkpoints, ...waits }: Preferences): Ms =>
  waits.scaleInProtectedInstances === 'Wait' || waits.standbyInstances === 'Wait'
    ? AWS_HOUR
    : STILL + instanceWarmup + (checkpoints.length > 0 ? checkpointDelay : 0)

/** What can be seen to hold a refresh up; `unknown` when nothing can. */
export function blockers(
  { last: { instances }, failedLaunches: failures, unchanged: still }: PolledState,
  operation: Operation,
): readonly Blocker[] {
  const held = (by: Blocker['by'], test: (instance: (typeof instances)[number]) => boolean): readonly Blocker[] => {
    const found = instances.filter(test).map(({ id }) => id)
    return found.length > 0 ? [{ by, instances: found }] : []
  }
  const old = (instance: (typeof instances)[number]) => !runs(instance, operation.to)
  const found = [
    ...held('lifecycle-hook', isWaitingForHook),
    ...held('scale-in-protection', (each) => isInService(each) && each.protectedFromScaleIn && old(each)),
    ...held('standby', (each) => isStandby(each) && old(each)),
    ...held('drain', ({ lifecycle }) => lifecycle === 'Terminating'),
    ...(failures.some(({ began }) => began >= still.since) ? [{ by: 'launches' as const, instances: [] }] : []),
  ]
  return found.length > 0 ? found : [{ by: 'unknown', instances: [] }]
}

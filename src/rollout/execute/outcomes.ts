/** Every end of a run as its outcome: what was put in order for it, and what the fleet runs then, read afresh. */

import type { Context } from '../context.ts'
import { isOutOfSight } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import type { Revision } from '../model/launch-template.ts'
import type { Operation, Rollout } from '../model/operation.ts'
import type { OperationSettings, RolloutSettings } from '../model/settings.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Outcome, RollbackResult } from '../outcome.ts'
import { readyTargets } from '../plan/bindings.ts'
import { plan } from '../plan/decide.ts'
import { type ActivePlan, type PlanOf, revisionOf } from '../plan/plan.ts'
import { survey } from '../survey/survey.ts'
import { patientReads } from '../timeouts.ts'
import type { Attempt, NotBegun } from './attempt.ts'
import { commandsByHand, fleetStatusSeen, readFleetStatus, unknownFleet } from './end-state.ts'
import { restoreAliases } from './final-steps.ts'
import { nothingUndone } from './roll-back.ts'

/** A plan that refuses. Where a refresh was cancelled to make way, that is no refusal any more: a refusal has changed nothing. */
export function refusal(
  { code, findings, fleetStatus }: PlanOf<'refuse'>,
  { hasCancelled }: Pick<Attempt, 'hasCancelled'> = { hasCancelled: false },
  stop?: AbortSignal,
): Outcome {
  // A signal ends the patience with which the survey waited for answers: it is the reason then.
  if (stop?.aborted && code === 'lost-contact')
    return unchangedBy({ code: 'cancelled', signal: String(stop.reason) }, fleetStatus)
  return hasCancelled
    ? unchangedBy({ code, reason: 'refused-later', findings }, fleetStatus)
    : { type: 'refused', code, findings, fleetStatus }
}

const unchangedBy = (failure: Failure, fleetStatus: ActivePlan['fleetStatus']): Outcome => ({
  type: kindOf(failure),
  failure,
  rollback: nothingUndone,
  fleetStatus,
  replaced: 0,
})

/** A conflict that could not be resolved. What was surveyed is old by now: others have gone on with their refresh. */
export async function unresolved(
  context: Context,
  {
    failure,
    attempt,
    settings,
  }: { readonly failure: Failure; readonly attempt: Attempt; readonly settings: RolloutSettings },
): Promise<Outcome> {
  if (attempt.overtaken) return notStarted(context, { ...attempt.overtaken, failure })
  const now = isOutOfSight(failure) ? unknownFleet : plan(await survey(context, settings), settings).fleetStatus
  return unchangedBy(failure, now)
}

/** No refresh was started: the group is as it was, but for a pinned alias and a version that nobody runs. */
export const notStarted = (context: Context, { plan: decided, failure, to }: NotBegun): Promise<Outcome> =>
  failed(context, {
    rollout: rolloutOfPlan(decided, to),
    settings: decided.settings,
    failure,
    rollback: nothingUndone,
    replaced: 0,
  })

const rolloutOfPlan = ({ group, from, isRollback }: ActivePlan, to: Revision): Rollout => ({
  group: group.name,
  ...(group.mixed && { mixed: true }),
  from,
  to,
  isRollback,
})

/** The versions of a plan that exist before any of its steps. */
export const existingTargets = (decided: ActivePlan): Revision =>
  revisionOf(decided.action === 'roll' ? readyTargets(decided.changes) : [])

/** A rollout that ended badly. `operation`: its own; missing where none began. */
export interface FailedRun {
  readonly rollout: Rollout
  readonly operation?: Operation
  readonly settings: OperationSettings
  readonly failure: Failure
  readonly rollback: RollbackResult
  readonly replaced: number
}

/** Every bad end: the aliases, unless AWS is still replacing instances, then what the fleet runs. */
export async function failed(context: Context, end: FailedRun): Promise<Outcome> {
  const { rollout, failure, rollback, replaced } = end
  if (rollback.end !== 'under-way' && !isOutOfSight(failure))
    await restoreAliases(context, { rollout, proven: rollout.from.templates })
  // After many failed polls further patience would help nobody.
  const reads = isOutOfSight(failure) ? context.reads : patientReads(context, 'finalSteps')
  const now = await readFleetStatus(reads, end)
  return {
    type: kindOf(failure),
    failure: failure,
    rollback: rollback,
    fleetStatus: { ...now, byHand: commandsByHand(end, rollback.failure ?? failure, now) },
    replaced,
  }
}

const kindOf = ({ code }: Failure): 'cancelled' | 'failed' => (code === 'cancelled' ? 'cancelled' : 'failed')

/** An operation that arrived. The verdict rests on what was just seen: a failing read after it takes nothing of that away. */
export async function succeeded(
  context: Context,
  end: { readonly operation: Operation; readonly settings: OperationSettings; readonly watched: WatchState },
): Promise<Outcome> {
  const { operation, watched } = end
  const now = await readFleetStatus(patientReads(context, 'finalSteps'), { ...end, rollout: operation })
  const fleetStatus =
    now.fleet === 'unknown' && watched.last ? fleetStatusSeen(watched.last, operation, end.settings) : now
  return operation.type === 'verify-only'
    ? { type: 'unchanged', fleetStatus }
    : { type: 'succeeded', fleetStatus, replaced: watched.reached }
}

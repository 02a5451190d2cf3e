/** Watches the refresh until it ends, a rollback by AWS included, and says what the fleet runs then. It only reads. */

import type { WatchContext } from '../context.ts'
import { commandsByHand, goneVersions, readFleetStatus } from '../execute/end-state.ts'
import { reportEvidence } from '../execute/evidence.ts'
import { succeeded } from '../execute/outcomes.ts'
import { nothingUndone } from '../execute/roll-back.ts'
import { watchRequested } from '../execute/watch-rollback.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import { type Failure, rowOf } from '../failures/index.ts'
import { coverage } from '../model/coverage.ts'
import { fleetStatusOf } from '../model/fleet-status.ts'
import type { Group } from '../model/group.ts'
import { foundTemplates } from '../model/group-template.ts'
import { nativeRollbackOf, rolloutOf } from '../model/operation.ts'
import { hasRollback, isRollbackFailed } from '../model/refresh-status.ts'
import type { Survey } from '../model/survey.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Outcome, RollbackResult } from '../outcome.ts'
import { retryingReads } from '../timeouts.ts'
import { watch } from '../watch/watch.ts'
import type { WatchCase } from './operation.ts'

/** Watches until AWS is done and everything is confirmed, or something fails. */
export async function watchToEnd(context: WatchContext, watched: WatchCase): Promise<Outcome> {
  const { operation, settings } = watched
  context.emit({ type: 'underway', at: context.clock.now(), operation, settings, how: 'watched' })
  const { verdict, watchState } = await watch(context, operation, settings)
  if (verdict.type === 'fail') return failedWatch(context, watched, { failure: verdict.failure, watchState })
  const versions = await goneVersions(retryingReads(context, 'finalSteps'), operation)
  return versions.length === 0
    ? succeeded(context, { operation, settings, watched: watchState })
    : failedWatch(context, watched, { failure: { code: 'aws-failed', reason: 'version-gone', versions }, watchState })
}

interface FailedWatch {
  readonly failure: Failure
  readonly watchState: WatchState
}

async function failedWatch(context: WatchContext, watched: WatchCase, end: FailedWatch): Promise<Outcome> {
  const { operation, settings, isReversible } = watched
  const { failure: first, watchState } = end
  const isOver = first.code === 'cancelled' || first.code === 'handed-over' || endedByFailedPolls(first)
  if (!isOver) await reportEvidence(context, operation, { failure: first, watched: watchState })
  const rollback = isOver ? nothingUndone : await rollbackByAws(context, watched, end)
  const failure = handedOver(first, rollback)
  const ended = { rollout: rolloutOf(operation), operation, settings, isReversible }
  // After many failed polls longer retries would only delay the end.
  const reads = endedByFailedPolls(failure) ? context.reads : retryingReads(context, 'finalSteps')
  const now = await readFleetStatus(reads, ended)
  const byHand = commandsByHand(ended, rollback.failure ?? failure, now)
  return {
    type: failure.code === 'cancelled' ? 'cancelled' : 'failed',
    failure,
    rollback,
    fleetStatus: { ...now, byHand },
    replaced: operation.type === 'verify-only' ? 0 : watchState.reached,
  }
}

/** A rollback that AWS has begun, whoever asked for it, is watched until it ends, too. */
async function rollbackByAws(
  context: WatchContext,
  { operation, settings }: WatchCase,
  { watchState }: FailedWatch,
): Promise<RollbackResult> {
  const status = watchState.last?.refresh?.status
  if (operation.type !== 'refresh' || status === undefined || !hasRollback(status) || isRollbackFailed(status))
    return nothingUndone
  const result = await watchRequested(context, { settings, whenSent: () => {} }, nativeRollbackOf(operation))
  // A cancelled job leaves nothing to its post step.
  return result.failure?.code === 'cancelled' ? nothingUndone : result
}

/** The rollback is handed over: what the refresh failed with stays known. */
function handedOver(failure: Failure, { failure: ending }: RollbackResult): Failure {
  if (ending?.code !== 'handed-over') return failure
  return { ...ending, original: { code: failure.code, sentence: rowOf(failure).sentence } }
}

/** The job was cancelled before there was anything to watch. */
export function cancelledBefore(
  { stop }: WatchContext,
  { group, templates }: Survey & { readonly group: Group },
): Outcome {
  const saved = { templates: foundTemplates(templates).map((each) => each.saved) }
  return {
    type: 'cancelled',
    failure: { code: 'cancelled', signal: String(stop.reason) },
    rollback: nothingUndone,
    fleetStatus: fleetStatusOf(coverage(group.instances, saved, { scaleInProtectedInstances: 'Wait' }), true),
    replaced: 0,
  }
}

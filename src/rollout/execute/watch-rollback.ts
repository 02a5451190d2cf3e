/** Watches a rollback until it ends, whoever has started it. */

import type { WatchContext } from '../context.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Operation } from '../model/operation.ts'
import type { OperationSettings } from '../model/settings.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { watch } from '../watch/watch.ts'
import type { RollbackAttempt } from './rollback-attempt.ts'

/** A failing read must not stop the watch of a rollback that has been sent. */
const unseenGroup = (thrown: unknown): undefined => {
  problemIn(thrown)
}

/** Watches a rollback or a cancellation that AWS has accepted, with its own time limit that starts now. */
export async function watchRequested(
  context: WatchContext,
  { settings, whenSent }: Pick<RollbackAttempt, 'settings' | 'whenSent'>,
  of: Operation,
): Promise<RollbackResult> {
  // By now AWS has accepted the request, or rolls back by itself.
  whenSent()
  const group = await context.reads.group(of.group).catch(unseenGroup)
  const began = group?.at ?? of.began
  const operation: Operation = {
    ...of,
    began,
    deadline: began + settings.timeout,
    baseline: Math.min(of.baseline, group?.desired ?? of.baseline),
  }
  context.emit({ type: 'underway', at: context.clock.now(), operation, settings, how: 'rollback' })
  return watchRollback(context, operation, settings)
}

/** Watches a rollback until it ends or until `context.stop` is aborted. */
export async function watchRollback(
  context: WatchContext,
  operation: Operation,
  settings: OperationSettings,
): Promise<RollbackResult> {
  const how = howOf(operation)
  const { verdict } = await watch(context, operation, settings)
  if (verdict.type === 'arrived') return { how, end: 'arrived' }
  const failure = verdict.failure
  const isUnderWay = failure.code === 'cancelled' || failure.code === 'handed-over' || endedByFailedPolls(failure)
  return { how, end: isUnderWay ? 'under-way' : 'failed', failure }
}

/** How an operation undoes the rollout. */
export const howOf = ({ type }: Operation): RollbackResult['how'] =>
  type === 'native-rollback' || type === 'cancel' ? type : 'new-refresh'

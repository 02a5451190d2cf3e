/**
 * The rollback of a failed operation, whether a guard, a signal or the post step asks for it. It reads the refresh first,
 * because AWS may already be rolling back or have ended. A failed rollback is not rolled back in turn.
 */

import type { Context } from '../context.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Group } from '../model/group.ts'
import {
  cancellationOf,
  changesVersions,
  nativeRollbackOf,
  type Operation,
  type RefreshOperation,
} from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Refresh } from '../model/refresh.ts'
import {
  hasCancel,
  hasRollback,
  isActive,
  isCancelling,
  isRollbackFailed,
  isSuccessful,
  NOT_LISTED,
} from '../model/refresh-status.ts'
import type { Ms } from '../model/time.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { triesToRollBack } from '../timeouts.ts'
import { isTransient } from '../tries.ts'
import { cancelRefresh } from './cancel-refresh.ts'
import { replaceProtected } from './replace-protected.ts'
import { actionAfter, announce, type FailedOperation, type RollbackAttempt, refused } from './rollback-attempt.ts'
import { noteRollback, startRollbackRefresh } from './rollback-refresh.ts'
import { howOf, watchRequested } from './watch-rollback.ts'

/** Nothing was sent to AWS: there was nothing to undo, or the settings leave it. */
export const nothingUndone: RollbackResult = { how: 'leave', end: 'none' }

/** Rolls back as the failure and the settings say, and watches the rollback until it ends or until `context.stop` is aborted. */
export async function rollBack(
  context: Context,
  operation: Operation,
  { failure, settings, whenSent = () => {} }: FailedOperation,
): Promise<RollbackResult> {
  if (endedByFailedPolls(failure) || operation.type === 'verify-only') return nothingUndone
  // The operation is a rollback itself: AWS continues it by itself.
  if (operation.type !== 'refresh')
    return failure.code === 'cancelled' ? { how: howOf(operation), end: 'under-way' } : nothingUndone
  const action = actionAfter(failure, settings)
  const announced = new Set<RollbackResult['how']>()
  const noted = new Set<string>()
  const tries = triesToRollBack(context, settings.timeout)
  for (;;) {
    try {
      // Read before each try: AWS may have accepted the last one, and another refresh may be active by now.
      const now = await findRefresh(context, operation)
      return (
        (await undo(context, { operation, failure, settings, action, now, announced, noted, whenSent })) ??
        nothingUndone
      )
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (!(isTransient(problem) || problem.kind === 'idle') || !(await tries.next(problem)))
        return refused(action === 'leave' ? 'leave' : 'native-rollback', problem)
    }
  }
}

/** How often to look up a refresh that AWS does not list yet, and the pause between. */
const POLLS = 3
const PAUSE: Ms = 2_500

/** AWS may list a new refresh some seconds late, so only several empty answers mean that it is gone. */
async function findRefresh(
  { reads, clock }: Context,
  { group, refreshId }: RefreshOperation,
): Promise<Refresh | undefined> {
  for (let poll = 1; ; poll++) {
    const found = await reads.refresh(group, refreshId)
    if (found || poll === POLLS) return found
    await clock.sleep(PAUSE)
  }
}

/** Chooses and sends the request that undoes the operation in its current state. */
async function undo(context: Context, attempt: RollbackAttempt): Promise<RollbackResult | undefined> {
  const { action, now, operation } = attempt
  const status = now?.status ?? NOT_LISTED
  if (isRollbackFailed(status)) return undefined
  if (hasRollback(status)) return watchNative(context, attempt)
  if (action === 'leave') return undefined
  if (action === 'cancel' && hasCancel(status)) return watchRequested(context, attempt, cancellationOf(operation))
  if (isCancelling(status)) return cancelThenReplace(context, attempt)
  if (isActive(status)) return action === 'cancel' ? cancel(context, attempt) : rollBackNatively(context, attempt)
  // The refresh has ended, so only a second refresh can undo it. After a success only missing capacity justifies that.
  const isWorthIt = !isSuccessful(status) || attempt.failure.code === 'below-minimum'
  return action === 'rollback' && isWorthIt && changesVersions(operation)
    ? startRollbackRefresh(context, attempt)
    : undefined
}

/** Watches AWS's own rollback, and replaces what it has left. */
async function watchNative(context: Context, attempt: RollbackAttempt): Promise<RollbackResult> {
  const rollback = nativeRollbackOf(attempt.operation)
  const result = await watchRequested(context, attempt, rollback)
  return replaceProtected(context, rollback, { failed: attempt, result })
}

async function rollBackNatively(context: Context, attempt: RollbackAttempt): Promise<RollbackResult> {
  const { operation } = attempt
  announce(context, attempt, 'native-rollback')
  try {
    await context.writes.rollbackRefresh(operation.group)
  } catch (thrown) {
    const problem = problemIn(thrown)
    if (isTransient(problem)) throw thrown
    const now = await context.reads.refresh(operation.group, operation.refreshId)
    if (now && hasRollback(now.status)) return watchNative(context, attempt)
    if (now && isActive(now.status) && isRefusal(problem)) return cancelThenReplace(context, attempt)
    if (problem.kind === 'idle') throw thrown
    return refused('native-rollback', problem)
  }
  return watchNative(context, attempt)
}

/** Whether AWS understood the request and refused it, so that another request may work. */
const isRefusal = ({ kind }: Problem): boolean => kind === 'irreversible' || kind === 'rejected' || kind === 'idle'

async function cancel(
  context: Context,
  attempt: RollbackAttempt,
  before?: (now: Group | undefined) => Promise<void>,
): Promise<RollbackResult> {
  announce(context, attempt, 'cancel')
  await cancelRefresh(context, attempt.operation.group, before)
  return watchRequested(context, attempt, cancellationOf(attempt.operation))
}

/**
 * For a refresh that AWS cannot roll back: cancels it, waits for its end, and starts a second refresh to the old version.
 * Noted before the cancel: whoever comes next would else not know that a rollback was meant.
 */
async function cancelThenReplace(context: Context, attempt: RollbackAttempt): Promise<RollbackResult> {
  const isCancelled = attempt.now !== undefined && isCancelling(attempt.now.status)
  const cancelled = isCancelled
    ? await watchRequested(context, attempt, cancellationOf(attempt.operation))
    : await cancel(context, attempt, (now) => noteRollback(context, attempt, now))
  return cancelled.end === 'arrived' ? startRollbackRefresh(context, attempt) : cancelled
}

/** The post step: finishes an operation that the main step could not end. It uses the same rollback code as a failing rollout. */

import type { Context } from './context.ts'
import { endClaim } from './execute/end-claim.ts'
import { failed } from './execute/outcomes.ts'
import { replaceProtected } from './execute/replace-protected.ts'
import { rollBack } from './execute/roll-back.ts'
import { findOurs } from './execute/start-refresh.ts'
import { watchRollback } from './execute/watch-rollback.ts'
import { refusedBy } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { type NotStarted, type Operation, rolloutOf, startedAs } from './model/operation.ts'
import type { Problem } from './model/problem.ts'
import type { OperationSettings } from './model/settings.ts'
import type { Outcome } from './outcome.ts'
import { problemIn } from './ports.ts'

/** What a main step that was killed has left unfinished. */
export interface UnfinishedRun {
  /** The rollout's operation, whose start may not have been answered; or the second refresh that rolls it back. */
  readonly operation: Operation | NotStarted
  readonly settings: OperationSettings
  /** Why it is being rolled back, if it is. */
  readonly failure?: Failure
}

/** Rolls back the unfinished operation, or watches its rollback to the end. `undefined`: nothing had been started. */
export async function finishInPost(context: Context, left: UnfinishedRun): Promise<Outcome | undefined> {
  // What has failed is left to the next run that writes: the runner gives a post step little time.
  const settings: OperationSettings = { ...left.settings, failedVersion: 'keep' }
  const failure: Failure = left.failure ?? { code: 'cancelled', signal: 'the job ended' }
  const operation = await begun(context, left)
  if (!operation) {
    await endClaim(context, left.operation.group, settings.run)
    return undefined
  }
  if ('problem' in operation) {
    const rollout = rolloutOf(left.operation)
    const rollback = { how: 'leave', end: 'failed', failure: refusedBy(operation.problem) } as const
    return failed(context, { rollout, settings, failure, rollback, replaced: 0 })
  }
  // A rollback in progress, by a second refresh or by AWS, is only watched.
  const isRollingBack = operation.undoes !== undefined || operation.type !== 'refresh'
  const rollback = isRollingBack
    ? await replaceProtected(context, operation, {
        failed: { failure, settings },
        result: await watchRollback(context, operation, settings),
      })
    : await rollBack(context, operation, { failure, settings })
  // This step has reported no operation yet, and its summary needs one to name the refresh.
  if (rollback.end === 'none')
    context.emit({
      type: 'rolling-back',
      at: context.clock.now(),
      operation,
      failure,
      how: 'leave',
    })
  return failed(context, { rollout: rolloutOf(operation), operation, settings, failure, rollback, replaced: 0 })
}

/** The operation as AWS has it. A start that was not answered may have begun none, or AWS cannot be read now. */
async function begun(
  { reads, ...context }: Context,
  { operation, settings }: UnfinishedRun,
): Promise<Operation | { readonly problem: Problem } | undefined> {
  if (operation.type !== 'not-started') return operation
  const retrying = {
    ...context,
    reads: reads.retrying({ limit: settings.timeout, throttled: settings.timeout, stop: context.stop }),
  }
  const found = await findOurs(retrying, operation).catch(problemIn)
  if (typeof found === 'object') return { problem: found }
  return found === undefined ? undefined : startedAs(found, operation)
}

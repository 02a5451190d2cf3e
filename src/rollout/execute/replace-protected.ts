/**
 * AWS's own rollback may leave instances of the failed version that are protected from scale-in, which it does not document:
 * a second refresh replaces them.
 */

import type { Context } from '../context.ts'
import { isAwsFailed } from '../failures/aws-failed.ts'
import type { Operation, RefreshOperation } from '../model/operation.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { keptByProtection, protectionFor } from '../scale-in-protection.ts'
import { withRetries } from '../timeouts.ts'
import { actionAfter, type FailedOperation, refused } from './rollback-attempt.ts'
import { startRollbackRefresh } from './rollback-refresh.ts'
import { timedInstances } from './timed-instances.ts'

/** How AWS's own rollback ended, and what it rolled back. */
export interface EndedRollback {
  readonly failed: FailedOperation
  readonly result: RollbackResult
}

/** Starts the second refresh and watches it, if AWS's own rollback has left such instances. Else the result is as it is. */
export async function replaceProtected(
  given: Context,
  operation: Operation,
  { failed: { failure, settings }, result }: EndedRollback,
): Promise<RollbackResult> {
  const { undoes, ...base } = operation
  if (base.type !== 'native-rollback' || !undoes || !isLeftOver(result)) return result
  if (actionAfter(failure, settings) !== 'rollback') return result
  const context = withRetries(given, 'finalSteps')
  const rollout: RefreshOperation = { ...base, ...undoes, type: 'refresh' }
  const attempt = { failure, settings, operation: rollout, action: 'rollback', now: undefined } as const
  try {
    const found = (await context.reads.group(operation.group))?.instances ?? []
    const instances = await timedInstances(context.reads, found, undoes)
    const isDue = keptByProtection(instances, undoes).length > 0
    if (!isDue || protectionFor(instances, undoes, 'Ignore') !== 'Refresh') return result
    return await startRollbackRefresh(context, {
      ...attempt,
      announced: new Set(),
      noted: new Set(),
      whenSent: () => {},
    })
  } catch (thrown) {
    return refused('new-refresh', problemIn(thrown))
  }
}

/** With `Wait` AWS gives up after an hour, as RollbackFailed. */
const isLeftOver = ({ failure }: RollbackResult): boolean =>
  failure !== undefined && (isAwsFailed(failure, 'protected-left') || failure.code === 'rollback-failed')

/** A write before the start of a refresh that AWS refuses because another refresh has begun since the survey. */

import type { Context } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { isActive } from '../model/refresh-status.ts'
import { problemIn } from '../ports.ts'
import { retryingReads } from '../timeouts.ts'

/**
 * The conflict, if there is one. While a refresh with a desired configuration is active AWS refuses to change what the group
 * launches from, by an error code that it uses for much else; so what AWS shows decides.
 */
export async function raceLost(context: Context, group: string, failure: Failure): Promise<Failure | undefined> {
  if (failure.code !== 'aws-failed' || failure.reason !== 'refused' || failure.problem.kind !== 'rejected')
    return undefined
  const refreshes = await retryingReads(context, 'prepare').refreshes(group).catch(unseen)
  const active = refreshes?.find(({ status }) => isActive(status))
  if (!active) return undefined
  const { operation, message } = failure.problem
  return refusedBy({ kind: 'conflict', operation, code: 'InstanceRefreshInProgress', message })
}

const unseen = (thrown: unknown): undefined => {
  problemIn(thrown)
}

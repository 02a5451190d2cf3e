/** Goes on with the rollback that an earlier attempt of this run began, or noted. */

import type { Context } from '../context.ts'
import type { Outcome } from '../outcome.ts'
import type { PlanOf } from '../plan/plan.ts'
import { withHandOver } from './hand-over.ts'
import { failed } from './outcomes.ts'
import { replaceProtected } from './replace-protected.ts'
import { rollBack } from './roll-back.ts'
import { adoptRollback } from './start-refresh.ts'
import { watchRollback } from './watch-rollback.ts'

/**
 * Watches the rollback of an earlier attempt until it ends, or begins what it has only noted. The run still fails, because the
 * new image was not rolled out.
 */
export async function resumeRollback(context: Context, plan: PlanOf<'resume-rollback'>): Promise<Outcome> {
  const { rollout, failure, settings } = plan
  const operation = adoptRollback(context, plan)
  const isBegun = operation.type !== 'refresh' || operation.undoes !== undefined
  const rollback = isBegun
    ? await replaceProtected(context, operation, {
        failed: { failure, settings },
        result: await watchRollback(context, operation, settings),
      })
    : await rollBack(context, operation, { failure, settings })
  return failed(context, await withHandOver(context, { rollout, operation, settings, failure, rollback, replaced: 0 }))
}

/** What one rollback knows while it is carried out, and what it reports of itself. */

import type { Context } from '../context.ts'
import { refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { rowOf } from '../failures/index.ts'
import type { RefreshOperation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Refresh } from '../model/refresh.ts'
import type { FailureAction, OperationSettings } from '../model/settings.ts'
import type { RollbackResult } from '../outcome.ts'

/** The operation that failed, the failure, and its settings. */
export interface FailedOperation {
  readonly failure: Failure
  readonly settings: OperationSettings
  /** Called once AWS has accepted the request; evidence for the report is gathered only after that. */
  whenSent?(): void
}

/** One rollback as it is carried out. */
export interface RollbackAttempt extends Required<FailedOperation> {
  readonly operation: RefreshOperation
  readonly action: FailureAction
  readonly now: Refresh | undefined
  /** What the log has announced already, so that a retry is not announced again. */
  readonly announced: Set<RollbackResult['how']>
  /** The refresh whose rollback is noted in the group's tag already. */
  readonly noted: Set<string>
  whenSent(): void
}

/** The action after a failure. Lost contact and somebody else's decision undo nothing. */
export function actionAfter(
  failure: Failure,
  { onFailure, onCancel }: Pick<OperationSettings, 'onFailure' | 'onCancel'>,
): FailureAction {
  switch (rowOf(failure).action) {
    case 'on-failure':
      return onFailure
    case 'on-cancel':
      return onCancel
    case 'rollback':
      return 'rollback'
    case 'leave':
      return 'leave'
  }
}

/** AWS refused the request, or it could not be sent. */
export const refused = (how: RollbackResult['how'], problem: Problem): RollbackResult => ({
  how,
  end: 'failed',
  failure: refusedBy(problem),
})

/** Reports the way in which the operation is undone, once. */
export function announce({ clock, emit }: Context, attempt: RollbackAttempt, how: RollbackResult['how']): void {
  const { operation, failure, announced } = attempt
  if (announced.has(how)) return
  announced.add(how)
  emit({ type: 'rolling-back', at: clock.now(), operation, failure, how })
}

import { type RefreshEnded, refreshEnded } from './refresh-ended.ts'
import type { FailureRow } from './row.ts'

/** AWS's rollback ended as RollbackFailed. A rollback by a second refresh that fails gets this code too, beside its own failure. */
export type RollbackFailed = { readonly code: 'rollback-failed' } & RefreshEnded

/** The row of `rollback-failed`. */
export const rollbackFailed = (failure: RollbackFailed): FailureRow => refreshEnded(failure)

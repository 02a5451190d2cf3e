import { type LateRefusal, lateRefusal, type RefusedCall, refusedCall } from './calls.ts'
import type { FailureRow } from './row.ts'

/** Another instance refresh of the group is in progress. */
export type Conflict = { readonly code: 'conflict' } & (RefusedCall | LateRefusal)

/** The row of `conflict`. */
export const conflict = (failure: Conflict): FailureRow =>
  failure.reason === 'refused'
    ? refusedCall(failure, 'Wait for the other refresh, or set `on-conflict`, then run again.')
    : lateRefusal(failure)

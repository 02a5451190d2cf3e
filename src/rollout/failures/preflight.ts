import { type LateRefusal, lateRefusal } from './calls.ts'
import type { FailureRow } from './row.ts'

/** The checks before the start found an error, when something had been changed already. */
export type Preflight = { readonly code: 'preflight' } & LateRefusal

/** The row of `preflight`. */
export const preflight = (failure: Preflight): FailureRow => lateRefusal(failure)

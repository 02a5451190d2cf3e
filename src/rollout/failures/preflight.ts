import { type LateRefusal, lateRefusal } from './calls.ts'
import type { FailureRow } from './row.ts'

/** The preflight found an error after the run had already cancelled another refresh. */
export type Preflight = { readonly code: 'preflight' } & LateRefusal

/** The row of `preflight`. */
export const preflight = (failure: Preflight): FailureRow => lateRefusal(failure)

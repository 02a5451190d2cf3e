/** The result of evaluating the polls of an operation. */
import type { Failure } from './failures/index.ts'

/** What the watch waits for, as data. */
export type Waiting = 'first-poll' | 'start' | 'replacement' | 'bake' | 'rollback' | 'cancel' | 'steady-health'

/** The result so far. `verify`: a verification is due; `step` names it. */
export type Verdict =
  | { readonly type: 'wait'; readonly for: Waiting }
  | { readonly type: 'verify'; readonly step: string; readonly for: Waiting }
  | { readonly type: 'arrived' }
  | { readonly type: 'fail'; readonly failure: Failure }

/** What the polls of an operation mean so far. */
import type { Failure } from './failures/index.ts'

/** What is waited for, as data. */
export type Waiting = 'first-poll' | 'start' | 'replacement' | 'bake' | 'rollback' | 'cancel' | 'steady-health'

/** The meaning of the polls so far. `verify`: the verification is to be started, and its name. */
export type Verdict =
  | { readonly type: 'wait'; readonly for: Waiting }
  | { readonly type: 'verify'; readonly step: string; readonly for: Waiting }
  | { readonly type: 'arrived' }
  | { readonly type: 'fail'; readonly failure: Failure }

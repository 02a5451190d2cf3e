/** What the polls of an operation mean so far. */
import type { Failure } from './failures/index.ts'

/** What is waited for, as data. */
export type Waiting = 'first-look' | 'start' | 'replacement' | 'bake' | 'rollback' | 'cancel' | 'steady-health'

/** The meaning of the looks so far. `verify`: the user's check is to be started, and its name. */
export type Verdict =
  | { readonly is: 'wait'; readonly for: Waiting }
  | { readonly is: 'verify'; readonly step: string; readonly for: Waiting }
  | { readonly is: 'arrived' }
  | { readonly is: 'fail'; readonly because: Failure }

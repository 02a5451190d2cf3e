/** One attempt of a run: what one turn of its loop hands to the next. */
import type { Failure } from '../failures/index.ts'
import type { Revision } from '../model/launch-template.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { ActivePlan } from '../plan/plan.ts'

/** What an attempt has come to so far. */
export interface Attempt {
  /** How long other refreshes are waited for in all, and until when: on the local clock. */
  readonly timeout: { readonly limit: Ms; readonly until: Instant }
  /** Somebody else's refresh was cancelled to make way: a refusal after that has changed something. */
  readonly hasCancelled: boolean
  /** Somebody else's refresh began between this plan and its start. */
  readonly overtaken?: NotBegun
}

/** A plan whose operation never began. `to`: the versions that were ready by then. */
export interface NotBegun {
  readonly plan: ActivePlan
  readonly failure: Failure
  readonly to: Revision
}

/** The state that one pass of the run's loop (survey, plan, execute) hands to the next. */
import type { Failure } from '../failures/index.ts'
import type { Revision } from '../model/launch-template.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { Tried } from '../model/trial.ts'
import type { ActivePlan } from '../plan/plan.ts'

/** What the passes of the loop have done so far. */
export interface Attempt {
  /** The total time to wait for other refreshes, and when it ends on the local clock. */
  readonly timeout: { readonly limit: Ms; readonly until: Instant }
  /** Whether another refresh was cancelled (`on-conflict: replace`). A refusal after that is a failure, as something was changed. */
  readonly hasCancelled: boolean
  /** The aliases' tag that this run has written before another refresh overtook it; empty for none. */
  readonly aliasTag: string
  /** The versions whose trial has passed: another refresh may have begun since, and they are as good as before. */
  readonly tried: Tried
  /** How often the plan was made again because the group was changed during a trial. */
  readonly replans: number
  /** Set when another refresh began between the plan and its own start, until that is resolved. */
  readonly overtaken?: NotBegun
  /** What this run made before that, for good: a version, a tag. A later plan may have no use for it. */
  readonly left?: NotBegun
}

/** A plan whose operation never began. `to`: the versions that existed by then. */
export interface NotBegun {
  readonly plan: ActivePlan
  readonly failure: Failure
  readonly to: Revision
  readonly tried: Tried
}

/** What one step of an execution hands to the next. */

import type { Group } from '../model/group.ts'
import type { Operation } from '../model/operation.ts'
import type { Tried } from '../model/trial.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Bindings } from '../plan/bindings.ts'
import type { ActivePlan } from '../plan/plan.ts'

/** The results of the steps so far. */
export interface ExecutionState {
  /** The group as AWS last described it. */
  readonly group: Group
  /** The real versions that steps have made for the plan's placeholders. */
  readonly bindings: Bindings
  readonly tried: Tried
  readonly operation?: Operation
  readonly watched?: WatchState
}

/** A plan, and how far its execution has come. */
export interface PlanProgress {
  readonly plan: ActivePlan
  readonly state: ExecutionState
}

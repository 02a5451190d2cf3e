/** A plan that is no longer for what the group has saved when its trial has passed: it is made again. */

import type { Context } from '../context.ts'
import type { Failure } from '../failures/index.ts'
import { withBindings } from '../plan/bindings.ts'
import type { Step } from '../plan/steps.ts'
import type { NotBegun } from './attempt.ts'
import type { PlanProgress } from './execution-state.ts'
import { existingTargets } from './outcomes.ts'

/** By the end of the trial the group has other versions saved than the plan was made for. */
export interface OutdatedPlan extends NotBegun {
  readonly type: 'outdated'
}

type Moved = Extract<Failure, { code: 'conflict'; reason: 'moved' }>

/** Whether a step has failed for that alone, and the plan is to be made again. */
export const isOutdated = (step: Step, failure: Failure): failure is Moved =>
  step.type === 'confirm-start' &&
  step.otherwise === 'plan-again' &&
  failure.code === 'conflict' &&
  failure.reason === 'moved'

/** Reports it, and hands on what the plan has made. */
export function planAgain({ emit, clock }: Context, { plan, state }: PlanProgress, failure: Moved): OutdatedPlan {
  emit({ type: 'trial', at: clock.now(), trial: { did: 'outdated', saved: failure.saved } })
  const bound = { ...withBindings(plan, state.bindings), group: state.group }
  return { type: 'outdated', plan: bound, failure, to: existingTargets(bound), tried: state.tried }
}

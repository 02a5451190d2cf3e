/** The steps before the refresh: tags, versions, and the version that the group has saved. */

import type { Context } from '../context.ts'
import type { Failure } from '../failures/index.ts'
import { type Bindings, bind, resolve, resolveAll, withBindings } from '../plan/bindings.ts'
import type { ActivePlan } from '../plan/plan.ts'
import type { Step } from '../plan/steps.ts'
import { confirmStart, noteRollout } from './claim.ts'
import { createVersion } from './create-version.ts'
import type { ExecutionState, PlanProgress } from './execution-state.ts'
import { noteRollbackTarget, pinGroup } from './pin-group.ts'

/** A step that comes before the refresh. */
export type Preparation = Extract<
  Step,
  { type: 'note-rollout' | 'note-rollback-target' | 'use-version' | 'create-version' | 'pin-group' | 'confirm-start' }
>

/** Carries out one of them. Its failure ends the execution before the refresh. */
export async function prepare(
  context: Context,
  step: Preparation,
  { plan, state }: PlanProgress,
): Promise<ExecutionState | Failure> {
  const { clock, emit } = context
  const { bindings, group } = state
  switch (step.type) {
    case 'note-rollout': {
      const noted = await noteRollout(context, step, { ...withBindings(plan, bindings), group })
      return 'code' in noted ? noted : { ...state, group: noted }
    }
    case 'note-rollback-target':
      return (await noteRollbackTarget(context, step)) ?? state
    case 'use-version':
      emit({ type: 'prepared', at: clock.now(), to: resolve(bindings, step.version), how: 'existing' })
      return state
    case 'create-version': {
      const { source, before } = step.version
      const origin = { source: resolve(bindings, source), ...(before && { before: resolve(bindings, before) }) }
      const made = await createVersion(context, step, { ...origin, run: plan.settings.run, since: group.at })
      return 'code' in made ? made : { ...state, bindings: bind(bindings, step.version, made) }
    }
    case 'confirm-start': {
      const saved = resolveAll(bindings, step.saved).templates
      const claimant = step.otherwise === 'fail' ? { run: plan.settings.run } : {}
      const confirmed = await confirmStart(context, saved, { group, ...claimant })
      if ('code' in confirmed) return confirmed
      // A refresh that another job of this run has begun since the survey is this run's all the same.
      return step.otherwise === 'fail' ? { ...state, group: confirmed } : state
    }
    case 'pin-group': {
      const pinned = await pinGroup(context, step, { group, bindings })
      if ('code' in pinned) return pinned
      announceNumbers(context, plan, bindings)
      return { ...state, group: pinned }
    }
  }
}

/** Reports the plan again if EC2 gave other numbers than planned, because somebody made a version meanwhile. */
function announceNumbers({ clock, emit }: Context, plan: ActivePlan, bindings: Bindings): void {
  const bound = withBindings(plan, bindings)
  if (bound.from.templates.some(({ version }, i) => version !== plan.from.templates[i]?.version))
    emit({ type: 'planned', at: clock.now(), plan: bound })
}

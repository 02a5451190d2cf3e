/** The preview of `mode: plan`: steps, permissions, duration and rollback. */

import type { Call } from '../rollout/plan/call.ts'
import { withCleanUp } from '../rollout/plan/found-clean-up.ts'
import { type Permission, permissionsFor } from '../rollout/plan/permissions.ts'
import type { Plan } from '../rollout/plan/plan.ts'
import { callsOf } from '../rollout/plan/steps.ts'
import type { Timeline } from '../rollout/timeline.ts'

/** A plan with what the preview shows. */
export interface Preview {
  readonly plan: Plan
  readonly calls: readonly Call[]
  readonly permissions: readonly Permission[]
}

/** The preview; `undefined` for any other mode and for a refusal. */
export function previewOf({ plan, settings, survey, milestones }: Timeline): Preview | undefined {
  if (!plan || !survey || settings?.mode !== 'plan' || plan.action === 'refuse') return undefined
  const steps = withCleanUp(plan.steps, {
    account: survey.group?.account ?? '',
    versions: milestones.flatMap((milestone) => (milestone.type === 'deleting-versions' ? [milestone.cleanUp] : [])),
    images: milestones.flatMap((milestone) => (milestone.type === 'archiving-images' ? [milestone.cleanUp] : [])),
  })
  const asFound = { ...plan, steps }
  return { plan: asFound, calls: callsOf(steps), permissions: permissionsFor(asFound, { survey, settings }) }
}

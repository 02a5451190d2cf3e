/** What a plan foresees beyond its verdict: the calls, the rights, the pace, the way back. Only of `mode: plan`. */
import { itinerary, type Step } from '../rollout/plan/itinerary.ts'
import type { Plan } from '../rollout/plan/plan.ts'
import { type Right, rightsFor } from '../rollout/plan/rights.ts'
import type { Timeline } from '../rollout/timeline.ts'

/** A plan that was made to be looked at. */
export interface Foresight {
  readonly plan: Plan
  readonly steps: readonly Step[]
  readonly rights: readonly Right[]
}

/** Nothing for any other mode, and where a plan refuses. */
export function foresightOf({ plan, policy, survey, turns }: Timeline): Foresight | undefined {
  if (!plan || !survey || policy?.mode !== 'plan' || plan.will === 'refuse') return undefined
  const cleanUps = turns.flatMap((turn) => (turn.is === 'tidying' ? [turn.cleanUp] : []))
  const steps = itinerary({ plan, policy, survey, cleanUps })
  return { plan, steps, rights: rightsFor(steps, { plan, policy, survey }) }
}

/** Other percentages for the same rollout, with what they mean for this group. */
import type { Estimate } from './estimate.ts'
import { estimate } from './estimate.ts'
import type { Plan } from './plan.ts'

/** A pair of percentages, and how the rollout would go with it. */
export interface Alternative {
  readonly minHealthyPercentage: number
  readonly maxHealthyPercentage: number
  readonly estimate: Estimate
}

type Rolling = Extract<Plan, { action: 'roll' }>

/** Half as many again, twice as many, and none more: then old instances go first. */
const PAIRS = [
  [100, 150],
  [100, 200],
  [75, 100],
] as const

/** The plan's own percentages first, then those that would go another way. Only the plan's, where nothing is replaced. */
export function alternativesFor({ coverage, group, settings, estimate: chosen }: Rolling): readonly Alternative[] {
  const { preferences, waits } = settings
  const { minHealthyPercentage, maxHealthyPercentage, skipMatching } = preferences
  const due = skipMatching ? coverage.covered.filter((each) => !coverage.onTarget.includes(each)) : coverage.covered
  const others = PAIRS.map(([min, max]): Alternative => {
    const pair = { minHealthyPercentage: min, maxHealthyPercentage: max }
    return { ...pair, estimate: estimate(due, group, { preferences: { ...preferences, ...pair }, waits }) }
  })
  const own = { minHealthyPercentage, maxHealthyPercentage, estimate: chosen }
  return chosen.replaced === 0 ? [own] : [own, ...others].filter((each, i, all) => all.findIndex(isLike(each)) === i)
}

const isLike =
  ({ estimate: one }: Alternative) =>
  ({ estimate: other }: Alternative): boolean =>
    one.size === other.size && one.extra === other.extra && one.stay === other.stay

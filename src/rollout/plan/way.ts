/** What a leg is judged by, and what it starts from. Pure. */
import type { Coverage } from '../coverage.ts'
import type { Group } from '../facts.ts'
import type { Ms, Preferences, Target, TemplateVersion } from '../model.ts'
import { type OperationSettings, type RolloutSettings, VERIFY_SLACK } from '../policy.ts'
import type { Estimate } from './estimate.ts'
import { type PlanBase, revision } from './plan.ts'
import { healthyIn } from './preferences.ts'

/** All that a way is made from. `from`: the versions in use. */
export interface Making {
  readonly policy: RolloutSettings
  readonly preferences: Preferences
  readonly group: Group
  readonly from: readonly TemplateVersion[]
  readonly targets: readonly Target[]
  readonly guess: Estimate
  readonly covers: Coverage
}

const HOUR: Ms = 3_600_000

/** The way, with the time limit that `auto` means. */
export function wayOf({ policy, preferences, group, from, targets, guess, covers }: Making): PlanBase {
  const timeout = policy.timeout === 'auto' ? Math.max(HOUR, 2 * guess.longest) : policy.timeout
  const { targetHealthTimeout, maxLaunchFailures, pollInterval, onFailure, onCancel } = policy
  const verify = verifyLimits(policy)
  const limits = { targetHealthTimeout, maxLaunchFailures, timeout, ...(verify && { verify }) }
  const terms: OperationSettings = { preferences, pollInterval, ...limits, onFailure, onCancel, run: policy.run }
  return {
    group,
    from: revision(from),
    terms,
    timeout,
    coverage: covers,
    healthy: healthyIn(group, targets),
    back: policy.to !== undefined,
  }
}

function verifyLimits({
  verify,
  checkpointDelay,
  bakeTime,
  pollInterval,
}: RolloutSettings): OperationSettings['verify'] {
  const within = (pause: Ms): Ms => verify?.timeout ?? pause - 2 * pollInterval - VERIFY_SLACK
  return verify && { checkpoint: within(checkpointDelay), bake: within(bakeTime) }
}

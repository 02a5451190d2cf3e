/** The modes, and what post does. */
import { check } from './rollout/check.ts'
import type { Context } from './rollout/context.ts'
import type { RolloutSettings } from './rollout/model/settings.ts'
import type { Outcome } from './rollout/outcome.ts'
import { planOnly, run as roll } from './rollout/run.ts'

/** Carries out the mode. `plan` and `check` are handed a world without the means to write. */
export function runProgram(world: Context, policy: RolloutSettings): Promise<Outcome> {
  switch (policy.mode) {
    case 'plan':
      return planOnly(world, policy)
    case 'check':
      return check(world, policy)
    case 'deploy':
    case 'rollback':
      return roll(world, policy)
  }
}

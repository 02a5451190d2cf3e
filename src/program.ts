/** Maps each mode, and the post step, to its function. */
import type { Context } from './rollout/context.ts'
import type { RolloutSettings } from './rollout/model/settings.ts'
import type { Outcome } from './rollout/outcome.ts'
import { planOnly, run as roll } from './rollout/run.ts'

/** Runs the mode. The functions of `plan` and `check` take a context without writes. */
export async function runProgram(world: Context, policy: RolloutSettings): Promise<Outcome> {
  switch (policy.mode) {
    case 'plan':
      return planOnly(world, policy)
    case 'check':
      return (await import('./rollout/check.ts')).check(world, policy)
    case 'deploy':
    case 'rollback':
      return roll(world, policy)
  }
}

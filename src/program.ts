/** Maps each mode, and the post step, to its function. */
import type { Context } from './rollout/context.ts'
import type { RequestedSettings, RolloutSettings } from './rollout/model/settings.ts'
import type { Outcome } from './rollout/outcome.ts'
import { planOnly, run as roll } from './rollout/run.ts'

/** Finds the group, where a tag names it, and runs the mode. */
export async function runProgram(world: Context, requested: RequestedSettings): Promise<Outcome> {
  const { group } = requested
  if (typeof group === 'string') return runMode(world, { ...requested, group })
  const { groupByTag } = await import('./rollout/group-by-tag.ts')
  const found = await groupByTag(world, { ...requested, group })
  return typeof found === 'string' ? runMode(world, { ...requested, group: found }) : found
}

/** The functions of `plan`, `check` and `watch` take a context without writes. */
async function runMode(world: Context, policy: RolloutSettings): Promise<Outcome> {
  switch (policy.mode) {
    case 'plan':
      return planOnly(world, policy)
    case 'check':
      return (await import('./rollout/check.ts')).check(world, policy)
    case 'watch':
      return (await import('./rollout/watch-other/watch-other.ts')).watchOther(world, policy)
    case 'deploy':
    case 'rollback':
      return roll(world, policy)
  }
}

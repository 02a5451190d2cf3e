/** Maps each mode, and the post step, to its function. */
import type { Connected } from './compose.ts'
import type { Context } from './rollout/context.ts'
import type { RequestedSettings, RolloutSettings } from './rollout/model/settings.ts'
import type { Outcome } from './rollout/outcome.ts'
import { survey } from './rollout/survey/survey.ts'

type Loading = Pick<Connected, 'firstRequest'>

/** Finds the group, where a tag names it, and runs the mode. Code that is loaded waits for the first request. */
export async function runProgram(world: Context & Loading, requested: RequestedSettings): Promise<Outcome> {
  const { group } = requested
  if (typeof group === 'string') return runMode(world, { ...requested, group })
  const { groupByTag } = await import('./rollout/group-by-tag.ts')
  const found = await groupByTag(world, { ...requested, group })
  return typeof found === 'string' ? runMode(world, { ...requested, group: found }) : found
}

/** The functions of `plan`, `check` and `watch` take a context without writes. */
async function runMode(world: Context & Loading, policy: RolloutSettings): Promise<Outcome> {
  switch (policy.mode) {
    case 'check':
      return (await import('./rollout/check.ts')).check(world, policy)
    case 'watch':
      return (await import('./rollout/watch-other/watch-other.ts')).watchOther(world, policy)
    case 'plan':
    case 'deploy':
    case 'rollback': {
      // All that follows the survey is loaded while the first answers of AWS are on their way.
      const [found, { planOnly, run }] = await Promise.all([
        survey(world, policy),
        world.firstRequest().then(() => import('./rollout/run.ts')),
      ])
      return policy.mode === 'plan' ? planOnly(world, policy, found) : run(world, policy, found)
    }
  }
}

/** Progress counts for the log, the summary and the chart. */
import { runs } from './coverage.ts'
import { type Instance, unitsOf } from './instance.ts'
import { isInService, isLaunching, isLeaving, isRetained } from './lifecycle.ts'
import type { Observation } from './observation.ts'
import type { Operation } from './operation.ts'
import { isHealthy } from './target.ts'

/** Progress of an operation at one poll. */
export interface Progress {
  readonly total: number
  /** Instances that there are or should be, whichever is more; what there are in a group that counts units of capacity. */
  readonly expected: number
  readonly onTarget: number
  readonly starting: number
  readonly leaving: number
  /** Taken out and kept running: somebody else's to end. */
  readonly retained: number
  /** In service and healthy everywhere, whatever they run. */
  readonly healthy: number
  /** Those of them that run the operation's target. */
  readonly healthyOnTarget: number
  /** Healthy instances in each target group, in the order of the operation. */
  readonly inTargetGroups: readonly {
    readonly targetGroup: string
    readonly healthy: number
    readonly registered: number
  }[]
}

/** The counts of one poll. `isUnfit`: EC2's own checks of an instance have failed. */
export function progress(
  { instances, targets, desired }: Observation,
  operation: Operation,
  isUnfit: (instance: Instance) => boolean = () => false,
): Progress {
  const present = instances.filter(isInService)
  const { targetGroups, unjudged } = operation
  const healthy = present.filter((each) => isHealthy(each, { targetGroups, unjudged }, targets) && !isUnfit(each))
  return {
    total: present.length,
    expected: unitsOf(instances) === 'instances' ? Math.max(present.length, desired) : present.length,
    onTarget: present.filter((instance) => runs(instance, operation.to)).length,
    starting: instances.filter(isLaunching).length,
    leaving: instances.filter((each) => isLeaving(each) && !isRetained(each)).length,
    retained: instances.filter(isRetained).length,
    healthy: healthy.length,
    healthyOnTarget: healthy.filter((instance) => runs(instance, operation.to)).length,
    inTargetGroups: operation.targetGroups.map((targetGroup) => {
      const mine = targets.filter((target) => target.targetGroup === targetGroup && target.state !== 'draining')
      return { targetGroup, healthy: mine.filter(({ state }) => state === 'healthy').length, registered: mine.length }
    }),
  }
}

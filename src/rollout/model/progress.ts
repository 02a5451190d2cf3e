/** Progress counts for the log, the summary and the chart. */
import { runs } from './coverage.ts'
import { isInService, isLaunching, isLeaving } from './lifecycle.ts'
import type { Observation } from './observation.ts'
import type { Operation } from './operation.ts'
import { isHealthy } from './target.ts'

/** Progress of an operation at one poll. */
export interface Progress {
  readonly total: number
  readonly onTarget: number
  readonly starting: number
  readonly leaving: number
  /** Instances in service and healthy in every health check, whatever version they run. */
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

/** The counts of one poll. */
export function progress({ instances, targets }: Observation, operation: Operation): Progress {
  const present = instances.filter(isInService)
  const healthy = present.filter((instance) => isHealthy(instance, operation, targets))
  return {
    total: present.length,
    onTarget: present.filter((instance) => runs(instance, operation.to)).length,
    starting: instances.filter(isLaunching).length,
    leaving: instances.filter(isLeaving).length,
    healthy: healthy.length,
    healthyOnTarget: healthy.filter((instance) => runs(instance, operation.to)).length,
    inTargetGroups: operation.targetGroups.map((targetGroup) => {
      const mine = targets.filter((target) => target.targetGroup === targetGroup && target.state !== 'draining')
      return { targetGroup, healthy: mine.filter(({ state }) => state === 'healthy').length, registered: mine.length }
    }),
  }
}

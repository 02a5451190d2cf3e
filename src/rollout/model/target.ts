/** Target groups and classic load balancers, and whether they call an instance healthy. */
import type { Instance } from './instance.ts'
import type { Operation } from './operation.ts'
import type { Ms } from './time.ts'

/** One registration in one target group. States and reasons are ELBv2's. */
export interface Target {
  readonly targetGroup: string
  readonly instance: string
  readonly state: string
  readonly reason?: string
  readonly description?: string
}

/**
 * The health check of a target group or a classic load balancer. `timeToHealthy`: how long it takes to call a healthy
 * target healthy, interval × threshold.
 */
export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly checked: boolean
  readonly timeToHealthy: Ms
}

/** Whether this is a classic load balancer: those are identified by name, target groups by ARN. */
export const isClassic = (targetGroup: string): boolean => !targetGroup.startsWith('arn:')

/** Its noun for sentences. */
export const nounOf = (targetGroup: string): 'classic load balancer' | 'target group' =>
  isClassic(targetGroup) ? 'classic load balancer' : 'target group'

/** Whether the target never gets a health state, as without a load balancer or with health checks disabled. The watch does not wait for it. */
export const isUnjudged = ({ state, reason }: Target): boolean =>
  (state === 'unused' && reason === 'Target.NotInUse') ||
  (state === 'unavailable' && reason === 'Target.HealthCheckDisabled')

/** Whether the target group reports the instance healthy; `undefined` where it never checks it. A missing target is not healthy. */
export function healthIn(targetGroup: string, instance: string, targets: readonly Target[]): boolean | undefined {
  const mine = targetsOf(instance, targets).filter((target) => target.targetGroup === targetGroup)
  if (mine.length > 0 && mine.every(isUnjudged)) return undefined
  return mine.length > 0 && mine.every((target) => target.state === 'healthy' || isUnjudged(target))
}

/** Targets by instance, indexed once a poll, so that a large group does not need a linear search for each instance. */
const byInstance = new WeakMap<readonly Target[], ReadonlyMap<string, readonly Target[]>>()

function targetsOf(instance: string, targets: readonly Target[]): readonly Target[] {
  const sorted = byInstance.get(targets) ?? Map.groupBy(targets, (target) => target.instance)
  byInstance.set(targets, sorted)
  return sorted.get(instance) ?? []
}

/** Whether Auto Scaling, and every target group that checks the instance, report it healthy. */
export const isHealthy = (
  instance: Instance,
  operation: Pick<Operation, 'targetGroups'>,
  targets: readonly Target[],
): boolean => instance.healthy && operation.targetGroups.every((arn) => healthIn(arn, instance.id, targets) !== false)

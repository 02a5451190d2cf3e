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

/** How a target group, or a classic load balancer, checks its targets. `timeToHealthy`: until a healthy one is called healthy, interval × threshold. */
export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly checked: boolean
  readonly timeToHealthy: Ms
}

/** A classic load balancer is known by its name, a target group by its ARN. */
export const isClassic = (targetGroup: string): boolean => !targetGroup.startsWith('arn:')

/** What it is called in a sentence. */
export const nounOf = (targetGroup: string): 'classic load balancer' | 'target group' =>
  isClassic(targetGroup) ? 'classic load balancer' : 'target group'

/** Targets whose target group can never call them healthy are not waited for: no load balancer, or checks switched off. */
export const isUnjudged = ({ state, reason }: Target): boolean =>
  (state === 'unused' && reason === 'Target.NotInUse') ||
  (state === 'unavailable' && reason === 'Target.HealthCheckDisabled')

/** Healthy as a target group sees it. `undefined`: the group never judges it. An absent target is not healthy. */
export function healthIn(targetGroup: string, instance: string, targets: readonly Target[]): boolean | undefined {
  const mine = targetsOf(instance, targets).filter((target) => target.targetGroup === targetGroup)
  if (mine.length > 0 && mine.every(isUnjudged)) return undefined
  return mine.length > 0 && mine.every((target) => target.state === 'healthy' || isUnjudged(target))
}

/** The targets of each poll by instance, so that a look at a large group does not search all of them for each of its instances. */
const byInstance = new WeakMap<readonly Target[], ReadonlyMap<string, readonly Target[]>>()

function targetsOf(instance: string, targets: readonly Target[]): readonly Target[] {
  const sorted = byInstance.get(targets) ?? Map.groupBy(targets, (target) => target.instance)
  byInstance.set(targets, sorted)
  return sorted.get(instance) ?? []
}

/** Whether the group calls the instance healthy, and every target group that judges does. */
export const isHealthy = (
  instance: Instance,
  operation: Pick<Operation, 'targetGroups'>,
  targets: readonly Target[],
): boolean => instance.healthy && operation.targetGroups.every((arn) => healthIn(arn, instance.id, targets) !== false)

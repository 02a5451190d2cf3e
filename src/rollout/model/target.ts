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
  /** What keeps traffic from the target, however healthy it is. */
  readonly withoutTraffic?: 'zonal shift' | 'anomaly mitigation'
}

/** How a target group, or a classic load balancer, checks its targets. */
export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly checked: boolean
  /** Whose rules it follows; a Gateway Load Balancer registers like a Network Load Balancer. */
  readonly balancer: 'application' | 'network' | 'classic'
  /** Between two checks. */
  readonly interval: Ms
  readonly healthyThreshold: number
  /** The load balancers that send it traffic. None: nobody checks its targets. A classic load balancer is its own. */
  readonly loadBalancers: readonly LoadBalancer[]
}

/** A load balancer, and the Availability Zones that it is enabled in: elsewhere its targets are not used. */
export interface LoadBalancer {
  readonly name: string
  readonly zones: readonly string[]
}

/** Whether this is a classic load balancer: those are identified by name, target groups by ARN. */
export const isClassic = (targetGroup: string): boolean => !targetGroup.startsWith('arn:')

/** Its noun for sentences. */
export const nounOf = (targetGroup: string): 'classic load balancer' | 'target group' =>
  isClassic(targetGroup) ? 'classic load balancer' : 'target group'

/** What a target group says of a target that it does not check: no listener uses it, the target's zone is not enabled, or its checks are off. */
export const isUnchecked = ({ state, reason }: Target): boolean =>
  (state === 'unused' && reason === 'Target.NotInUse') ||
  (state === 'unavailable' && reason === 'Target.HealthCheckDisabled')

/** Target groups that judge at least one target, for each poll. */
const judgingIn = new WeakMap<readonly Target[], ReadonlySet<string>>()

function judging(targets: readonly Target[]): ReadonlySet<string> {
  const known =
    judgingIn.get(targets) ??
    new Set(targets.flatMap((each) => (each.state === 'draining' || isUnchecked(each) ? [] : [each.targetGroup])))
  judgingIn.set(targets, known)
  return known
}

/** Those that judge nobody: checks switched off, no listener, no target in a zone that is enabled. */
export const judgingNobody = (all: readonly TargetGroup[], targets: readonly Target[]): readonly string[] =>
  all
    .filter(({ arn, checked, loadBalancers }) => {
      const isEmpty = targets.every(({ targetGroup }) => targetGroup !== arn)
      return !checked || (isEmpty ? loadBalancers.length === 0 : !judging(targets).has(arn))
    })
    .map(({ arn }) => arn)

/** What target groups say now, and those that judged nobody before. `undoes`: of an operation that takes a rollout back. */
export interface TargetsSeen extends Pick<Operation, 'unjudged'> {
  readonly undoes?: Operation['undoes'] | undefined
  readonly targets: readonly Target[]
}

/**
 * Healthy as a target group sees it. `undefined`: it judged nobody before and judges nobody now. One that has stopped
 * judging has not found anybody healthy, and neither has one where the instance is absent. What takes a rollout back
 * cannot bring back a listener or a zone: there what is not checked counts neither for nor against.
 */
export function healthIn(
  targetGroup: string,
  instance: string,
  { targets, unjudged, undoes }: TargetsSeen,
): boolean | undefined {
  if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return undefined
  const mine = targetsIn(targetGroup, instance, targets)
  if (undoes !== undefined && mine.length > 0 && mine.every(isUnchecked)) return undefined
  return mine.length > 0 && mine.every((target) => target.state === 'healthy')
}

/** Sorted once a poll, so that a large group does not need a linear search for each instance. */
const sortedIn = new WeakMap<readonly Target[], ReadonlyMap<string, ReadonlyMap<string, readonly Target[]>>>()

/** The registrations of an instance in a target group: one for each port. */
export function targetsIn(targetGroup: string, instance: string, targets: readonly Target[]): readonly Target[] {
  const sorted = sortedIn.get(targets) ?? sortedByGroup(targets)
  sortedIn.set(targets, sorted)
  return sorted.get(targetGroup)?.get(instance) ?? []
}

function sortedByGroup(targets: readonly Target[]) {
  const sorted = new Map<string, ReadonlyMap<string, readonly Target[]>>()
  for (const [targetGroup, its] of Map.groupBy(targets, (target) => target.targetGroup))
    sorted.set(
      targetGroup,
      Map.groupBy(its, (target) => target.instance),
    )
  return sorted
}

/** Whether Auto Scaling, and every target group that checks the instance, report it healthy. */
export function isHealthy(
  instance: Instance,
  { targetGroups, unjudged, undoes }: Pick<Operation, 'targetGroups' | 'unjudged' | 'undoes'>,
  targets: readonly Target[],
): boolean {
  const seen = { unjudged, undoes, targets }
  return instance.healthy && targetGroups.every((arn) => healthIn(arn, instance.id, seen) !== false)
}

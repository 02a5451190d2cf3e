/** Auto Scaling's health checks: which instances are unhealthy, and which of them are replaced now. */
import { cause } from './activity.ts'
import type { Configuration } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import type { Instance } from './instance.ts'

/** What Auto Scaling finds wrong with an instance, and who told it. */
type HealthFault = 'EC2' | 'ELB'

/**
 * A machine that is not running is unhealthy at once; what a load balancer says counts for groups of type ELB, and only
 * after the grace period.
 */
function healthFault(
  instance: Instance,
  fleet: Fleet,
  { healthCheckType, healthCheckGracePeriod }: Configuration,
  now: number,
): HealthFault | undefined {
  if (instance.ec2State !== 'running') return 'EC2'
  if (healthCheckType !== 'ELB' || now < (instance.inServiceAt ?? now) + healthCheckGracePeriod * 1000) return undefined
  return fleet.targets(instance).some(({ health }) => health.state === 'unhealthy') ? 'ELB' : undefined
}

/** One instance to be taken out for its health. */
export interface UnhealthyInstance {
  readonly instance: Instance
  readonly cause: string
}

/** Marks the instances in service that are unhealthy now. */
export function markUnhealthy(fleet: Fleet, configuration: Configuration, now: number): void {
  for (const instance of fleet.instances) {
    if (instance.lifecycle === 'InService' && healthFault(instance, fleet, configuration, now))
      instance.health = 'Unhealthy'
  }
}

/**
 * Those to be replaced now. Machines that are gone are replaced at once; for a load balancer's sake normally no more than
 * 10 % of the desired capacity at a time (EC2 Auto Scaling User Guide, health checks).
 */
export function dueForReplacement(
  fleet: Fleet,
  configuration: Configuration,
  now: number,
): readonly UnhealthyInstance[] {
  const unhealthy = fleet.instances.filter(
    ({ lifecycle, health }) => lifecycle === 'InService' && health === 'Unhealthy',
  )
  const gone = unhealthy.filter(({ ec2State }) => ec2State !== 'running')
  const failing = unhealthy.filter(({ ec2State }) => ec2State === 'running')
  const underWay = fleet.instances.filter(({ isLeaving, leaving }) => isLeaving && leaving === 'unhealthy').length
  const atATime = Math.max(1, Math.ceil(configuration.desired / 10))
  return [
    ...gone.map((instance) => ({ instance, cause: cause.takenForEc2(now) })),
    ...failing
      .slice(0, Math.max(0, atATime - underWay))
      .map((instance) => ({ instance, cause: cause.takenForElb(now) })),
  ]
}

/**
 * In service and healthy in the eyes of the group: by EC2 alone, or by its load balancers too. A target that no load
 * balancer checks is no obstacle.
 */
export function isHealthy(instance: Instance, fleet: Fleet, { healthCheckType }: Configuration): boolean {
  if (instance.lifecycle !== 'InService' || instance.health !== 'Healthy' || instance.ec2State !== 'running')
    return false
  if (healthCheckType === 'EC2') return true
  return fleet.targets(instance).every(({ health }) => ['healthy', 'unused', 'unavailable'].includes(health.state))
}

/** Whether the warm-up, counted from InService, is over. */
export const isWarm = (instance: Instance, warmupSeconds: number, now: number): boolean =>
  instance.inServiceAt !== undefined && now >= instance.inServiceAt + warmupSeconds * 1000

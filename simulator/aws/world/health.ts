/** Auto Scaling's health checks: which instances are unhealthy, and which of them are replaced now. */
import { cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { type Configuration, healthChecksOf } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import type { Instance } from './instance.ts'
import { impairedSince, statusChecksOf } from './status-checks.ts'

/** What is wrong with an instance: it does not run, its status checks are impaired, or a load balancer says so. */
type HealthFault = 'not-running' | 'status-checks' | 'load-balancer'

/** A group whose instances are checked. */
export interface CheckedGroup {
  readonly fleet: Fleet
  readonly configuration: Configuration
}

/** What its checks need of the account. */
type Surrounding = Pick<Cloud, 'agenda' | 'rules'>

/** An instance that is not running is unhealthy at once, any other one only after the grace period. */
function healthFault(instance: Instance, group: CheckedGroup, cloud: Surrounding): HealthFault | undefined {
  const { rules } = cloud
  if (instance.ec2State !== 'running' && rules.notRunningIsUnhealthy) return 'not-running'
  if (isInGrace(instance, group, cloud) && rules.graceProtects) return undefined
  if (isImpairedForLong(instance, group, cloud)) return 'status-checks'
  if (!healthChecksOf(group.configuration).includes('ELB') && rules.loadBalancersOnlyIfTurnedOn) return undefined
  return group.fleet.targets(instance).some(({ health }) => health.state === 'unhealthy') ? 'load-balancer' : undefined
}

function isInGrace({ inServiceAt }: Instance, { configuration }: CheckedGroup, { agenda }: Surrounding): boolean {
  return agenda.now < (inServiceAt ?? agenda.now) + configuration.healthCheckGracePeriod * 1000
}

/** "A few minutes": a check may fail for a while. A check without data is no failure. */
function isImpairedForLong(
  instance: Instance,
  { configuration }: CheckedGroup,
  { agenda, rules }: Surrounding,
): boolean {
  if (!rules.insufficientDataIsNotUnhealthy && isWithoutData(instance, agenda.now)) return true
  if (!rules.impairedIsUnhealthy) return false
  const withVolumes = healthChecksOf(configuration).includes('EBS') || !rules.volumesOnlyIfTurnedOn
  const parts = withVolumes ? (['system', 'instance', 'attachedEbs'] as const) : (['system', 'instance'] as const)
  return parts.some((part) => {
    const since = impairedSince(instance, part, agenda.now)
    return since !== undefined && agenda.now >= since + rules.impairedFor * 1000
  })
}

const isWithoutData = (instance: Instance, now: number): boolean =>
  Object.values(statusChecksOf(instance, now)).includes('insufficient-data')

/** An instance that is replaced for its health. */
export interface UnhealthyInstance {
  readonly instance: Instance
  readonly cause: string
}

/** Marks the instances in service that are unhealthy now. */
export function markUnhealthy(group: CheckedGroup, cloud: Surrounding): void {
  for (const instance of group.fleet.instances) {
    if (instance.lifecycle === 'InService' && healthFault(instance, group, cloud)) instance.health = 'Unhealthy'
  }
}

/** Those to be replaced now: all that do not run, and of the others a tenth of the desired capacity at a time. */
export function dueForReplacement(group: CheckedGroup, cloud: Surrounding): readonly UnhealthyInstance[] {
  const { instances } = group.fleet
  const { now } = cloud.agenda
  const unhealthy = instances.filter(({ lifecycle, health }) => lifecycle === 'InService' && health === 'Unhealthy')
  const gone = unhealthy.filter(({ ec2State }) => ec2State !== 'running')
  const failing = unhealthy.filter(({ ec2State }) => ec2State === 'running')
  const underWay = instances.filter(({ isLeaving, leaving }) => isLeaving && leaving === 'unhealthy').length
  const atATime = cloud.rules.tenPercentAtATime
    ? Math.max(0, Math.max(1, Math.ceil(group.configuration.desired / 10)) - underWay)
    : failing.length
  return [
    ...gone.map((instance) => ({ instance, cause: cause.takenForEc2(now) })),
    ...failing.slice(0, atATime).map((instance) => ({ instance, cause: causeFor(instance, group, cloud) })),
  ]
}

const causeFor = (instance: Instance, group: CheckedGroup, cloud: Surrounding): string =>
  healthFault(instance, group, cloud) === 'status-checks'
    ? cause.takenForStatusChecks(cloud.agenda.now)
    : cause.takenForElb(cloud.agenda.now)

/**
 * In service and healthy, as a refresh sees it: by EC2, whose checks must have data, and by the load balancers where they
 * count. A target that no load balancer checks is no obstacle.
 */
export function isHealthy(instance: Instance, group: CheckedGroup, cloud: Surrounding): boolean {
  const { lifecycle, health, ec2State } = instance
  if (lifecycle !== 'InService' || health !== 'Healthy' || ec2State !== 'running') return false
  if (!passesStatusChecks(instance, group, cloud)) return false
  if (!healthChecksOf(group.configuration).includes('ELB')) return true
  if (cloud.rules.graceInRefresh === 'assumed' && isInGrace(instance, group, cloud)) return true
  return group.fleet
    .targets(instance)
    .every(({ health: target }) => ['healthy', 'unused', 'unavailable'].includes(target.state))
}

function passesStatusChecks(
  instance: Instance,
  { configuration }: CheckedGroup,
  { agenda, rules }: Surrounding,
): boolean {
  if (rules.refreshWaitsForStatusChecks === 'does-not') return true
  const { system, instance: own, attachedEbs } = statusChecksOf(instance, agenda.now)
  const isTold = healthChecksOf(configuration).includes('EBS')
  return system === 'ok' && own === 'ok' && (!isTold || attachedEbs === 'ok' || attachedEbs === 'not-applicable')
}

/** Whether the warm-up, counted from InService, is over. */
export function isWarm(
  { inServiceAt, launchInfo }: Instance,
  warmupSeconds: number,
  { agenda, rules }: Surrounding,
): boolean {
  const since = rules.warmupFromInService ? inServiceAt : launchInfo.launchedAt
  const seconds = rules.warmupDelaysNext ? warmupSeconds : 0
  return since !== undefined && agenda.now >= since + seconds * 1000
}

/** The settings of a group: its size, what it launches, how it checks health. */
import type { ClassicLoadBalancer } from './classic-load-balancer.ts'
import type { LaunchSource } from './launch-source.ts'
import type { TargetGroup } from './target-group.ts'

/** Processes that can be suspended, in AWS's order: what suspending without a list suspends. */
export const processes = [
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const
/** One of them. */
export type Process = (typeof processes)[number]

/** A tag of a group. */
export interface GroupTag {
  readonly key: string
  readonly value: string
  readonly propagateAtLaunch: boolean
}

/** Times in seconds, as AWS takes them. What it launches from is the saved one: a refresh changes it when it succeeds. */
export interface Configuration extends LaunchSource {
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly zones: readonly string[]
  readonly targetGroups: readonly TargetGroup[]
  readonly classicLoadBalancers: readonly ClassicLoadBalancer[]
  /** ARNs of VPC Lattice target groups: they are listed, and nothing happens in them. */
  readonly latticeTargetGroups: readonly string[]
  /** As it was given: one type, or several between commas. */
  readonly healthCheckType: string
  readonly healthCheckGracePeriod: number
  readonly defaultInstanceWarmup?: number
  readonly maintenancePolicy?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly newInstancesProtected: boolean
  /** Capacity Rebalancing: Spot instances at risk are replaced before they are interrupted. */
  readonly capacityRebalance: boolean
  /** Instance lifecycle policy: the action for an instance whose terminating hook is abandoned. */
  readonly onAbandonedTermination: 'terminate' | 'retain'
  /** Its launches go into capacity reservations alone. */
  readonly reservedOnly?: true
}

/** Whether a version follows the template instead of being a number. */
export const isAlias = (version: string): boolean => version === '$Latest' || version === '$Default'

/** Auto Scaling's health check types. */
export const healthCheckTypes = ['EC2', 'ELB', 'EBS', 'VPC_LATTICE'] as const
/** One of them. */
export type HealthCheckType = (typeof healthCheckTypes)[number]

/** The types that a text names; nothing for one that AWS does not know. EC2 is always on. */
export function parseHealthChecks(text: string): readonly HealthCheckType[] | undefined {
  const found = text.split(',').map((name) => healthCheckTypes.find((type) => type === name.trim()))
  const known = found.filter((type) => type !== undefined)
  return known.length === found.length ? known : undefined
}

/** The health checks of a group. */
export const healthChecksOf = ({
  healthCheckType,
}: Pick<Configuration, 'healthCheckType'>): readonly HealthCheckType[] => parseHealthChecks(healthCheckType) ?? []

/** Whatever checks the group's instances. */
export const checkersOf = ({ targetGroups, classicLoadBalancers }: Configuration): readonly TargetGroup[] => [
  ...targetGroups,
  ...classicLoadBalancers.map(({ targets }) => targets),
]

/** The same group, launching from something else. */
export function launchingFrom(
  { mixed: _policy, launchConfiguration: _configuration, ...configuration }: Configuration,
  source: LaunchSource,
): Configuration {
  return { ...configuration, ...source }
}

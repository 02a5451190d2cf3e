/** Operations on groups: describe, update, resize, suspend and resume processes. */
import { isDeepStrictEqual } from 'node:util'
import type {
  AutoScalingGroup,
  Filter,
  UpdateAutoScalingGroupType,
  WarmPoolConfiguration,
} from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import { type Process, parseHealthChecks, processes } from '../../world/configuration.ts'
import type { Group } from '../../world/group.ts'
import type { GroupChange } from '../../world/group-settings.ts'
import type { Instance } from '../../world/instance.ts'
import { refuse } from '../../world/refusal.ts'
import { deleteGroup } from '../../world/removal.ts'
import { subnetOf } from '../../world/subnet.ts'
import type { WarmPool } from '../../world/warm-pool.ts'
import { refuseUnsupported } from '../unsupported.ts'
import { type AutoScalingHandlers, autoScalingPage, groupOf, nextToken, writableGroupOf } from './common.ts'
import { sourceNamed, sourceShape, specificationOf } from './launch-source.ts'
import { tagDescription } from './tags.ts'
import { trafficSources } from './traffic.ts'

/** Handlers for groups as a whole. */
export const groupCalls = (account: Account) =>
  ({
    DescribeAutoScalingGroups: (input) => {
      const { AutoScalingGroupNames: names, Filters: filters, IncludeInstances = true } = input
      const wanted = [...account.groups.values()].filter(
        (group) => (!names?.length || names.includes(group.name)) && hasTags(group, filters ?? []),
      )
      const page = autoScalingPage(wanted, input, { key: ({ name }) => name, usual: 50, most: 100 })
      const groups = page.records.map((group) => describe(account, group))
      return {
        AutoScalingGroups: IncludeInstances ? groups : groups.map(({ Instances: _left, ...group }) => group),
        ...nextToken(page),
      }
    },
    UpdateAutoScalingGroup: (input) => {
      refuseUnsupported('UpdateAutoScalingGroup', withoutFixed(input), updatable)
      writableGroupOf(account, input.AutoScalingGroupName).update(change(input))
      return {}
    },
    DeleteAutoScalingGroup: ({ AutoScalingGroupName, ForceDelete = false }) => {
      const { name, instances } = writableGroupOf(account, AutoScalingGroupName)
      if (instances.length > 0 && !ForceDelete) throw refuse.groupInUse()
      deleteGroup(account, name)
      return {}
    },
    SetDesiredCapacity: ({ AutoScalingGroupName, DesiredCapacity }) => {
      writableGroupOf(account, AutoScalingGroupName).setDesired(DesiredCapacity ?? 0)
      return {}
    },
    DescribeWarmPool: (input) => {
      const { warmPool } = groupOf(account, input.AutoScalingGroupName)
      const page = autoScalingPage(warmPool?.instances ?? [], input, { key: ({ id }) => id, most: 50 })
      return {
        Instances: page.records.map((instance) => instanceOf(instance, false)),
        ...(warmPool && { WarmPoolConfiguration: poolConfiguration(warmPool) }),
        ...nextToken(page),
      }
    },
    // No group collects metrics here, and a client that wants none says so.
    DisableMetricsCollection: ({ AutoScalingGroupName }) => {
      writableGroupOf(account, AutoScalingGroupName)
      return {}
    },
    SuspendProcesses: ({ AutoScalingGroupName, ScalingProcesses }) => {
      writableGroupOf(account, AutoScalingGroupName).suspend(...processList(ScalingProcesses))
      return {}
    },
    ResumeProcesses: ({ AutoScalingGroupName, ScalingProcesses }) => {
      writableGroupOf(account, AutoScalingGroupName).resume(...processList(ScalingProcesses))
      return {}
    },
  }) satisfies AutoScalingHandlers

const updatable: readonly (keyof UpdateAutoScalingGroupType)[] = [
  'AutoScalingGroupName',
  'LaunchTemplate',
  'MixedInstancesPolicy',
  'MinSize',
  'MaxSize',
  'DesiredCapacity',
  'HealthCheckType',
  'HealthCheckGracePeriod',
  'DefaultInstanceWarmup',
  'InstanceMaintenancePolicy',
  'NewInstancesProtectedFromScaleIn',
]

/** What every group here has and nobody can change. */
const fixed = { DefaultCooldown: 300, TerminationPolicies: ['Default'] } as const

/** Some clients, such as Ansible's, send back what they have read: that changes nothing. */
function withoutFixed(input: UpdateAutoScalingGroupType): object {
  const values = new Map<string, unknown>(Object.entries(fixed))
  const isFixed = (name: string, value: unknown) => values.has(name) && isDeepStrictEqual(value, values.get(name))
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => !isFixed(name, value)))
}

function change(input: UpdateAutoScalingGroupType): GroupChange {
  const { InstanceMaintenancePolicy: policy } = input
  return {
    ...sourceNamed(input),
    ...(input.MinSize !== undefined && { min: input.MinSize }),
    ...(input.MaxSize !== undefined && { max: input.MaxSize }),
    ...(input.DesiredCapacity !== undefined && { desired: input.DesiredCapacity }),
    ...(input.HealthCheckType !== undefined && { healthCheckType: healthCheckType(input.HealthCheckType) }),
    ...(input.HealthCheckGracePeriod !== undefined && { healthCheckGracePeriod: input.HealthCheckGracePeriod }),
    ...(input.DefaultInstanceWarmup !== undefined && { defaultInstanceWarmup: input.DefaultInstanceWarmup }),
    ...(policy && {
      maintenancePolicy: {
        minHealthyPercentage: policy.MinHealthyPercentage ?? 90,
        maxHealthyPercentage: policy.MaxHealthyPercentage ?? 100,
      },
    }),
    ...(input.NewInstancesProtectedFromScaleIn !== undefined && {
      newInstancesProtected: input.NewInstancesProtectedFromScaleIn,
    }),
  }
}

function healthCheckType(type: string): string {
  if (parseHealthChecks(type)) return type
  throw refuse.validation(`Invalid health check type: ${type}`) // the simulator's wording
}

function processList(names: readonly string[] | undefined): readonly Process[] {
  if (!names?.length) return processes
  return names.map((name) => {
    const process = processes.find((known) => known === name)
    if (!process) throw refuse.validation(`Invalid scaling process: ${name}`) // the simulator's wording
    return process
  })
}

/**
 * All filters must hold, and of each one of its values. Values are case-sensitive and take no wildcards [documented: API
 * Reference, Filter; User Guide, Use tags to filter Auto Scaling groups].
 */
function hasTags(group: Group, filters: readonly Filter[]): boolean {
  return filters.every(({ Name = '', Values = [] }) => {
    if (Name.startsWith('tag:')) {
      const tag = group.tags.get(Name.slice(4))
      return tag !== undefined && Values.includes(tag.value)
    }
    if (Name === 'tag-key') return Values.some((key) => group.tags.has(key))
    if (Name === 'tag-value') return [...group.tags.values()].some(({ value }) => Values.includes(value))
    throw refuse.validation(`Filter type ${Name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`) // the simulator's wording
  })
}

function describe(account: Account, group: Group): AutoScalingGroup {
  const { configuration } = group
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...sourceShape(configuration),
    MinSize: configuration.min,
    MaxSize: configuration.max,
    DesiredCapacity: configuration.desired,
    DefaultCooldown: fixed.DefaultCooldown,
    AvailabilityZones: [...configuration.zones],
    LoadBalancerNames: configuration.classicLoadBalancers.map(({ name }) => name),
    TargetGroupARNs: configuration.targetGroups.map(({ arn }) => arn),
    HealthCheckType: configuration.healthCheckType,
    HealthCheckGracePeriod: configuration.healthCheckGracePeriod,
    Instances: group.instances.map((instance) => instanceOf(instance, isWeighed(group))),
    CreatedTime: new Date(group.createdAt),
    SuspendedProcesses: group.suspended.map((process) => ({
      ProcessName: process,
      SuspensionReason: 'User suspended at a moment that the simulator does not keep',
    })),
    VPCZoneIdentifier: configuration.zones.map(subnetOf).join(','),
    // [documented: AutoScalingGroup, Status: the state while DeleteAutoScalingGroup is in progress; else it is missing]
    ...(group.isBeingDeleted && { Status: 'Delete in progress' }),
    EnabledMetrics: [],
    Tags: [...group.tags.values()].map((tag) => tagDescription(group.name, tag)),
    TerminationPolicies: [...fixed.TerminationPolicies],
    NewInstancesProtectedFromScaleIn: configuration.newInstancesProtected,
    ...(configuration.onAbandonedTermination === 'retain' && {
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'retain' as const } },
    }),
    ServiceLinkedRoleARN: `arn:aws:iam::${account.id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    CapacityRebalance: configuration.capacityRebalance,
    TrafficSources: trafficSources(configuration).map(({ Identifier, Type }) => ({ Identifier, Type })),
    ...(group.warmPool && {
      WarmPoolConfiguration: poolConfiguration(group.warmPool),
      WarmPoolSize: group.warmPool.instances.length,
    }),
    ...(group.operator !== undefined && { Operator: { Principal: group.operator } }),
    ...(configuration.reservedOnly && {
      CapacityReservationSpecification: { CapacityReservationPreference: 'capacity-reservations-only' as const },
    }),
    ...(configuration.defaultInstanceWarmup !== undefined && {
      DefaultInstanceWarmup: configuration.defaultInstanceWarmup,
    }),
    ...(configuration.maintenancePolicy && {
      InstanceMaintenancePolicy: {
        MinHealthyPercentage: configuration.maintenancePolicy.minHealthyPercentage,
        MaxHealthyPercentage: configuration.maintenancePolicy.maxHealthyPercentage,
      },
    }),
  }
}

const poolConfiguration = ({ settings }: WarmPool): WarmPoolConfiguration => ({
  MinSize: settings.minSize,
  PoolState: settings.poolState,
  ...(settings.maxGroupPreparedCapacity !== undefined && {
    MaxGroupPreparedCapacity: settings.maxGroupPreparedCapacity,
  }),
})

const isWeighed = ({ configuration: { mixed } }: Group): boolean =>
  mixed?.overrides.some(({ weight }) => weight !== undefined) ?? false

/** No image id: Auto Scaling lists it only for instances whose image is an override's. */
const instanceOf = ({ id, launchInfo, lifecycle, health, protectedFromScaleIn }: Instance, isWeighed: boolean) => ({
  InstanceId: id,
  InstanceType: launchInfo.type,
  AvailabilityZone: launchInfo.zone,
  LifecycleState: lifecycle,
  HealthStatus: health,
  ...(launchInfo.launchConfiguration === undefined
    ? { LaunchTemplate: specificationOf(launchInfo.template) }
    : { LaunchConfigurationName: launchInfo.launchConfiguration }),
  ...(launchInfo.imageOverridden && { ImageId: launchInfo.imageId }),
  ...(isWeighed && { WeightedCapacity: String(launchInfo.weight) }),
  ProtectedFromScaleIn: protectedFromScaleIn,
})

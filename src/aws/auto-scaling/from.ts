/** Converts Auto Scaling's answers to the model. AWS's seconds become milliseconds here. */

import type { AutoScalingGroup, InstanceRefresh, Instance as SdkInstance } from '@aws-sdk/client-auto-scaling'
import { versionOf } from '../../rollout/launch-template/alias.ts'
import type { Group } from '../../rollout/model/group.ts'
import type { Instance } from '../../rollout/model/instance.ts'
import type { TemplateUse } from '../../rollout/model/launch-template.ts'
import { lifecycleOf } from '../../rollout/model/lifecycle.ts'
import type { Refresh } from '../../rollout/model/refresh.ts'
import { refreshStatus } from '../../rollout/model/refresh-status.ts'
import type { Instant } from '../../rollout/model/time.ts'
import { refreshTarget, savedIn, specificationsIn } from '../launch-source.ts'
import { oncePerObject } from '../once-per-object.ts'
import { present } from '../present.ts'

/** AWS accepts and returns whole seconds. */
export const MS_PER_SECOND = 1_000

const inMs = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * MS_PER_SECOND

/** `unknown`: members of its mixed instances policy that the SDK does not know. */
export function groupFrom(
  group: AutoScalingGroup,
  { at, unknown }: { readonly at: Instant; readonly unknown: readonly string[] },
): Group {
  const attached = (type: 'elb' | 'elbv2' | 'vpc-lattice'): readonly string[] =>
    group.TrafficSources?.flatMap(({ Type, Identifier }) => (Type === type && Identifier ? [Identifier] : [])) ?? []
  const { AutoScalingGroupName: name = '', InstanceMaintenancePolicy: policy } = group
  // -1 means «not set» in both.
  const warmup = notNegative(group.DefaultInstanceWarmup)
  const [min, max] = [notNegative(policy?.MinHealthyPercentage), notNegative(policy?.MaxHealthyPercentage)]
  return {
    at,
    name,
    // `arn:aws:autoscaling:<region>:<account>:…`
    arn: group.AutoScalingGroupARN ?? '',
    account: group.AutoScalingGroupARN?.split(':')[4] ?? '',
    desired: group.DesiredCapacity ?? 0,
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    ...savedIn(group, unknown),
    healthCheckType: group.HealthCheckType ?? 'EC2',
    healthCheckGracePeriod: (group.HealthCheckGracePeriod ?? 0) * MS_PER_SECOND,
    ...present({ defaultInstanceWarmup: inMs(warmup) }),
    ...(min !== undefined &&
      max !== undefined && { maintenance: { minHealthyPercentage: min, maxHealthyPercentage: max } }),
    subnets: group.VPCZoneIdentifier?.split(',').filter(Boolean) ?? [],
    zones: group.AvailabilityZones ?? [],
    targetGroups: [
      ...new Set([
        ...(group.TargetGroupARNs ?? []),
        ...attached('elbv2'),
        ...(group.LoadBalancerNames ?? []),
        ...attached('elb'),
      ]),
    ],
    unwatched: attached('vpc-lattice'),
    suspended: group.SuspendedProcesses?.flatMap(({ ProcessName }) => ProcessName ?? []) ?? [],
    protectsNewInstances: group.NewInstancesProtectedFromScaleIn ?? false,
    tags: new Map(group.Tags?.map(({ Key = '', Value = '' }) => [Key, Value])),
    instances: group.Instances?.map((each) => sharedInstanceFrom(each, name)) ?? [],
    hasWarmPool: group.WarmPoolConfiguration !== undefined,
    isReservedOnly:
      group.CapacityReservationSpecification?.CapacityReservationPreference === 'capacity-reservations-only',
    ...present({ operator: group.Operator?.Principal }),
  }
}

/** How a group uses a template: by the versions that it names, and by those that its instances were launched from. */
export function useOf(template: string, group: AutoScalingGroup): readonly TemplateUse[] {
  const named = [
    ...specificationsIn(group),
    ...(group.Instances?.flatMap((instance) => instance.LaunchTemplate ?? []) ?? []),
  ]
  const versions = named.flatMap((each) =>
    each.LaunchTemplateId === template ? [versionOf(each.Version ?? '$Default')] : [],
  )
  if (versions.length === 0) return []
  const mixed = group.MixedInstancesPolicy && { mixed: true as const }
  return [{ template, group: group.AutoScalingGroupName ?? '', versions: [...new Set(versions)], ...mixed }]
}

const notNegative = (value: number | undefined): number | undefined =>
  value !== undefined && value >= 0 ? value : undefined

const sharedInstanceFrom = oncePerObject(instanceFrom)

export function instanceFrom(instance: SdkInstance): Instance {
  const { LaunchTemplateId: id, Version: version } = instance.LaunchTemplate ?? {}
  return {
    id: instance.InstanceId ?? '',
    type: instance.InstanceType ?? '',
    zone: instance.AvailabilityZone ?? '',
    lifecycle: lifecycleOf(instance.LifecycleState ?? ''),
    // `Healthy` in DescribeAutoScalingGroups, `HEALTHY` in DescribeAutoScalingInstances.
    healthy: instance.HealthStatus?.toLowerCase() === 'healthy',
    protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
    ...(id !== undefined && version !== undefined && { template: { id, version: Number(version) } }),
    ...(instance.WeightedCapacity !== undefined && { weight: Number(instance.WeightedCapacity) }),
  }
}

export function refreshFrom(refresh: InstanceRefresh): Refresh {
  const preferences = refresh.Preferences ?? {}
  return {
    id: refresh.InstanceRefreshId ?? '',
    status: refreshStatus(refresh.Status ?? ''),
    ...present({
      percent: refresh.PercentageComplete,
      left: refresh.InstancesToUpdate,
      reason: refresh.StatusReason,
      rollbackReason: refresh.RollbackDetails?.RollbackReason,
      began: refresh.StartTime?.getTime(),
      ended: refresh.EndTime?.getTime(),
    }),
    ...refreshTarget(refresh.DesiredConfiguration),
    preferences: present({
      checkpoints: preferences.CheckpointPercentages ?? [],
      checkpointDelay: preferences.CheckpointPercentages ? inMs(preferences.CheckpointDelay) : 0,
      alarms: preferences.AlarmSpecification?.Alarms ?? [],
      minHealthyPercentage: preferences.MinHealthyPercentage,
      maxHealthyPercentage: preferences.MaxHealthyPercentage,
      instanceWarmup: inMs(preferences.InstanceWarmup),
      bakeTime: inMs(preferences.BakeTime),
      skipMatching: preferences.SkipMatching,
      autoRollback: preferences.AutoRollback,
      scaleInProtectedInstances: preferences.ScaleInProtectedInstances,
      standbyInstances: preferences.StandbyInstances,
    }),
  }
}

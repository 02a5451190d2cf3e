/** Auto Scaling: its shapes end here. */

import {
  type Activity,
  AutoScalingClient,
  type AutoScalingGroup,
  CancelInstanceRefreshCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  type InstanceRefresh,
  type RefreshPreferences,
  RollbackInstanceRefreshCommand,
  type Instance as SdkInstance,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { ALIAS_TAG, versionOf } from '../rollout/launch-template/alias.ts'
import { ROLLBACK_TAG } from '../rollout/launch-template/marker.ts'
import type { Group } from '../rollout/model/group.ts'
import type { Instance } from '../rollout/model/instance.ts'
import type { TemplateUse } from '../rollout/model/launch-template.ts'
import { lifecycleOf } from '../rollout/model/lifecycle.ts'
import type { Preferences, Refresh } from '../rollout/model/refresh.ts'
import { refreshStatus } from '../rollout/model/refresh-status.ts'
import { AwsProblem, type Reads, type Writes } from '../rollout/ports.ts'
import type { Calls } from './connection.ts'
import { aimOf, savedIn, sourceWith, specificationsIn } from './launch-source.ts'
import { pages } from './paging.ts'
import { present } from './present.ts'

/** Of refreshes, activities (AWS keeps six weeks of both, the newest first) and groups. */
const LARGEST_PAGE = 100

type AutoScalingReads = Pick<
  Reads,
  'group' | 'hooks' | 'refreshes' | 'refresh' | 'templateUses' | 'failedLaunches' | 'causes'
>
type AutoScalingWrites = Pick<
  Writes,
  'tagAlias' | 'untagAlias' | 'noteRollback' | 'saveVersions' | 'startRefresh' | 'rollbackRefresh' | 'cancelRefresh'
>

/** The times in a cause, which keep equal causes from being counted together. */
const TIME = /At \d{4}-\d{2}-\d{2}T[\d:]+Z /g

/** Looks at groups and refreshes. */
export function autoScalingReads(calls: Calls): AutoScalingReads {
  const { client, read, awsNow } = calls
  const autoScaling = client(AutoScalingClient)
  const page = (token: string | undefined) => ({ MaxRecords: LARGEST_PAGE, ...(token && { NextToken: token }) })
  const activitiesOf = (name: string, enough: (found: readonly Activity[]) => boolean) =>
    pages(calls, 'DescribeScalingActivities', {
      page: (token, options) =>
        autoScaling.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, ...page(token) }), options),
      items: ({ Activities }) => Activities,
      next: ({ NextToken }) => NextToken,
      enough,
    })
  return {
    async group(name) {
      const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
      const found = await read('DescribeAutoScalingGroups', (options) => autoScaling.send(describe, options))
      const group = found.AutoScalingGroups?.[0]
      return group && groupFrom(group, awsNow())
    },
    async hooks(name) {
      const describe = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name })
      const { LifecycleHooks = [] } = await read('DescribeLifecycleHooks', (options) =>
        autoScaling.send(describe, options),
      )
      return LifecycleHooks.map(({ LifecycleHookName = '', LifecycleTransition = '', HeartbeatTimeout = 0 }) => ({
        name: LifecycleHookName,
        at: LifecycleTransition.endsWith('LAUNCHING') ? 'launch' : 'termination',
        timeout: HeartbeatTimeout * SECOND,
      }))
    },
    async refreshes(name) {
      const found = await pages(calls, 'DescribeInstanceRefreshes', {
        page: (token, options) =>
          autoScaling.send(
            new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name, ...page(token) }),
            options,
          ),
        items: ({ InstanceRefreshes }) => InstanceRefreshes,
        next: ({ NextToken }) => NextToken,
      })
      return found.map(refreshFrom)
    },
    async refresh(name, id) {
      const describe = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name, InstanceRefreshIds: [id] })
      const found = await read('DescribeInstanceRefreshes', (options) => autoScaling.send(describe, options))
      return found.InstanceRefreshes?.map(refreshFrom).find((each) => each.id === id)
    },
    templateUses: (templates) =>
      pages(calls, 'DescribeAutoScalingGroups', {
        page: (token, options) => autoScaling.send(new DescribeAutoScalingGroupsCommand(page(token)), options),
        items: ({ AutoScalingGroups = [] }) =>
          AutoScalingGroups.flatMap((group) => templates.flatMap((id) => useOf(id, group))),
        next: ({ NextToken }) => NextToken,
      }),
    async causes(name, instances) {
      const named = (found: readonly Activity[], id: string) =>
        found.find(({ Description }) => Description?.includes(id))
      const activities = await activitiesOf(name, (found) => instances.every((id) => named(found, id)))
      return instances.flatMap((id) => {
        const newest = named(activities, id)
        return newest?.Cause === undefined ? [] : [newest.Cause.replaceAll(TIME, '').replaceAll(id, 'the instance')]
      })
    },
    async failedLaunches(name, since) {
      // The newest come first.
      const older = ({ StartTime }: Activity) => StartTime !== undefined && StartTime.getTime() < since
      return (await activitiesOf(name, (found) => found.some(older))).flatMap(
        ({ ActivityId = '', StartTime, StatusCode, StatusMessage, Description }) =>
          (StatusCode === 'Failed' || StatusCode === 'Cancelled') && StartTime && StartTime.getTime() >= since
            ? [
                {
                  id: ActivityId,
                  began: StartTime.getTime(),
                  status: StatusCode,
                  message: StatusMessage ?? Description ?? '',
                },
              ]
            : [],
      )
    },
  }
}

/** Changes groups and refreshes. Only the start of a refresh is not idempotent: it is sent once and a lost answer is told. */
export function autoScalingWrites({ client, onceOnly, write }: Calls): AutoScalingWrites {
  const autoScaling = client(AutoScalingClient)
  const autoScalingOnce = onceOnly(AutoScalingClient)
  const tag = (group: string, Key = ALIAS_TAG) => ({ ResourceType: 'auto-scaling-group', ResourceId: group, Key })
  return {
    async tagAlias(group, aliases) {
      const Tags = [{ ...tag(group), Value: aliases, PropagateAtLaunch: false }]
      await write('CreateOrUpdateTags', (options) => autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), options))
    },
    async untagAlias(group) {
      const untag = new DeleteTagsCommand({ Tags: [tag(group)] })
      await write('DeleteTags', (options) => autoScaling.send(untag, options))
    },
    async noteRollback(group, note) {
      const Tags = [{ ...tag(group, ROLLBACK_TAG), Value: note, PropagateAtLaunch: false }]
      await write('CreateOrUpdateTags', (options) => autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), options))
    },
    async saveVersions(group, choices) {
      const source = sourceWith(group, choices)
      const update = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group.name, ...source })
      await write('UpdateAutoScalingGroup', (options) => autoScaling.send(update, options))
    },
    async startRefresh(group, { templates }, preferences) {
      const start = new StartInstanceRefreshCommand({
        AutoScalingGroupName: group.name,
        Strategy: 'Rolling',
        // Ids and numbers: an alias would be read again at each launch, and AWS could not roll back.
        DesiredConfiguration: sourceWith(group, templates),
        Preferences: preferencesTo(preferences),
      })
      const { InstanceRefreshId } = await write('StartInstanceRefresh', (options) =>
        autoScalingOnce.send(start, options),
      )
      if (InstanceRefreshId !== undefined) return InstanceRefreshId
      throw new AwsProblem({
        kind: 'lost',
        operation: 'StartInstanceRefresh',
        code: 'NoId',
        message: 'the answer has no id',
      })
    },
    async rollbackRefresh(group) {
      const rollback = new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group })
      await write('RollbackInstanceRefresh', (options) => autoScalingOnce.send(rollback, options))
    },
    async cancelRefresh(group) {
      const cancel = new CancelInstanceRefreshCommand({ AutoScalingGroupName: group })
      await write('CancelInstanceRefresh', (options) => autoScalingOnce.send(cancel, options))
    },
  }
}

const preferencesTo = (preferences: Preferences): RefreshPreferences => ({
  MinHealthyPercentage: preferences.minHealthyPercentage,
  MaxHealthyPercentage: preferences.maxHealthyPercentage,
  InstanceWarmup: preferences.instanceWarmup / SECOND,
  BakeTime: preferences.bakeTime / SECOND,
  SkipMatching: preferences.skipMatching,
  AutoRollback: preferences.autoRollback,
  ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
  StandbyInstances: preferences.standbyInstances,
  // A delay without percentages is refused.
  ...(preferences.checkpoints.length > 0 && {
    CheckpointPercentages: [...preferences.checkpoints],
    CheckpointDelay: preferences.checkpointDelay / SECOND,
  }),
  ...(preferences.alarms.length > 0 && { AlarmSpecification: { Alarms: [...preferences.alarms] } }),
})

/** AWS takes and gives whole seconds. */
const SECOND = 1_000
const inMs = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * SECOND)

function groupFrom(group: AutoScalingGroup, at: number): Group {
  const attached = (type: 'elb' | 'elbv2' | 'vpc-lattice'): readonly string[] =>
    group.TrafficSources?.flatMap(({ Type, Identifier }) => (Type === type && Identifier ? [Identifier] : [])) ?? []
  const policy = group.InstanceMaintenancePolicy
  // -1 stands for «not set» in both.
  const warmup = notNegative(group.DefaultInstanceWarmup)
  const [min, max] = [notNegative(policy?.MinHealthyPercentage), notNegative(policy?.MaxHealthyPercentage)]
  return {
    at,
    name: group.AutoScalingGroupName ?? '',
    // `arn:aws:autoscaling:<region>:<account>:…`
    account: group.AutoScalingGroupARN?.split(':')[4] ?? '',
    desired: group.DesiredCapacity ?? 0,
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    ...savedIn(group),
    healthCheckType: group.HealthCheckType ?? 'EC2',
    healthCheckGracePeriod: (group.HealthCheckGracePeriod ?? 0) * SECOND,
    ...present({ defaultInstanceWarmup: inMs(warmup) }),
    ...(min !== undefined &&
      max !== undefined && { maintenance: { minHealthyPercentage: min, maxHealthyPercentage: max } }),
    subnets: group.VPCZoneIdentifier?.split(',').filter(Boolean) ?? [],
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
    tags: new Map(group.Tags?.map(({ Key = '', Value = '' }) => [Key, Value])),
    instances: group.Instances?.map(instanceFrom) ?? [],
  }
}

/** A group may name several templates; an instance the one that it was launched from, with the version's number. */
function useOf(template: string, group: AutoScalingGroup): readonly TemplateUse[] {
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

function instanceFrom(instance: SdkInstance): Instance {
  const { LaunchTemplateId: id, Version: version } = instance.LaunchTemplate ?? {}
  return {
    id: instance.InstanceId ?? '',
    type: instance.InstanceType ?? '',
    zone: instance.AvailabilityZone ?? '',
    lifecycle: lifecycleOf(instance.LifecycleState ?? ''),
    // `Healthy` in this API, `HEALTHY` in its sibling.
    healthy: instance.HealthStatus?.toLowerCase() === 'healthy',
    protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
    ...(id !== undefined && version !== undefined && { template: { id, version: Number(version) } }),
    ...(instance.WeightedCapacity !== undefined && { weight: Number(instance.WeightedCapacity) }),
  }
}

function refreshFrom(refresh: InstanceRefresh): Refresh {
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
    ...aimOf(refresh.DesiredConfiguration),
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

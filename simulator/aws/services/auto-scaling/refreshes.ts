/** Operations on instance refreshes: start, cancel, roll back, describe. */
import type { InstanceRefresh, StartInstanceRefreshType } from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import type { Refresh } from '../../world/refresh.ts'
import type { RefreshRequest } from '../../world/refresh-history.ts'
import { refuseUnsupported, unsupported } from '../unsupported.ts'
import { type AutoScalingHandlers, autoScalingPage, groupOf, nextToken, writableGroupOf } from './common.ts'
import { sourceNamed, sourceShape } from './launch-source.ts'

/** Handlers for instance refreshes. */
export const refreshCalls = (account: Account) =>
  ({
    StartInstanceRefresh: (input) => {
      const group = writableGroupOf(account, input.AutoScalingGroupName)
      return { InstanceRefreshId: group.startRefresh(request(input)) }
    },
    CancelInstanceRefresh: ({ AutoScalingGroupName, WaitForTransitioningInstances: wait = true }) => ({
      InstanceRefreshId: writableGroupOf(account, AutoScalingGroupName).cancelRefresh({ wait }),
    }),
    RollbackInstanceRefresh: ({ AutoScalingGroupName }) => ({
      InstanceRefreshId: writableGroupOf(account, AutoScalingGroupName).rollbackRefresh(),
    }),
    DescribeInstanceRefreshes: (input) => {
      const { AutoScalingGroupName, InstanceRefreshIds: ids } = input
      const { name, refreshes } = groupOf(account, AutoScalingGroupName)
      const wanted = refreshes.listed.filter(({ id }) => !ids?.length || ids.includes(id))
      const page = autoScalingPage(wanted, input, { key: ({ id }) => id, usual: 50, most: 100 })
      return { InstanceRefreshes: page.records.map((refresh) => describe(name, refresh)), ...nextToken(page) }
    },
  }) satisfies AutoScalingHandlers

function request({ Strategy, DesiredConfiguration: desired, Preferences }: StartInstanceRefreshType): RefreshRequest {
  if (Strategy !== undefined && Strategy !== 'Rolling')
    throw unsupported(`StartInstanceRefresh with strategy ${Strategy}`)
  refuseUnsupported('StartInstanceRefresh', { ...Preferences }, preferences)
  return { ...(desired && sourceNamed(desired)), ...(Preferences && { preferences: Preferences }) }
}

const preferences: readonly string[] = [
  'MinHealthyPercentage',
  'MaxHealthyPercentage',
  'InstanceWarmup',
  'CheckpointPercentages',
  'CheckpointDelay',
  'SkipMatching',
  'AutoRollback',
  'ScaleInProtectedInstances',
  'StandbyInstances',
  'BakeTime',
  'AlarmSpecification',
]

function describe(groupName: string, refresh: Refresh): InstanceRefresh {
  const { status, reason, startedAt, endedAt, preferences, desired, rollback } = refresh
  const { CheckpointPercentages: checkpoints, AlarmSpecification: alarms, ...rest } = preferences
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: groupName,
    Status: status,
    Strategy: 'Rolling',
    ...(reason !== undefined && { StatusReason: reason }),
    ...(startedAt !== undefined && { StartTime: new Date(startedAt) }),
    ...(endedAt !== undefined && { EndTime: new Date(endedAt) }),
    // While it is pending nothing has been counted yet.
    ...(startedAt !== undefined && progressOf(refresh)),
    Preferences: {
      ...rest,
      ...(checkpoints && { CheckpointPercentages: [...checkpoints] }),
      ...(alarms && { AlarmSpecification: { Alarms: [...alarms.Alarms] } }),
    },
    ...(desired && { DesiredConfiguration: sourceShape(desired) }),
    ...(rollback && {
      RollbackDetails: {
        RollbackReason: rollback.reason,
        RollbackStartTime: new Date(rollback.startedAt),
        PercentageCompleteOnRollback: rollback.percent,
        InstancesToUpdateOnRollback: rollback.left,
      },
    }),
  }
}

/** With a warm pool each of the two is reported by itself. How AWS sums them up is not documented; here by half and half. */
function progressOf({ percent, left, pool }: Refresh) {
  if (!pool) return { PercentageComplete: percent, InstancesToUpdate: left }
  return {
    PercentageComplete: Math.floor((percent + pool.percent) / 2),
    InstancesToUpdate: left + pool.left,
    ProgressDetails: {
      LivePoolProgress: { PercentageComplete: percent, InstancesToUpdate: left },
      WarmPoolProgress: { PercentageComplete: pool.percent, InstancesToUpdate: pool.left },
    },
  }
}

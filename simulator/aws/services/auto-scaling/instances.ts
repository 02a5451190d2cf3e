/** Operations on single instances of a group: terminate, protect, standby, detach. */
import type { Account } from '../../world/account.ts'
import type { Group } from '../../world/group.ts'
import { refuse } from '../../world/refusal.ts'
import { activityShape } from './activities.ts'
import { type AutoScalingHandlers, writableGroupOf } from './common.ts'

/** Handlers for single instances of a group. */
export const groupInstanceCalls = (account: Account) =>
  ({
    TerminateInstanceInAutoScalingGroup: ({
      InstanceId: id = '',
      ShouldDecrementDesiredCapacity: decrement = false,
    }) => {
      const group = groupWith(account, id)
      const activity = group.terminateInstance(id, { decrement })
      return { Activity: activityShape(group, activity) }
    },
    SetInstanceProtection: ({ AutoScalingGroupName, InstanceIds = [], ProtectedFromScaleIn = false }) => {
      writableGroupOf(account, AutoScalingGroupName).protect(InstanceIds, ProtectedFromScaleIn)
      return {}
    },
    EnterStandby: ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity: decrement = false }) => {
      const group = writableGroupOf(account, AutoScalingGroupName)
      const activities = group.enterStandby(InstanceIds, { decrement })
      return { Activities: activities.map((activity) => activityShape(group, activity)) }
    },
    DetachInstances: ({
      AutoScalingGroupName,
      InstanceIds = [],
      ShouldDecrementDesiredCapacity: decrement = false,
    }) => {
      const group = writableGroupOf(account, AutoScalingGroupName)
      const activities = group.detach(InstanceIds, { decrement })
      return { Activities: activities.map((activity) => activityShape(group, activity)) }
    },
    ExitStandby: ({ AutoScalingGroupName, InstanceIds = [] }) => {
      const group = writableGroupOf(account, AutoScalingGroupName)
      const activities = group.exitStandby(InstanceIds)
      return { Activities: activities.map((activity) => activityShape(group, activity)) }
    },
  }) satisfies AutoScalingHandlers

function groupWith(account: Account, id: string): Group {
  const group = [...account.groups.values()].find(({ fleet }) => fleet.get(id))
  if (!group) throw refuse.noInstance(id)
  return group
}

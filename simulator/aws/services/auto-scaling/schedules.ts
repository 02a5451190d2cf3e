/** Operations on scheduled actions: put, describe, delete. */
import type { ScheduledUpdateGroupAction } from '@aws-sdk/client-auto-scaling'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Group } from '../../world/group.ts'
import type { ScheduledAction } from '../../world/schedule.ts'
import { type AutoScalingHandlers, autoScalingPage, groupOf, nextToken, writableGroupOf } from './common.ts'

/** Handlers for scheduled actions. */
export const scheduleCalls = (account: Account) =>
  ({
    PutScheduledUpdateGroupAction: (input) => {
      const { ScheduledActionName: name = '', Recurrence, TimeZone, MinSize, MaxSize, DesiredCapacity } = input
      const startsAt = input.StartTime ?? input.Time
      writableGroupOf(account, input.AutoScalingGroupName).schedule.put({
        name,
        ...(startsAt && { startsAt: startsAt.getTime() }),
        ...(input.EndTime && { endsAt: input.EndTime.getTime() }),
        ...(Recurrence !== undefined && { recurrence: Recurrence }),
        ...(TimeZone !== undefined && { timeZone: TimeZone }),
        ...(MinSize !== undefined && { min: MinSize }),
        ...(MaxSize !== undefined && { max: MaxSize }),
        ...(DesiredCapacity !== undefined && { desired: DesiredCapacity }),
      })
      return {}
    },
    DescribeScheduledActions: (input) => {
      const { AutoScalingGroupName, ScheduledActionNames: names, StartTime, EndTime } = input
      const groups =
        AutoScalingGroupName === undefined ? [...account.groups.values()] : [groupOf(account, AutoScalingGroupName)]
      const wanted = groups
        .flatMap((group) => group.schedule.all.map((action) => describe(group, action)))
        .filter(({ ScheduledActionName: name = '' }) => !names?.length || names.includes(name))
        // Times are ignored where names are given. [documented: DescribeScheduledActions]
        .filter(({ StartTime: at }) => names?.length || isWithin(at, StartTime, EndTime))
      const page = autoScalingPage(wanted, input, {
        key: ({ ScheduledActionARN }) => ScheduledActionARN ?? '',
        usual: 50,
        most: 100,
      })
      return { ScheduledUpdateGroupActions: [...page.records], ...nextToken(page) }
    },
    DeleteScheduledAction: ({ AutoScalingGroupName, ScheduledActionName: name = '' }) => {
      const isGone = writableGroupOf(account, AutoScalingGroupName).schedule.remove(name)
      // The simulator's wording.
      if (!isGone) throw new AwsError('ValidationError', `Scheduled action name not found - ${name}`)
      return {}
    },
  }) satisfies AutoScalingHandlers

const isWithin = (at: Date | undefined, from: Date | undefined, to: Date | undefined): boolean =>
  (from === undefined || (at !== undefined && at >= from)) && (to === undefined || (at !== undefined && at <= to))

/** StartTime is the next time, for a recurrence too. [documented: ScheduledUpdateGroupAction] */
function describe({ name, arn, schedule }: Group, action: ScheduledAction): ScheduledUpdateGroupAction {
  const next = schedule.nextTime(action)
  return {
    AutoScalingGroupName: name,
    ScheduledActionName: action.name,
    ScheduledActionARN: `${arn.replace(':autoScalingGroup:', ':scheduledUpdateGroupAction:')}:scheduledActionName/${action.name}`,
    ...(next !== undefined && { Time: new Date(next), StartTime: new Date(next) }),
    ...(action.endsAt !== undefined && { EndTime: new Date(action.endsAt) }),
    ...(action.recurrence !== undefined && { Recurrence: action.recurrence }),
    ...(action.timeZone !== undefined && { TimeZone: action.timeZone }),
    ...(action.min !== undefined && { MinSize: action.min }),
    ...(action.max !== undefined && { MaxSize: action.max }),
    ...(action.desired !== undefined && { DesiredCapacity: action.desired }),
  }
}

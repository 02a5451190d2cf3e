/** Scaling activities. */
import type { Activity as ActivityShape, Filter } from '@aws-sdk/client-auto-scaling'
import type { Account } from '../../world/account.ts'
import type { Activity } from '../../world/activity.ts'
import type { Group } from '../../world/group.ts'
import { refuse } from '../../world/refusal.ts'
import { type AutoScalingHandlers, autoScalingPage, groupOf, nextToken } from './common.ts'

/** Handlers that describe scaling activities. */
export const activityCalls = (account: Account) =>
  ({
    DescribeScalingActivities: (input) => {
      const { AutoScalingGroupName: name, ActivityIds: ids, Filters: filters = [] } = input
      const groups = name === undefined ? [...account.groups.values()] : [groupOf(account, name)]
      const wanted = groups.flatMap((group) =>
        group.activities
          .list(account.agenda.now)
          .filter(({ id }) => !ids?.length || ids.includes(id))
          .filter((activity) => filters.every((filter) => passes(activity, filter)))
          .map((activity) => ({ group, activity })),
      )
      const page = autoScalingPage(wanted, input, { key: ({ activity }) => activity.id, most: 100 })
      return {
        Activities: page.records.map(({ group, activity }) => activityShape(group, activity)),
        ...nextToken(page),
      }
    },
  }) satisfies AutoScalingHandlers

function passes({ startedAt, status }: Activity, { Name, Values = [] }: Filter): boolean {
  switch (Name) {
    case 'StartTimeLowerBound':
      return Values.every((bound) => startedAt >= Date.parse(bound))
    case 'StartTimeUpperBound':
      return Values.every((bound) => startedAt <= Date.parse(bound))
    case 'Status':
      return Values.includes(status)
    default:
      throw refuse.validation(`Filter type ${Name} is not correct.`) // the simulator's wording
  }
}

/** An activity as Auto Scaling describes it; `Details` is JSON in a string. */
export const activityShape = (group: Group, activity: Activity): ActivityShape => ({
  ActivityId: activity.id,
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startedAt),
  ...(activity.endedAt !== undefined && { EndTime: new Date(activity.endedAt) }),
  StatusCode: activity.status,
  ...(activity.message !== undefined && { StatusMessage: activity.message }),
  Progress: activity.progress,
  Details: JSON.stringify(
    activity.place ? { 'Subnet ID': activity.place.subnet, 'Availability Zone': activity.place.zone } : {},
  ),
})

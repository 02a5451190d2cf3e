/** The reads from Auto Scaling. */

import {
  type Activity,
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandInput,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  DescribeWarmPoolCommand,
  type ScalingActivityStatusCode,
} from '@aws-sdk/client-auto-scaling'
import { type FailedLaunch, MOST_FAILED_LAUNCHES } from '../../rollout/model/scaling-activity.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { Reads } from '../../rollout/ports.ts'
import type { CallOptions } from '../call.ts'
import type { Calls } from '../connection.ts'
import { neededElements } from '../needed-elements.ts'
import { pages } from '../paging.ts'
import { present } from '../present.ts'
import { groupFrom, instanceFrom, MS_PER_SECOND, refreshFrom, useOf } from './from.ts'
import { answerOf, unknownMembers } from './unknown-members.ts'

/** The largest page of refreshes, activities and groups. AWS keeps six weeks of the first two, newest first. */
const LARGEST_PAGE = 100

/**
 * What a launch into the group is described as; AWS gives activities no type. Others fail and are cancelled too, such as
 * "Could not scale to desired capacity because all remaining instances are protected from scale-in"; those into a warm
 * pool go on with "into warm pool".
 */
const LAUNCH_WORDS = /^Launching a new EC2 instance(?:[:.]|$)/

/** An activity may be listed this late. Milliseconds. */
const LISTED_LATE = 60_000

/** What is read of activities, and what stays where there are none. */
const ACTIVITY_ELEMENTS = ['Description', 'NextToken', 'DescribeScalingActivitiesResult', 'Activities']
const LAUNCH_ELEMENTS = [...ACTIVITY_ELEMENTS, 'ActivityId', 'StartTime', 'StatusCode', 'StatusMessage']
const CAUSE_ELEMENTS = [...ACTIVITY_ELEMENTS, 'Cause']

/** What is read of groups that somebody else may roll out, and what stays where there are none. */
const GROUP_ELEMENTS = ['AutoScalingGroupName', 'NextToken', 'DescribeAutoScalingGroupsResult', 'AutoScalingGroups']
const TAGGED_ELEMENTS = [...GROUP_ELEMENTS, 'Status']
const USE_ELEMENTS = [...GROUP_ELEMENTS, 'LaunchTemplateId', 'Version', 'MixedInstancesPolicy']

const ENDED: readonly string[] = ['Successful', 'Failed', 'Cancelled'] satisfies readonly ScalingActivityStatusCode[]

const hasEnded = ({ StatusCode }: Activity): boolean => StatusCode !== undefined && ENDED.includes(StatusCode)

const isLaunch = ({ Description = '' }: Activity): boolean => LAUNCH_WORDS.test(Description)

const failedAmong = (activities: readonly Activity[], since: Instant): readonly FailedLaunch[] =>
  activities.flatMap((activity) => {
    const { ActivityId: id = '', StartTime, StatusCode: status, StatusMessage, Description = '' } = activity
    const began = StartTime?.getTime()
    return (status === 'Failed' || status === 'Cancelled') &&
      isLaunch(activity) &&
      began !== undefined &&
      began >= since
      ? [{ id, began, status, message: StatusMessage ?? Description }]
      : []
  })

/** The start of the oldest launch that has not ended; where all have, that of the newest, less what AWS lists late. */
function endedBefore(activities: readonly Activity[], since: Instant): Instant {
  const starts = (some: readonly Activity[]) =>
    some.flatMap(({ StartTime }) => (StartTime && StartTime.getTime() >= since ? [StartTime.getTime()] : []))
  const unended = activities.filter((each) => isLaunch(each) && !hasEnded(each))
  return Math.max(since, Math.min(Math.max(...starts(activities)) - LISTED_LATE, ...starts(unended)))
}

/** Of a warm pool. */
const LARGEST_POOL_PAGE = 50

type AutoScalingReads = Pick<
  Reads,
  | 'group'
  | 'groupsTagged'
  | 'hooks'
  | 'scheduledActions'
  | 'warmPool'
  | 'refreshes'
  | 'refresh'
  | 'templateUses'
  | 'launches'
  | 'causes'
>

/** The times in a cause. They are removed so that equal causes can be counted together. */
const TIME = /At \d{4}-\d{2}-\d{2}T[\d:]+Z /g

/** Reads groups, refreshes and activities. */
export function autoScalingReads(calls: Calls): AutoScalingReads {
  const { client, read, awsNow } = calls
  const autoScaling = client(AutoScalingClient)
  const page = (token: string | undefined) => ({ MaxRecords: LARGEST_PAGE, ...(token && { NextToken: token }) })
  const groups = (input: DescribeAutoScalingGroupsCommandInput, elements: readonly string[], options: CallOptions) => {
    const describe = new DescribeAutoScalingGroupsCommand(input)
    describe.middlewareStack.use(neededElements(elements))
    return autoScaling.send(describe, options)
  }
  const activitiesOf = (name: string, elements: readonly string[], enough: (found: readonly Activity[]) => boolean) =>
    pages(calls, 'DescribeScalingActivities', {
      page: (token, options) => {
        const describe = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, ...page(token) })
        describe.middlewareStack.use(neededElements(elements))
        return autoScaling.send(describe, options)
      },
      items: ({ Activities }) => Activities,
      next: ({ NextToken }) => NextToken,
      enough,
    })
  return {
    async group(name) {
      const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
      const answer = answerOf(describe)
      const found = await read('DescribeAutoScalingGroups', (options) => autoScaling.send(describe, options))
      const group = found.AutoScalingGroups?.[0]
      const policy = group?.MixedInstancesPolicy
      return group && groupFrom(group, { at: awsNow(), unknown: policy ? unknownMembers(answer.text(), policy) : [] })
    },
    groupsTagged: ({ key, value }) =>
      pages(calls, 'DescribeAutoScalingGroups', {
        page: (token, options) => {
          const Filters = [{ Name: `tag:${key}`, Values: [value] }]
          return groups({ Filters, ...page(token) }, TAGGED_ELEMENTS, options)
        },
        // A group has a status only while it is being deleted.
        items: ({ AutoScalingGroups = [] }) =>
          AutoScalingGroups.flatMap(({ AutoScalingGroupName: name, Status }) => (name && !Status ? [name] : [])),
        next: ({ NextToken }) => NextToken,
      }),
    async hooks(name) {
      const describe = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name })
      const { LifecycleHooks = [] } = await read('DescribeLifecycleHooks', (options) =>
        autoScaling.send(describe, options),
      )
      return LifecycleHooks.map(({ LifecycleHookName = '', LifecycleTransition = '', HeartbeatTimeout = 0 }) => ({
        name: LifecycleHookName,
        at: LifecycleTransition.endsWith('LAUNCHING') ? 'launch' : 'termination',
        timeout: HeartbeatTimeout * MS_PER_SECOND,
      }))
    },
    async scheduledActions(name) {
      const found = await pages(calls, 'DescribeScheduledActions', {
        page: (token, options) =>
          autoScaling.send(
            new DescribeScheduledActionsCommand({ AutoScalingGroupName: name, ...page(token) }),
            options,
          ),
        items: ({ ScheduledUpdateGroupActions }) => ScheduledUpdateGroupActions,
        next: ({ NextToken }) => NextToken,
      })
      return found.flatMap(({ ScheduledActionName: action = '', StartTime: at, ...of }) => {
        const sizes = { min: of.MinSize, max: of.MaxSize, desired: of.DesiredCapacity }
        return at ? [{ name: action, at: at.getTime(), ...present({ recurrence: of.Recurrence, ...sizes }) }] : []
      })
    },
    async warmPool(name) {
      const found = await pages(calls, 'DescribeWarmPool', {
        page: (token, options) =>
          autoScaling.send(
            new DescribeWarmPoolCommand({
              AutoScalingGroupName: name,
              MaxRecords: LARGEST_POOL_PAGE,
              ...(token && { NextToken: token }),
            }),
            options,
          ),
        items: ({ Instances }) => Instances,
        next: ({ NextToken }) => NextToken,
      })
      return found.map(instanceFrom)
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
        page: (token, options) => groups(page(token), USE_ELEMENTS, options),
        items: ({ AutoScalingGroups = [] }) =>
          AutoScalingGroups.flatMap((group) => templates.flatMap((id) => useOf(id, group))),
        next: ({ NextToken }) => NextToken,
      }),
    async causes(name, instances) {
      const named = (found: readonly Activity[], id: string) =>
        found.find(({ Description }) => Description?.includes(id))
      const activities = await activitiesOf(name, CAUSE_ELEMENTS, (found) => instances.every((id) => named(found, id)))
      return instances.flatMap((id) => {
        const newest = named(activities, id)
        return newest?.Cause === undefined
          ? []
          : [newest.Cause.replaceAll(TIME, '').replaceAll(`instance ${id}`, id).replaceAll(id, 'the instance')]
      })
    },
    async launches(name, since) {
      // AWS lists those that have not ended before all others, however old they are.
      const isOlder = (activity: Activity) =>
        hasEnded(activity) && activity.StartTime !== undefined && activity.StartTime.getTime() < since
      const isEnough = (found: readonly Activity[]) =>
        found.some(isOlder) || failedAmong(found, since).length >= MOST_FAILED_LAUNCHES
      const found = await activitiesOf(name, LAUNCH_ELEMENTS, isEnough)
      return { failed: failedAmong(found, since), endedBefore: endedBefore(found, since) }
    },
  }
}

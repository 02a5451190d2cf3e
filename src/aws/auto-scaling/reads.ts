/** The reads from Auto Scaling. */

import {
  type Activity,
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  DescribeScheduledActionsCommand,
  DescribeWarmPoolCommand,
} from '@aws-sdk/client-auto-scaling'
import type { Reads } from '../../rollout/ports.ts'
import type { Calls } from '../connection.ts'
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
  | 'failedLaunches'
  | 'causes'
>

/** The times in a cause. They are removed so that equal causes can be counted together. */
const TIME = /At \d{4}-\d{2}-\d{2}T[\d:]+Z /g

/** Reads groups, refreshes and activities. */
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
          return autoScaling.send(new DescribeAutoScalingGroupsCommand({ Filters, ...page(token) }), options)
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
        return newest?.Cause === undefined
          ? []
          : [newest.Cause.replaceAll(TIME, '').replaceAll(`instance ${id}`, id).replaceAll(id, 'the instance')]
      })
    },
    async failedLaunches(name, since) {
      // The newest come first.
      const older = ({ StartTime }: Activity) => StartTime !== undefined && StartTime.getTime() < since
      return (await activitiesOf(name, (found) => found.some(older))).flatMap(
        ({ ActivityId = '', StartTime, StatusCode, StatusMessage, Description = '' }) =>
          (StatusCode === 'Failed' || StatusCode === 'Cancelled') &&
          LAUNCH_WORDS.test(Description) &&
          StartTime &&
          StartTime.getTime() >= since
            ? [
                {
                  id: ActivityId,
                  began: StartTime.getTime(),
                  status: StatusCode,
                  message: StatusMessage ?? Description,
                },
              ]
            : [],
      )
    },
  }
}

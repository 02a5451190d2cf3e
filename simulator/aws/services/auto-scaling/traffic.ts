/** What is attached to a group, and how the attachment is. */
import type { Account } from '../../world/account.ts'
import type { Group } from '../../world/group.ts'
import type { TargetGroup } from '../../world/target-group.ts'
import { type AutoScalingHandlers, groupOf, nextToken, pageOf } from './common.ts'

/** Handlers that describe what is attached to a group. */
export const trafficCalls = (account: Account) =>
  ({
    DescribeTrafficSources: (input) => {
      const group = groupOf(account, input.AutoScalingGroupName)
      const wanted = [undefined, 'elbv2'].includes(input.TrafficSourceType) ? group.configuration.targetGroups : []
      const page = pageOf(wanted, input, { key: ({ arn }) => arn, most: 50 })
      const sources = page.records.map((targetGroup) => ({
        Identifier: targetGroup.arn,
        TrafficSource: targetGroup.arn,
        Type: 'elbv2',
        State: attachment(group, targetGroup),
      }))
      return { TrafficSources: sources, ...nextToken(page) }
    },
    DescribeLoadBalancerTargetGroups: (input) => {
      const group = groupOf(account, input.AutoScalingGroupName)
      const page = pageOf(group.configuration.targetGroups, input, { key: ({ arn }) => arn, most: 100 })
      const states = page.records.map((targetGroup) => ({
        LoadBalancerTargetGroupARN: targetGroup.arn,
        State: attachment(group, targetGroup),
      }))
      return { LoadBalancerTargetGroups: states, ...nextToken(page) }
    },
  }) satisfies AutoScalingHandlers

/** `InService` says that one instance at least is healthy, no more; without ELB health checks it stays `Added`. */
function attachment(group: Group, targetGroup: TargetGroup): 'Added' | 'InService' {
  const healthy = group.instances.some(({ id }) => targetGroup.health(id).state === 'healthy')
  return group.configuration.healthCheckType === 'ELB' && healthy ? 'InService' : 'Added'
}

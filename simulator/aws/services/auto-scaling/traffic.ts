/** Describes what sends traffic to a group: target groups, classic load balancers, VPC Lattice. */
import type { Account } from '../../world/account.ts'
import { type Configuration, healthChecksOf } from '../../world/configuration.ts'
import type { Group } from '../../world/group.ts'
import type { TargetGroup } from '../../world/target-group.ts'
import { type AutoScalingHandlers, autoScalingPage, groupOf, nextToken } from './common.ts'

/** Handlers that describe what is attached to a group. */
export const trafficCalls = (account: Account) =>
  ({
    DescribeTrafficSources: (input) => {
      const group = groupOf(account, input.AutoScalingGroupName)
      const wanted = trafficSources(group.configuration).filter(
        ({ Type }) => input.TrafficSourceType === undefined || input.TrafficSourceType === Type,
      )
      const page = autoScalingPage(wanted, input, { key: ({ Identifier }) => Identifier, most: 50 })
      const sources = page.records.map(({ Identifier, Type, targets }) => ({
        Identifier,
        TrafficSource: Identifier,
        Type,
        State: attachment(group, targets),
      }))
      return { TrafficSources: sources, ...nextToken(page) }
    },
    DescribeLoadBalancerTargetGroups: (input) => {
      const group = groupOf(account, input.AutoScalingGroupName)
      const page = autoScalingPage(group.configuration.targetGroups, input, { key: ({ arn }) => arn, most: 100 })
      const states = page.records.map((targetGroup) => ({
        LoadBalancerTargetGroupARN: targetGroup.arn,
        State: attachment(group, targetGroup),
      }))
      return { LoadBalancerTargetGroups: states, ...nextToken(page) }
    },
    DescribeLoadBalancers: (input) => {
      const group = groupOf(account, input.AutoScalingGroupName)
      const page = autoScalingPage(group.configuration.classicLoadBalancers, input, {
        key: ({ name }) => name,
        most: 100,
      })
      const states = page.records.map(({ name, targets }) => ({
        LoadBalancerName: name,
        State: attachment(group, targets),
      }))
      return { LoadBalancers: states, ...nextToken(page) }
    },
  }) satisfies AutoScalingHandlers

/** One thing that sends traffic. `targets` is missing for what is not simulated any further. */
interface TrafficSource {
  readonly Identifier: string
  readonly Type: 'elb' | 'elbv2' | 'vpc-lattice'
  readonly targets?: TargetGroup
}

/** All that is attached, by AWS's types. */
export const trafficSources = (configuration: Configuration): readonly TrafficSource[] => [
  ...configuration.targetGroups.map((targets) => ({ Identifier: targets.arn, Type: 'elbv2' as const, targets })),
  ...configuration.classicLoadBalancers.map(({ name, targets }) => ({
    Identifier: name,
    Type: 'elb' as const,
    targets,
  })),
  ...configuration.latticeTargetGroups.map((arn) => ({ Identifier: arn, Type: 'vpc-lattice' as const })),
]

/** `InService` says that one instance at least is healthy, no more; without ELB health checks it stays `Added`. */
function attachment(group: Group, targets: TargetGroup | undefined): 'Added' | 'InService' {
  const healthy = group.instances.some(({ id }) => targets?.health(id).state === 'healthy')
  return healthChecksOf(group.configuration).includes('ELB') && healthy ? 'InService' : 'Added'
}

/** The health of targets: ELBv2's shapes end here. Classic load balancers stand beside target groups. */
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Target } from '../rollout/model/target.ts'
import { isClassic, type TargetGroup } from '../rollout/model/target.ts'
import { batches } from './batches.ts'
import type { Calls } from './connection.ts'
import type { ClassicReads } from './elastic-load-balancing.ts'
import { pages } from './paging.ts'
import { type BalancerReads, onDemand } from './services.ts'

/** All targets of a target group: one call, neither API pages those. */
export function elasticLoadBalancingReads(calls: Calls): BalancerReads {
  const elb = calls.client(ElasticLoadBalancingV2Client)
  const classic = onDemand<ClassicReads>(['balancers', 'instances'], async () =>
    (await import('./elastic-load-balancing.ts')).classicReads(calls),
  )
  return {
    async targetGroups(named) {
      const names = named.filter(isClassic)
      const found = names.length > 0 ? [...(await classic.balancers(names))] : []
      // Twenty target groups can be named in a call.
      for (const batch of batches(
        named.filter((arn) => !isClassic(arn)),
        20,
      )) {
        const described = await pages(calls, 'DescribeTargetGroups', {
          page: (token, options) =>
            elb.send(
              new DescribeTargetGroupsCommand({ TargetGroupArns: [...batch], ...(token && { Marker: token }) }),
              options,
            ),
          items: ({ TargetGroups }) => TargetGroups,
          next: ({ NextMarker }) => NextMarker,
        })
        found.push(...described.map(targetGroupFrom))
      }
      return found
    },
    async targets(targetGroup) {
      if (isClassic(targetGroup)) return classic.instances(targetGroup)
      const describe = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup })
      const found = await calls.read('DescribeTargetHealth', (options) => elb.send(describe, options))
      return (found.TargetHealthDescriptions ?? []).map(({ Target: target, TargetHealth: health }): Target => {
        const { Reason: reason, Description: description } = health ?? {}
        return {
          targetGroup,
          instance: target?.Id ?? '',
          state: health?.State ?? '',
          ...(reason !== undefined && { reason }),
          ...(description !== undefined && { description }),
        }
      })
    },
  }
}

const targetGroupFrom = (group: SdkTargetGroup): TargetGroup => ({
  arn: group.TargetGroupArn ?? '',
  name: group.TargetGroupName ?? '',
  checked: group.HealthCheckEnabled ?? true,
  timeToHealthy: 1000 * (group.HealthCheckIntervalSeconds ?? 0) * (group.HealthyThresholdCount ?? 0),
})

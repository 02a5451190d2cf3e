/** The health of targets: ELBv2's shapes end here. Classic load balancers stand beside target groups. */
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { isClassic, type TargetGroup } from '../rollout/facts.ts'
import type { Target } from '../rollout/model.ts'
import { ask } from './ask.ts'
import { batches } from './batches.ts'
import type { Connection } from './connection.ts'
import type { ClassicReads } from './elastic-load-balancing.ts'
import { type BalancerReads, onDemand } from './services.ts'

/** All targets of a target group: one call, neither API pages it. */
export function elasticLoadBalancingReads(connection: Connection): BalancerReads {
  const elb = connection.client(ElasticLoadBalancingV2Client)
  const classic = onDemand<ClassicReads>(['balancers', 'instances'], async () =>
    (await import('./elastic-load-balancing.ts')).classicReads(connection),
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
        const describe = new DescribeTargetGroupsCommand({ TargetGroupArns: [...batch] })
        const { TargetGroups } = await ask('DescribeTargetGroups', () => elb.send(describe))
        found.push(...(TargetGroups ?? []).map(targetGroupFrom))
      }
      return found
    },
    async targets(targetGroup) {
      if (isClassic(targetGroup)) return classic.instances(targetGroup)
      const found = await ask('DescribeTargetHealth', () =>
        elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup })),
      )
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

/** ELBv2: the health of targets. Its shapes end here. */
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type TargetGroup as SdkTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { TargetGroup } from '../rollout/facts.ts'
import type { Target } from '../rollout/model.ts'
import type { Reads } from '../rollout/world.ts'
import { ask } from './ask.ts'
import type { Clients } from './clients.ts'

/** All targets of a target group: one call, ELBv2 does not page it. */
export const elasticLoadBalancingReads = ({ elb }: Clients): Pick<Reads, 'targets' | 'targetGroups'> => ({
  async targetGroups(arns) {
    // Twenty load balancers or target groups can be named in a call.
    const found: TargetGroup[] = []
    for (let start = 0; start < arns.length; start += 20) {
      const describe = new DescribeTargetGroupsCommand({ TargetGroupArns: arns.slice(start, start + 20) })
      const { TargetGroups } = await ask('DescribeTargetGroups', () => elb.send(describe))
      found.push(...(TargetGroups ?? []).map(targetGroupFrom))
    }
    return found
  },
  async targets(targetGroup) {
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
})

const targetGroupFrom = (group: SdkTargetGroup): TargetGroup => ({
  arn: group.TargetGroupArn ?? '',
  name: group.TargetGroupName ?? '',
  checked: group.HealthCheckEnabled ?? true,
  seconds: (group.HealthCheckIntervalSeconds ?? 0) * (group.HealthyThresholdCount ?? 0),
})

/** ELBv2: the health of targets. Its shapes end here. */
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Target } from '../rollout/model.ts'
import type { Reads } from '../rollout/world.ts'
import { ask } from './ask.ts'
import type { Clients } from './clients.ts'

/** All targets of a target group: one call, ELBv2 does not page it. */
export const elasticLoadBalancingReads = ({ elb }: Clients): Pick<Reads, 'targets'> => ({
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

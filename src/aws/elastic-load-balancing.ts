/** Classic load balancers, told in the words of target groups. Their shapes end here. */
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
  type InstanceState,
  type LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing'
import type { TargetGroup } from '../rollout/facts.ts'
import type { Target } from '../rollout/model.ts'
import { ask } from './ask.ts'
import type { Connection } from './connection.ts'

/** What is asked of classic load balancers. A load balancer is named by its name, a target group by its ARN. */
export interface ClassicReads {
  balancers(names: readonly string[]): Promise<readonly TargetGroup[]>
  instances(name: string): Promise<readonly Target[]>
}

/** Reads them. */
export const classicReads = ({ client }: Connection): ClassicReads => readsOf(client(ElasticLoadBalancingClient))

const readsOf = (elb: ElasticLoadBalancingClient): ClassicReads => ({
  async balancers(names) {
    // A page holds 400, a group at most 50.
    const describe = new DescribeLoadBalancersCommand({ LoadBalancerNames: [...names] })
    const found = await ask('DescribeLoadBalancers', () => elb.send(describe))
    return (found.LoadBalancerDescriptions ?? []).map(balancerFrom)
  },
  async instances(name) {
    const describe = new DescribeInstanceHealthCommand({ LoadBalancerName: name })
    const { InstanceStates = [] } = await ask('DescribeInstanceHealth', () => elb.send(describe))
    return InstanceStates.map((state) => targetFrom(name, state))
  },
})

const balancerFrom = ({ LoadBalancerName: name = '', HealthCheck: check }: LoadBalancerDescription): TargetGroup => ({
  arn: name,
  name,
  checked: true,
  timeToHealthy: 1000 * (check?.Interval ?? 0) * (check?.HealthyThreshold ?? 0),
})

/** `InService` is what a target group calls healthy; `N/A` is no reason. */
function targetFrom(
  name: string,
  { InstanceId: instance = '', State: state, ReasonCode: reason, Description: description }: InstanceState,
): Target {
  const healthy = state === 'InService'
  return {
    targetGroup: name,
    instance,
    state: healthy ? 'healthy' : (state ?? ''),
    ...(!healthy && reason !== undefined && reason !== 'N/A' && { reason }),
    ...(!healthy && description !== undefined && { description }),
  }
}

/** Classic load balancers, told in the words of target groups. Their shapes end here. */
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
  type InstanceState,
  type LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing'
import type { Target, TargetGroup } from '../rollout/model/target.ts'
import type { Calls } from './connection.ts'
import { pages } from './paging.ts'

/** What is asked of classic load balancers. A load balancer is named by its name, a target group by its ARN. */
export interface ClassicReads {
  balancers(names: readonly string[]): Promise<readonly TargetGroup[]>
  instances(name: string): Promise<readonly Target[]>
}

/** Reads them. */
export const classicReads = (calls: Calls): ClassicReads => readsOf(calls, calls.client(ElasticLoadBalancingClient))

const readsOf = (calls: Calls, elb: ElasticLoadBalancingClient): ClassicReads => ({
  async balancers(names) {
    const found = await pages(calls, 'DescribeLoadBalancers', {
      page: (token, options) =>
        elb.send(
          new DescribeLoadBalancersCommand({ LoadBalancerNames: [...names], ...(token && { Marker: token }) }),
          options,
        ),
      items: ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions,
      next: ({ NextMarker }) => NextMarker,
    })
    return found.map(balancerFrom)
  },
  async instances(name) {
    const describe = new DescribeInstanceHealthCommand({ LoadBalancerName: name })
    const { InstanceStates = [] } = await calls.read('DescribeInstanceHealth', (options) => elb.send(describe, options))
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

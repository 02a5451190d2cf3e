/** Adapter for classic load balancers. It converts them to the model of target groups. */
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
  type InstanceState,
  type LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing'
import type { Target, TargetGroup } from '../rollout/model/target.ts'
import type { Ms } from '../rollout/model/time.ts'
import { orMissing } from './call.ts'
import type { Calls } from './connection.ts'
import { pages } from './paging.ts'

/** The reads from classic load balancers, which are identified by name. */
export interface ClassicReads {
  balancers(names: readonly string[]): Promise<readonly TargetGroup[]>
  /** Its connection draining, in milliseconds. */
  deregistrationDelay(name: string): Promise<Ms>
  instances(name: string): Promise<readonly Target[]>
}

/** Reads classic load balancers. */
export const classicReads = (calls: Calls): ClassicReads => readsOf(calls, calls.client(ElasticLoadBalancingClient))

const readsOf = (calls: Calls, elb: ElasticLoadBalancingClient): ClassicReads => ({
  async balancers(names) {
    const described = (some: readonly string[]) =>
      pages(calls, 'DescribeLoadBalancers', {
        page: (token, options) =>
          elb.send(
            new DescribeLoadBalancersCommand({ LoadBalancerNames: [...some], ...(token && { Marker: token }) }),
            options,
          ),
        items: ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions,
        next: ({ NextMarker }) => NextMarker,
      })
    // One that is gone fails the call for all: then each is asked for alone.
    const together = await orMissing(() => described(names))
    const found = together ?? (await Promise.all(names.map((name) => orMissing(() => described([name]))))).flat()
    return found.flatMap((each) => (each ? [balancerFrom(each)] : []))
  },
  async deregistrationDelay(name) {
    const describe = new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: name })
    const read = () => calls.read('DescribeLoadBalancerAttributes', (options) => elb.send(describe, options))
    const found = await orMissing(read)
    const { Enabled: isOn, Timeout: seconds = 300 } = found?.LoadBalancerAttributes?.ConnectionDraining ?? {}
    return isOn ? 1000 * seconds : 0
  },
  async instances(name) {
    const describe = new DescribeInstanceHealthCommand({ LoadBalancerName: name })
    const read = () => calls.read('DescribeInstanceHealth', (options) => elb.send(describe, options))
    const { InstanceStates = [] } = (await orMissing(read)) ?? {}
    return InstanceStates.map((state) => targetFrom(name, state))
  },
})

const balancerFrom = ({
  LoadBalancerName: name = '',
  HealthCheck: check,
  AvailabilityZones: zones = [],
}: LoadBalancerDescription): TargetGroup => ({
  arn: name,
  name,
  checked: true,
  balancer: 'classic',
  interval: 1000 * (check?.Interval ?? 0),
  healthyThreshold: check?.HealthyThreshold ?? 0,
  loadBalancers: [{ name, zones }],
})

/** `InService` corresponds to a target group's `healthy`; `N/A` means no reason. */
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

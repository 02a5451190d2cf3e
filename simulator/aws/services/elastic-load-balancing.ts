/** Classic Elastic Load Balancing: load balancers and the health of their instances. */
import type { LoadBalancerDescription } from '@aws-sdk/client-elastic-load-balancing'
import type { Call } from '../call.ts'
import { AwsError } from '../error.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import type { ClassicLoadBalancer } from '../world/classic-load-balancer.ts'
import { pageSize, takePage } from './paging.ts'

/** Handlers for the operations of classic load balancing that are simulated. */
export const elasticLoadBalancing = (
  account: Account,
): Handlers<typeof import('@aws-sdk/client-elastic-load-balancing'), Call> => ({
  DescribeInstanceHealth: ({ LoadBalancerName, Instances }) => {
    const balancer = balancerOf(account, LoadBalancerName)
    const ids = Instances?.length ? Instances.map(({ InstanceId = '' }) => InstanceId) : balancer.targets.targets
    return { InstanceStates: ids.map((id) => instanceState(account, balancer, id)) }
  },
  DescribeLoadBalancerAttributes: ({ LoadBalancerName }) => {
    const { deregistrationDelay } = balancerOf(account, LoadBalancerName).targets.settings
    return {
      LoadBalancerAttributes: {
        ConnectionDraining: { Enabled: deregistrationDelay > 0, Timeout: deregistrationDelay },
      },
    }
  },
  DescribeLoadBalancers: ({ LoadBalancerNames: names, PageSize, Marker }) => {
    const wanted = names?.length ? names.map((name) => balancerOf(account, name)) : account.classicLoadBalancers
    const { records, next } = takePage(wanted, {
      request: { names },
      size: pageSize(PageSize, 'pageSize', { most: 400 }),
      token: Marker,
      key: ({ name }) => name,
      invalid: () => new AwsError('ValidationError', `The marker '${Marker}' is not valid`), // the simulator's wording
    })
    return { LoadBalancerDescriptions: records.map(describe), ...(next !== undefined && { NextMarker: next }) }
  },
})

function balancerOf(account: Account, name: string | undefined): ClassicLoadBalancer {
  const balancer = account.classicLoadBalancers.find((known) => known.name === name)
  if (!balancer) throw new AwsError('AccessPointNotFoundException', `There is no ACTIVE Load Balancer named '${name}'`)
  return balancer
}

function instanceState(account: Account, balancer: ClassicLoadBalancer, id: string) {
  // The simulator's wording.
  if (!account.ec2Instances.has(id))
    throw new AwsError('InvalidEndPointException', `Could not find EC2 instance ${id}.`)
  const { state, reasonCode, description } = balancer.health(id)
  return { InstanceId: id, State: state, ReasonCode: reasonCode, Description: description }
}

function describe({ name, targets }: ClassicLoadBalancer): LoadBalancerDescription {
  const { port, healthCheck } = targets.settings
  return {
    LoadBalancerName: name,
    Scheme: 'internet-facing',
    Instances: targets.targets.map((InstanceId) => ({ InstanceId })),
    HealthCheck: {
      Target: `HTTP:${port}/`,
      Interval: healthCheck.interval,
      Timeout: 5,
      UnhealthyThreshold: healthCheck.unhealthyThreshold,
      HealthyThreshold: healthCheck.healthyThreshold,
    },
  }
}

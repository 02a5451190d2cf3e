/** Elastic Load Balancing v2 as a service: target groups, their targets' health, the load balancer before them. */
import type { TargetDescription, TargetGroup as TargetGroupShape } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../call.ts'
import { AwsError } from '../error.ts'
import type { Handlers } from '../wire/service.ts'
import type { Account } from '../world/account.ts'
import type { TargetGroup } from '../world/target-group.ts'
import { type Page, pageSize, takePage } from './paging.ts'

const VPC = 'vpc-0simulated0000000'

/** Handlers for the operations of ELBv2 that are simulated. */
export const elasticLoadBalancingV2 = (
  account: Account,
): Handlers<typeof import('@aws-sdk/client-elastic-load-balancing-v2'), Call> => ({
  DescribeTargetHealth: ({ TargetGroupArn, Targets }) => {
    const targetGroup = targetGroupOf(account, TargetGroupArn)
    const ids = Targets?.length ? Targets.map(({ Id = '' }: TargetDescription) => Id) : targetGroup.targets
    return { TargetHealthDescriptions: ids.map((id) => targetHealth(targetGroup, id)) }
  },
  DescribeTargetGroups: (input) => {
    const { TargetGroupArns: arns, Names: names, LoadBalancerArn: balancer } = input
    for (const arn of arns ?? []) targetGroupOf(account, arn)
    const wanted = account.targetGroups.filter(
      ({ arn, name, settings }) =>
        (!arns?.length || arns.includes(arn)) &&
        (!names?.length || names.includes(name)) &&
        (balancer === undefined || (settings.balanced && balancer === account.loadBalancer.arn)),
    )
    if (names?.length && wanted.length === 0) throw noTargetGroup()
    const paged = pageOf(wanted, input)
    return { TargetGroups: paged.records.map((targetGroup) => describe(account, targetGroup)), ...nextMarker(paged) }
  },
  DescribeTargetGroupAttributes: ({ TargetGroupArn }) => {
    const { settings } = targetGroupOf(account, TargetGroupArn)
    return {
      Attributes: [
        { Key: 'stickiness.enabled', Value: 'false' },
        { Key: 'deregistration_delay.timeout_seconds', Value: String(settings.deregistrationDelay) },
        { Key: 'slow_start.duration_seconds', Value: '0' },
        { Key: 'load_balancing.algorithm.type', Value: 'round_robin' },
      ],
    }
  },
  DescribeLoadBalancers: (input) => {
    const { LoadBalancerArns: arns, Names: names } = input
    const { arn, name, dnsName } = account.loadBalancer
    const asked = (!arns?.length || arns.includes(arn)) && (!names?.length || names.includes(name))
    // The simulator's wording.
    if (!asked) throw new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found')
    return {
      LoadBalancers: [
        {
          LoadBalancerArn: arn,
          LoadBalancerName: name,
          DNSName: dnsName,
          Scheme: 'internet-facing',
          Type: 'application',
          State: { Code: 'active' },
          VpcId: VPC,
        },
      ],
    }
  },
})

const noTargetGroup = () => new AwsError('TargetGroupNotFoundException', 'One or more target groups not found')

function targetGroupOf(account: Account, arn: string | undefined): TargetGroup {
  const targetGroup = account.targetGroups.find((known) => known.arn === arn)
  if (!targetGroup) throw noTargetGroup()
  return targetGroup
}

function targetHealth(targetGroup: TargetGroup, id: string) {
  const { state, reason, description } = targetGroup.health(id)
  const { port } = targetGroup.settings
  return {
    Target: { Id: id, Port: port },
    HealthCheckPort: String(port),
    TargetHealth: {
      State: state,
      ...(reason !== undefined && { Reason: reason }),
      ...(description !== undefined && { Description: description }),
    },
  }
}

function describe(account: Account, { arn, name, settings }: TargetGroup): TargetGroupShape {
  const { port, healthCheck, balanced } = settings
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    Port: port,
    VpcId: VPC,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckIntervalSeconds: healthCheck.interval,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: '/',
    Matcher: { HttpCode: '200' },
    LoadBalancerArns: balanced ? [account.loadBalancer.arn] : [],
    TargetType: 'instance',
  }
}

function pageOf(
  records: readonly TargetGroup[],
  { Marker, PageSize, ...request }: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
): Page<TargetGroup> {
  return takePage(records, {
    request,
    size: pageSize(PageSize, 'pageSize', { most: 400 }),
    token: Marker,
    key: ({ arn }) => arn,
    invalid: () => new AwsError('ValidationError', `The marker '${Marker}' is not valid`), // the simulator's wording
  })
}

const nextMarker = ({ next }: Page<unknown>) => (next === undefined ? {} : { NextMarker: next })

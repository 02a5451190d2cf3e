/** Operations on target groups: describe them, their attributes, and the health of their targets. */
import type { TargetDescription, TargetGroup as TargetGroupShape } from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { TargetGroup } from '../../world/target-group.ts'
import { type BalancingHandlers, balancingPage, nextMarker, VPC } from './common.ts'

/** Handlers that describe target groups. */
export const targetGroupCalls = (account: Account) =>
  ({
    DescribeTargetHealth: ({ TargetGroupArn, Targets, Include = [] }) => {
      const targetGroup = targetGroupOf(account, TargetGroupArn)
      const ids = Targets?.length ? Targets.map(({ Id = '' }: TargetDescription) => Id) : targetGroup.targets
      const withAnomalies = Include.some((what) => what === 'AnomalyDetection' || what === 'All')
      return {
        TargetHealthDescriptions: ids.map((id) => ({
          ...targetHealth(targetGroup, id),
          ...(withAnomalies && { AnomalyDetection: anomalyOf(targetGroup, id) }),
          ...overrideOf(account, targetGroup, id),
        })),
      }
    },
    DescribeTargetGroups: (input) => {
      const { TargetGroupArns: arns, Names: names, LoadBalancerArn: balancer } = input
      for (const arn of arns ?? []) targetGroupOf(account, arn)
      const wanted = account.targetGroups.filter(
        ({ arn, name }) =>
          (!arns?.length || arns.includes(arn)) &&
          (!names?.length || names.includes(name)) &&
          (balancer === undefined || balancersOf(account, arn).includes(balancer)),
      )
      if (names?.length && wanted.length === 0) throw noTargetGroup()
      const page = balancingPage(wanted, input, ({ arn }) => arn)
      return { TargetGroups: page.records.map((targetGroup) => describe(account, targetGroup)), ...nextMarker(page) }
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
  }) satisfies BalancingHandlers

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
  const { port, protocol, healthCheck } = settings
  const byHttp = protocol === 'HTTP' || protocol === 'HTTPS'
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: protocol,
    Port: port,
    VpcId: VPC,
    HealthCheckProtocol: byHttp ? protocol : 'TCP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckIntervalSeconds: healthCheck.interval,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    ...(byHttp && { HealthCheckPath: '/', Matcher: { HttpCode: '200' } }),
    LoadBalancerArns: [...balancersOf(account, arn)],
    TargetType: 'instance',
  }
}

/** ARNs of the load balancers that forward to a target group. */
const balancersOf = (account: Account, targetGroup: string): readonly string[] =>
  account.loadBalancers.forwardingTo(targetGroup).map(({ identity }) => identity.arn)

const anomalyOf = (targetGroup: TargetGroup, id: string) => {
  const anomaly = targetGroup.anomalyOf(id)
  return {
    Result: anomaly === undefined ? ('normal' as const) : ('anomalous' as const),
    MitigationInEffect: anomaly?.isMitigated === true ? ('yes' as const) : ('no' as const),
  }
}

/** Reported whatever is included, for targets that a zonal shift keeps traffic from. */
function overrideOf(account: Account, { arn }: TargetGroup, id: string) {
  const zone = account.ec2Instances.get(id)?.launchInfo.zone
  if (zone === undefined || !account.loadBalancers.isShifted(arn, zone)) return {}
  return {
    AdministrativeOverride: {
      State: 'zonal_shift_active' as const,
      Reason: 'AdministrativeOverride.ZonalShiftActive' as const,
      Description: 'Zonal shift is active', // the simulator's wording
    },
  }
}

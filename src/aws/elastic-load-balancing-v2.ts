/** ELBv2 adapter: target health and target groups. Also delegates to the adapter of classic load balancers. */
import {
  type AdministrativeOverride,
  type AnomalyDetection,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetGroup as SdkTargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Target } from '../rollout/model/target.ts'
import { isClassic, type LoadBalancer, type TargetGroup } from '../rollout/model/target.ts'
import { batches } from './batches.ts'
import { orMissing } from './call.ts'
import type { Calls } from './connection.ts'
import type { ClassicReads } from './elastic-load-balancing.ts'
import { oncePerObject } from './once-per-object.ts'
import { pages } from './paging.ts'
import { type BalancerReads, onDemand } from './services.ts'

/** Reads target health, one call for each target group: neither API pages it. */
export function elasticLoadBalancingReads(calls: Calls): BalancerReads {
  const elb = calls.client(ElasticLoadBalancingV2Client)
  const classic = onDemand<ClassicReads>(calls, ['balancers', 'deregistrationDelay', 'instances'], async () =>
    (await import('./elastic-load-balancing.ts')).classicReads(calls),
  )
  return {
    async targetGroups(named) {
      const names = named.filter(isClassic)
      const found = names.length > 0 ? [...(await classic.balancers(names))] : []
      // AWS accepts at most twenty target groups in a call.
      for (const batch of batches(
        named.filter((arn) => !isClassic(arn)),
        20,
      )) {
        const described = await existing(calls, batch)
        const balancers = await balancersOf(calls, described)
        found.push(...described.map((group) => targetGroupFrom(group, balancers)))
      }
      return found
    },
    async deregistrationDelay(targetGroup) {
      if (isClassic(targetGroup)) return classic.deregistrationDelay(targetGroup)
      const describe = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroup })
      const read = () => calls.read('DescribeTargetGroupAttributes', (options) => elb.send(describe, options))
      const { Attributes = [] } = (await orMissing(read)) ?? {}
      const delay = Attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value
      return delay === undefined ? undefined : 1000 * Number(delay)
    },
    async targets(targetGroup) {
      if (isClassic(targetGroup)) return classic.instances(targetGroup)
      const describe = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup, Include: ['AnomalyDetection'] })
      // A target group may be deleted while the group still names it: nobody is healthy there.
      const read = () => calls.read('DescribeTargetHealth', (options) => elb.send(describe, options))
      const found = await orMissing(read)
      return (found?.TargetHealthDescriptions ?? []).map((each) => targetFrom(each, targetGroup))
    },
  }
}

const targetFrom = oncePerObject((found: TargetHealthDescription, targetGroup): Target => {
  const { Target: target, TargetHealth: health, ...more } = found
  const { Reason: reason, Description: description } = health ?? {}
  return {
    ...keptFromTraffic(more),
    targetGroup,
    instance: target?.Id ?? '',
    state: health?.State ?? '',
    ...(reason !== undefined && { reason }),
    ...(description !== undefined && { description }),
  }
})

const describeGroups = (calls: Calls, arns: readonly string[]) =>
  pages(calls, 'DescribeTargetGroups', {
    page: (token, options) =>
      calls
        .client(ElasticLoadBalancingV2Client)
        .send(
          new DescribeTargetGroupsCommand({ TargetGroupArns: [...arns], ...(token && { Marker: token }) }),
          options,
        ),
    items: ({ TargetGroups }) => TargetGroups,
    next: ({ NextMarker }) => NextMarker,
  })

/** Those that exist. One that does not fails the call for all: then each is asked for alone. */
async function existing(calls: Calls, arns: readonly string[]): Promise<readonly SdkTargetGroup[]> {
  const together = await orMissing(() => describeGroups(calls, arns))
  if (together) return together
  const alone = await Promise.all(arns.map((arn) => orMissing(() => describeGroups(calls, [arn]))))
  return alone.flatMap((found) => found ?? [])
}

/** The load balancers that these target groups belong to: twenty can be named in a call, and each has at most one. */
async function balancersOf(
  calls: Calls,
  groups: readonly SdkTargetGroup[],
): Promise<ReadonlyMap<string, LoadBalancer>> {
  const arns = [...new Set(groups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns))]
  const found: (readonly [string, LoadBalancer])[] = []
  for (const batch of batches(arns, 20)) {
    const described = await pages(calls, 'DescribeLoadBalancers', {
      page: (token, options) =>
        calls
          .client(ElasticLoadBalancingV2Client)
          .send(
            new DescribeLoadBalancersCommand({ LoadBalancerArns: [...batch], ...(token && { Marker: token }) }),
            options,
          ),
      items: ({ LoadBalancers }) => LoadBalancers,
      next: ({ NextMarker }) => NextMarker,
    })
    for (const { LoadBalancerArn: arn = '', LoadBalancerName: name = '', AvailabilityZones = [] } of described)
      found.push([arn, { name, zones: AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []) }])
  }
  return new Map(found)
}

const targetGroupFrom = (group: SdkTargetGroup, balancers: ReadonlyMap<string, LoadBalancer>): TargetGroup => ({
  arn: group.TargetGroupArn ?? '',
  name: group.TargetGroupName ?? '',
  checked: group.HealthCheckEnabled ?? true,
  // The protocols of a Network Load Balancer are TCP, TLS, UDP and more; that of a Gateway Load Balancer is GENEVE.
  balancer: group.Protocol === 'HTTP' || group.Protocol === 'HTTPS' ? 'application' : 'network',
  interval: 1000 * (group.HealthCheckIntervalSeconds ?? 0),
  healthyThreshold: group.HealthyThresholdCount ?? 0,
  loadBalancers: (group.LoadBalancerArns ?? []).map((arn) => balancers.get(arn) ?? { name: arn, zones: [] }),
})

/** A target may be healthy and get no traffic: its zone is shifted away from, or it answers worse than the others. */
function keptFromTraffic({
  AdministrativeOverride: override,
  AnomalyDetection: anomaly,
}: {
  readonly AdministrativeOverride?: AdministrativeOverride | undefined
  readonly AnomalyDetection?: AnomalyDetection | undefined
}): Pick<Target, 'withoutTraffic'> {
  if (override?.State?.startsWith('zonal_shift')) return { withoutTraffic: 'zonal shift' }
  return anomaly?.MitigationInEffect === 'yes' ? { withoutTraffic: 'anomaly mitigation' } : {}
}

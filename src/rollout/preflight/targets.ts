/**
 * Preflight rules for target health: whether the fleet is healthy now, and whether target health can detect a bad
 * image.
 */

import { detachCommand, quote } from '../manual-commands.ts'
import { count, list, targetGroupName } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import { healthChecksOf } from '../model/group.ts'
import { isInService } from '../model/lifecycle.ts'
import { warmupOf } from '../model/settings.ts'
import { isImpaired } from '../model/status-checks.ts'
import { isHealthy, judgingNobody, nounOf, type TargetGroup } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import { timeToHealthy } from '../model/waits.ts'
import { isUnseen, type Rule, warning } from './rule.ts'

/** AWS launches nothing for a group that names a target group which is gone ("One or more target groups not found"). */
const missing: Rule = ({ group, targetGroups, problems }) =>
  !group || isUnseen('DescribeTargetGroups', problems) || isUnseen('DescribeLoadBalancers', problems)
    ? []
    : group.targetGroups
        .filter((arn) => !targetGroups.some((each) => each.arn === arn))
        .map((arn) => ({
          level: 'error',
          rule: 'target-group-missing',
          says: `The ${nounOf(arn)} ${targetGroupName(arn)}, which is attached to the group, does not exist any more: Auto Scaling can launch nothing, and no instance would be healthy in it.`,
          remedy: `Detach it: \`${detachCommand(group.name, arn)}\`.`,
        }))

/** Guards compare with the healthy capacity before the rollout, so an unhealthy fleet makes them weak. */
const unhealthyBefore: Rule = ({ group, targets: seen, targetGroups, statusChecks, problems }) => {
  if (isUnseen('DescribeTargetHealth', problems) || isUnseen('DescribeInstanceHealth', problems)) return []
  const inService = group?.instances.filter(isInService) ?? []
  // One that is gone has a finding of its own.
  const judged = { targetGroups: targetGroups.map(({ arn }) => arn), unjudged: judgingNobody(targetGroups, seen) }
  const unhealthy = inService.filter((instance) => {
    const checks = statusChecks.get(instance.id)
    return !isHealthy(instance, judged, seen) || (checks !== undefined && isImpaired(checks))
  })
  if (unhealthy.length === 0) return []
  return [
    {
      level: 'warning',
      rule: 'unhealthy-before',
      says: `${unhealthy.length} of ${inService.length} instances are not healthy before the rollout starts (${unhealthy
        .slice(0, 3)
        .map(({ id }) => id)
        .join(', ')}${unhealthy.length > 3 ? ', …' : ''}).`,
      remedy:
        'A bad image is harder to detect in a fleet that is unhealthy already: check these first if you did not expect them.',
    },
  ]
}

/** The health in VPC Lattice target groups is not read. */
const lattice: Rule = ({ group }) =>
  group && group.unwatched.length > 0
    ? [
        warning(
          'vpc-lattice',
          `VPC Lattice target groups are attached (${group.unwatched.join(', ')}), which this action does not watch.`,
          'The verdict does not cover them: check them by `verify` or an alarm.',
        ),
      ]
    : []

/**
 * AWS goes on when the warm-up has passed, healthy or not, where its own health checks do not ask load balancers, and
 * perhaps within the grace period ("how long Auto Scaling must wait before checking the health status", User Guide): if
 * that is sooner than a target group can know, the whole fleet is replaced before anybody can know.
 */
const warmupTooShort: Rule = ({ group, targetGroups }, settings) => {
  if (!group) return []
  const warmup = warmupOf(settings, group)
  const waits = healthChecksOf(group).includes('ELB') && group.healthCheckGracePeriod < warmup
  return targetGroups
    .filter((each) => each.checked && timeToHealthy(each) > warmup)
    .map((each) => ({
      level: waits ? 'warning' : 'error',
      rule: 'warmup-too-short',
      says: `The warm-up of ${warmup / 1000} s is shorter than the ${timeToHealthy(each) / 1000} s that ${nounOf(each.arn)} ${each.name} needs to call a new target healthy${needs[each.balancer]}. AWS ${waits ? 'may' : 'would'} go on before anybody knows whether the new image is.`,
      remedy: `Set \`instance-warmup: ${(timeToHealthy(each) + WARMUP_MARGIN) / 1000}s\` or more${each.balancer === 'network' ? '' : `, or let the ${nounOf(each.arn)} check more often`}. The ${WARMUP_MARGIN / 1000} s more are for registration and the first check.`,
    }))
}

const needs: Readonly<Record<TargetGroup['balancer'], string>> = {
  application: '',
  classic: '',
  network: ' (a Network Load Balancer takes up to 5 min to register it)',
}

/** Added for registration and the first health check. Milliseconds. */
const WARMUP_MARGIN: Ms = 15_000

/** A target group whose checks are switched off, or which no load balancer uses, calls nothing healthy. */
const neverJudged: Rule = ({ targetGroups, targets: seen }) =>
  targetGroups
    .filter(({ arn }) => judgingNobody(targetGroups, seen).includes(arn))
    .map((each) =>
      warning(
        'not-judged',
        `The target group ${each.name} calls no target healthy: ${whyUnjudged(each)}. It is not waited for.`,
        'The verdict does not cover this target group.',
      ),
    )

const whyUnjudged = ({ checked, loadBalancers }: TargetGroup): string => {
  if (!checked) return 'its health checks are off'
  return loadBalancers.length === 0
    ? 'no load balancer uses it'
    : 'none of its targets is in a zone that its load balancer is enabled in'
}

/**
 * Targets in a zone that their load balancer is not enabled in are not used (ELB, Target.NotInUse): no image is
 * healthy there.
 */
const zonesNotEnabled: Rule = ({ group, targetGroups }) => {
  const checked = targetGroups.filter((each) => each.checked)
  const balancers = checked.flatMap(({ loadBalancers }) => loadBalancers)
  return balancers
    .filter(({ name }, i) => i === balancers.findIndex((each) => each.name === name))
    .flatMap(({ name, zones }): readonly Finding[] => {
      const missing = group?.zones.filter((zone) => !zones.includes(zone)) ?? []
      if (zones.length === 0 || missing.length === 0) return []
      const behind = checked.filter(({ loadBalancers }) => loadBalancers.some((each) => each.name === name))
      const of = behind.flatMap((each) => (each.balancer === 'classic' ? [] : [each.name]))
      return [
        {
          level: 'error',
          rule: 'zone-not-enabled',
          says: `The group launches instances in ${list(missing)}, where the load balancer ${name}${of.length > 0 ? ` of ${of.length === 1 ? 'the target group' : 'the target groups'} ${list(of)}` : ''} is not enabled. An instance there gets no traffic and is never healthy, whatever its image.`,
          remedy: `Enable ${missing.length === 1 ? 'the zone' : 'the zones'} for the load balancer, or take the subnets there out of the group.`,
        },
      ]
    })
}

/** Healthy targets that get no traffic prove less than they seem to. */
const withoutTraffic: Rule = ({ group, targets: seen }) => {
  const kept = seen.filter((each) => each.state === 'healthy' && each.withoutTraffic !== undefined)
  const instances = new Set(kept.map(({ instance }) => instance)).size
  return group && instances > 0
    ? [
        warning(
          'without-traffic',
          `${count(instances, 'instance')} of ${group.name} ${instances === 1 ? 'is' : 'are'} healthy and ${instances === 1 ? 'gets' : 'get'} no traffic (${list([...new Set(kept.flatMap((each) => each.withoutTraffic ?? []))])}).`,
          'No request has tried what is healthy there: end the zonal shift, or check the targets, before you trust the verdict.',
        ),
      ]
    : []
}

/** Auto Scaling uses target health only with the health check type ELB (User Guide, Health checks). */
const ignoresTargetHealth: Rule = ({ group }, { targetHealthTimeout }) => {
  if (!group || group.targetGroups.length === 0 || healthChecksOf(group).includes('ELB')) return []
  const withElb = [...healthChecksOf(group).filter((type) => type !== 'EC2'), 'ELB'].join(',')
  return [
    warning(
      'health-check-type',
      `The group's health check type is ${group.healthCheckType}, so AWS itself ignores target health: it goes on with instances that no target group finds healthy. This action checks it, and stops the rollout after ${targetHealthTimeout / 1000} s. If the runner is lost, nobody does.`,
      `Set it to ${withElb}: \`aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(group.name)} --health-check-type ${withElb}\`.`,
    ),
  ]
}

export const targets: readonly Rule[] = [
  missing,
  unhealthyBefore,
  lattice,
  warmupTooShort,
  zonesNotEnabled,
  ignoresTargetHealth,
  neverJudged,
  withoutTraffic,
]

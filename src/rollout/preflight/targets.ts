/** Whether target health can be believed, and what the fleet looks like before the first step. */

import { quote } from '../manual-commands.ts'
import { isInService } from '../model/lifecycle.ts'
import { warmupOf } from '../model/settings.ts'
import { isHealthy, isUnjudged, nounOf } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import { isUnseen, type Rule, warning } from './rule.ts'

/** Guards compare with what stood before; a fleet that is not healthy now can hardly prove a new image. */
const unhealthyBefore: Rule = ({ group, targets: seen, problems }) => {
  if (isUnseen('DescribeTargetHealth', problems) || isUnseen('DescribeInstanceHealth', problems)) return []
  const present = group?.instances.filter(isInService) ?? []
  const sick = present.filter((instance) => !isHealthy(instance, { targetGroups: group?.targetGroups ?? [] }, seen))
  if (sick.length === 0) return []
  return [
    {
      level: 'warning',
      rule: 'unhealthy-before',
      says: `${sick.length} of ${present.length} instances are not healthy before the rollout starts (${sick
        .slice(0, 3)
        .map(({ id }) => id)
        .join(', ')}${sick.length > 3 ? ', …' : ''}).`,
      remedy:
        'A bad image is harder to tell from a fleet that is bad already: look at these first if you did not expect them.',
    },
  ]
}

/** Of a VPC Lattice target group it is not known whether instances are healthy there. */
const lattice: Rule = ({ group }) =>
  group && group.unwatched.length > 0
    ? [
        warning(
          'vpc-lattice',
          `VPC Lattice target groups are attached (${group.unwatched.join(', ')}), which this action does not watch.`,
          'The verdict does not speak of them: see to them by `verify` or an alarm.',
        ),
      ]
    : []

/**
 * With EC2 health checks AWS goes on as soon as the warm-up has passed, healthy or not: if that is sooner than a target
 * group can know, it replaces the whole fleet before anybody can tell.
 */
const warmupTooShort: Rule = ({ group, targetGroups }, settings) => {
  if (!group) return []
  const warmup = warmupOf(settings, group)
  return targetGroups
    .filter(({ checked, timeToHealthy }) => checked && timeToHealthy > warmup)
    .map(({ arn, name, timeToHealthy }) => ({
      level: group.healthCheckType === 'ELB' ? 'warning' : 'error',
      rule: 'warmup-too-short',
      says: `The warm-up of ${warmup / 1000} s is shorter than the ${timeToHealthy / 1000} s that ${nounOf(arn)} ${name} needs to call a target healthy: AWS would go on before it can be told whether the new image is.`,
      remedy: `Set \`instance-warmup: ${(timeToHealthy + WARMUP_MARGIN) / 1000}s\` or more, or let the ${nounOf(arn)} check more often.`,
    }))
}

/** Registration and the first check take a moment as well. */
const WARMUP_MARGIN: Ms = 15_000

/** A target group whose checks are switched off, or which no load balancer uses, never calls anything healthy. */
const neverJudged: Rule = ({ targetGroups, targets: seen }) =>
  targetGroups
    .filter(({ arn, checked }) => !checked || seen.some((each) => each.targetGroup === arn && isUnjudged(each)))
    .map(({ name }) => ({
      level: 'warning',
      rule: 'not-judged',
      says: `The target group ${name} calls no target healthy: its health checks are off, or no load balancer uses it. It is not waited for.`,
      remedy: 'The verdict does not speak of this target group.',
    }))

/** Auto Scaling itself looks at target health only if the group's health check type says so (User Guide, Health checks). */
const blindToTargets: Rule = ({ group }, { targetHealthTimeout }) =>
  group && group.targetGroups.length > 0 && group.healthCheckType !== 'ELB'
    ? [
        warning(
          'health-check-type',
          `The group's health check type is ${group.healthCheckType}, so AWS itself does not look at target health: it goes on with instances that no target group finds healthy. This action looks, and stops the rollout after ${targetHealthTimeout / 1000} s of that; if the runner is lost, nobody does.`,
          `Set it to ELB: \`aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(group.name)} --health-check-type ELB\`.`,
        ),
      ]
    : []

export const targets: readonly Rule[] = [unhealthyBefore, lattice, warmupTooShort, blindToTargets, neverJudged]

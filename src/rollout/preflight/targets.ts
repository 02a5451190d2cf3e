/** Whether target health can be believed, and what the fleet looks like before the first step. */
import { isHealthy } from '../coverage.ts'
import type { Rule } from './rule.ts'

/** Guards compare with what stood before; a fleet that is not healthy now can hardly prove a new image. */
const unhealthyBefore: Rule = ({ group, targets: seen }) => {
  const present = group?.instances.filter(({ lifecycle }) => lifecycle === 'InService') ?? []
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

const classic: Rule = ({ group }) =>
  group && group.classicLoadBalancers.length > 0
    ? [
        {
          level: 'warning',
          rule: 'classic-load-balancer',
          says: `Classic load balancers are attached (${group.classicLoadBalancers.join(', ')}); this version does not watch them.`,
          remedy: 'The verdict speaks of target groups only.',
        },
      ]
    : []

export const targets: readonly Rule[] = [unhealthyBefore, classic]

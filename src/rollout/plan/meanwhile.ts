/** What would change the group while the plan is carried out: scheduled actions, and the zones' rebalancing. Pure. */

import { count, list, moment } from '../measure.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import { isMember, unitsOf } from '../model/instance.ts'
import type { Schedule, ScheduledAction } from '../model/scheduled-action.ts'
import type { Estimate } from './estimate.ts'

/** What is known of the group and of the rollout when the plan is made. */
export interface MeanwhileFacts {
  readonly group: Group
  readonly schedule: Schedule | undefined
  readonly guess: Pick<Estimate, 'length'>
}

/** What a person can do about either: this action suspends nothing. */
const RECIPE =
  'Roll at another time; or suspend the process in a step before, and resume it whatever happens (`if: always()`): docs/groups.md, «No scaling and no rebalancing meanwhile».'

/** A warning for each scheduled action that falls into the estimate, and a note where zones are uneven. */
export function meanwhile({ group, schedule, guess }: MeanwhileFacts): readonly Finding[] {
  return [...scheduled(group, schedule, guess), ...rebalancing(group)]
}

function scheduled(
  group: Group,
  schedule: Schedule | undefined,
  { length }: Pick<Estimate, 'length'>,
): readonly Finding[] {
  if (schedule === undefined || group.suspended.includes('ScheduledActions')) return []
  if (schedule.type === 'unread') {
    const { kind, operation, code } = schedule.problem
    const [why, remedy] =
      kind === 'denied'
        ? [
            `the role may not call ${operation}`,
            'The role may do without. With autoscaling:DescribeScheduledActions the plan names them.',
          ]
        : [`${operation} failed (${code})`, 'The rollout does not depend on it. The Auto Scaling console shows them.']
    return [
      {
        level: 'note',
        rule: 'schedule-unread',
        says: `Whether a scheduled action of the group falls into this rollout is not known: ${why}.`,
        remedy,
      },
    ]
  }
  return schedule.actions
    .filter(({ at }) => at >= group.at && at < group.at + length)
    .toSorted((a, b) => a.at - b.at)
    .flatMap((action): readonly Finding[] => {
      const effects = effectsOf(action, group)
      if (effects.length === 0) return []
      const again = action.recurrence === undefined ? '' : `, and again by its recurrence (${action.recurrence})`
      return [
        {
          level: 'warning',
          rule: 'scheduled-action',
          says: `The scheduled action "${action.name}" falls into this rollout, at ${moment(action.at)}${again}: it sets ${list(effects, effects.length)}.`,
          remedy: RECIPE,
        },
      ]
    })
}

/** What the action would do to this group, in its numbers. */
function effectsOf({ min = -1, max = -1, desired }: ScheduledAction, group: Group): readonly string[] {
  const [least, most] = [min < 0 ? group.min : min, max < 0 ? group.max : max]
  // Auto Scaling keeps the desired capacity between the two (User Guide, Set scaling limits).
  const then = Math.min(Math.max(desired ?? group.desired, least), most)
  return [
    ...(least === group.min ? [] : [`the minimum size from ${group.min} to ${least}`]),
    ...(most === group.max ? [] : [`the maximum size from ${group.max} to ${most}`]),
    ...(then === group.desired
      ? []
      : [`the desired capacity from ${group.desired} to ${then}, which ${consequence(then - group.desired, group)}`]),
  ]
}

/** In a refresh a scale-out launches its desired configuration (User Guide, How an instance refresh works). */
function consequence(difference: number, { instances }: Group): string {
  const units = unitsOf(instances) === 'instances' ? 'instance' : 'unit'
  const amount = count(Math.abs(difference), units)
  return difference > 0
    ? `launches ${amount} of the new version beside those of the rollout`
    : `ends ${amount}, new or old as Auto Scaling chooses`
}

/** Zones that differ by more than one instance. AWS launches in the smaller before it ends one in the larger. */
function rebalancing({ zones, instances, suspended }: Group): readonly Finding[] {
  const counts = zones.map((zone) => ({
    zone,
    instances: instances.filter((each) => isMember(each) && each.zone === zone).length,
  }))
  const [fewest, most] = [Math.min(...counts.map((of) => of.instances)), Math.max(...counts.map((of) => of.instances))]
  if (zones.length < 2 || most - fewest < 2 || suspended.includes('AZRebalance')) return []
  const shares = counts.map((of) => `${of.zone} ${of.instances}`).join(', ')
  return [
    {
      level: 'note',
      rule: 'zones-uneven',
      says: `The group's zones are uneven (${shares}): Auto Scaling may rebalance them meanwhile. It launches in the zone with the fewest and then ends an instance in the one with the most, new or old, and may exceed the maximum size for it by a tenth or by one.`,
      remedy: RECIPE,
    },
  ]
}

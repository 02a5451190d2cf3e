/** Preflight rules for capacity: which instances stay in service, and which the refresh leaves out. */

import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { isLeaving, isStandby } from '../model/lifecycle.ts'
import type { Survey } from '../model/survey.ts'
import { judgingNobody } from '../model/target.ts'
import { healthyIn, preferencesFor } from '../preferences.ts'
import { type Rule, warning } from './rule.ts'

/** Names the instances left out, since «succeeded» will not include them. If all are left out, the plan refuses. */
const leftOut: Rule = ({ group }, settings) => {
  if (!group) return []
  const { covered, leftOut: out } = coverage(group.instances, { templates: [] }, settings)
  const total = covered.length + out.length
  if (covered.length === 0) return []
  return (['protected', 'standby'] as const).flatMap((why) => {
    const these = out.filter((each) => each.why === why).length
    const waits = why === 'protected' ? false : settings.standbyInstances !== 'Ignore'
    return these === 0 || waits
      ? []
      : [
          warning(
            'left-out',
            `${these} of ${total} instances ${these === 1 ? 'is' : 'are'} left out (${why}): the old image goes on there.`,
            `Set \`${takes[why]}\` if they shall be replaced too.`,
          ),
        ]
  })
}

const takes = {
  protected: 'scale-in-protected-instances: refresh',
  standby: 'standby-instances: terminate',
} as const

/** AWS replaces all others first, then waits an hour for these and fails (User Guide, Start an instance refresh). */
const instancesToWaitFor: Rule = ({ group }, { scaleInProtectedInstances, standbyInstances }) => {
  const staying = group?.instances.filter((instance) => !isLeaving(instance)) ?? []
  const kept = [
    ...(scaleInProtectedInstances === 'Wait' ? staying.filter((each) => each.protectedFromScaleIn) : []),
    ...(standbyInstances === 'Wait' ? staying.filter(isStandby) : []),
  ]
  const ids = [...new Set(kept.map(({ id }) => id))]
  return ids.length === 0
    ? []
    : [
        warning(
          'waited-for',
          `AWS will wait for ${ids.length} protected or standby instance${ids.length === 1 ? '' : 's'} (${some(ids)}), and give up after an hour.`,
          'Take the protection away or put them back in service while the rollout lasts.',
        ),
      ]
}

const some = (ids: readonly string[]): string => `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''}`

/** AWS does not document whether a refresh may launch above the group's maximum size. */
const atMaximum: Rule = ({ group, targets, targetGroups }, settings) => {
  if (!group || group.desired === 0 || group.desired < group.max) return []
  const { minHealthyPercentage, maxHealthyPercentage } = preferencesFor(
    settings,
    group,
    healthyNow(group, { targets, targetGroups }),
  )
  if (leastIn(group, minHealthyPercentage) < group.desired) return []
  return [
    warning(
      'at-maximum',
      `The group is at its maximum (${group.desired} of ${group.max}), and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating. AWS does not document whether an instance refresh may go above the maximum.`,
      `If nothing moves, raise the maximum by one for the rollout, or set \`min-healthy-percentage\` lower.`,
    ),
  ]
}

const healthyNow = (group: Group, { targets, targetGroups }: Pick<Survey, 'targets' | 'targetGroups'>): number =>
  healthyIn(group, { targets, unjudged: judgingNobody(targetGroups, targets) })

/** The minimum number in service; AWS rounds it up. */
const leastIn = ({ desired }: Group, percentage: number): number => Math.ceil((desired * percentage) / 100)

/** In a small group a percentage can round to no instance in service at all. */
const noneInService: Rule = ({ group, targets, targetGroups }, settings) => {
  if (!group || group.desired === 0 || settings.to !== undefined) return []
  const { minHealthyPercentage } = preferencesFor(settings, group, healthyNow(group, { targets, targetGroups }))
  return leastIn(group, minHealthyPercentage) > 0
    ? []
    : [
        warning(
          'none-stays',
          `With ${minHealthyPercentage} % as the minimum AWS may take the whole group out of service at once.`,
          'Set `min-healthy-percentage` to more than 0.',
        ),
      ]
}

/**
 * An instance that counts for all of the desired capacity: AWS might then replace all instances at once (User Guide, "How
 * an instance refresh works").
 */
const heavyweight: Rule = ({ group }) => {
  const heaviest = Math.max(0, ...(group?.instances.map(({ weight = 0 }) => weight) ?? []))
  return !group || group.desired === 0 || heaviest < group.desired
    ? []
    : [
        warning(
          'heavyweight',
          `An instance of the group counts for ${heaviest} units, and the desired capacity is ${group.desired}: AWS might replace all instances at once, whatever the percentages promise.`,
          'Let the desired capacity be larger than the largest weight.',
        ),
      ]
}

/**
 * A reservation has so many slots, and nobody here sees how many are free: launching first needs one more than now
 * (User Guide, "Use Capacity Reservations with your Auto Scaling group").
 */
const reserved: Rule = ({ group, targets, targetGroups }, settings) => {
  if (!group?.isReservedOnly || group.desired === 0) return []
  const { minHealthyPercentage, maxHealthyPercentage } = preferencesFor(
    settings,
    group,
    healthyNow(group, { targets, targetGroups }),
  )
  return maxHealthyPercentage <= 100 && leastIn(group, minHealthyPercentage) < group.desired
    ? []
    : [
        warning(
          'reserved-only',
          `The group launches into capacity reservations alone, and ${minHealthyPercentage} % to ${maxHealthyPercentage} % healthy means launching before terminating: without a free slot every launch fails.`,
          'See that a slot is free in each reservation; or set `max-healthy-percentage: 100` with a lower `min-healthy-percentage`, so that old instances go first.',
        ),
      ]
}

export const room: readonly Rule[] = [leftOut, instancesToWaitFor, atMaximum, noneInService, heavyweight, reserved]

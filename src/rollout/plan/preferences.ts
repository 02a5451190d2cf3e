/** What is asked of AWS: both percentages always, launch first where nobody said otherwise. */

import { capacityOf, isHealthy, unitsOf } from '../coverage.ts'
import type { Group } from '../facts.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Finding, Preferences, Target } from '../model.ts'
import { type RolloutSettings, warmupOf } from '../policy.ts'

/** The capacity of the instances in service that are healthy everywhere now, in units. */
export const healthyIn = (group: Group, targets: readonly Target[]): number =>
  capacityOf(group.instances.filter((each) => isInService(each) && isHealthy(each, group, targets)))

/** The preferences of a refresh. A rollback is an emergency: it may double the group, and does not wait for more health than there is. */
export function preferencesFor(policy: RolloutSettings, group: Group, healthy: number): Preferences {
  const emergency = policy.to !== undefined
  const usual = emergency
    ? rescue(group, healthy)
    : (group.maintenance ?? { minHealthyPercentage: 100, maxHealthyPercentage: 120 })
  return {
    minHealthyPercentage: policy.minHealthyPercentage ?? usual.minHealthyPercentage,
    maxHealthyPercentage: policy.maxHealthyPercentage ?? usual.maxHealthyPercentage,
    instanceWarmup: warmupOf(policy, group),
    bakeTime: policy.bakeTime,
    skipMatching: policy.skipMatching,
    autoRollback: policy.onFailure === 'rollback',
    scaleInProtectedInstances: policy.scaleInProtectedInstances,
    standbyInstances: policy.standbyInstances,
    checkpoints: policy.checkpoints,
    checkpointDelay: policy.checkpoints.length > 0 ? policy.checkpointDelay : 0,
    alarms: policy.alarms,
  }
}

/** AWS takes at most 100 between the two. */
function rescue(
  { desired }: Group,
  healthy: number,
): Pick<Preferences, 'minHealthyPercentage' | 'maxHealthyPercentage'> {
  const min = desired === 0 ? 100 : Math.min(100, Math.floor((100 * healthy) / desired))
  return { minHealthyPercentage: min, maxHealthyPercentage: Math.min(200, min + 100) }
}

/** Says so when a rollback promises less than the whole capacity, because less is there. */
export const lowered = (
  policy: RolloutSettings,
  preferences: Preferences,
  group: Group,
  healthy: number,
): readonly Finding[] =>
  policy.to === undefined || policy.minHealthyPercentage !== undefined || preferences.minHealthyPercentage === 100
    ? []
    : [
        {
          level: 'warning',
          rule: 'minimum-lowered',
          says: `Only ${healthy} of ${group.desired} ${unitsOf(group.instances)} are healthy now, so the rollback promises ${preferences.minHealthyPercentage} % and not 100: it does not wait for health that is not there.`,
          remedy: 'Set `min-healthy-percentage` if it shall be another.',
        },
      ]

/**
 * The preferences of an instance refresh. Both percentages are always sent; by default new instances launch before old
 * ones terminate, unless the inputs or the group say otherwise.
 */
import type { Finding } from './model/finding.ts'
import type { Group } from './model/group.ts'
import { capacityOf, unitsOf } from './model/instance.ts'
import { isInService } from './model/lifecycle.ts'
import type { Preferences } from './model/refresh.ts'
import { type RolloutSettings, warmupOf } from './model/settings.ts'
import { isHealthy, type TargetsSeen } from './model/target.ts'

/** The capacity of the instances in service that every health check calls healthy now, in capacity units. */
export const healthyIn = (group: Group, { targets, unjudged }: TargetsSeen): number =>
  capacityOf(group.instances.filter((each) => isInService(each) && isHealthy(each, { ...group, unjudged }, targets)))

/**
 * The preferences of a refresh. A rollback is urgent: it may double the capacity and requires only as many healthy
 * instances as there are now.
 */
export function preferencesFor(settings: RolloutSettings, group: Group, healthy: number): Preferences {
  const emergency = settings.to !== undefined
  const usual = emergency
    ? rollbackPreferences(group, healthy)
    : (group.maintenance ?? { minHealthyPercentage: 100, maxHealthyPercentage: 120 })
  return {
    minHealthyPercentage: settings.minHealthyPercentage ?? usual.minHealthyPercentage,
    maxHealthyPercentage: settings.maxHealthyPercentage ?? usual.maxHealthyPercentage,
    instanceWarmup: warmupOf(settings, group),
    bakeTime: settings.bakeTime,
    skipMatching: settings.skipMatching,
    autoRollback: settings.onFailure === 'rollback',
    scaleInProtectedInstances: settings.scaleInProtectedInstances,
    standbyInstances: settings.standbyInstances,
    checkpoints: settings.checkpoints,
    checkpointDelay: settings.checkpoints.length > 0 ? settings.checkpointDelay : 0,
    alarms: settings.alarms,
  }
}

/** The preferences of a rollback. AWS accepts a difference of at most 100 between the two percentages. */
function rollbackPreferences(
  { desired }: Group,
  healthy: number,
): Pick<Preferences, 'minHealthyPercentage' | 'maxHealthyPercentage'> {
  const min = desired === 0 ? 100 : Math.min(100, Math.floor((100 * healthy) / desired))
  return { minHealthyPercentage: min, maxHealthyPercentage: Math.min(200, min + 100) }
}

/** A note where a rollback's minimum is below the whole capacity, because fewer instances are healthy. */
export const lowered = (
  settings: RolloutSettings,
  preferences: Preferences,
  group: Group,
  healthy: number,
): readonly Finding[] =>
  settings.to === undefined || settings.minHealthyPercentage !== undefined || preferences.minHealthyPercentage === 100
    ? []
    : [
        {
          level: 'warning',
          rule: 'minimum-lowered',
          says: `Only ${healthy} of ${group.desired} ${unitsOf(group.instances)} are healthy now, so the rollback promises ${preferences.minHealthyPercentage} % and not 100: it does not wait for health that is not there.`,
          remedy: 'Set `min-healthy-percentage` if it shall be another.',
        },
      ]

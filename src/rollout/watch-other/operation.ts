/** A refresh of somebody else as an operation that can be watched, and what it is evaluated by. Pure. */

import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { isMember } from '../model/instance.ts'
import type { Revision } from '../model/launch-template.ts'
import type { RefreshOperation, VerifyOnly } from '../model/operation.ts'
import type { Preferences, Refresh, WatchedRefresh } from '../model/refresh.ts'
import { type OperationSettings, type RolloutSettings, VERIFY_SLACK } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { judgingNobody } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import { waitsOf } from '../model/waits.ts'
import { estimate } from '../plan/estimate.ts'
import { healthyIn } from '../preferences.ts'

const HOUR: Ms = 3_600_000

/** An operation, and the settings of its watch. */
export interface WatchCase {
  readonly operation: RefreshOperation | VerifyOnly
  readonly settings: OperationSettings
  /** AWS can roll the refresh back on request. */
  readonly isReversible: boolean
}

/** What is known when the watch begins. */
export interface WatchFacts {
  readonly survey: Survey & { readonly group: Group }
  readonly watched: WatchedRefresh
  readonly revisions: { readonly from: Revision; readonly to: Revision }
}

/** Without a refresh only what the group runs is confirmed. The time limit counts from the start of the watch. */
export function watchCase({ survey, watched, revisions }: WatchFacts, asked: RolloutSettings): WatchCase {
  const { group, targets, targetGroups, launchEnvironment } = survey
  const refresh = watched.type === 'none' ? undefined : watched.refresh
  const preferences = preferencesOf(refresh?.preferences ?? {}, group)
  const waits = waitsOf(launchEnvironment, targetGroups)
  const { covered } = coverage(group.instances, revisions.to, preferences)
  const { longest } = estimate(covered, group, { preferences, waits })
  const timeout = asked.timeout === 'auto' ? Math.max(HOUR, 2 * longest) : asked.timeout
  const unjudged = judgingNobody(targetGroups, targets)
  const base = {
    group: group.name,
    ...(group.mixed && { mixed: true as const }),
    from: revisions.from,
    to: revisions.to,
    isRollback: false,
    targetGroups: group.targetGroups,
    unjudged,
    hadInstances: group.desired > 0 || group.instances.some(isMember),
    // What was healthy before a refresh that has ended is not known any more: the whole capacity was promised.
    baseline: watched.type === 'ended' ? group.desired : healthyIn(group, { targets, unjudged }),
    deadline: group.at + timeout,
  }
  return {
    operation: refresh
      ? { ...base, type: 'refresh', refreshId: refresh.id, began: refresh.began ?? group.at }
      : { ...base, type: 'verify-only', began: group.at },
    settings: { ...limitsOf(asked, preferences), preferences, waits, timeout },
    isReversible: refresh !== undefined && isReversible(refresh, group),
  }
}

/** A watching run sends nothing, whatever becomes of the refresh. */
function limitsOf(asked: RolloutSettings, preferences: Preferences) {
  const { targetHealthTimeout, maxLaunchFailures, pollInterval, handOver, verify, run, attempt } = asked
  const within = (pause: Ms): Ms => verify?.timeout ?? Math.max(UNDISTURBED, pause - 2 * pollInterval - VERIFY_SLACK)
  return {
    targetHealthTimeout,
    maxLaunchFailures,
    pollInterval,
    run,
    attempt,
    failedVersion: 'keep',
    onFailure: 'leave',
    onCancel: 'leave',
    ...(handOver !== undefined && { handOver }),
    ...(verify && { verify: { checkpoint: within(preferences.checkpointDelay), bake: within(preferences.bakeTime) } }),
  } as const
}

/** A verification may take so long even in a shorter pause: nobody's refresh waits for it, and nothing is undone by it. */
const UNDISTURBED: Ms = 300_000

/**
 * AWS describes a refresh with its defaults filled in; what it leaves out is its documented default (User Guide, "Default
 * values for an instance refresh"; API Reference, RefreshPreferences).
 */
export const preferencesOf = (given: Refresh['preferences'], group: Group): Preferences => ({
  minHealthyPercentage: group.maintenance?.minHealthyPercentage ?? 90,
  maxHealthyPercentage: group.maintenance?.maxHealthyPercentage ?? 100,
  instanceWarmup: group.defaultInstanceWarmup ?? group.healthCheckGracePeriod,
  bakeTime: 0,
  skipMatching: false,
  autoRollback: false,
  scaleInProtectedInstances: 'Wait',
  standbyInstances: 'Wait',
  checkpoints: [],
  checkpointDelay: 0,
  alarms: [],
  ...given,
})

/** AWS rolls back only to a numbered version, and only a refresh with a desired configuration (RollbackInstanceRefresh). */
const isReversible = ({ to }: Refresh, { templates }: Group): boolean =>
  to !== undefined && templates.every(({ version }) => /^\d+$/.test(version))

/** Builds the part that all plans without a refusal share. Pure. */
import type { ProvenLastRollout } from '../launch-template/last-rollout.ts'
import type { Coverage } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import type { Template } from '../model/launch-template.ts'
import type { SettableParameter } from '../model/parameter.ts'
import type { Preferences } from '../model/refresh.ts'
import type { Schedule } from '../model/scheduled-action.ts'
import { type OperationSettings, type RolloutSettings, VERIFY_SLACK } from '../model/settings.ts'
import type { Target } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { GroupWaits } from '../model/waits.ts'
import { healthyIn } from '../preferences.ts'
import type { Estimate } from './estimate.ts'
import type { LeftVersions } from './left-versions.ts'
import { type PlanBase, revisionOf } from './plan.ts'
import type { KnownTemplate } from './template-changes.ts'

/** The facts from which a plan is made. */
export interface Situation {
  readonly settings: RolloutSettings
  readonly preferences: Preferences
  readonly group: Group
  readonly templates: readonly KnownTemplate[]
  /** The templates as they are in AWS, without planned versions. */
  readonly inAws: readonly Template[]
  readonly targets: readonly Target[]
  /** Target groups that judge nobody now. */
  readonly unjudged: readonly string[]
  readonly waits: GroupWaits
  readonly schedule: Schedule | undefined
  readonly findings: readonly Finding[]
  /** The versions that failed and that earlier runs have left; empty for `failed-version: keep`. */
  readonly left: readonly LeftVersions[]
  /** The parameter to set, as the survey found it. */
  readonly parameter: SettableParameter | undefined
  /** The newest rollout without a version of its own, as far as AWS's history proves it. */
  readonly last: ProvenLastRollout | undefined
}

const HOUR: Ms = 3_600_000

/** The base of a plan. Resolves a `timeout` of `auto` from the estimate. */
export function baseOf(
  { settings, preferences, group, templates, targets, unjudged, waits }: Situation,
  { guess, covers }: { readonly guess: Estimate; readonly covers: Coverage },
): Omit<PlanBase, 'steps'> {
  const timeout = settings.timeout === 'auto' ? Math.max(HOUR, 2 * guess.longest) : settings.timeout
  const { targetHealthTimeout, maxLaunchFailures, pollInterval, run, attempt, handOver } = settings
  const { onFailure, onCancel, failedVersion } = settings
  const verify = verifyLimits(settings)
  const limits = {
    targetHealthTimeout,
    maxLaunchFailures,
    timeout,
    ...(verify && { verify }),
    ...(handOver !== undefined && { handOver }),
  }
  const actions = { onFailure, onCancel, failedVersion }
  const judgedBy: OperationSettings = { preferences, waits, pollInterval, ...limits, ...actions, run, attempt }
  return {
    group,
    from: revisionOf(
      templates.flatMap(({ saved, canRollBack, isRenewal }) => (canRollBack || isRenewal ? [saved] : [])),
    ),
    settings: judgedBy,
    timeout,
    coverage: covers,
    healthy: healthyIn(group, { targets, unjudged }),
    unjudged,
    isRollback: settings.to !== undefined,
  }
}

function verifyLimits({
  verify,
  checkpointDelay,
  bakeTime,
  pollInterval,
}: RolloutSettings): OperationSettings['verify'] {
  const within = (pause: Ms): Ms => verify?.timeout ?? pause - 2 * pollInterval - VERIFY_SLACK
  return verify && { checkpoint: within(checkpointDelay), bake: within(bakeTime) }
}

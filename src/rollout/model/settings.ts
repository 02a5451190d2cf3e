/** The inputs that plan and watch depend on. */
import type { Group, GroupTag } from './group.ts'
import type { AllowedOwner } from './image.ts'
import type { ImageArchive } from './image-archive.ts'
import type { ImageRef } from './image-source.ts'
import type { Alias } from './launch-template.ts'
import type { Preferences } from './refresh.ts'
import type { Instant, Ms } from './time.ts'
import type { GroupWaits } from './waits.ts'

/** One workflow run. All its attempts (re-runs) have the same id. */
export interface WorkflowRun {
  readonly id: string
  /** The commit's full SHA; empty when there is none. */
  readonly sha: string
}

/** What to do when a rollout must stop. */
export type FailureAction = 'rollback' | 'cancel' | 'leave'

/** Where a rollback goes: the version before, a version number, or an image. */
export type RollbackTo = 'previous' | number | `ami-${string}`

/** The settings from the inputs. Where one is `undefined`, the group's own setting applies. */
export interface RolloutSettings {
  readonly mode: 'deploy' | 'rollback' | 'plan' | 'check' | 'watch'
  readonly group: string
  /** The new images, one for each architecture; empty when `to` names the target. */
  readonly images: readonly ImageRef[]
  /** `image: current`: every instance is replaced by one of the version that the group means already. */
  readonly currentImage: boolean
  /** A version that exists: rolled as it is, or with `images` the one that a new version is made from. */
  readonly templateVersion?: number | Alias
  /** Only for a rollback, and for the plan of one. */
  readonly to?: RollbackTo
  readonly run: WorkflowRun
  /** From 1; a run that is run again has the next. */
  readonly attempt: number
  /** Percent of the desired capacity. */
  readonly minHealthyPercentage: number | undefined
  readonly maxHealthyPercentage: number | undefined
  readonly instanceWarmup: Ms | undefined
  readonly bakeTime: Ms
  readonly targetHealthTimeout: Ms
  readonly maxLaunchFailures: number
  /** Ascending percentages, the last of them 100; empty for none. */
  readonly checkpoints: readonly number[]
  readonly checkpointDelay: Ms
  /** Names of CloudWatch alarms. */
  readonly alarms: readonly string[]
  /**
   * The time limit of one run of `verify` and `verify-on-instance`; `undefined` without both. `namesInstances`: the script on
   * the runner, if there is one, names the variables that say which instances are new. `onInstance`: there is a script that
   * runs on each new instance.
   */
  readonly verify:
    | { readonly timeout: Ms | undefined; readonly namesInstances: boolean; readonly onInstance: boolean }
    | undefined
  /** The time limit of a trial; `undefined` for none. */
  readonly trial: { readonly timeout: Ms } | undefined
  readonly skipMatching: boolean
  readonly scaleInProtectedInstances: Preferences['scaleInProtectedInstances']
  readonly standbyInstances: Preferences['standbyInstances']
  readonly timeout: Ms | 'auto'
  /** From the start of this run of the action; `undefined`: the job has no end that matters. */
  readonly handOver: Ms | undefined
  readonly pollInterval: Ms
  readonly onFailure: FailureAction
  readonly onCancel: FailureAction
  readonly onConflict: 'auto' | 'fail' | 'wait' | 'replace'
  /** What to do with an image that is older than the one in use. */
  readonly onStale: 'warn' | 'refuse' | 'allow'
  readonly allowedImageOwners: readonly AllowedOwner[]
  /** What to do with a launch template that names its image by a Systems Manager parameter. */
  readonly ssmTemplate: 'refuse' | 'pin'
  readonly setDefaultVersion: boolean
  /** The Systems Manager parameter that gets the id of the image that has proved itself. */
  readonly setParameter?: string
  /** What becomes of a version that this action made and that failed. */
  readonly failedVersion: 'delete' | 'keep'
  /** How many of the template versions that this action made the clean-up keeps; `undefined` for no clean-up. */
  readonly keepTemplateVersions: number | undefined
  /** What becomes of images past use; only together with `keepTemplateVersions`. */
  readonly archive?: ImageArchive
  /** How long the credentials last; `undefined` where that is unknown. */
  readonly session?: { readonly type: 'lasting' } | { readonly type: 'session'; readonly ends: Instant | undefined }
}

/** The settings before the group is known by its name. */
export interface RequestedSettings extends Omit<RolloutSettings, 'group'> {
  readonly group: string | GroupTag
}

/** The settings of a watch, fixed by the plan. Data only, because the job state hands them to the post step. */
export interface OperationSettings {
  readonly preferences: Preferences
  /** What the group itself makes AWS wait. */
  readonly waits: GroupWaits
  readonly targetHealthTimeout: Ms
  readonly maxLaunchFailures: number
  /** Time limits of one verification, at a checkpoint and during the bake time; missing without a script. */
  readonly verify?: { readonly checkpoint: Ms; readonly bake: Ms }
  readonly pollInterval: Ms
  /** A watch that lasts longer than this from the start of the action is handed over to a later job. */
  readonly handOver?: Ms
  /** How long the rollback may take. */
  readonly timeout: Ms
  readonly onFailure: FailureAction
  readonly onCancel: FailureAction
  readonly failedVersion: RolloutSettings['failedVersion']
  readonly run: WorkflowRun
  readonly attempt: number
}

/** Successful polls in a row that a success needs. */
export const STEADY_POLLS = 3

/** A verification must end before its pause does. Of the pause, two polls detect that it is due, and this starts and reports it. Milliseconds. */
export const VERIFY_SLACK: Ms = 15_000

/** The instance warmup: the input, else the group's default warmup, else (AWS's default) its health check grace period. */
export const warmupOf = (
  { instanceWarmup }: RolloutSettings,
  group: Pick<Group, 'defaultInstanceWarmup' | 'healthCheckGracePeriod'>,
): Ms => (instanceWarmup === undefined ? (group.defaultInstanceWarmup ?? group.healthCheckGracePeriod) : instanceWarmup)

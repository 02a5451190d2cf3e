/** What the user asked for: the part of the inputs that decisions read. */
import type { Group } from './group.ts'
import type { ImageRef } from './image-source.ts'
import type { Preferences } from './refresh.ts'
import type { Instant, Ms } from './time.ts'

/** One run of a workflow; the same for every attempt. */
export interface WorkflowRun {
  readonly id: string
  /** The commit's full SHA; empty when there is none. */
  readonly sha: string
}

/** What to do when a rollout must stop. */
export type FailureAction = 'rollback' | 'cancel' | 'leave'

/** Where a rollback goes: the version before, a version number, or an image. */
export type RollbackTo = 'previous' | number | `ami-${string}`

/** Everything that was asked for. What is `undefined` follows the group. */
export interface RolloutSettings {
  readonly mode: 'deploy' | 'rollback' | 'plan' | 'check'
  readonly group: string
  /** The new images, one for each architecture; none where `to` says where to go. */
  readonly images: readonly ImageRef[]
  /** Only for a rollback, and for the plan of one. */
  readonly to?: RollbackTo
  readonly run: WorkflowRun
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
  /** Whether there is a check, and how long one run of it may take. */
  readonly verify: { readonly timeout: Ms | undefined } | undefined
  readonly skipMatching: boolean
  readonly scaleInProtectedInstances: Preferences['scaleInProtectedInstances']
  readonly standbyInstances: Preferences['standbyInstances']
  readonly timeout: Ms | 'auto'
  readonly pollInterval: Ms
  readonly onFailure: FailureAction
  readonly onCancel: FailureAction
  readonly onConflict: 'auto' | 'fail' | 'wait' | 'replace'
  /** What to do with an image that is older than the one in use. */
  readonly onStale: 'warn' | 'refuse' | 'allow'
  /** What to do with a launch template that names its image by a Systems Manager parameter. */
  readonly ssmTemplate: 'refuse' | 'pin'
  readonly setDefaultVersion: boolean
  /** How many template versions of ours a clean-up keeps; `undefined` for no clean-up. */
  readonly keepTemplateVersions: number | undefined
  /** Whether the credentials last as long as they are needed; unknown is `undefined`. */
  readonly session?: { readonly type: 'lasting' } | { readonly type: 'session'; readonly ends: Instant | undefined }
}

/** What a watch is judged by, fixed when the plan is made; data only, so that the post step can go on with it. */
export interface OperationSettings {
  readonly preferences: Preferences
  readonly targetHealthTimeout: Ms
  readonly maxLaunchFailures: number
  /** Limits of one run of the verification, at a checkpoint and in the bake; missing when there is no check. */
  readonly verify?: { readonly checkpoint: Ms; readonly bake: Ms }
  readonly pollInterval: Ms
  /** How long the rollback may take. */
  readonly timeout: Ms
  readonly onFailure: FailureAction
  readonly onCancel: FailureAction
  readonly run: WorkflowRun
}

/** Polls in a row that must find everything right before a verdict of success. */
export const STEADY_POLLS = 3

/** A check ends before its pause does: two polls to see that it is due, and this to start it and to tell. Milliseconds. */
export const VERIFY_SLACK: Ms = 15_000

/** How long a new instance warms up: as asked, else as the group says, else (AWS's default) its grace period. */
export const warmupOf = (
  { instanceWarmup }: RolloutSettings,
  group: Pick<Group, 'defaultInstanceWarmup' | 'healthCheckGracePeriod'>,
): Ms => (instanceWarmup === undefined ? (group.defaultInstanceWarmup ?? group.healthCheckGracePeriod) : instanceWarmup)

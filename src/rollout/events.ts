/** Everything that happens in a run, as data. Log, summary, report, outputs and job state are made from these events alone. */
import type { Drift } from './drift.ts'
import type { Failure } from './failures/index.ts'
import type { Evidence } from './model/evidence.ts'
import type { Running } from './model/fleet-status.ts'
import type { ImageArchive, ImageCleanUp, UnarchivedImage } from './model/image-archive.ts'
import type { Alias, TemplateVersion, UndeletedVersion } from './model/launch-template.ts'
import type { FailedPoll, Observation } from './model/observation.ts'
import type { NotStarted, Operation } from './model/operation.ts'
import type { Refresh, WatchedRefresh } from './model/refresh.ts'
import type { OperationSettings, RolloutSettings } from './model/settings.ts'
import type { Survey } from './model/survey.ts'
import type { Instant, Ms } from './model/time.ts'
import type { TrialProgress } from './model/trial.ts'
import type { WatchState } from './model/watch-state.ts'
import type { Outcome, RollbackResult } from './outcome.ts'
import type { CleanUp } from './plan/clean-up.ts'
import type { Obstacle, VersionEnd } from './plan/failed-versions.ts'
import type { Plan } from './plan/plan.ts'
import type { Verdict } from './verdict.ts'

/**
 * `at`: the local clock. Events in `…ing` (`pinning`, `starting`, …) are emitted before the write, so that a killed run still
 * shows what it was about to do. The others are emitted after it.
 */
export type Event = { readonly at: Instant } & (
  | { readonly type: 'surveyed'; readonly survey: Survey; readonly settings: RolloutSettings }
  | { readonly type: 'planned'; readonly plan: Plan }
  /** `mode: check` has compared the group with its templates. */
  | { readonly type: 'checked'; readonly drift: Drift }
  /** `mode: watch`: no refresh is in progress, so AWS is asked again; then what is watched. */
  | {
      readonly type: 'watching'
      readonly search:
        | { readonly did: 'asking-again'; readonly newest?: Refresh }
        | { readonly did: 'found'; readonly watched: WatchedRefresh }
    }
  /** The run waits for a refresh that it did not start. */
  | { readonly type: 'waiting'; readonly refresh: Refresh }
  /** A rollback has written its target to the group's tag. */
  | { readonly type: 'noted'; readonly versions: readonly number[] }
  /** The run claims the group: it is about to write to the group's tag what it rolls out. */
  | { readonly type: 'claiming'; readonly operation: NotStarted; readonly settings: OperationSettings }
  /** A version with a fixed image is made to replace one that names its image by a parameter: before and after the write. */
  | { readonly type: 'pinning-image'; readonly source: TemplateVersion; readonly image: string }
  | { readonly type: 'pinned-image'; readonly version: TemplateVersion }
  | { readonly type: 'pinning'; readonly pins: readonly PinnedVersion[]; readonly hasTagged: boolean }
  | { readonly type: 'pinned'; readonly pins: readonly PinnedVersion[] }
  | { readonly type: 'preparing'; readonly source: TemplateVersion; readonly image: string }
  | { readonly type: 'prepared'; readonly to: TemplateVersion; readonly how: 'made' | 'existing' }
  /** A trial comes on, or what is left of an earlier one is ended. */
  | { readonly type: 'trial'; readonly trial: TrialProgress }
  | { readonly type: 'starting'; readonly operation: Operation | NotStarted; readonly settings: OperationSettings }
  | {
      readonly type: 'underway'
      readonly operation: Operation
      readonly settings: OperationSettings
      readonly how: 'started' | 'found' | 'adopted' | 'confirming' | 'watched' | 'rollback'
      /** Only for a rollback that an earlier attempt of this run began: why it did. */
      readonly failure?: Failure
    }
  | {
      readonly type: 'polled'
      readonly operation: Operation
      readonly seen: Observation | FailedPoll
      readonly watchState: WatchState
      readonly verdict: Verdict
      /** Pause until the next poll, in milliseconds. */
      readonly pause: number
    }
  /** AWS has not answered a call for `forMs` milliseconds; the run keeps waiting. */
  | { readonly type: 'unanswered'; readonly operation: string; readonly forMs: Ms }
  /** An operation has failed; this is the evidence that was gathered. */
  | { readonly type: 'evidence'; readonly evidence: Evidence }
  | {
      readonly type: 'rolling-back'
      readonly operation: Operation
      readonly failure: Failure
      readonly how: RollbackResult['how']
    }
  /** What the clean-up is about to delete; for `mode: plan`, what it would delete. */
  | { readonly type: 'deleting-versions'; readonly cleanUp: CleanUp }
  /** Which images are about to be archived, and why the others stay; for `mode: plan` and `check`, what a deploy would do. */
  | { readonly type: 'archiving-images'; readonly cleanUp: ImageCleanUp }
  | { readonly type: 'final-step'; readonly finalStep: FinalStep }
  | { readonly type: 'concluded'; readonly outcome: Outcome }
)

/**
 * The number that a group is pinned to in place of an alias, of a version that names its image by a parameter, or of
 * whatever else it has saved (`former`) that a rollback could not return to.
 */
export type PinnedVersion = { readonly id: string; readonly name: string; readonly version: number } & (
  | { readonly alias: Alias }
  | { readonly parameter: string; readonly image: string }
  | { readonly former: string }
)

/**
 * A step after the operation. Its failure is a warning and never fails the run. `command`: how to do it by hand. `of`: the
 * template's name, where the group has several.
 */
export type FinalStep =
  | { readonly what: 'alias'; readonly alias: Alias; readonly did: 'given-back'; readonly of?: string }
  | {
      readonly what: 'alias'
      readonly alias: Alias
      readonly did: 'kept'
      readonly of?: string
      readonly version: string
      readonly means: number
      readonly command: string
    }
  | { readonly what: 'default-version'; readonly version: number; readonly did: 'set'; readonly of?: string }
  /** What the group had saved before the run moved it. `version`: a number or an alias. */
  | { readonly what: 'saved-version'; readonly did: 'restored'; readonly version: string }
  /** The rollout failed, so the group stays on the version before: whoever saved `believed` does not know. */
  | {
      readonly what: 'saved-version'
      readonly did: 'moved'
      readonly version: string
      readonly believed: string
      readonly command: string
    }
  /** Which refresh a later job is to take up; or it has been taken up, and has ended. */
  | { readonly what: 'hand-over'; readonly did: 'noted'; readonly refreshId: string }
  | { readonly what: 'hand-over'; readonly did: 'forgotten'; readonly refreshId: string }
  | {
      readonly what: 'clean-up'
      readonly did: 'deleted'
      readonly template: string
      readonly versions: readonly number[]
    }
  | {
      readonly what: 'clean-up' | 'failed-version'
      readonly did: 'undeleted'
      readonly undeleted: readonly UndeletedVersion[]
      readonly command: string
    }
  /** Images that versions to be deleted name carry a tag now, by which later runs know them. */
  | {
      readonly what: 'images'
      readonly did: 'retired'
      readonly template: string
      readonly images: readonly string[]
    }
  | {
      readonly what: 'images'
      readonly did: 'archived'
      readonly how: ImageArchive['how']
      readonly images: readonly string[]
    }
  | {
      readonly what: 'images'
      readonly did: 'unarchived'
      readonly left: readonly UnarchivedImage[]
      readonly command: string
    }
  /** The proven image's id is in the parameter. */
  | { readonly what: 'parameter'; readonly did: 'written'; readonly name: string; readonly image: string }
  /** Somebody else has written it since the run began. */
  | {
      readonly what: 'parameter'
      readonly did: 'overtaken'
      readonly name: string
      readonly image: string
      readonly command: string
    }
  /** It does not show what was written. */
  | {
      readonly what: 'parameter'
      readonly did: 'unconfirmed'
      readonly name: string
      readonly image: string
      readonly command: string
    }
  /** It was written, and the job was cancelled before it showed that. */
  | {
      readonly what: 'parameter'
      readonly did: 'unread'
      readonly name: string
      readonly image: string
      readonly command: string
    }
  /** Versions that this action made and that failed, or were not rolled out, are deleted, or stay where something prevents it. */
  | {
      readonly what: 'failed-version'
      readonly did: 'removed'
      readonly template: string
      readonly versions: readonly number[]
      readonly end: VersionEnd
    }
  | {
      readonly what: 'failed-version'
      readonly did: 'stays'
      readonly version: number
      readonly end: VersionEnd
      readonly why: Obstacle
      readonly command: string
    }
  /** Newer versions of others launch the image that failed. */
  | {
      readonly what: 'failed-version'
      readonly did: 'same-image'
      readonly versions: readonly number[]
      readonly command: string
    }
  /** The warm pool holds instances of other versions, which the next scale-out would draw. */
  | {
      readonly what: 'warm-pool'
      readonly did: 'stale'
      readonly stale: readonly Running[]
      readonly command: string
    }
  /** Instances that a lifecycle policy keeps running after they have left the group. */
  | {
      readonly what: 'retained'
      readonly did: 'left'
      readonly instances: readonly string[]
      readonly command: string
    }
  | {
      readonly what:
        | 'alias'
        | 'default-version'
        | 'saved-version'
        | 'clean-up'
        | 'failed-version'
        | 'images'
        | 'hand-over'
        | 'parameter'
      readonly did: 'failed'
      readonly problem: string
      readonly command: string
    }

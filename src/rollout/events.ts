/** Everything that happens, as data. Log, summary, report, outputs and job state read it; nobody else prints. */
import type { Drift } from './drift.ts'
import type { Failure } from './failures/index.ts'
import type { Evidence } from './model/evidence.ts'
import type { Alias, TemplateVersion, UndeletedVersion } from './model/launch-template.ts'
import type { FailedPoll, Observation } from './model/observation.ts'
import type { NotStarted, Operation } from './model/operation.ts'
import type { Refresh } from './model/refresh.ts'
import type { OperationSettings, RolloutSettings } from './model/settings.ts'
import type { Survey } from './model/survey.ts'
import type { Instant, Ms } from './model/time.ts'
import type { WatchState } from './model/watch-state.ts'
import type { Outcome, RollbackResult } from './outcome.ts'
import type { CleanUp } from './plan/clean-up.ts'
import type { Plan } from './plan/plan.ts'
import type { Verdict } from './verdict.ts'

/** `at`: the local clock. Intents (`fixing`, `pinning`, `preparing`, `starting`, `retreating`, `tidying`) are told before the write, facts after it. */
export type Event = { readonly at: Instant } & (
  | { readonly type: 'surveyed'; readonly survey: Survey; readonly settings: RolloutSettings }
  | { readonly type: 'planned'; readonly plan: Plan }
  /** A check has compared. */
  | { readonly type: 'checked'; readonly drift: Drift }
  /** Somebody else's refresh is waited for. */
  | { readonly type: 'waiting'; readonly refresh: Refresh }
  /** A rollback has noted where it goes. */
  | { readonly type: 'noted'; readonly versions: readonly number[] }
  /** A version with an image of its own, for a group to be pinned to: intent and fact. */
  | { readonly type: 'pinning-image'; readonly source: TemplateVersion; readonly image: string }
  | { readonly type: 'pinned-image'; readonly version: TemplateVersion }
  | { readonly type: 'pinning'; readonly pins: readonly PinnedVersion[] }
  | { readonly type: 'pinned'; readonly pins: readonly PinnedVersion[] }
  | { readonly type: 'preparing'; readonly source: TemplateVersion; readonly image: string }
  | { readonly type: 'prepared'; readonly to: TemplateVersion; readonly how: 'made' | 'existing' }
  | { readonly type: 'starting'; readonly operation: Operation | NotStarted; readonly settings: OperationSettings }
  | {
      readonly type: 'underway'
      readonly operation: Operation
      readonly settings: OperationSettings
      readonly how: 'started' | 'found' | 'adopted' | 'confirming' | 'rollback'
      /** Only of a rollback that an earlier attempt began: why it did. */
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
  /** AWS has not answered a call for so long; it is waited for further. */
  | { readonly type: 'unanswered'; readonly operation: string; readonly forMs: Ms }
  /** An operation has failed, and this is what was found around it. */
  | { readonly type: 'evidence'; readonly evidence: Evidence }
  | {
      readonly type: 'rolling-back'
      readonly operation: Operation
      readonly failure: Failure
      readonly how: RollbackResult['how']
    }
  /** What a clean-up deletes next; of a plan, what it would. */
  | { readonly type: 'deleting-versions'; readonly cleanUp: CleanUp }
  | { readonly type: 'final-step'; readonly finalStep: FinalStep }
  | { readonly type: 'concluded'; readonly outcome: Outcome }
)

/** The number that a group is pinned to in place of an alias, or of a version that names its image by a parameter. */
export type PinnedVersion = { readonly id: string; readonly name: string; readonly version: number } & (
  | { readonly alias: Alias }
  | { readonly parameter: string; readonly image: string }
)

/** What is put in order at the end. A final step warns, it never fails a run. `command`: how to do it by hand. `of`: the template's name, where the group has several. */
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
  | {
      readonly what: 'clean-up'
      readonly did: 'deleted'
      readonly template: string
      readonly versions: readonly number[]
    }
  | {
      readonly what: 'clean-up'
      readonly did: 'undeleted'
      readonly undeleted: readonly UndeletedVersion[]
      readonly command: string
    }
  | {
      readonly what: 'alias' | 'default-version' | 'clean-up'
      readonly did: 'failed'
      readonly problem: string
      readonly command: string
    }

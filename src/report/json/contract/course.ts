/** What happened, in the report file: operations as they were watched, and events in order. */
import type { FailureJson, OutcomeJson } from './outcome.ts'
import type { OperationSettingsJson, PlanJson } from './plan.ts'
import type {
  Ec2InstanceJson,
  InstanceJson,
  IsoTime,
  PinJson,
  ProblemJson,
  RefreshJson,
  TargetJson,
  VersionJson,
} from './values.ts'

/** One refresh, or its rollback, as it was watched. */
export interface OperationJson {
  readonly at: IsoTime
  readonly how: string
  readonly operation: {
    readonly type: string
    readonly refresh: string
    readonly from: readonly VersionJson[]
    readonly to: readonly VersionJson[]
    readonly isRollback: boolean
    readonly began: IsoTime
    readonly deadline: IsoTime
  }
  readonly points: readonly PointJson[]
  readonly statuses: readonly { readonly at: IsoTime; readonly status: string }[]
  readonly last?: {
    readonly at: IsoTime
    readonly refresh?: RefreshJson
    readonly desired: number
    readonly saved: readonly { readonly id: string; readonly version: string }[]
    readonly instances: readonly InstanceJson[]
    readonly targets: readonly TargetJson[]
    readonly ec2Instances: { readonly [instance: string]: Ec2InstanceJson }
    /** Parts that could not be read in this poll, and why not. */
    readonly unread: readonly { readonly part: string; readonly targetGroup?: string; readonly problem: ProblemJson }[]
  }
}

export interface PointJson {
  readonly at: IsoTime
  readonly total: number
  readonly onTarget: number
  readonly starting: number
  readonly leaving: number
  readonly healthy: number
  readonly healthyOnTarget: number
  readonly percent?: number
}

export interface CountedJson {
  readonly text: string
  readonly count: number
}

export interface EvidenceJson {
  readonly launches: readonly CountedJson[]
  readonly causes: readonly CountedJson[]
  readonly instances: readonly { readonly instance: string; readonly says: string }[]
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}

/** What happened, in order; of each kind its own members. */
export type EventJson = { readonly at: IsoTime } & (
  | { readonly type: 'surveyed' | 'checked' | 'claiming' }
  | { readonly type: 'planned'; readonly action: PlanJson['action'] }
  | { readonly type: 'waiting'; readonly refresh: RefreshJson }
  | {
      readonly type: 'watching'
      readonly did: string
      /** What is watched: an `active` refresh, one that has `ended`, or `none`. */
      readonly watched?: string
      /** The refresh that is watched; of `none` the newest. */
      readonly refresh?: RefreshJson
    }
  | { readonly type: 'noted'; readonly versions: readonly number[] }
  | { readonly type: 'pinning-image' | 'preparing'; readonly source: VersionJson; readonly image: string }
  | { readonly type: 'pinned-image'; readonly version: VersionJson }
  | { readonly type: 'pinning' | 'pinned'; readonly pins: readonly PinJson[] }
  | { readonly type: 'prepared'; readonly to: VersionJson; readonly how: string }
  | { readonly type: 'starting'; readonly settings: OperationSettingsJson }
  | {
      readonly type: 'underway'
      readonly settings: OperationSettingsJson
      readonly how: string
      readonly refresh: string
    }
  | { readonly type: 'evidence'; readonly evidence: EvidenceJson }
  | { readonly type: 'rolling-back'; readonly failure: FailureJson; readonly how: string }
  | {
      readonly type: 'deleting-versions'
      readonly template: string
      readonly keep: number
      readonly versions: readonly number[]
    }
  | {
      readonly type: 'archiving-images'
      readonly template: string
      readonly keep: number
      readonly how: string
      readonly archived: readonly string[]
      readonly kept: readonly KeptImageJson[]
    }
  | { readonly type: 'final-step'; readonly finalStep: FinalStepJson }
  | { readonly type: 'trial'; readonly trial: TrialJson }
  | { readonly type: 'concluded'; readonly outcome: OutcomeJson['type'] }
)

/** An image that stays. `by`: who uses it, where it is somebody. */
export interface KeptImageJson {
  readonly image: string
  readonly why: string
  readonly by?: string
}

export interface FinalStepJson {
  readonly what: string
  readonly did: string
  readonly alias?: string
  readonly name?: string
  readonly image?: string
  readonly of?: string
  readonly template?: string
  readonly version?: number | string
  readonly why?: string
  readonly believed?: string
  readonly versions?: readonly number[]
  readonly undeleted?: readonly { readonly version: number; readonly code: string; readonly message: string }[]
  readonly how?: string
  readonly images?: readonly string[]
  readonly unarchived?: readonly { readonly image: string; readonly code: string; readonly message: string }[]
  readonly problem?: string
  readonly command?: string
  readonly refresh?: string
}

/** A step of a trial, or of the end of one. */
export interface TrialJson {
  readonly did: string
  readonly template?: string
  readonly version?: number
  readonly versions?: readonly number[]
  readonly saved?: readonly string[]
  readonly subnet?: string
  readonly instanceType?: string
  readonly instances?: readonly string[]
  readonly isSpot?: boolean
  readonly says?: string
  readonly problem?: ProblemJson
  readonly command?: string
}

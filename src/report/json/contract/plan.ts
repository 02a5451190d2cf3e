/** The plan, in the report file. */
import type {
  DifferenceJson,
  FindingJson,
  FleetStatusJson,
  PinJson,
  PreferencesJson,
  RefreshJson,
  VersionJson,
} from './values.ts'

/** Limits of the watch in milliseconds; `preferences` as they are sent to AWS. */
export interface OperationSettingsJson {
  readonly preferences: PreferencesJson
  readonly targetHealthTimeout: number
  readonly maxLaunchFailures: number
  readonly verify?: { readonly checkpoint: number; readonly bake: number }
  readonly pollInterval: number
  readonly timeout: number
  readonly onFailure: string
  readonly onCancel: string
}

export interface PlanJson {
  readonly action: 'refuse' | 'nothing' | 'adopt' | 'revert' | 'resume' | 'wait' | 'replace' | 'roll'
  readonly findings: readonly FindingJson[]
  readonly fleetStatus: FleetStatusJson
  readonly code?: string
  readonly refresh?: RefreshJson
  readonly from?: readonly VersionJson[]
  readonly to?: readonly VersionJson[]
  readonly settings?: OperationSettingsJson
  /** Milliseconds. */
  readonly timeout?: number
  readonly healthy?: number
  readonly isRollback?: boolean
  /** Numbers that the group is pinned to first, in place of an alias or of a parameter. */
  readonly pins?: readonly PinJson[]
  readonly changes?: readonly TemplateChangeJson[]
  readonly estimate?: {
    readonly replaced: number
    readonly batches: number
    readonly size: number
    readonly stay: number
    readonly extra: number
    readonly fewer: number
    /** Of the trial before, in milliseconds; 0 without one. */
    readonly trial: number
    readonly pauses: number
    /** Milliseconds. */
    readonly length: number
    readonly hooks: number
    readonly longest: number
  }
  readonly isTemplateOnly?: boolean
}

/** What becomes of one launch template. */
export interface TemplateChangeJson {
  readonly template: { readonly id: string; readonly name: string }
  readonly from: VersionJson
  /** The version that it goes to, if that exists already. */
  readonly to?: VersionJson
  /** The image of a version that is still to be made. */
  readonly image?: string
  readonly differences: readonly DifferenceJson[]
}

export interface PreviewJson {
  readonly steps: readonly { readonly call: string; readonly on: string; readonly why: StepReasonJson }[]
  readonly permissions: readonly { readonly action: string; readonly for: string }[]
}

export interface StepReasonJson {
  readonly to: string
  readonly version?: number
  readonly versions?: readonly number[]
  readonly from?: number
  readonly image?: string
  readonly aliases?: readonly string[]
}

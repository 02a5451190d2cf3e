/** The words that more than one stage speaks. A stage's own result type stands beside the function that makes it. */

import type { EnvironmentFault } from './environment.ts'
import type { Lifecycle } from './model/lifecycle.ts'
import type { RefreshStatus } from './model/refresh-status.ts'

/** Milliseconds since epoch on AWS's clock: only ever compared with other times from AWS. */
export type Instant = number
/** A length of time in milliseconds. */
export type Ms = number

/** One numbered version of a launch template, with the image that it launches. */
export interface TemplateVersion {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly image: string
}

/** What a group runs or shall run: one entry for each distinct launch template of the group. */
export interface Revision {
  readonly templates: readonly TemplateVersion[]
}

/** A launch template version that moves under the group's feet. */
export type Alias = '$Latest' | '$Default'

/** An instance of the group as Auto Scaling lists it. `version` is the resolved number, whatever the group says. */
export interface Instance {
  readonly id: string
  readonly type: string
  readonly zone: string
  readonly lifecycle: Lifecycle
  readonly healthy: boolean
  readonly protectedFromScaleIn: boolean
  readonly template?: { readonly id: string; readonly version: number }
  /** Units of capacity that it stands for; 1 where the group does not weigh. */
  readonly weight?: number
}

/** What EC2 knows of an instance and Auto Scaling does not. */
export interface Ec2Instance {
  readonly image: string
  readonly launched: Instant
  readonly state: string
  /** Private IPv4 address. */
  readonly address?: string
  /** Why it is in this state, in EC2's words. */
  readonly reason?: string
}

/** A scaling activity that came to nothing: in practice a launch, since terminations do not fail. */
export interface FailedLaunch {
  readonly id: string
  readonly began: Instant
  readonly status: 'Failed' | 'Cancelled'
  /** AWS's words. */
  readonly message: string
}

/** One registration in one target group. States and reasons are ELBv2's. */
export interface Target {
  readonly targetGroup: string
  readonly instance: string
  readonly state: string
  readonly reason?: string
  readonly description?: string
}

/** What an instance refresh shall do, in AWS's words. AWS takes its times in whole seconds. */
export interface Preferences {
  readonly minHealthyPercentage: number
  readonly maxHealthyPercentage: number
  readonly instanceWarmup: Ms
  readonly bakeTime: Ms
  readonly skipMatching: boolean
  readonly autoRollback: boolean
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait'
  readonly standbyInstances: 'Terminate' | 'Ignore' | 'Wait'
  /** Ascending; empty when there are none, else the last is 100. */
  readonly checkpoints: readonly number[]
  readonly checkpointDelay: Ms
  /** Names of CloudWatch alarms. */
  readonly alarms: readonly string[]
}

/** An instance refresh as AWS describes it. `percent` and `left` are AWS's counts and may be missing while it is pending. */
export interface Refresh {
  readonly id: string
  readonly status: RefreshStatus
  readonly percent?: number
  readonly left?: number
  readonly reason?: string
  /** Why it is rolled back, in AWS's words. */
  readonly rollbackReason?: string
  readonly began?: Instant
  readonly ended?: Instant
  /** The template versions that the refresh names, when it names any. */
  readonly to?: readonly { readonly template: string; readonly version: string }[]
  readonly preferences: Partial<Preferences>
}

/** A part of an observation that could not be read, and why not. */
export type Unread = { readonly problem: Problem } & (
  | { readonly part: 'targets'; readonly targetGroup: string }
  | { readonly part: 'ec2-instances' | 'scaling-activities' | 'alarms' }
)

/** One look at a leg: facts only, of one moment, stamped with AWS's clock. */
export interface Observation {
  readonly at: Instant
  readonly refresh?: Refresh
  readonly desired: number
  /** The versions that the group has saved: numbers or aliases. */
  readonly saved: readonly { readonly id: string; readonly version: string }[]
  readonly instances: readonly Instance[]
  /** Of a target group that is unknown, as they were seen last. */
  readonly targets: readonly Target[]
  /** Only of the instances that were asked for. */
  readonly machines: ReadonlyMap<string, Ec2Instance>
  /** Only when they were asked for: launches that came to nothing since the leg began. */
  readonly failures?: readonly FailedLaunch[]
  /** Only when AWS ended otherwise than asked: the leg's alarms that are in ALARM. */
  readonly alarms?: readonly string[]
  /** How the user's check stands. */
  readonly verify?: Verified
  /** What could not be read: it blames nobody, and nothing is proved without it. */
  readonly unread: readonly Unread[]
}

/** How the newest check of the user's stands. `tail`: the last lines that it wrote, foreign text. */
export interface Verified {
  readonly step: string
  readonly result: 'running' | 'passed' | 'failed' | 'timed-out'
  readonly exit?: number
  readonly tail: readonly string[]
}

/** A poll that saw neither refresh nor group, or only one of them: one more thing seen. */
export interface FailedPoll {
  readonly problem: Problem
  /** How the user's check stands all the same. */
  readonly verify?: Verified
}

/** What AWS, or the way to it, answered instead. Recognised by code, once, at the adapter. */
export interface Problem {
  readonly kind:
    | 'passing' // throttled, 5xx, connection: may work in a moment
    | 'lost' // a write whose answer never came: it may have taken effect
    | 'denied'
    | 'expired' // the credentials
    | 'missing' // the thing named does not exist
    | 'conflict' // another instance refresh is at work
    | 'idle' // no instance refresh is at work
    | 'irreversible' // this refresh cannot be rolled back
    | 'environment' // the machine's surroundings: stays until somebody changes them
    | 'rejected' // anything else that AWS will not do
  readonly operation: string
  readonly code: string
  readonly message: string
  /** Where the fault lies in the surroundings of the run: its sentence and remedy are `diagnosisOf` it. */
  readonly fault?: EnvironmentFault
}

/** One member of a launch template that differs. `undefined` is: not there. */
export interface Difference {
  readonly path: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Something that the survey found. An error refuses; a warning is told; a note is true of this group at any time. */
export interface Finding {
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly says: string
  readonly remedy: string
}

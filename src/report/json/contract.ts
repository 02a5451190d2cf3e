/**
 * The report file as others may rely on it: docs/report-file.schema.json says the same to machines, a test holds real
 * reports against that. Names here are a contract of their own: a name inside the action changes without them.
 */

/** ISO 8601 in UTC. */
export type Time = string

export interface Report {
  readonly schema: 1
  readonly began: Time
  readonly now: Time
  /** Null while the run is under way, and of a run that was killed. */
  readonly outcome: Outcome | null
  readonly exit: 0 | 1 | null
  /** As in the output `failure-code`; empty where the exit is 0. */
  readonly failureCode: string | null
  readonly reason: string
  readonly policy: Policy | null
  readonly survey: Survey | null
  readonly plan: Plan | null
  /** Only of `mode: plan`. */
  readonly foresight: Foresight | null
  /** Only of `mode: check`. */
  readonly drift: Drift | null
  readonly to: readonly Version[]
  readonly legs: readonly Leg[]
  readonly events: readonly Event[]
}

export interface Version {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly image: string
}

export interface Finding {
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly says: string
  readonly remedy: string
}

export interface Problem {
  readonly kind: string
  readonly operation: string
  readonly code: string
  readonly message: string
}

/** What the instances run as the run ends. */
export interface Standing {
  readonly fleet: 'new' | 'previous' | 'mixed' | 'unknown'
  readonly covered: number
  readonly onTarget: number
  readonly runs: readonly { readonly template?: TemplateNumber; readonly instances: number }[]
  readonly leftOut: readonly { readonly instance: string; readonly why: string }[]
  readonly active?: { readonly id: string; readonly status: string }
  readonly byHand: readonly string[]
}

export interface TemplateNumber {
  readonly id: string
  readonly version: number
}

/** Why a rollout ended badly: in words, and counted where it can be. */
export interface Failure {
  /** As in the output `failure-code`. */
  readonly code: string
  /** Where a code has several reasons. */
  readonly reason?: string
  readonly says: string
  readonly since?: Time
  /** So many launches, instances or changes are too many. */
  readonly limit?: number
  /** So long was too long. */
  readonly limitMs?: number
  readonly instances?: readonly string[]
  readonly targetGroups?: readonly {
    readonly targetGroup: string
    readonly instances: readonly string[]
    readonly states: readonly string[]
    readonly healthy: number
    readonly judged: number
  }[]
  readonly status?: string
  readonly alarms?: readonly string[]
  readonly problem?: Problem
  readonly findings?: readonly Finding[]
}

export interface Retreat {
  readonly how: string
  readonly end: 'arrived' | 'under-way' | 'failed' | 'none'
  readonly because?: Failure
}

export interface Outcome {
  readonly is: 'succeeded' | 'unchanged' | 'planned' | 'in-sync' | 'drifted' | 'refused' | 'failed' | 'cancelled'
  readonly standing?: Standing
  readonly replaced?: number
  readonly code?: string
  readonly findings?: readonly Finding[]
  readonly because?: Failure
  readonly retreat?: Retreat
}

/** The inputs as they were read; times in milliseconds. */
export interface Policy {
  readonly mode: string
  readonly group: string
  readonly images: readonly string[]
  readonly to?: string | number
  readonly run: { readonly id: string; readonly sha: string }
  readonly minHealthyPercentage?: number
  readonly maxHealthyPercentage?: number
  readonly instanceWarmup?: number
  readonly bakeTime: number
  readonly targetHealthTimeout: number
  readonly maxLaunchFailures: number
  readonly checkpoints: readonly number[]
  readonly checkpointDelay: number
  readonly alarms: readonly string[]
  readonly verify: boolean
  readonly skipMatching: boolean
  readonly scaleInProtectedInstances: string
  readonly standbyInstances: string
  readonly timeout: number | 'auto'
  readonly pollInterval: number
  readonly onFailure: string
  readonly onCancel: string
  readonly onConflict: string
  readonly onStale: string
  readonly ssmTemplate: string
  readonly setDefaultVersion: boolean
  readonly keepTemplateVersions?: number
}

/** In AWS's words; times in seconds, as AWS takes them. */
export interface Preferences {
  readonly minHealthyPercentage?: number
  readonly maxHealthyPercentage?: number
  readonly instanceWarmup?: number
  readonly bakeTime?: number
  readonly skipMatching?: boolean
  readonly autoRollback?: boolean
  readonly scaleInProtectedInstances?: string
  readonly standbyInstances?: string
  readonly checkpoints?: readonly number[]
  readonly checkpointDelay?: number
  readonly alarms?: readonly string[]
}

export interface Refresh {
  readonly id: string
  /** AWS's word. */
  readonly status: string
  readonly percent?: number
  readonly left?: number
  readonly reason?: string
  readonly rollbackReason?: string
  readonly began?: Time
  readonly ended?: Time
  readonly to?: readonly { readonly template: string; readonly version: string }[]
  readonly preferences: Preferences
}

export interface Instance {
  readonly id: string
  readonly type: string
  readonly zone: string
  /** AWS's word. */
  readonly lifecycle: string
  readonly healthy: boolean
  readonly protectedFromScaleIn: boolean
  readonly template?: TemplateNumber
  readonly weight?: number
}

export interface Target {
  readonly targetGroup: string
  readonly instance: string
  /** AWS's words. */
  readonly state: string
  readonly reason?: string
  readonly description?: string
}

export interface Image {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly architecture: string
  readonly owner: string
  readonly commit?: string
  readonly created?: Time
  readonly deprecated?: Time
}

/** Times of the group in seconds, as AWS has them. */
export interface Group {
  readonly at: Time
  readonly name: string
  readonly account: string
  readonly desired: number
  readonly min: number
  readonly max: number
  readonly form: string
  readonly templates: readonly { readonly id: string; readonly name: string; readonly version: string }[]
  readonly healthCheckType: string
  readonly healthCheckGracePeriod: number
  readonly defaultInstanceWarmup?: number
  readonly maintenance?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly subnets: readonly string[]
  readonly targetGroups: readonly string[]
  readonly unwatched: readonly string[]
  readonly suspended: readonly string[]
  readonly tags: { readonly [key: string]: string }
  readonly instances: readonly Instance[]
}

export interface Survey {
  readonly group: Group | null
  readonly images: readonly Candidate[]
  readonly templates: readonly {
    readonly named: { readonly id: string; readonly name: string; readonly version: string }
    readonly saved?: Version & { readonly description: string; readonly created: Time }
    readonly present?: Image
    readonly wanted?: Image
    readonly launch?: Problem
  }[]
  readonly refreshes: readonly Refresh[]
  readonly targets: readonly Target[]
  readonly targetGroups: readonly {
    readonly arn: string
    readonly name: string
    readonly checked: boolean
    readonly seconds: number
  }[]
  readonly alarms: { readonly [name: string]: string }
  readonly hooks: readonly { readonly name: string; readonly at: 'launch' | 'termination'; readonly timeout: number }[]
  readonly comparisons: readonly Comparison[]
  readonly problems: readonly Problem[]
}

/** How the commit of a new image (`head`) stands to the commit of the one in use (`base`), as GitHub says; `problem`: why it did not. */
export interface Comparison {
  readonly base: string
  readonly head: string
  readonly status?: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy?: number
  readonly behindBy?: number
  readonly commits?: readonly { readonly sha: string; readonly title: string }[]
  readonly problem?: string
}

/** An image that was asked for. `asked`: as it stands in the input. */
export interface Candidate {
  readonly asked: string
  readonly id?: string
  readonly image?: Image
  readonly source?: {
    readonly from: 'parameter' | 'newest'
    readonly version?: number
    readonly changed?: Time
    readonly of?: number
  }
  readonly unresolved?: string
  readonly overtakenBy?: string | null
}

export interface Difference {
  readonly path: string
  readonly from: string | null
  readonly to: string | null
}

/** Limits of the watch in milliseconds; `preferences` as they are sent to AWS. */
export interface Terms {
  readonly preferences: Preferences
  readonly targetHealthTimeout: number
  readonly maxLaunchFailures: number
  readonly verify?: { readonly checkpoint: number; readonly bake: number }
  readonly pollInterval: number
  readonly timeout: number
  readonly onFailure: string
  readonly onCancel: string
}

export interface Plan {
  readonly will: 'refuse' | 'nothing' | 'adopt' | 'revert' | 'resume' | 'wait' | 'replace' | 'roll'
  readonly findings: readonly Finding[]
  readonly standing: Standing
  readonly code?: string
  readonly refresh?: Refresh
  readonly from?: readonly Version[]
  readonly to?: readonly Version[]
  readonly terms?: Terms
  /** Milliseconds. */
  readonly timeout?: number
  readonly healthy?: number
  readonly back?: boolean
  /** Numbers that the group is pinned to first, in place of an alias or of a parameter. */
  readonly pins?: readonly Pin[]
  readonly moves?: readonly Move[]
  readonly estimate?: {
    readonly replaced: number
    readonly batches: number
    readonly size: number
    readonly stay: number
    readonly extra: number
    readonly fewer: number
    readonly pauses: number
    /** Milliseconds. */
    readonly length: number
    readonly longest: number
  }
  readonly moveOnly?: boolean
}

/** What becomes of one launch template. */
export interface Move {
  readonly template: { readonly id: string; readonly name: string }
  readonly from: Version
  /** The version that it goes to, if that exists already. */
  readonly to?: Version
  /** The image of a version that is still to be made. */
  readonly image?: string
  readonly differences: readonly Difference[]
}

export interface Foresight {
  readonly steps: readonly { readonly call: string; readonly on: string; readonly why: StepReason }[]
  readonly rights: readonly { readonly action: string; readonly for: string }[]
}

export interface StepReason {
  readonly to: string
  readonly version?: number
  readonly versions?: readonly number[]
  readonly from?: number
  readonly image?: string
  readonly aliases?: readonly string[]
}

export interface Drift {
  readonly saved: readonly Version[]
  readonly compared: number
  readonly astray: readonly {
    readonly instance: string
    readonly lifecycle: string
    readonly differs: 'version' | 'image' | 'unknown'
    readonly template?: TemplateNumber
    readonly image?: string
    /** Milliseconds since EC2 launched it. */
    readonly age?: number
    readonly leftOut?: 'protected' | 'standby'
  }[]
  readonly moved?: { readonly left: readonly Version[]; readonly ended?: Time }
  readonly owed: readonly { readonly saved: Version; readonly alias: string; readonly means: number }[]
  readonly active?: { readonly refresh: Refresh; readonly onTheWay: number }
}

/** One refresh, or its rollback, as it was watched. */
export interface Leg {
  readonly at: Time
  readonly how: string
  readonly leg: {
    readonly by: string
    readonly refresh: string
    readonly from: readonly Version[]
    readonly to: readonly Version[]
    readonly back: boolean
    readonly began: Time
    readonly deadline: Time
  }
  readonly points: readonly Point[]
  readonly statuses: readonly { readonly at: Time; readonly status: string }[]
  readonly last?: {
    readonly at: Time
    readonly refresh?: Refresh
    readonly desired: number
    readonly saved: readonly { readonly id: string; readonly version: string }[]
    readonly instances: readonly Instance[]
    readonly targets: readonly Target[]
    readonly machines: { readonly [instance: string]: Machine }
    /** Parts that could not be read in this look, and why not. */
    readonly unread: readonly { readonly part: string; readonly targetGroup?: string; readonly problem: Problem }[]
  }
}

export interface Point {
  readonly at: Time
  readonly total: number
  readonly onTarget: number
  readonly starting: number
  readonly leaving: number
  readonly healthy: number
  readonly healthyOnTarget: number
  readonly percent?: number
}

export interface Machine {
  readonly image: string
  readonly launched: Time
  readonly state: string
  readonly address?: string
  readonly reason?: string
}

export interface Counted {
  readonly text: string
  readonly count: number
}

export interface Evidence {
  readonly launches: readonly Counted[]
  readonly causes: readonly Counted[]
  readonly machines: readonly { readonly instance: string; readonly state: string; readonly reason: string }[]
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}

/** What happened, in order; of each kind its own members. */
export type Event = { readonly at: Time } & (
  | { readonly is: 'surveyed' | 'checked' }
  | { readonly is: 'planned'; readonly will: Plan['will'] }
  | { readonly is: 'waiting'; readonly refresh: Refresh }
  | { readonly is: 'noted'; readonly versions: readonly number[] }
  | { readonly is: 'fixing' | 'preparing'; readonly source: Version; readonly image: string }
  | { readonly is: 'fixed'; readonly version: Version }
  | { readonly is: 'pinning' | 'pinned'; readonly pins: readonly Pin[] }
  | { readonly is: 'prepared'; readonly to: Version; readonly how: string }
  | { readonly is: 'starting'; readonly terms: Terms }
  | { readonly is: 'underway'; readonly terms: Terms; readonly how: string; readonly refresh: string }
  | { readonly is: 'evidence'; readonly evidence: Evidence }
  | { readonly is: 'retreating'; readonly because: Failure; readonly how: string }
  | { readonly is: 'tidying'; readonly template: string; readonly keep: number; readonly versions: readonly number[] }
  | { readonly is: 'chore'; readonly chore: Chore }
  | { readonly is: 'concluded'; readonly outcome: Outcome['is'] }
)

export interface Pin {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly alias?: string
  readonly parameter?: string
  readonly image?: string
}

export interface Chore {
  readonly what: string
  readonly did: string
  readonly alias?: string
  readonly of?: string
  readonly template?: string
  readonly version?: number | string
  readonly versions?: readonly number[]
  readonly undeleted?: readonly { readonly version: number; readonly code: string; readonly message: string }[]
  readonly problem?: string
  readonly command?: string
}

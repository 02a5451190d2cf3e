/** What the survey found, in the report file, and what differs for `mode: check`. */
import type {
  ImageJson,
  InstanceJson,
  IsoTime,
  ProblemJson,
  RefreshJson,
  TargetJson,
  TemplateNumberJson,
  VersionJson,
} from './values.ts'

/** The inputs as they were read; times in milliseconds. */
export interface SettingsJson {
  readonly mode: string
  readonly group: string
  readonly images: readonly string[]
  /** The version that is named: a number, `$Latest` or `$Default`. */
  readonly templateVersion?: number | string
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
  /** Whether anything is verified, on the runner or on the instances. */
  readonly verify: boolean
  readonly verifyOnInstance: boolean
  /** Only with a trial. */
  readonly trialTimeout?: number
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
  readonly setParameter?: string
  readonly failedVersion: string
  readonly keepTemplateVersions?: number
  /** Only with `keep-images`. */
  readonly archive?: { readonly keep: number; readonly how: string }
}

/** Times of the group in seconds, as AWS has them. */
export interface GroupJson {
  readonly at: IsoTime
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
  readonly instances: readonly InstanceJson[]
}

export interface SurveyJson {
  readonly group: GroupJson | null
  readonly images: readonly CandidateJson[]
  readonly templates: readonly {
    readonly named: { readonly id: string; readonly name: string; readonly version: string }
    readonly saved?: VersionJson & { readonly description: string; readonly created: IsoTime }
    readonly current?: ImageJson
    readonly target?: ImageJson
    readonly launch?: ProblemJson
  }[]
  readonly refreshes: readonly RefreshJson[]
  readonly targets: readonly TargetJson[]
  readonly targetGroups: readonly {
    readonly arn: string
    readonly name: string
    readonly checked: boolean
    readonly seconds: number
  }[]
  readonly alarms: { readonly [name: string]: string }
  readonly hooks: readonly { readonly name: string; readonly at: 'launch' | 'termination'; readonly timeout: number }[]
  readonly comparisons: readonly ComparisonJson[]
  readonly problems: readonly ProblemJson[]
}

/** How the commit of a new image (`head`) compares with the commit of the one in use (`base`), as GitHub says; `problem`: why it did not. */
export interface ComparisonJson {
  readonly base: string
  readonly head: string
  readonly status?: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy?: number
  readonly behindBy?: number
  readonly commits?: readonly { readonly sha: string; readonly title: string }[]
  readonly problem?: string
}

/** An image that was asked for. `asked`: as it is in the input. */
export interface CandidateJson {
  readonly asked: string
  readonly id?: string
  readonly image?: ImageJson
  readonly source?: {
    readonly from: 'parameter' | 'newest'
    readonly version?: number
    readonly changed?: IsoTime
    readonly of?: number
  }
  readonly unresolved?: string
  readonly overtakenBy?: string | null
}

export interface DriftJson {
  readonly saved: readonly VersionJson[]
  readonly compared: number
  readonly drifted: readonly {
    readonly instance: string
    readonly lifecycle: string
    readonly differs: 'version' | 'image' | 'unknown'
    readonly template?: TemplateNumberJson
    readonly image?: string
    /** Milliseconds since EC2 launched it. */
    readonly age?: number
    readonly leftOut?: 'protected' | 'standby'
  }[]
  readonly moved?: { readonly left: readonly VersionJson[]; readonly ended?: IsoTime }
  readonly aliasesToRestore: readonly { readonly saved: VersionJson; readonly alias: string; readonly means: number }[]
  /** Instances of trials that nobody has ended in their time. */
  readonly trials: readonly {
    readonly instance: string
    readonly run: string
    readonly attempt: number
    readonly until: IsoTime
  }[]
  readonly active?: { readonly refresh: RefreshJson; readonly onTheWay: number }
}

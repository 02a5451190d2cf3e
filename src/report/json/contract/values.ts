/** Values that several parts of the report file have. */

/** ISO 8601 in UTC. */
export type IsoTime = string

export interface VersionJson {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly image: string
}

export interface TemplateNumberJson {
  readonly id: string
  readonly version: number
}

export interface FindingJson {
  readonly level: 'error' | 'warning' | 'note'
  readonly rule: string
  readonly says: string
  readonly remedy: string
}

export interface ProblemJson {
  readonly kind: string
  readonly operation: string
  readonly code: string
  readonly message: string
}

/** In AWS's words; times in seconds, as AWS takes them. */
export interface PreferencesJson {
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

export interface RefreshJson {
  readonly id: string
  /** AWS's word. */
  readonly status: string
  readonly percent?: number
  readonly left?: number
  readonly reason?: string
  readonly rollbackReason?: string
  readonly began?: IsoTime
  readonly ended?: IsoTime
  readonly to?: readonly { readonly template: string; readonly version: string }[]
  readonly preferences: PreferencesJson
}

export interface InstanceJson {
  readonly id: string
  readonly type: string
  readonly zone: string
  /** AWS's word. */
  readonly lifecycle: string
  readonly healthy: boolean
  readonly protectedFromScaleIn: boolean
  readonly template?: TemplateNumberJson
  readonly weight?: number
}

export interface TargetJson {
  readonly targetGroup: string
  readonly instance: string
  /** AWS's words. */
  readonly state: string
  readonly reason?: string
  readonly description?: string
  /** What keeps traffic from it, however healthy it is. */
  readonly withoutTraffic?: string
}

export interface ImageJson {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly architecture: string
  /** The id of the owning account. */
  readonly owner?: string
  readonly commit?: string
  /** The image that it was made from. */
  readonly source?: { readonly image: string; readonly region?: string }
  /** The newest scan by Amazon Inspector, and the highest severity that it found. */
  readonly scan?: { readonly at: IsoTime; readonly severity?: string }
  readonly created?: IsoTime
  readonly deprecated?: IsoTime
}

export interface Ec2InstanceJson {
  readonly image: string
  readonly launched: IsoTime
  readonly state: string
  readonly address?: string
  readonly reason?: string
}

/** What the instances run as the run ends. */
export interface FleetStatusJson {
  readonly fleet: 'new' | 'previous' | 'mixed' | 'unknown'
  readonly covered: number
  readonly onTarget: number
  readonly runs: readonly { readonly template?: TemplateNumberJson; readonly instances: number }[]
  readonly leftOut: readonly { readonly instance: string; readonly why: string }[]
  /** What the instances of the warm pool run. */
  readonly warmPool: readonly { readonly template?: TemplateNumberJson; readonly instances: number }[]
  /** Healthy instances that load balancers keep traffic from. */
  readonly withoutTraffic: readonly { readonly instance: string; readonly by: string }[]
  readonly active?: { readonly id: string; readonly status: string }
  readonly byHand: readonly string[]
}

export interface DifferenceJson {
  readonly path: string
  readonly from: string | null
  readonly to: string | null
}

export interface PinJson {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly alias?: string
  readonly parameter?: string
  readonly image?: string
  /** What the group had saved instead, a number or an alias, where no rollback could return to that. */
  readonly former?: string
}

/** What AWS says of groups, templates and images: plain data, as the domain reads it. */
import type { CommitComparison } from './github.ts'
import type { ImageRef, Provenance, Unresolved } from './launch-template/image-source.ts'
import type { Alias, Instance, Instant, Ms, Problem, Refresh, Target, TemplateVersion } from './model.ts'

/** A launch template as a group names it: the version is a number, `$Latest` or `$Default`. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly version: string
}

/** One choice of a mixed instances policy; what it does not say comes from the policy's own template. */
export interface Override {
  readonly type?: string
  /** The id of a template of its own. */
  readonly template?: string
  /** An image of its own, which beats the template's. */
  readonly image?: string
  /** Whether it chooses types by what they must have. */
  readonly byAttributes: boolean
}

/** A mixed instances policy. */
export interface MixedPolicy {
  /** As AWS gave it. Opaque here: it is sent back whole, with other versions. */
  readonly whole: object
  readonly overrides: readonly Override[]
}

/** An Auto Scaling group as AWS describes it, stamped with AWS's clock. */
export interface Group {
  readonly at: Instant
  readonly name: string
  readonly arn: string
  /** The account that it belongs to, twelve digits. */
  readonly account: string
  readonly desired: number
  readonly min: number
  readonly max: number
  readonly form: 'launch-template' | 'mixed-instances-policy' | 'launch-configuration'
  /** The saved launch templates, each once for each version, as the group names them. None with a launch configuration. */
  readonly templates: readonly Named[]
  /** Only with `form: mixed-instances-policy`. */
  readonly mixed?: MixedPolicy
  readonly healthCheckType: string
  readonly healthCheckGracePeriod: Ms
  readonly defaultInstanceWarmup?: Ms
  readonly maintenance?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly subnets: readonly string[]
  /** ARNs of target groups and names of classic load balancers: both are watched alike. */
  readonly targetGroups: readonly string[]
  /** ARNs of VPC Lattice target groups, whose health nobody looks at. */
  readonly unwatched: readonly string[]
  readonly suspended: readonly string[]
  readonly tags: ReadonlyMap<string, string>
  readonly instances: readonly Instance[]
}

/** A launch template and where its aliases point now. */
export interface Template {
  readonly id: string
  readonly name: string
  readonly latest: number
  readonly default: number
}

/** What a group has to do with a template: the versions that it has saved or that its instances were launched from. */
export interface TemplateUse {
  readonly template: string
  readonly group: string
  readonly versions: readonly (number | Alias)[]
  /** The group has a mixed instances policy. */
  readonly mixed?: true
}

/** A version that EC2 did not delete, with EC2's own code and words. */
export interface Undeleted {
  readonly version: number
  readonly code: string
  readonly message: string
}

/** A launch template's contents as EC2 gives them: opaque here, compared member by member. */
export type TemplateData = Readonly<Record<string, unknown>>

/** One version of a launch template with all that it says. */
export interface Version extends TemplateVersion {
  readonly description: string
  readonly created: Instant
  /** The instance type that it names, if it names one. */
  readonly type?: string
  readonly disks: readonly Disk[]
  readonly data: TemplateData
}

/** A disk that a launch template asks for, or that an image brings. `size` in GiB. */
export interface Disk {
  readonly device: string
  readonly snapshot?: string
  readonly size?: number
}

/** A machine image as EC2 describes it. What an answer leaves out is not there: unknown, which is neither "no" nor "none". */
export interface Image {
  readonly id: string
  readonly name: string
  readonly state: string
  /** Why it is in this state, in EC2's words. */
  readonly reason?: string
  readonly architecture: string
  /** The account that owns it; or `amazon` and the like, where EC2 has a word for the owner. */
  readonly owner: string
  /** EC2's words; missing where it leaves the choice to the instance type. */
  readonly bootMode?: string
  readonly ena?: boolean
  readonly virtualization?: string
  readonly windows: boolean
  readonly rootDeviceType?: string
  readonly rootDevice?: string
  readonly disks: readonly Disk[]
  /** That it was built from, if its tags say so. */
  readonly commit?: string
  readonly created?: Instant
  readonly deprecated?: Instant
}

/** What an instance type asks of an image, in EC2's words. A list that the answer leaves out is unknown: it allows everything. */
export interface InstanceType {
  readonly name: string
  readonly architectures?: readonly string[]
  readonly bootModes?: readonly string[]
  readonly ena?: 'unsupported' | 'supported' | 'required'
  readonly rootDeviceTypes?: readonly string[]
  readonly virtualizations?: readonly string[]
}

/** A lifecycle hook: an instance waits for somebody's word, at most `timeout`. */
export interface Hook {
  readonly name: string
  readonly at: 'launch' | 'termination'
  readonly timeout: Ms
}

/** A version that is to be made: `source` with another image. */
export interface Draft {
  readonly template: string
  readonly source: number
  readonly image: string
  readonly description: string
  /** At most 128 ASCII characters; the same for every attempt of one run. */
  readonly token: string
}

/**
 * `chain`: our markers lead there. `history`: the newest lower version that a successful refresh named. `stays`: the
 * template was not changed by what is gone back from.
 */
export type Why = 'chain' | 'history' | 'asked' | 'newest-with-image' | 'stays'

/** A standing version; an image that no version launches yet; or nothing, with what could be asked for instead. `parameter`: the version is there, and names its image by it. */
export type RollbackTarget =
  | { readonly is: 'version'; readonly version: Version; readonly why: Why }
  | { readonly is: 'image'; readonly image: string }
  | { readonly is: 'none'; readonly candidates: readonly Version[]; readonly parameter?: string }

/** A classic load balancer is known by its name, a target group by its ARN. */
export const isClassic = (targetGroup: string): boolean => !targetGroup.startsWith('arn:')

/** What it is called in a sentence. */
export const nounOf = (targetGroup: string): 'classic load balancer' | 'target group' =>
  isClassic(targetGroup) ? 'classic load balancer' : 'target group'

/** How a target group, or a classic load balancer, checks its targets. `timeToHealthy`: until a healthy one is called healthy, interval × threshold. */
export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly checked: boolean
  readonly timeToHealthy: Ms
}

/** A Systems Manager parameter in the version that was asked for. What is secret comes encrypted. */
export interface Parameter {
  /** `String`, `StringList`, `SecureString`. */
  readonly type: string
  readonly value: string
  readonly version: number
  readonly changed?: Instant
}

/** What was asked for, the id that it means, and the image, as far as each is there. */
export interface Candidate {
  readonly ref: ImageRef
  readonly id?: string
  readonly image?: Image
  readonly source?: Provenance
  /** Why there is no id, if AWS has answered. */
  readonly unresolved?: Unresolved
  /** What it means by now, if anything, when this run is at work with what it meant before. */
  readonly overtakenBy?: { readonly id?: string }
}

/** What a Systems Manager parameter that a template names its image by has led to, and leads to. */
export interface ParameterImage {
  /** The image that it means now; missing where EC2 does not say. */
  readonly means?: string
  /** What instances in service run that were launched from this version, each image once. */
  readonly running: readonly string[]
}

/** A launch template that the group names, and what is known of it. */
export interface GroupTemplate {
  readonly named: Named
  readonly template?: Template
  /** The version that the saved template means now. */
  readonly saved?: Version
  /** Versions that instances or the active refresh name, and those newer than the saved one. */
  readonly versions: readonly Version[]
  /** Only where `saved` names its image by a parameter and is to be pinned. */
  readonly parameter?: ParameterImage
  /** The image of `saved`, or what it is to be pinned to. */
  readonly current?: Image
  /** Where that image is gone, the architectures of the template's instance types. */
  readonly architectures?: readonly string[]
  /** The image that it shall launch. */
  readonly target?: Image
  /** What EC2 says against a launch of that image with this template. */
  readonly launch?: Problem
  /** Only for a rollback: where it goes. */
  readonly rollbackTarget?: RollbackTarget
}

/** What preflight alone reads. A look that failed is told and stops nothing. */
export interface Surroundings {
  /** The instance types that the group launches, as far as the region has them. */
  readonly types: readonly InstanceType[]
  readonly hooks: readonly Hook[]
  readonly unchecked: readonly Problem[]
}

/** One moment of the group and of all that a plan depends on. */
export interface Survey {
  readonly group?: Group
  /** The images that were asked for; none for a rollback or a check. */
  readonly images: readonly Candidate[]
  /** One for each launch template of the group, in the order in which it names them. */
  readonly templates: readonly GroupTemplate[]
  /** Who else names a template that a new version of it would reach: read only where one may be made. */
  readonly uses: readonly TemplateUse[]
  readonly refreshes: readonly Refresh[]
  readonly targets: readonly Target[]
  readonly targetGroups: readonly TargetGroup[]
  /** The state of each alarm that was asked for and exists. */
  readonly alarms: ReadonlyMap<string, string>
  /** What GitHub was asked of the images' commits. */
  readonly comparisons: readonly CommitComparison[]
  /** Missing where nothing is to be launched. */
  readonly surroundings?: Surroundings
  readonly problems: readonly Problem[]
}

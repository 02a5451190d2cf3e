/** An Auto Scaling group as AWS describes it. */
import type { Instance } from './instance.ts'
import type { TemplateReference } from './launch-template.ts'
import type { Instant, Ms } from './time.ts'

/** One override of a mixed instances policy. What it leaves out comes from the policy's launch template. */
export interface Override {
  readonly type?: string
  /** The id of the override's own launch template. */
  readonly template?: string
  /** The override's own image, which takes precedence over the template's. */
  readonly image?: string
  /** Whether it selects types by instance requirements (attributes). */
  readonly byAttributes: boolean
}

/** A mixed instances policy. */
export interface MixedPolicy {
  /** The policy as AWS returned it. It is sent back whole with other versions, because AWS replaces the whole policy. */
  readonly whole: object
  /** Members that the SDK does not know, and that `whole` therefore lacks. */
  readonly unknown: readonly string[]
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
  /** The saved launch templates, once for each distinct version, in the group's order. None with a launch configuration. */
  readonly templates: readonly TemplateReference[]
  /** Only with `form: mixed-instances-policy`. */
  readonly mixed?: MixedPolicy
  readonly healthCheckType: string
  readonly healthCheckGracePeriod: Ms
  readonly defaultInstanceWarmup?: Ms
  readonly maintenance?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly subnets: readonly string[]
  /** The Availability Zones that it launches in. */
  readonly zones: readonly string[]
  /** ARNs of target groups and names of classic load balancers: both are watched alike. */
  readonly targetGroups: readonly string[]
  /** ARNs of VPC Lattice target groups, whose health this action does not read. */
  readonly unwatched: readonly string[]
  readonly suspended: readonly string[]
  /** New instances are protected from scale-in as soon as they are in service. */
  readonly protectsNewInstances: boolean
  readonly tags: ReadonlyMap<string, string>
  /** Without those of its warm pool, which AWS lists apart. */
  readonly instances: readonly Instance[]
  readonly hasWarmPool: boolean
  /** Whether it launches into capacity reservations alone. */
  readonly isReservedOnly: boolean
  /** The service that alone may change the group. */
  readonly operator?: string
}

/** AWS's health check type is a list with commas between: EC2, which is always on, ELB, EBS, VPC_LATTICE (CreateAutoScalingGroup). */
export const healthChecksOf = ({ healthCheckType }: Pick<Group, 'healthCheckType'>): readonly string[] =>
  healthCheckType.split(',').map((type) => type.trim())

/** A tag of a group. */
export interface GroupTag {
  readonly key: string
  readonly value: string
}

/** A lifecycle hook: an instance waits until its action is completed, at most `timeout`. */
export interface Hook {
  readonly name: string
  readonly at: 'launch' | 'termination'
  readonly timeout: Ms
}

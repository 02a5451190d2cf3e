/** An Auto Scaling group as AWS describes it. */
import type { Instance } from './instance.ts'
import type { TemplateReference } from './launch-template.ts'
import type { Instant, Ms } from './time.ts'

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
  readonly templates: readonly TemplateReference[]
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

/** A lifecycle hook: an instance waits for somebody's word, at most `timeout`. */
export interface Hook {
  readonly name: string
  readonly at: 'launch' | 'termination'
  readonly timeout: Ms
}

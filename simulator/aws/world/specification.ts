/** What a scene can say about its world. Whatever it leaves out has a default. */
import type { Agenda } from './agenda.ts'
import type { AlarmState } from './alarm.ts'
import type { Behaviour } from './behaviour.ts'
import type { GroupTag } from './configuration.ts'
import type { Image } from './image.ts'
import type { Distribution, Override } from './launch-source.ts'
import type { LifecycleHook } from './lifecycle-hook.ts'
import type { LoadBalancerType } from './load-balancer.ts'
import type { Parameter, ParameterType } from './parameter.ts'
import type { Rules } from './rules.ts'
import type { TargetProtocol } from './target-group.ts'
import type { HealthCheck } from './target-health.ts'
import type { TemplateData } from './template.ts'
import type { WarmPoolSettings } from './warm-pool.ts'

/** `region`: eu-west-1 and `id`: 123456789012 unless said. */
export interface AccountSpec {
  readonly agenda: Agenda
  readonly region?: string
  readonly id?: string
  readonly rules?: Partial<Rules>
}

/** An x86_64 image of our own that is available and boots well, unless said. */
export type ImageSpec = Partial<Omit<Image, 'id'>> & { readonly id: string; readonly behaviour?: Behaviour }

/** A template of the scene, and which version of it. */
export type TemplateSpecChoice = { readonly version: string } & ({ readonly id: string } | { readonly name: string })

/** Labels are moved to the version that is written. A text that is an image's id unless said. */
export interface ParameterSpec {
  readonly labels?: readonly string[]
  readonly type?: ParameterType
  readonly dataType?: Parameter['dataType']
}

/** A mixed instances policy over the group's template; the distribution is AWS's default unless said. */
export interface MixedSpec {
  readonly overrides?: readonly Override<TemplateSpecChoice>[]
  readonly distribution?: Partial<Distribution>
}

/** The first version is number 1. The default is 1 unless said. */
export interface TemplateSpec {
  readonly id?: string
  readonly name: string
  readonly versions: readonly TemplateData[]
  readonly default?: number
}

/** Times in seconds. */
export interface TargetGroupSpec {
  readonly name: string
  readonly port?: number
  readonly healthCheck?: Partial<HealthCheck>
  readonly deregistrationDelay?: number
  /** HTTP unless said. */
  readonly protocol?: TargetProtocol
  /** Whether a listener forwards to it; true unless said. */
  readonly balanced?: boolean
  /** The name of the load balancer with that listener; one for each type unless said. */
  readonly loadBalancer?: string
}

/** An Application Load Balancer in the zones a, b and c unless said. */
export interface LoadBalancerSpec {
  readonly name: string
  readonly type?: LoadBalancerType
  readonly zones?: readonly string[]
}

/** Times in seconds. */
export type ClassicLoadBalancerSpec = Omit<TargetGroupSpec, 'protocol' | 'balanced' | 'loadBalancer'>

/** Times in seconds. `min` is 0, `max` twice the desired capacity, health checks EC2, unless said. */
export interface GroupSpec {
  readonly name: string
  /** What it launches from, if not from a launch configuration. */
  readonly template?: TemplateSpecChoice
  readonly mixed?: MixedSpec
  /** The name of one that the scene has; a template is not read then. */
  readonly launchConfiguration?: string
  readonly desired: number
  readonly min?: number
  readonly max?: number
  /** Names. */
  readonly targetGroups?: readonly string[]
  /** Names. */
  readonly classicLoadBalancers?: readonly string[]
  /** ARNs. */
  readonly latticeTargetGroups?: readonly string[]
  readonly zones?: readonly string[]
  /** One of AWS's types, or several between commas: `EBS,ELB`. */
  readonly healthCheckType?: string
  readonly healthCheckGracePeriod?: number
  readonly defaultInstanceWarmup?: number
  readonly maintenancePolicy?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly newInstancesProtected?: boolean
  readonly capacityRebalance?: boolean
  /** `terminate` unless said. */
  readonly onAbandonedTermination?: 'terminate' | 'retain'
  readonly hooks?: readonly HookSpec[]
  /** Stopped instances, none beyond the prepared capacity, unless said. */
  readonly warmPool?: Partial<WarmPoolSettings>
  /** Launches into capacity reservations alone. */
  readonly reservedOnly?: boolean
  /** A service principal: its service manages the group, and nobody else may change it. */
  readonly operator?: string
  /** Somebody deletes it, and it is listed until its last instance is gone. */
  readonly isBeingDeleted?: boolean
  readonly tags?: Readonly<Record<string, string>> | readonly GroupTag[]
}

/** A heartbeat of an hour, then ABANDON; nobody answers, unless said. [AWS's defaults] */
export type HookSpec = Pick<LifecycleHook, 'name' | 'transition'> & Partial<LifecycleHook>

/** A metric alarm in OK unless said; a composite one, which is in ALARM while any of those named in `anyOf` is. */
export interface AlarmSpec {
  readonly name: string
  readonly state?: AlarmState
  /** Names of alarms in ALARM. */
  readonly anyOf?: readonly string[]
}

/** Short of capacity from now on: of a type, in a zone, for so many seconds; what is missing means all, or for good. */
export interface ShortageSpec {
  readonly instanceType?: string
  readonly zone?: string
  readonly seconds?: number
}

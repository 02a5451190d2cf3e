/** Instances of a group, as Auto Scaling and as EC2 describe them. */
import { isInWarmPool, isLeaving, type Lifecycle } from './lifecycle.ts'
import type { Instant, Ms } from './time.ts'

/** An instance of the group as Auto Scaling lists it. `version` is the resolved number, whatever the group says. */
export interface Instance {
  readonly id: string
  readonly type: string
  readonly zone: string
  readonly lifecycle: Lifecycle
  readonly healthy: boolean
  readonly protectedFromScaleIn: boolean
  readonly template?: { readonly id: string; readonly version: number }
  /** Its weighted capacity; missing (counts as 1) where the group has no weights. */
  readonly weight?: number
  /** Joined from EC2, only where it matters: see `Ec2Instance`. */
  readonly attached?: Instant
}

/** What EC2 describes of an instance and Auto Scaling does not. */
export interface Ec2Instance {
  readonly image: string
  /** It moves with each start, as out of a warm pool (EC2 API Reference, Instance: LaunchTime). */
  readonly launched: Instant
  /** When its primary network interface was attached: when it was launched first. Missing where EC2 shows none (yet). */
  readonly attached?: Instant
  readonly state: string
  /** Private IPv4 address. */
  readonly address?: string
  /** EC2's reason for the state. */
  readonly reason?: string
  /** The same as a code: `Server.SpotInstanceTermination`, `Client.InstanceInitiatedShutdown` and others. */
  readonly reasonCode?: string
}

/** The instances with what EC2 says of their first launch. */
export const withAttached = (
  instances: readonly Instance[],
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): readonly Instance[] =>
  instances.map((instance) => {
    const attached = ec2Instances.get(instance.id)?.attached
    return attached === undefined ? instance : { ...instance, attached }
  })

/** Whether the instance counts for the rollout: it is not leaving, and not in the warm pool, which AWS refreshes by itself. */
export const isMember = (instance: Instance): boolean => !isLeaving(instance) && !isInWarmPool(instance)

/** Whether an instance has completed its warmup. One that EC2 does not list yet has not. */
export const warmBy =
  (at: Instant, warmup: Ms, ec2Instances: ReadonlyMap<string, Ec2Instance>) =>
  ({ id }: Instance): boolean => {
    const launched = ec2Instances.get(id)?.launched
    return launched !== undefined && launched + warmup <= at
  }

/** The unit of the group's capacity. */
export const unitsOf = (instances: readonly Instance[]): 'instances' | 'units of capacity' =>
  instances.some(({ weight }) => weight !== undefined) ? 'units of capacity' : 'instances'

/** The capacity of these instances, as it counts towards the desired capacity. */
export const capacityOf = (instances: readonly Instance[]): number =>
  instances.reduce((units, { weight = 1 }) => units + weight, 0)

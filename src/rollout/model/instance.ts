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

/** Whether the instance counts as one of the group: neither on its way out nor in a warm pool, which AWS renews by itself. */
export const isMember = (instance: Instance): boolean => !isLeaving(instance) && !isInWarmPool(instance)

/** An instance launched this long ago has been through its warm-up; one that EC2 does not know yet has not. */
export const warmBy =
  (at: Instant, warmup: Ms, ec2Instances: ReadonlyMap<string, Ec2Instance>) =>
  ({ id }: Instance): boolean => {
    const launched = ec2Instances.get(id)?.launched
    return launched !== undefined && launched + warmup <= at
  }

/** What capacity is counted in. */
export const unitsOf = (instances: readonly Instance[]): 'instances' | 'units of capacity' =>
  instances.some(({ weight }) => weight !== undefined) ? 'units of capacity' : 'instances'

/** What these instances count towards the desired capacity. */
export const capacityOf = (instances: readonly Instance[]): number =>
  instances.reduce((units, { weight = 1 }) => units + weight, 0)

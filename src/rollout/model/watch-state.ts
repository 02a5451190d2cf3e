/** What a watch knows after its polls so far. The reducer is in watch/state.ts. */
import type { Ec2Instance } from './instance.ts'
import type { Observation } from './observation.ts'
import type { Problem } from './problem.ts'
import type { RefreshStatus } from './refresh-status.ts'
import type { FailedLaunch } from './scaling-activity.ts'
import type { Instant, Ms } from './time.ts'

/** What is known after the polls so far. Bounded by the size of the group, not by time. */
export interface WatchState {
  readonly last?: Observation
  /** Machines of instances that are still in the group. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  /** Failed polls in a row, with the first and the newest problem. */
  readonly failedPolls?: { readonly polls: number; readonly since: Instant; readonly problem: Problem }
  /** Polls in a row in which AWS was done and a part was unknown that the proof needs; with the newest problem. */
  readonly unconfirmed?: { readonly polls: number; readonly since: Instant; readonly problem: Problem }
  /** Polls in a row in which AWS did not list the refresh. */
  readonly unlisted: number
  /** Polls in a row that found every covered instance right. */
  readonly steady: number
  /** Since when AWS has been done and something has not been right, in AWS's time. */
  readonly wrongSince?: Instant
  /** The most instances that were seen in service and had been launched for the operation. */
  readonly reached: number
  /** Instances launched for the operation. */
  readonly newInstances: NewInstances
  /** Launches that came to nothing, each once; the newest 100. */
  readonly failedLaunches: readonly FailedLaunch[]
  /** Polls in a row with less healthy capacity than was promised, new instances among the missing. */
  readonly belowMinimum: { readonly polls: number; readonly since: Instant }
  /** Since when nothing at all has changed. */
  readonly unchanged: { readonly since: Instant; readonly picture: string }
  /** When the refresh was first seen in its present status, and the last poll that had not seen it there yet. */
  readonly status: { readonly status: RefreshStatus | undefined; readonly since: Instant; readonly after: Instant }
}

/** One new instance in service. `ill`: by target group, since when it has not been healthy there. */
export interface NewInstance {
  readonly since: Instant
  readonly weight: number
  readonly unhealthySince: ReadonlyMap<string, Instant>
  /** How often it was healthy somewhere and then was not. */
  readonly flapCount: number
}

/** A new instance that was in service and is gone, or is on its way out. */
export interface LostInstance {
  readonly id: string
  readonly at: Instant
  readonly lived: Ms
  /** Units of capacity that went with it. */
  readonly weight: number
  /** Target groups that did not find it healthy when it was last seen. */
  readonly unhealthyIn: readonly string[]
}

export interface NewInstances {
  readonly present: ReadonlyMap<string, NewInstance>
  /** The newest 100. */
  readonly lost: readonly LostInstance[]
  /** The largest desired capacity so far: what is lost by a scale-in is nobody's fault. */
  readonly mostDesired: number
  /** Instances of the first poll whose age EC2 could not be asked: they may be older than the operation, so nobody answers for them yet. */
  readonly unclassified: ReadonlySet<string>
}

/** The state of a watch. Its reducer is in watch/state.ts. */
import type { Ec2Instance } from './instance.ts'
import type { Observation } from './observation.ts'
import type { Problem } from './problem.ts'
import type { RefreshStatus } from './refresh-status.ts'
import type { FailedLaunch } from './scaling-activity.ts'
import type { KnownChecks } from './status-checks.ts'
import type { Instant, Ms } from './time.ts'

/** What the polls so far have shown. Its size depends on the size of the group, not on time. */
export interface WatchState {
  readonly last?: Observation
  /** EC2's data of the instances that are still in the group. */
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  /** EC2's status checks of instances that were asked about and are still in the group. */
  readonly checks: KnownChecks
  /** When AWS was first seen to be done. */
  readonly doneSince?: Instant
  /** Failed polls in a row, with the first and the newest problem. */
  readonly failedPolls?: { readonly polls: number; readonly since: Instant; readonly problem: Problem }
  /** Polls in a row in which AWS was done but a part could not be read that success needs; with the newest problem. */
  readonly unconfirmed?: { readonly polls: number; readonly since: Instant; readonly problem: Problem }
  /** Polls in a row in which AWS did not list the refresh. */
  readonly unlisted: number
  /** Polls in a row in which every covered instance ran the target and was healthy. */
  readonly steady: number
  /** Since when AWS has been done while an instance is unhealthy or not on the target, in AWS's time. */
  readonly wrongSince?: Instant
  /** The highest number of new instances seen in service. */
  readonly reached: number
  /** Instances launched for the operation. */
  readonly newInstances: NewInstances
  /** Failed launches, each once; the newest 100. */
  readonly failedLaunches: readonly FailedLaunch[]
  /** Every launch that began before has ended and is known. 0 until launches were read. */
  readonly launchesEndedBefore: Instant
  /** When an instance was last seen terminating: until then it holds what a launch may need. */
  readonly endingUntil: Instant
  /** Polls in a row with less healthy capacity than was promised, new instances among the missing. */
  readonly belowMinimum: { readonly polls: number; readonly since: Instant }
  /** Since when nothing at all has changed. */
  readonly unchanged: { readonly since: Instant }
  /** When the refresh was first seen in its present status, and the last poll that had not seen it there yet. */
  readonly status: { readonly status: RefreshStatus | undefined; readonly since: Instant; readonly after: Instant }
}

/** One new instance in service. */
export interface NewInstance {
  readonly since: Instant
  readonly weight: number
  readonly unhealthySince: ReadonlyMap<string, Instant>
  /** How often it fell from healthy to not healthy: in one target group, or in several together. */
  readonly flapCount: number
}

/** `by-itself`: it shut down or never came up whole. `unhealthy`: it was taken out as unhealthy. `other`: Spot, scaling, rebalancing, people, EC2's own faults. */
export type EndCause = 'by-itself' | 'unhealthy' | 'other'

/** A new instance that was in service and is gone, or is terminating. */
export interface LostInstance {
  readonly id: string
  readonly at: Instant
  readonly lived: Ms
  /** Its weighted capacity. */
  readonly weight: number
  /** Target groups in which it was not healthy when last seen. */
  readonly unhealthyIn: readonly string[]
  readonly cause: EndCause
}

export interface NewInstances {
  readonly present: ReadonlyMap<string, NewInstance>
  /** The newest 100. */
  readonly lost: readonly LostInstance[]
  /**
   * Instances that have left service, and when that was seen, of which it is not known yet why: EC2 could not be asked, or they
   * run still and their hosts may have failed.
   */
  readonly unexplained: ReadonlyMap<string, LastSeenInstance>
  /** The desired capacity of the poll before; `undefined` before the first. */
  readonly desired: number | undefined
  /** All that the desired capacity was lowered by so far, in units: what a scale-in takes is nobody's fault. */
  readonly scaledIn: number
  /** Instances of the first poll whose age EC2 could not be asked: they may be older than the operation, so nobody answers for them yet. */
  readonly unclassified: ReadonlySet<string>
}

/** A new instance as it was last seen in service. */
export interface LastSeenInstance extends NewInstance {
  readonly at: Instant
  readonly isUnhealthy: boolean
}

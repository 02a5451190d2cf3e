/** Scaling activities: what Auto Scaling did, why, and how it went. The newest first, those in progress before all. */
import type { Identifiers } from './identifiers.ts'
import type { Rules } from './rules.ts'

/** AWS's status codes, as far as they are simulated. */
export type ActivityStatus =
  | 'PreInService'
  | 'MidLifecycleAction'
  | 'WaitingForELBConnectionDraining'
  | 'InProgress'
  | 'Successful'
  | 'Failed'
  | 'Cancelled'

/** One activity. Times in ms since epoch, `progress` in percent. */
export interface Activity {
  readonly id: string
  readonly description: string
  readonly cause: string
  readonly startedAt: number
  readonly endedAt?: number
  readonly status: ActivityStatus
  readonly message?: string
  readonly progress: number
  /** Missing: it concerns no instance. */
  readonly place?: ActivityPlace
}

/** Where an activity's instance is. */
export interface ActivityPlace {
  readonly zone: string
  readonly subnet: string
}

/** What begins an activity. */
export interface NewActivity {
  readonly description: string
  readonly cause: string
  readonly status: ActivityStatus
  readonly place?: ActivityPlace
  readonly at: number
}

/** Auto Scaling keeps activities for six weeks. */
export const SIX_WEEKS = 42 * 24 * 3600 * 1000

const progressOf: Readonly<Record<ActivityStatus, number>> = {
  PreInService: 30,
  WaitingForELBConnectionDraining: 50,
  MidLifecycleAction: 60,
  InProgress: 70,
  Successful: 100,
  Failed: 100,
  Cancelled: 100,
}

/** A group's log of activities. */
export class Activities {
  readonly #ids: Identifiers
  readonly #rules: Rules
  readonly #log = new Map<string, Activity>()

  constructor({ ids, rules }: { readonly ids: Identifiers; readonly rules: Rules }) {
    this.#ids = ids
    this.#rules = rules
  }

  begin({ at, ...beginning }: NewActivity): Activity {
    const id = this.#ids.uuid('activity')
    return this.#keep({ id, ...beginning, startedAt: at, progress: progressOf[beginning.status] })
  }

  /** The activity goes on in another state. */
  setStatus(id: string, status: ActivityStatus): Activity {
    return this.#keep({ ...this.#get(id), status, progress: progressOf[status] })
  }

  /** What did not succeed has its `message` in its description, too. */
  end(id: string, status: 'Successful' | 'Failed' | 'Cancelled', at: number, message?: string): Activity {
    const ended = { ...this.#get(id), status, endedAt: at, progress: 100 }
    if (message === undefined || !this.#rules.failedLaunchSaysWhy) return this.#keep(ended)
    return this.#keep({ ...ended, description: `${ended.description}.  Status Reason: ${message}`, message })
  }

  /** Newest first, in progress before all; six weeks. */
  list(now: number): readonly Activity[] {
    const { keptSixWeeks, inProgressFirst } = this.#rules
    const isKept = ({ startedAt }: Activity) => now - startedAt < SIX_WEEKS || !keptSixWeeks
    const kept = [...this.#log.values()].filter(isKept).reverse()
    if (!inProgressFirst) return kept
    return [...kept.filter((a) => a.endedAt === undefined), ...kept.filter((a) => a.endedAt !== undefined)]
  }

  #get(id: string): Activity {
    const activity = this.#log.get(id)
    if (!activity) throw new Error(`no activity ${id}`)
    return activity
  }

  #keep(activity: Activity): Activity {
    this.#log.set(activity.id, activity)
    return activity
  }
}

const stamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
const range = (from: number, to: number) =>
  `${from < to ? 'increasing' : 'shrinking'} the capacity from ${from} to ${to}`

interface Bounds {
  readonly min: number
  readonly max: number
  readonly desired: number
}

/** AWS's sentences for why an activity began; `at` in ms since epoch, `from` and `to` capacities. */
export const cause = {
  launchedForRefresh: (at: number) => `At ${stamp(at)} an instance was launched in response to an instance refresh.`,
  takenForRefresh: (at: number, id: string) =>
    `At ${stamp(at)} an instance was taken out of service in response to an instance refresh.  At ${stamp(at)} instance ${id} was selected for termination.`,
  launchedForUnhealthy: (at: number) =>
    `At ${stamp(at)} an instance was launched in response to an unhealthy instance needing to be replaced.`,
  takenForElb: (at: number) =>
    `At ${stamp(at)} an instance was taken out of service in response to an ELB system health check failure.`,
  takenForEc2: (at: number) =>
    `At ${stamp(at)} an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.`,
  equilibrium: (at: number) => `At ${stamp(at)} group reached equilibrium.`,
  /** The simulator's wording, from here to `scheduled`. */
  launchedForZones: (at: number) => `At ${stamp(at)} an instance was launched to balance the group's zones.`,
  takenForZones: (at: number, id: string) =>
    `At ${stamp(at)} an instance was taken out of service to balance the group's zones.  At ${stamp(at)} instance ${id} was selected for termination.`,
  launchedIntoPool: (at: number) => `At ${stamp(at)} an instance was launched to fill the warm pool.`,
  launchedForRisk: (at: number) =>
    `At ${stamp(at)} an instance was launched in response to an EC2 instance rebalance recommendation.`,
  takenForRisk: (at: number, id: string) =>
    `At ${stamp(at)} instance ${id} was taken out of service in response to an EC2 instance rebalance recommendation.`,
  scheduled: (at: number, name: string, to: Bounds, from: number) =>
    `At ${stamp(at)} the scheduled action ${name} updated the AutoScalingGroup constraints to min: ${to.min}, max: ${to.max}, desired: ${to.desired} changing the desired capacity from ${from} to ${to.desired}.`,
  takenForStatusChecks: (at: number) =>
    `At ${stamp(at)} an instance was taken out of service in response to an EC2 instance status check failure.`,
  takenForFailedLaunch: (at: number) =>
    `At ${stamp(at)} an instance was taken out of service in response to a launch failure.`,
  launchedForDifference: (at: number, from: number, to: number) =>
    `At ${stamp(at)} an instance was started in response to a difference between desired and actual capacity, ${range(from, to)}.`,
  takenForDifference: (at: number, from: number, to: number, id: string) =>
    `At ${stamp(at)} an instance was taken out of service in response to a difference between desired and actual capacity, ${range(from, to)}.  At ${stamp(at)} instance ${id} was selected for termination.`,
  enteredStandby: (at: number, id: string) =>
    `At ${stamp(at)} instance ${id} was moved to standby in response to a user request.`,
  leftStandby: (at: number, id: string) =>
    `At ${stamp(at)} instance ${id} was moved out of standby in response to a user request.`,
  detached: (at: number, id: string) => `At ${stamp(at)} instance ${id} was detached in response to a user request.`,
  takenByUser: (at: number, id: string) =>
    `At ${stamp(at)} instance ${id} was taken out of service in response to a user request.`,
  userSet: (at: number, from: number, to: number) =>
    `At ${stamp(at)} a user request explicitly set group desired capacity changing the desired capacity from ${from} to ${to}.`,
  userChange: (at: number, bounds: Bounds, from: number) =>
    `At ${stamp(at)} a user request update of AutoScalingGroup constraints to min: ${bounds.min}, max: ${bounds.max}, desired: ${bounds.desired} changing the desired capacity from ${from} to ${bounds.desired}.`,
} as const

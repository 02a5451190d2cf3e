/** From Terminating to the end: an instance is drained, waits for the hooks, and is shut down; or is retained. */
import { type Activity, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { checkersOf } from './configuration.ts'
import type { GroupHost } from './group-host.ts'
import type { Instance } from './instance.ts'
import { type StateReason, stateReasons } from './state-reason.ts'

/** Why an instance is taken out, and AWS's sentence for it. */
export interface TerminationOrder {
  readonly leaving: NonNullable<Instance['leaving']>
  readonly cause: string
}

/** ms. */
const SHUTDOWN = 15_000

/** All terminations of a group that are under way. */
export class PendingTerminations {
  readonly #cloud: Cloud
  readonly #group: GroupHost
  readonly #remove: (instance: Instance, reason: StateReason) => void

  /** `remove`: the instance is gone, Auto Scaling forgets it. */
  constructor(cloud: Cloud, group: GroupHost, remove: (instance: Instance, reason: StateReason) => void) {
    this.#cloud = cloud
    this.#group = group
    this.#remove = remove
  }

  begin(instance: Instance, { leaving, cause: why }: TerminationOrder): Activity {
    const { activities, hooks } = this.#group
    instance.lifecycle = 'Terminating'
    instance.leaving = leaving
    const drainage = this.deregister(instance)
    const activity = activities.begin({
      description: `Terminating EC2 instance: ${instance.id}`,
      cause: why,
      status: drainage > 0 ? 'WaitingForELBConnectionDraining' : 'InProgress',
      ...this.#placeAndTime(instance),
    })
    this.#cloud.agenda.after(drainage, () => {
      const isWaiting = hooks.startWait(instance, 'terminating', ({ result }) => {
        if (result === 'ABANDON' && this.#isRetaining) this.#retain(instance, activity.id)
        else this.#shutDown(instance, activity.id)
      })
      if (isWaiting) {
        instance.lifecycle = 'Terminating:Wait'
        activities.setStatus(activity.id, 'MidLifecycleAction')
      } else this.#shutDown(instance, activity.id)
    })
    return activity
  }

  /** Somebody terminates an instance that was retained: its drain and its hooks are done. */
  endRetained(instance: Instance): Activity {
    const activity = this.#group.activities.begin({
      description: `Terminating EC2 instance: ${instance.id}`,
      cause: cause.takenByUser(this.#cloud.agenda.now, instance.id),
      status: 'InProgress',
      ...this.#placeAndTime(instance),
    })
    instance.lifecycle = 'Terminating:Proceed'
    this.#shutDown(instance, activity.id)
    return activity
  }

  /** Takes it from its load balancers; how many ms until the last has let go of it. */
  deregister(instance: Instance): number {
    const drainages = checkersOf(this.#group.configuration).map((checker) => checker.deregister(instance))
    return Math.max(0, ...drainages)
  }

  get #isRetaining(): boolean {
    return this.#cloud.rules.abandonRetains && this.#group.configuration.onAbandonedTermination === 'retain'
  }

  /** It runs on, and neither the group nor a refresh counts it. */
  #retain(instance: Instance, activity: string): void {
    instance.lifecycle = 'Terminating:Retained'
    this.#group.activities.end(activity, 'Successful', this.#cloud.agenda.now)
    this.#group.scheduleTick()
  }

  #shutDown(instance: Instance, activity: string): void {
    const { agenda } = this.#cloud
    if (instance.lifecycle === 'Terminating:Wait') instance.lifecycle = 'Terminating:Proceed'
    this.#group.activities.setStatus(activity, 'InProgress')
    if (instance.endedAt === undefined) {
      instance.ec2State = 'shutting-down'
      instance.ended = { reason: stateReasons.byUser, at: agenda.now }
    }
    agenda.after(SHUTDOWN, () => {
      this.#remove(instance, stateReasons.byUser)
      this.#group.activities.end(activity, 'Successful', agenda.now)
      this.#group.scheduleTick()
    })
  }

  #placeAndTime({ launchInfo: { zone, subnet } }: Instance) {
    return { place: { zone, subnet }, at: this.#cloud.agenda.now }
  }
}

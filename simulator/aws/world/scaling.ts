/** Keeps a group at its capacity, and remembers for every launch and termination why it was owed. */
import { type Activity, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, Process } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import { capacityOf, type Instance } from './instance.ts'
import type { LaunchSource } from './launch-source.ts'
import { selectForTermination } from './selection.ts'

/** Why something is owed, as the activity's Cause will say it; capacities before and after. */
type Owed = (at: number, from: number, to: number) => string

/** What scaling asks of its group. */
export interface Scaled {
  readonly configuration: Configuration
  readonly fleet: Fleet
  isSuspended(process: Process): boolean
  /** What is launched now, and the refresh generation that it belongs to. */
  readonly launching: { readonly source: LaunchSource; readonly refreshGeneration: string | undefined }
}

/** Launches and terminates for the capacity's sake. */
export class Scaling {
  readonly #cloud: Cloud
  readonly #group: Scaled
  #owed: Owed[] = []

  constructor(cloud: Cloud, group: Scaled) {
    this.#cloud = cloud
    this.#group = group
  }

  /** Launches or scales in until the group holds so many live instances, as far as it may. */
  keep(hold: number): void {
    const { live } = this.#group.fleet
    const capacity = capacityOf(live)
    if (capacity < hold) this.#scaleOut(capacity, hold)
    if (capacity > hold) this.#scaleIn(live, capacity - hold)
    if (capacityOf(this.#group.fleet.live) >= this.#group.configuration.desired) this.#owed = []
  }

  /** Takes an instance out for a refresh or for its health; another one is owed if the group falls short. */
  replace(instance: Instance, leaving: 'refresh' | 'unhealthy', why: string): Activity {
    const activity = this.#group.fleet.terminate(instance, leaving, why)
    if (capacityOf(this.#group.fleet.live) < this.#group.configuration.desired) {
      this.#owed.push(leaving === 'refresh' ? cause.launchedForRefresh : cause.launchedForUnhealthy)
    }
    return activity
  }

  /** A change of the desired capacity is the cause of the launches, or of the scale-in, that follow from it. */
  owe(difference: number, why: (at: number) => string): void {
    if (difference < 0) this.#owed = [why]
    for (let count = 0; count < difference; count++) {
      this.#owed.push((at, from, to) => `${why(at)}  ${cause.launchedForDifference(at, from, to)}`)
    }
  }

  #scaleOut(from: number, to: number): void {
    const { fleet, configuration, launching } = this.#group
    const { now } = this.#cloud.agenda
    if (this.#group.isSuspended('Launch') || fleet.backOff.isWaiting(now)) return
    const inVain: Owed[] = []
    for (let capacity = from; capacity < to; ) {
      const surge = capacity >= configuration.desired
      const owed: Owed = surge ? cause.launchedForRefresh : (this.#owed.shift() ?? cause.launchedForDifference)
      const cameToNothing = () => this.#owed.push(owed)
      const launched = fleet.launch({ ...launching, cause: owed(now, from, to), cameToNothing })
      if (!launched) inVain.push(owed)
      capacity += launched?.launchInfo.weight ?? 1
    }
    this.#owed.push(...inVain)
  }

  #scaleIn(live: readonly Instance[], excess: number): void {
    if (this.#group.isSuspended('Terminate')) return
    const { now } = this.#cloud.agenda
    const from = capacityOf(live)
    const to = from - excess
    const why = this.#owed.shift()
    const candidates = live.filter(({ protectedFromScaleIn }) => !protectedFromScaleIn)
    for (const instance of selectForTermination(candidates, live, { capacity: excess, mayExceed: false })) {
      const difference = cause.takenForDifference(now, from, to, instance.id)
      this.#group.fleet.terminate(instance, 'scale-in', why ? `${why(now, from, to)}  ${difference}` : difference)
    }
  }
}

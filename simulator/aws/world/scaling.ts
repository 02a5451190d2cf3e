/** Launches and terminates until a group has the capacity that it should, and keeps the cause of each for its activity. */
import { type Activities, type Activity, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, Process } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import { capacityOf, type Instance } from './instance.ts'
import type { LaunchSource } from './launch-source.ts'
import type { Rebalancing } from './rebalancing.ts'
import { selectForTermination } from './selection.ts'

/** Why something is owed, as the activity's Cause will say it; capacities before and after. */
type PendingCause = (at: number, from: number, to: number) => string

/** What scaling asks of its group. */
export interface Scaled {
  readonly configuration: Configuration
  readonly fleet: Fleet
  readonly activities: Activities
  /** Instances that are launched before others make way for them; nothing else exceeds the desired capacity but a refresh. */
  readonly rebalancing: Pick<Rebalancing, 'surplusCause'>
  /** An instance of the warm pool that may be put into service, if there is one. */
  drawFromPool(): Instance | undefined
  isSuspended(process: Process): boolean
  /** What is launched now, and the refresh generation that it belongs to. */
  readonly launching: { readonly source: LaunchSource; readonly refreshGeneration: string | undefined }
}

/** Launches and terminates for the capacity's sake. */
export class Scaling {
  readonly #cloud: Cloud
  readonly #group: Scaled
  #pendingCauses: PendingCause[] = []
  /** The scale-in that protection prevents, as long as it is the same. */
  #prevented: { readonly text: string; readonly why: PendingCause; readonly at: number } | undefined

  constructor(cloud: Cloud, group: Scaled) {
    this.#cloud = cloud
    this.#group = group
  }

  /** Launches or scales in until the group holds so many live instances, as far as it may. */
  adjustTo(target: number): void {
    const { live } = this.#group.fleet
    const capacity = capacityOf(live)
    if (capacity < target) this.#scaleOut(capacity, target)
    if (capacity > target) this.#scaleIn(live, capacity - target)
    if (capacityOf(this.#group.fleet.live) >= this.#group.configuration.desired) this.#pendingCauses = []
    if (capacity <= target) this.#prevented = undefined
  }

  /** Takes an instance out for a refresh or for its health; another one is owed if the group falls short. */
  replace(instance: Instance, leaving: 'refresh' | 'unhealthy' | 'rebalancing', why: string): Activity {
    const activity = this.#group.fleet.terminate(instance, leaving, why)
    if (capacityOf(this.#group.fleet.live) < this.#group.configuration.desired) {
      this.#pendingCauses.push(leaving === 'refresh' ? cause.launchedForRefresh : cause.launchedForUnhealthy)
    }
    return activity
  }

  /** A change of the desired capacity is the cause of the launches, or of the scale-in, that follow from it. */
  queueCauses(difference: number, why: (at: number) => string): void {
    if (difference < 0) this.#pendingCauses = [why]
    for (let count = 0; count < difference; count++) {
      this.#pendingCauses.push((at, from, to) => `${why(at)}  ${cause.launchedForDifference(at, from, to)}`)
    }
  }

  #scaleOut(from: number, to: number): void {
    const { fleet, configuration, launching } = this.#group
    const { now } = this.#cloud.agenda
    const { failedLaunchesAreRepeated } = this.#cloud.rules
    if (this.#group.isSuspended('Launch') || fleet.backOff.isWaiting(now)) return
    if (fleet.backOff.hasFailed && !failedLaunchesAreRepeated) return
    const inVain: PendingCause[] = []
    for (let capacity = from; capacity < to; ) {
      const surge = capacity >= configuration.desired
      const pending: PendingCause = surge
        ? (this.#group.rebalancing.surplusCause ?? cause.launchedForRefresh)
        : (this.#pendingCauses.shift() ?? cause.launchedForDifference)
      const onFailure = () => this.#pendingCauses.push(pending)
      const order = { ...launching, cause: pending(now, from, to), onFailure }
      const drawn = surge ? undefined : this.#group.drawFromPool()
      const launched = drawn ? fleet.takeOver(drawn, order) : fleet.launch(order)
      if (!launched) inVain.push(pending)
      capacity += launched?.launchInfo.weight ?? 1
    }
    this.#pendingCauses.push(...inVain)
  }

  #scaleIn(live: readonly Instance[], excess: number): void {
    if (this.#group.isSuspended('Terminate')) return
    const { now } = this.#cloud.agenda
    const from = capacityOf(live)
    const to = from - excess
    const why = this.#pendingCauses.shift() ?? this.#prevented?.why
    const candidates = live.filter(({ protectedFromScaleIn }) => !protectedFromScaleIn)
    if (candidates.length === 0) this.#notePrevented(why?.(now, from, to) ?? '', now)
    for (const instance of selectForTermination(candidates, live, { capacity: excess, mayExceed: false })) {
      const difference = cause.takenForDifference(now, from, to, instance.id)
      this.#group.fleet.terminate(instance, 'scale-in', why ? `${why(now, from, to)}  ${difference}` : difference)
    }
  }

  /** Everything is protected: AWS says so in an activity that is no launch, once or again and again. */
  #notePrevented(why: string, now: number): void {
    const { protectedScaleInIsCancelled, protectedScaleInRepeats } = this.#cloud.rules
    if (!protectedScaleInIsCancelled) return
    const isSame = this.#prevented !== undefined && this.#prevented.text === why
    const isDue = protectedScaleInRepeats === 'every-minute' && now >= (this.#prevented?.at ?? 0) + 60_000
    if (isSame && !isDue) return
    this.#prevented = { text: why, why: () => why, at: now }
    const { activities } = this.#group
    const description =
      'Could not scale to desired capacity because all remaining instances are protected from scale-in.'
    const because = [why, cause.equilibrium(now)].filter((text) => text !== '').join('  ')
    const { id } = activities.begin({ description, cause: because, status: 'InProgress', at: now })
    activities.end(id, 'Cancelled', now)
  }
}

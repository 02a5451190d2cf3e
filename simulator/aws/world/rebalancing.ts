/** Replaces healthy instances for the sake of zones or of Spot capacity: launches first, then terminates. */
import { cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, Process } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import { capacityOf, type Instance } from './instance.ts'
import { hasCapacity } from './room.ts'

/** What rebalancing asks of its group. */
export interface RebalancedGroup {
  readonly configuration: Configuration
  readonly fleet: Fleet
  readonly hasActiveRefresh: boolean
  isSuspended(process: Process): boolean
  isHealthy(instance: Instance): boolean
  /** Takes an instance out; another one is ready. */
  makeWay(instance: Instance, why: string): void
}

/** An instance that is to make way, and AWS's sentences for both ends of that. */
interface Exchange {
  readonly instance: Instance
  readonly launched: (at: number) => string
  readonly taken: (at: number, id: string) => string
}

/** Availability Zone rebalancing and Capacity Rebalancing of one group. */
export class Rebalancing {
  readonly #cloud: Cloud
  readonly #group: RebalancedGroup
  #isUneven = false
  /** The instance that makes way for the balance of zones, as long as it is there. */
  #leaver: Instance | undefined

  constructor(cloud: Cloud, group: RebalancedGroup) {
    this.#cloud = cloud
    this.#group = group
  }

  /** Somebody took instances out, or a zone has capacity again: the zones are counted again. */
  zonesMayBeUneven(): void {
    this.#isUneven = true
  }

  /** How much capacity is launched beyond the desired one. */
  get surplus(): number {
    const { desired, max } = this.#group.configuration
    const margin = Math.max(1, Math.floor(desired / 10))
    return Math.max(0, Math.min(capacityOf(this.#exchanges.map(({ instance }) => instance)), max + margin - desired))
  }

  /** Why the surplus is launched; nothing when there is none. */
  get surplusCause(): ((at: number) => string) | undefined {
    return this.surplus > 0 ? this.#exchanges[0]?.launched : undefined
  }

  /** Lets instances go whose successors are in service and healthy. */
  step(): void {
    const { now } = this.#cloud.agenda
    if (!this.#leaver || !this.#group.fleet.live.includes(this.#leaver)) this.#leaver = this.#chooseLeaver()
    const { desired } = this.#group.configuration
    for (const { instance, taken } of this.#exchanges) {
      const healthy = this.#group.fleet.live.filter((one) => this.#group.isHealthy(one))
      const isCovered = capacityOf(healthy) - (healthy.includes(instance) ? instance.launchInfo.weight : 0) >= desired
      const launchesFirst = !instance.isAtRisk || this.#cloud.rules.capacityRebalancingLaunchesFirst
      if (isCovered || !launchesFirst) this.#group.makeWay(instance, taken(now, instance.id))
    }
  }

  get #exchanges(): readonly Exchange[] {
    const { configuration, fleet } = this.#group
    const atRisk = configuration.capacityRebalance ? fleet.live.filter(({ isAtRisk }) => isAtRisk) : []
    return [
      ...atRisk.map((instance) => ({ instance, launched: cause.launchedForRisk, taken: cause.takenForRisk })),
      ...(this.#leaver && !atRisk.includes(this.#leaver)
        ? [{ instance: this.#leaver, launched: cause.launchedForZones, taken: cause.takenForZones }]
        : []),
    ]
  }

  /** The oldest free instance of the fullest zone, if another zone with capacity has two fewer. */
  #chooseLeaver(): Instance | undefined {
    const { configuration, fleet, hasActiveRefresh } = this.#group
    if (!this.#isUneven || hasActiveRefresh || !this.#cloud.rules.zonesAreRebalanced) return undefined
    if (this.#group.isSuspended('AZRebalance') || this.#group.isSuspended('Terminate')) return undefined
    const isSettled = fleet.live.every(({ isComing }) => !isComing)
    if (!isSettled || capacityOf(fleet.live) !== configuration.desired) return undefined
    const inZone = (zone: string) => fleet.live.filter(({ launchInfo }) => launchInfo.zone === zone)
    const fewest = Math.min(
      ...configuration.zones.filter((zone) => this.#isOpen(zone)).map((zone) => inZone(zone).length),
    )
    const [fullest = []] = configuration.zones.map(inZone).toSorted((a, b) => b.length - a.length)
    if (fullest.length - fewest < 2) return undefined
    return fullest.find(({ protectedFromScaleIn }) => !protectedFromScaleIn)
  }

  #isOpen(zone: string): boolean {
    return this.#group.fleet.live.every(({ launchInfo }) => hasCapacity(this.#cloud, launchInfo.type, zone))
  }
}

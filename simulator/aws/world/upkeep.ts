/** What a group does at each of its ticks: checks health, moves its refresh on, keeps its capacity. */
import type { Cloud } from './cloud.ts'
import type { Configuration, Process } from './configuration.ts'
import type { Fleet } from './fleet.ts'
import { dueForReplacement, isHealthy, markUnhealthy } from './health.ts'
import { capacityOf } from './instance.ts'
import type { Rebalancing } from './rebalancing.ts'
import type { Refresh } from './refresh.ts'
import type { Scaling } from './scaling.ts'
import { Ticker } from './ticker.ts'
import type { WarmPool } from './warm-pool.ts'

/** The parts of a group that are kept up. */
export interface KeptGroup {
  readonly configuration: Configuration
  readonly fleet: Fleet
  readonly scaling: Scaling
  readonly rebalancing: Rebalancing
  readonly warmPool: WarmPool | undefined
  readonly activeRefresh: Refresh | undefined
  isSuspended(process: Process): boolean
}

/** ms between two ticks while something is unsettled; and until something that happened is noticed. */
const TICK = 5_000
const SOON = 1_000

/** The ticks of one group. */
export class Upkeep {
  readonly #cloud: Cloud
  readonly #group: KeptGroup
  readonly #ticker: Ticker

  constructor(cloud: Cloud, group: KeptGroup) {
    this.#cloud = cloud
    this.#group = group
    this.#ticker = new Ticker(cloud.agenda, () => this.#tick())
  }

  /** Something changed: the group acts soon. */
  scheduleTick(): void {
    this.#ticker.at(this.#cloud.agenda.now + SOON)
  }

  #tick(): void {
    this.#replaceUnhealthy()
    const { activeRefresh: refresh, rebalancing, scaling, configuration } = this.#group
    refresh?.step()
    rebalancing.step()
    scaling.adjustTo((refresh?.targetCapacity ?? configuration.desired) + rebalancing.surplus)
    this.#group.warmPool?.refill()
    this.#scheduleNextTick()
  }

  /** A bake or a checkpoint of a settled group needs no tick. */
  #scheduleNextTick(): void {
    const { now } = this.#cloud.agenda
    const { activeRefresh: refresh } = this.#group
    if (this.#isSettled && refresh?.pausedUntil !== undefined) this.#ticker.at(Math.max(refresh.pausedUntil, now))
    else if (!this.#isSettled || refresh) this.#ticker.at(now + TICK)
  }

  get #isSettled(): boolean {
    const { fleet, configuration, rebalancing } = this.#group
    const isMoving = fleet.instances.some(({ isComing, isLeaving }) => isComing || isLeaving)
    if (isMoving || rebalancing.surplus > 0 || capacityOf(fleet.live) !== configuration.desired) return false
    return fleet.live.every((instance) => isHealthy(instance, this.#group, this.#cloud))
  }

  #replaceUnhealthy(): void {
    if (!this.#group.isSuspended('HealthCheck')) markUnhealthy(this.#group, this.#cloud)
    if (this.#group.isSuspended('ReplaceUnhealthy') || this.#group.isSuspended('Terminate')) return
    for (const { instance, cause } of dueForReplacement(this.#group, this.#cloud))
      this.#group.scaling.replace(instance, 'unhealthy', cause)
  }
}

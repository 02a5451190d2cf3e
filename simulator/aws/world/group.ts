/** An Auto Scaling group: keeps its capacity, replaces unhealthy instances, runs its refreshes. */
import { Activities, type Activity, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { type Configuration, checkersOf, type GroupTag, type Process } from './configuration.ts'
import { Fleet } from './fleet.ts'
import type { GroupHost } from './group-host.ts'
import { type CapacityChange, type GroupChange, GroupSettings } from './group-settings.ts'
import { viewOf } from './group-view.ts'
import { dueForReplacement, isHealthy, markUnhealthy } from './health.ts'
import { capacityOf, type Instance } from './instance.ts'
import { type LaunchSource, launchOptions } from './launch-source.ts'
import { type LifecycleHook, LifecycleHooks } from './lifecycle-hook.ts'
import { RefreshHistory, type RefreshRequest } from './refresh-history.ts'
import { refuse } from './refusal.ts'
import { Scaling } from './scaling.ts'
import type { TemplateChoice } from './templates.ts'
import { Ticker } from './ticker.ts'
import { WarmPool, type WarmPoolSettings } from './warm-pool.ts'

/** What a group is created with. */
export interface GroupOptions {
  readonly name: string
  readonly configuration: Configuration
  readonly tags?: readonly GroupTag[]
  readonly hooks?: readonly LifecycleHook[]
  readonly warmPool?: WarmPoolSettings
  /** The service principal that alone may change the group. */
  readonly operator?: string
}

/** ms between two ticks while something is unsettled; and until something that happened is noticed. */
const TICK = 5_000
const SOON = 1_000

/** An Auto Scaling group. Its methods are what services call, and what people do in a scene. */
export class Group implements GroupHost {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly tags = new Map<string, GroupTag>()
  readonly activities: Activities
  readonly hooks: LifecycleHooks
  readonly fleet: Fleet
  readonly scaling: Scaling
  readonly refreshes: RefreshHistory
  readonly warmPool: WarmPool | undefined
  readonly operator: string | undefined
  readonly #cloud: Cloud
  readonly #ticker: Ticker
  readonly #settings: GroupSettings
  readonly #suspended = new Set<Process>()

  /** Begins with its instances in service and healthy. */
  constructor(cloud: Cloud, { name, configuration, tags = [], hooks = [], warmPool, operator }: GroupOptions) {
    this.#cloud = cloud
    this.#ticker = new Ticker(cloud.agenda, () => this.#tick())
    this.name = name
    this.arn = `arn:aws:autoscaling:${cloud.region}:${cloud.id}:autoScalingGroup:${cloud.ids.uuid('group')}:autoScalingGroupName/${name}`
    this.createdAt = cloud.agenda.now - 30 * 24 * 3600 * 1000
    this.#settings = new GroupSettings(cloud, configuration)
    for (const tag of tags) this.tags.set(tag.key, tag)
    this.activities = new Activities(cloud.ids)
    this.hooks = new LifecycleHooks(cloud.agenda, cloud.ids, hooks)
    this.fleet = new Fleet(cloud, this)
    this.scaling = new Scaling(cloud, this)
    this.refreshes = new RefreshHistory(cloud, this, viewOf(cloud, this))
    cloud.alarms.onChange(({ name }) => this.refreshes.active?.isWatching(name) && this.scheduleTick())
    for (const targetGroup of checkersOf(configuration)) {
      targetGroup.onChange((instance) => this.fleet.get(instance.id) && this.scheduleTick())
    }
    this.warmPool = warmPool && new WarmPool(cloud, this, warmPool)
    this.operator = operator
    while (capacityOf(this.fleet.live) < configuration.desired) this.fleet.addInService(configuration)
  }

  get configuration(): Configuration {
    return this.#settings.configuration
  }

  get instances(): readonly Instance[] {
    return this.fleet.instances
  }

  get suspended(): readonly Process[] {
    return [...this.#suspended].sort()
  }

  isSuspended(process: Process): boolean {
    return this.#suspended.has(process)
  }

  suspend(...processes: readonly Process[]): void {
    for (const process of processes) this.#suspended.add(process)
    this.scheduleTick()
  }

  resume(...processes: readonly Process[]): void {
    for (const process of processes) this.#suspended.delete(process)
    this.scheduleTick()
  }

  /** A refresh succeeded: what it launched from is the group's from now on. */
  launchFrom(source: LaunchSource): void {
    this.#settings.launchFrom(source)
  }

  /** Saves a template in a scene, unchecked: what AWS would refuse stands there all the same. */
  save(template: TemplateChoice): void {
    this.launchFrom({ template })
  }

  /** Changes settings. What it launches from is locked while a refresh with a desired configuration is active. */
  update(change: GroupChange): void {
    this.#resize(this.#settings.update(change, this.refreshes.active?.desired !== undefined))
  }

  setDesired(desired: number): void {
    this.#resize(this.#settings.setDesired(desired))
  }

  /** Starts an instance refresh; its id. Throws AWS's refusals. */
  startRefresh(request: RefreshRequest = {}): string {
    const refresh = this.refreshes.start(request)
    this.scheduleTick()
    return refresh.id
  }

  /** `wait`: for the instances in flight, which is AWS's default. The id of the refresh. */
  cancelRefresh({ wait = true }: { readonly wait?: boolean } = {}): string {
    const { id } = this.refreshes.cancel(wait)
    this.scheduleTick()
    return id
  }

  rollbackRefresh(): string {
    const { id } = this.refreshes.rollBack()
    this.scheduleTick()
    return id
  }

  /** Takes an instance out by a user's request; it is replaced unless the desired capacity goes down with it. */
  terminateInstance(id: string, { decrement = false }: { readonly decrement?: boolean } = {}): Activity {
    const instance = this.instance(id)
    if (instance.isLeaving) throw refuse.notInState(id, this.name, 'InService')
    if (decrement) this.#settings.changeDesired(-instance.launchInfo.weight)
    this.scheduleTick()
    return this.fleet.terminate(instance, 'user', cause.takenByUser(this.#cloud.agenda.now, id))
  }

  protect(ids: readonly string[], isProtected: boolean): void {
    for (const instance of ids.map((id) => this.instance(id))) instance.protectedFromScaleIn = isProtected
    this.scheduleTick()
  }

  enterStandby(ids: readonly string[], { decrement }: { readonly decrement: boolean }): readonly Activity[] {
    const instances = ids.map((id) => this.#instanceIn(id, 'InService'))
    if (decrement) this.#settings.changeDesired(-capacityOf(instances))
    this.scheduleTick()
    return instances.map((instance) => this.fleet.enterStandby(instance))
  }

  /** The desired capacity rises by as many as come back. */
  exitStandby(ids: readonly string[]): readonly Activity[] {
    const instances = ids.map((id) => this.#instanceIn(id, 'Standby'))
    this.#settings.changeDesired(capacityOf(instances))
    this.scheduleTick()
    return instances.map((instance) => this.fleet.exitStandby(instance))
  }

  /** Another one is launched in its place unless the desired capacity goes down with it. */
  detach(ids: readonly string[], { decrement }: { readonly decrement: boolean }): readonly Activity[] {
    const instances = ids.map((id) => this.#instanceIn(id, 'InService'))
    if (decrement) this.#settings.changeDesired(-capacityOf(instances))
    this.scheduleTick()
    return instances.map((instance) => this.fleet.detach(instance))
  }

  /** An instance of this group. Throws ValidationError for any other. */
  instance(id: string): Instance {
    const instance = this.fleet.get(id)
    if (!instance) throw refuse.noInstance(id)
    return instance
  }

  /** While a refresh is active scale-outs launch what it launches, not what is saved. */
  get launching(): { readonly source: LaunchSource; readonly refreshGeneration: string | undefined } {
    const refresh = this.refreshes.active
    return { source: refresh?.source ?? this.configuration, refreshGeneration: refresh?.refreshGeneration }
  }

  /** What a scale-out would launch at this moment; of several ways the first. */
  nextLaunch(): { readonly templateId: string; readonly version: number; readonly imageId: string } {
    const [first] = launchOptions(this.#cloud, this.launching.source)
    if (!first) throw refuse.noInstanceType()
    return { templateId: first.template.id, version: first.version.number, imageId: first.imageId }
  }

  /** Has the group look again soon. */
  scheduleTick(): void {
    this.#ticker.at(this.#cloud.agenda.now + SOON)
  }

  #tick(): void {
    this.#replaceUnhealthy()
    const refresh = this.refreshes.active
    refresh?.step()
    this.scaling.adjustTo(refresh?.targetCapacity ?? this.configuration.desired)
    this.#scheduleNextTick()
  }

  /** A bake or a checkpoint of a settled group needs no tick. */
  #scheduleNextTick(): void {
    const refresh = this.refreshes.active
    const { live } = this.fleet
    const moving = this.instances.some(({ isComing, isLeaving }) => isComing || isLeaving)
    const settled = !moving && capacityOf(live) === this.configuration.desired && live.every((i) => this.#isHealthy(i))
    if (settled && refresh?.pausedUntil !== undefined)
      this.#ticker.at(Math.max(refresh.pausedUntil, this.#cloud.agenda.now))
    else if (!settled || refresh) this.#ticker.at(this.#cloud.agenda.now + TICK)
  }

  #replaceUnhealthy(): void {
    const { now } = this.#cloud.agenda
    if (!this.isSuspended('HealthCheck')) markUnhealthy(this.fleet, this.configuration, now)
    if (this.isSuspended('ReplaceUnhealthy') || this.isSuspended('Terminate')) return
    for (const { instance, cause: why } of dueForReplacement(this.fleet, this.configuration, now)) {
      this.scaling.replace(instance, 'unhealthy', why)
    }
  }

  #instanceIn(id: string, lifecycle: 'InService' | 'Standby'): Instance {
    const instance = this.instance(id)
    if (instance.lifecycle !== lifecycle) throw refuse.notInState(id, this.name, lifecycle)
    return instance
  }

  #resize({ difference, cause: why }: CapacityChange): void {
    this.scaling.queueCauses(difference, why)
    this.scheduleTick()
  }

  #isHealthy(instance: Instance): boolean {
    return isHealthy(instance, this.fleet, this.configuration)
  }
}

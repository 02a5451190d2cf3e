/** An Auto Scaling group: keeps its capacity, replaces unhealthy instances, runs its refreshes. */
import { Activities, type Activity, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { type Configuration, checkersOf, type GroupTag, type Process } from './configuration.ts'
import { Fleet } from './fleet.ts'
import type { GroupHost } from './group-host.ts'
import type { GroupOptions } from './group-options.ts'
import { type CapacityChange, type GroupChange, GroupSettings } from './group-settings.ts'
import { viewOf } from './group-view.ts'
import { isHealthy } from './health.ts'
import { capacityOf, type Instance } from './instance.ts'
import { type LaunchSource, launchOptions, matcherOf } from './launch-source.ts'
import { LifecycleHooks } from './lifecycle-hook.ts'
import { Rebalancing } from './rebalancing.ts'
import type { Refresh } from './refresh.ts'
import { RefreshHistory, type RefreshRequest } from './refresh-history.ts'
import { refuse } from './refusal.ts'
import { Scaling } from './scaling.ts'
import { Schedule, type ScheduledSizes } from './schedule.ts'
import type { TemplateChoice } from './templates.ts'
import { Upkeep } from './upkeep.ts'
import { WarmPool } from './warm-pool.ts'

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
  readonly rebalancing: Rebalancing
  readonly schedule: Schedule
  readonly refreshes: RefreshHistory
  readonly warmPool: WarmPool | undefined
  readonly operator: string | undefined
  readonly isBeingDeleted: boolean
  readonly #cloud: Cloud
  readonly #upkeep: Upkeep
  readonly #settings: GroupSettings
  readonly #suspended = new Set<Process>()

  /** Begins with its instances in service and healthy. */
  constructor(cloud: Cloud, options: GroupOptions) {
    const { name, configuration, tags = [], hooks = [], warmPool, operator, isBeingDeleted = false } = options
    this.#cloud = cloud
    this.#upkeep = new Upkeep(cloud, this)
    this.name = name
    this.arn = `arn:aws:autoscaling:${cloud.region}:${cloud.id}:autoScalingGroup:${cloud.ids.uuid('group')}:autoScalingGroupName/${name}`
    this.createdAt = cloud.agenda.now - 30 * 24 * 3600 * 1000
    this.#settings = new GroupSettings(cloud, configuration)
    for (const tag of tags) this.tags.set(tag.key, tag)
    this.activities = new Activities(cloud)
    this.hooks = new LifecycleHooks(cloud, hooks)
    this.fleet = new Fleet(cloud, this)
    this.scaling = new Scaling(cloud, this)
    this.rebalancing = new Rebalancing(cloud, this)
    this.schedule = new Schedule(cloud, this)
    this.refreshes = new RefreshHistory(cloud, this, viewOf(cloud, this))
    cloud.alarms.onChange(({ name }) => this.refreshes.active?.isWatching(name) && this.scheduleTick())
    for (const targetGroup of checkersOf(configuration)) {
      targetGroup.onChange((instance) => this.fleet.get(instance.id) && this.scheduleTick())
    }
    this.warmPool = warmPool && new WarmPool(cloud, this, warmPool)
    this.operator = operator
    this.isBeingDeleted = isBeingDeleted
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

  /** Saves a template in a scene, unchecked: what AWS would refuse is there all the same. */
  save(template: TemplateChoice): void {
    this.launchFrom({ template })
  }

  /** Changes settings. What it launches from is locked while a refresh with a desired configuration is active. */
  update(change: GroupChange): void {
    this.#resize(this.#settings.update(change, this.#isLocked))
  }

  setDesired(desired: number): void {
    this.#resize(this.#settings.setDesired(desired))
  }

  applySchedule(action: string, sizes: ScheduledSizes): void {
    const change = this.#settings.schedule(action, sizes)
    if (change) this.#resize(change)
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
    this.rebalancing.zonesMayBeUneven()
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
    this.rebalancing.zonesMayBeUneven()
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
    this.rebalancing.zonesMayBeUneven()
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
    const source = this.#cloud.rules.scaleOutsLaunchDesired ? refresh?.source : undefined
    return { source: source ?? this.configuration, refreshGeneration: refresh?.refreshGeneration }
  }

  /** What a scale-out would launch at this moment; of several ways the first. */
  nextLaunch(): { readonly templateId: string; readonly version: number; readonly imageId: string } {
    const [first] = launchOptions(this.#cloud, this.launching.source)
    if (!first) throw refuse.noInstanceType()
    return { templateId: first.template.id, version: first.version.number, imageId: first.imageId }
  }

  get activeRefresh(): Refresh | undefined {
    return this.refreshes.active
  }

  get hasActiveRefresh(): boolean {
    return this.activeRefresh !== undefined
  }

  /** As a refresh sees it. */
  isHealthy(instance: Instance): boolean {
    return isHealthy(instance, this, this.#cloud)
  }

  /** Rebalancing takes an instance out for which another one is ready. */
  makeWay(instance: Instance, why: string): void {
    this.scaling.replace(instance, 'rebalancing', why)
  }

  /** Of the warm pool: while a refresh is active only what that launches too. */
  drawFromPool(): Instance | undefined {
    if (!this.#cloud.rules.drawsFromWarmPool) return undefined
    const refresh = this.activeRefresh
    if (!refresh) return this.warmPool?.draw(() => true)
    return this.warmPool?.draw(matcherOf(this.#cloud, refresh.source))
  }

  /** Has the group act again soon. */
  scheduleTick(): void {
    this.#upkeep.scheduleTick()
  }

  #instanceIn(id: string, lifecycle: 'InService' | 'Standby'): Instance {
    const instance = this.instance(id)
    if (instance.lifecycle !== lifecycle) throw refuse.notInState(id, this.name, lifecycle)
    return instance
  }

  get #isLocked(): boolean {
    return this.#cloud.rules.templateLocked && this.refreshes.active?.desired !== undefined
  }

  #resize({ difference, cause: why }: CapacityChange): void {
    this.scaling.queueCauses(difference, why)
    this.scheduleTick()
  }
}

/** An Auto Scaling group: keeps its capacity, replaces the unhealthy, carries its refreshes. */
import { Activities, cause } from './activity.ts'
import type { Cloud } from './cloud.ts'
import { resolveImage } from './cloud.ts'
import { type Configuration, chooseTemplate, type GroupTag, type Process, typeName } from './configuration.ts'
import { Fleet, type Home } from './fleet.ts'
import { casualties, examine, isHealthy, isWarm } from './health.ts'
import type { Instance } from './instance.ts'
import type { PreferencesRequest } from './preferences.ts'
import type { Ward } from './refresh.ts'
import { RefreshHistory } from './refresh-history.ts'
import { refuse } from './refusal.ts'
import { selectForTermination } from './selection.ts'
import type { TemplateChoice, TemplateName } from './templates.ts'

/** Why a launch is owed, as the activity's Cause will say it; capacities before and after. */
type Owed = (at: number, from: number, to: number) => string

/** What may be changed of a group. A template is named as in a request. */
export type Change = Partial<Omit<Configuration, 'template'>> & {
  readonly template?: TemplateName & { readonly version?: string | undefined }
}

/** A refresh as it is asked for. */
export interface RefreshRequest {
  readonly template?: TemplateName & { readonly version?: string | undefined }
  readonly preferences?: PreferencesRequest
}

/** ms between two turns while something is unsettled; and until something that happened is noticed. */
const PULSE = 5_000
const NOTICE = 1_000

export class Group implements Home {
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly tags = new Map<string, GroupTag>()
  readonly activities: Activities
  readonly fleet: Fleet
  readonly refreshes: RefreshHistory
  readonly #cloud: Cloud
  readonly #suspended = new Set<Process>()
  #configuration: Configuration
  #owed: Owed[] = []
  #nextTurn = Infinity

  /** Stands there with its instances in service and healthy. */
  constructor(cloud: Cloud, name: string, configuration: Configuration, tags: readonly GroupTag[] = []) {
    this.#cloud = cloud
    this.name = name
    this.arn = `arn:aws:autoscaling:${cloud.region}:${cloud.id}:autoScalingGroup:${cloud.ids.uuid('group')}:autoScalingGroupName/${name}`
    this.createdAt = cloud.agenda.now - 30 * 24 * 3600 * 1000
    this.#configuration = configuration
    for (const tag of tags) this.tags.set(tag.key, tag)
    this.activities = new Activities(cloud.ids)
    this.fleet = new Fleet(cloud, this)
    this.refreshes = new RefreshHistory(cloud, this, this.#ward())
    for (const targetGroup of configuration.targetGroups) {
      targetGroup.onChange((instance) => this.fleet.get(instance.id) && this.stir())
    }
    while (this.fleet.live.length < configuration.desired) this.fleet.stand(configuration.template)
  }

  get configuration(): Configuration {
    return this.#configuration
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
    this.stir()
  }

  resume(...processes: readonly Process[]): void {
    for (const process of processes) this.#suspended.delete(process)
    this.stir()
  }

  /** Changes settings. The template is locked while a refresh with a desired configuration is active. */
  update({ template, ...change }: Change): void {
    if (template && this.refreshes.active?.desiredTemplate) throw refuse.configurationLocked()
    const before = this.#configuration
    const next = { ...before, ...change, ...(template ? { template: chooseTemplate(this.#cloud, template) } : {}) }
    if (next.min > next.max) throw refuse.minimumAboveMaximum()
    // Bounds that move past the desired capacity take it along, unless the request names one.
    const desired = change.desired ?? Math.min(next.max, Math.max(next.min, before.desired))
    this.#checkDesired(desired, next)
    this.#configuration = { ...next, desired }
    if (desired !== before.desired) {
      this.#owe(desired - before.desired, (at) => cause.userChange(at, { ...next, desired }, before.desired))
    }
    this.stir()
  }

  setDesired(desired: number): void {
    const before = this.#configuration
    this.#checkDesired(desired, before)
    this.#configuration = { ...before, desired }
    this.#owe(desired - before.desired, (at) => cause.userSet(at, before.desired, desired))
    this.stir()
  }

  /** Starts an instance refresh; its id. Throws AWS's refusals. */
  startRefresh(request: RefreshRequest = {}): string {
    const refresh = this.refreshes.start(request)
    this.stir()
    return refresh.id
  }

  /** `wait`: for the instances in flight, which is AWS's default. The id of the refresh. */
  cancelRefresh({ wait = true }: { readonly wait?: boolean } = {}): string {
    const { id } = this.refreshes.cancel(wait)
    this.stir()
    return id
  }

  rollbackRefresh(): string {
    const { id } = this.refreshes.rollBack()
    this.stir()
    return id
  }

  /** Takes an instance out by a user's request; it is replaced unless the desired capacity goes down with it. The activity's time. */
  terminateInstance(id: string, { decrement = false }: { readonly decrement?: boolean } = {}): void {
    const instance = this.instance(id)
    if (decrement) this.#lower(1)
    this.fleet.terminate(instance, 'user', cause.takenByUser(this.#cloud.agenda.now))
    this.stir()
  }

  protect(ids: readonly string[], isProtected: boolean): void {
    for (const instance of ids.map((id) => this.instance(id))) instance.protectedFromScaleIn = isProtected
    this.stir()
  }

  enterStandby(ids: readonly string[], { decrement }: { readonly decrement: boolean }): void {
    for (const id of ids) {
      const instance = this.instance(id)
      if (instance.lifecycle !== 'InService') throw refuse.notInState(id, this.name, 'InService')
      this.fleet.enterStandby(instance)
    }
    if (decrement) this.#lower(ids.length)
    this.stir()
  }

  /** The desired capacity rises by as many as come back. */
  exitStandby(ids: readonly string[]): void {
    for (const id of ids) {
      const instance = this.instance(id)
      if (instance.lifecycle !== 'Standby') throw refuse.notInState(id, this.name, 'Standby')
      this.fleet.exitStandby(instance)
    }
    const { desired, max } = this.#configuration
    this.#configuration = {
      ...this.#configuration,
      desired: desired + ids.length,
      max: Math.max(max, desired + ids.length),
    }
    this.stir()
  }

  /** An instance of this group. Throws ValidationError for any other. */
  instance(id: string): Instance {
    const instance = this.fleet.get(id)
    if (!instance) throw refuse.noInstance(id)
    return instance
  }

  /** What a scale-out would launch at this moment. */
  nextLaunch(): { readonly templateId: string; readonly version: number; readonly imageId: string } {
    const template = this.#template()
    const { number, data } = this.#cloud.templates.version(template)
    return { templateId: template.id, version: number, imageId: resolveImage(this.#cloud, data.ImageId ?? '') }
  }

  /** Has the group take a turn soon. */
  stir(): void {
    this.#turnAt(this.#cloud.agenda.now + NOTICE)
  }

  #turnAt(at: number): void {
    if (at >= this.#nextTurn) return
    this.#nextTurn = at
    this.#cloud.agenda.at(at, () => {
      if (this.#nextTurn !== at) return
      this.#nextTurn = Infinity
      this.#turn()
    })
  }

  #turn(): void {
    this.#tendHealth()
    const refresh = this.refreshes.active
    refresh?.step()
    this.#keepCapacity(refresh?.hold ?? this.#configuration.desired)
    this.#planNextTurn()
  }

  /** A bake or a checkpoint of a settled group needs no pulse. */
  #planNextTurn(): void {
    const refresh = this.refreshes.active
    const { live } = this.fleet
    const moving = this.instances.some(({ lifecycle }) => lifecycle === 'Pending' || lifecycle === 'Terminating')
    const settled = !moving && live.length === this.#configuration.desired && live.every((i) => this.#isHealthy(i))
    if (settled && refresh?.pausedUntil !== undefined)
      this.#turnAt(Math.max(refresh.pausedUntil, this.#cloud.agenda.now))
    else if (!settled || refresh) this.#turnAt(this.#cloud.agenda.now + PULSE)
  }

  #tendHealth(): void {
    const { now } = this.#cloud.agenda
    if (!this.isSuspended('HealthCheck')) examine(this.fleet, this.#configuration, now)
    if (this.isSuspended('ReplaceUnhealthy') || this.isSuspended('Terminate')) return
    for (const { instance, cause: why } of casualties(this.fleet, this.#configuration, now)) {
      this.#takeOut(instance, 'unhealthy', why, cause.launchedForUnhealthy)
    }
  }

  #keepCapacity(hold: number): void {
    const { live } = this.fleet
    if (live.length < hold) this.#launch(live.length, hold)
    else if (live.length > hold && !this.isSuspended('Terminate')) this.#scaleIn(live, live.length - hold)
    if (this.fleet.live.length >= this.#configuration.desired) this.#owed = []
  }

  #launch(from: number, to: number): void {
    const { now } = this.#cloud.agenda
    if (this.isSuspended('Launch') || this.fleet.backOff.isWaiting(now)) return
    const refresh = this.refreshes.active
    for (let count = from; count < to; count++) {
      const surge = count >= this.#configuration.desired
      const owed: Owed = surge ? cause.launchedForRefresh : (this.#owed.shift() ?? cause.launchedForDifference)
      const cameToNothing = () => this.#owed.push(owed)
      const launched = this.fleet.launch({
        template: this.#template(),
        cause: owed(now, from, to),
        wave: refresh?.wave,
        cameToNothing,
      })
      if (!launched) this.#owed.push(owed)
    }
  }

  #scaleIn(live: readonly Instance[], excess: number): void {
    const { now } = this.#cloud.agenda
    const candidates = live.filter(({ protectedFromScaleIn }) => !protectedFromScaleIn)
    const why = this.#owed.shift()
    for (const instance of selectForTermination(candidates, live, excess)) {
      const difference = cause.takenForDifference(now, live.length, live.length - excess, instance.id)
      this.fleet.terminate(
        instance,
        'scale-in',
        why ? `${why(now, live.length, live.length - excess)}  ${difference}` : difference,
      )
    }
  }

  #takeOut(instance: Instance, leaving: 'refresh' | 'unhealthy', why: string, owed: Owed): void {
    this.fleet.terminate(instance, leaving, why)
    if (this.fleet.live.length < this.#configuration.desired) this.#owed.push(owed)
  }

  /** A change of the desired capacity is the cause of the launches, or of the one scale-in, that follow from it. */
  #owe(difference: number, why: (at: number) => string): void {
    if (difference < 0) this.#owed = [(at) => why(at)]
    for (let count = 0; count < difference; count++) {
      this.#owed.push((at, from, to) => `${why(at)}  ${cause.launchedForDifference(at, from, to)}`)
    }
  }

  #lower(count: number): void {
    const desired = this.#configuration.desired - count
    this.#checkDesired(desired, this.#configuration)
    this.#configuration = { ...this.#configuration, desired }
  }

  #checkDesired(desired: number, { min, max }: { readonly min: number; readonly max: number }): void {
    if (desired < min || desired > max) throw refuse.capacityOutOfBounds(desired, min, max)
  }

  /** While a refresh is at work scale-outs use its template, not the saved one. */
  #template(): TemplateChoice {
    return this.refreshes.active?.template ?? this.#configuration.template
  }

  #isHealthy(instance: Instance): boolean {
    return isHealthy(instance, this.fleet, this.#configuration)
  }

  /** The group as its refreshes see it: always of this moment. */
  #ward(): Ward {
    const group = this
    const cloud = this.#cloud
    return {
      get now() {
        return cloud.agenda.now
      },
      get desired() {
        return group.#configuration.desired
      },
      get instances() {
        return group.instances
      },
      get saved() {
        return group.#configuration.template
      },
      get limits() {
        const { maxRounding: rounding, surgeOverMaxSize } = cloud.rules
        return surgeOverMaxSize ? { rounding } : { rounding, ceiling: group.#configuration.max }
      },
      numberOf: (choice) => {
        const version = cloud.templates.lookUp({ id: choice.id })?.find(choice.version)
        return version && { version: version.number, type: typeName(version.data.InstanceType) }
      },
      isHealthy: (instance) => group.#isHealthy(instance),
      isWarm: (instance, seconds) => isWarm(instance, seconds, cloud.agenda.now),
      isSuspended: (process) => group.isSuspended(process),
      takeOut: (instance) => {
        group.#takeOut(
          instance,
          'refresh',
          cause.takenForRefresh(cloud.agenda.now, instance.id),
          cause.launchedForRefresh,
        )
      },
      save: (template) => {
        group.#configuration = { ...group.#configuration, template }
      },
    }
  }
}

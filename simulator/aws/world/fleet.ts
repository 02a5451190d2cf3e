/** The instances of one group: born, registered, checked, drained, ended. It does as it is told; the group decides. */
import { type Activities, type Activity, cause } from './activity.ts'
import { BackOff } from './back-off.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, GroupTag, Process } from './configuration.ts'
import { type Birth, Instance } from './instance.ts'
import { tryLaunch } from './launch.ts'
import type { TargetHealth } from './target-group.ts'
import type { TemplateChoice } from './templates.ts'

/** What the fleet asks of its group. */
export interface Home {
  readonly name: string
  readonly configuration: Configuration
  readonly tags: ReadonlyMap<string, GroupTag>
  readonly activities: Activities
  isSuspended(process: Process): boolean
  /** Something changed that the group may have to answer. */
  stir(): void
}

/** A launch that is wanted. `cause`: AWS's sentence; `wave` marks the refresh that it serves. */
export interface LaunchOrder {
  readonly template: TemplateChoice
  readonly cause: string
  readonly wave: string | undefined
  /** Told when an instance that was launched came to nothing before it was in service. */
  readonly cameToNothing: () => void
}

/** ms. */
const SHUTDOWN = 15_000
const BOOT_SECONDS = 30

/** A group's instances and all that happens to them. */
export class Fleet {
  readonly #cloud: Cloud
  readonly #home: Home
  readonly #instances = new Map<string, Instance>()
  readonly #launching = new Map<Instance, string>()
  readonly backOff = new BackOff()

  constructor(cloud: Cloud, home: Home) {
    this.#cloud = cloud
    this.#home = home
  }

  /** All that Auto Scaling lists, in the order of launch. */
  get instances(): readonly Instance[] {
    return [...this.#instances.values()]
  }

  get live(): readonly Instance[] {
    return this.instances.filter((instance) => instance.isLive)
  }

  get(id: string): Instance | undefined {
    return this.#instances.get(id)
  }

  /** Puts an instance there that has stood in service, healthy, since the day before. */
  stand(template: TemplateChoice): Instance {
    const launch = this.#tryLaunch(template, undefined)
    if (!('birth' in launch)) throw new Error(`a group cannot stand on this template: ${launch.failure}`)
    const yesterday = this.#now - 24 * 3600 * 1000
    const instance = this.#add({ ...launch.birth, launchedAt: yesterday })
    instance.machine = 'running'
    instance.lifecycle = 'InService'
    instance.inServiceAt = yesterday
    for (const targetGroup of this.#home.configuration.targetGroups) targetGroup.register(instance, 'healthy')
    return instance
  }

  /** Launches one instance; says whether EC2 gave one. */
  launch(order: LaunchOrder): boolean {
    const launch = this.#tryLaunch(order.template, order.wave)
    const { zone, subnet } = launch
    const { activities } = this.#home
    const begin = (description: string) =>
      activities.begin({ description, cause: order.cause, status: 'PreInService', zone, subnet, at: this.#now }).id
    if ('failure' in launch) {
      const failed = begin(`Launching a new EC2 instance.  Status Reason: ${launch.failure}`)
      activities.end(failed, 'Failed', this.#now, launch.failure)
      this.backOff.failed(this.#now)
      return false
    }
    const instance = this.#add(launch.birth)
    instance.protectedFromScaleIn = this.#home.configuration.newInstancesProtected
    this.#launching.set(instance, begin(`Launching a new EC2 instance: ${instance.id}`))
    this.#boot(instance, order.cameToNothing)
    return true
  }

  /** Takes a live instance, or one in standby, out: drains it, ends it, forgets it. */
  terminate(instance: Instance, leaving: NonNullable<Instance['leaving']>, because: string): Activity {
    const { activities } = this.#home
    this.#endLaunch(instance, 'Cancelled', 'The instance was terminated before it was in service.') // the simulator's wording
    instance.lifecycle = 'Terminating'
    instance.leaving = leaving
    const drainage = this.#deregister(instance)
    const activity = activities.begin({
      description: `Terminating EC2 instance: ${instance.id}`,
      cause: because,
      status: drainage > 0 ? 'WaitingForELBConnectionDraining' : 'InProgress',
      ...this.#placeAndTime(instance),
    })
    this.#cloud.agenda.after(drainage, () => {
      activities.go(activity.id, 'InProgress')
      this.#shutDown(instance, () => {
        instance.lifecycle = 'Terminated'
        this.#instances.delete(instance.id)
        activities.end(activity.id, 'Successful', this.#now)
        this.#home.stir()
      })
    })
    return activity
  }

  /** The machine ends by itself or by somebody's hand; Auto Scaling has yet to find out. */
  kill(instance: Instance): void {
    if (instance.endedAt !== undefined) return
    instance.machine = 'terminated'
    instance.endedAt = this.#now
    this.#home.stir()
  }

  enterStandby(instance: Instance): Activity {
    this.#deregister(instance)
    instance.lifecycle = 'Standby'
    return this.#moved(
      instance,
      `Moving EC2 instance to Standby: ${instance.id}`,
      cause.enteredStandby(this.#now, instance.id),
    )
  }

  /** Back into service: through Pending, registered anew, its warm-up begun anew. */
  exitStandby(instance: Instance): Activity {
    instance.lifecycle = 'Pending'
    this.#cloud.agenda.after(1_000, () => this.#enterService(instance))
    return this.#moved(
      instance,
      `Moving EC2 instance out of Standby: ${instance.id}`,
      cause.leftStandby(this.#now, instance.id),
    )
  }

  /** What the load balancers say of an instance: a state for each target group where it is registered. */
  targets(instance: Instance): readonly { readonly name: string; readonly health: TargetHealth }[] {
    return this.#home.configuration.targetGroups
      .map((targetGroup) => ({ name: targetGroup.name, health: targetGroup.health(instance.id) }))
      .filter(({ health }) => health.reason !== 'Target.NotRegistered')
  }

  get #now(): number {
    return this.#cloud.agenda.now
  }

  #tryLaunch(template: TemplateChoice, wave: string | undefined) {
    const { name, configuration, tags } = this.#home
    return tryLaunch(this.#cloud, { group: name, configuration, tags: tags.values(), template, live: this.live, wave })
  }

  #add(birth: Birth): Instance {
    const instance = new Instance(birth)
    this.#instances.set(instance.id, instance)
    this.#cloud.machines.set(instance.id, instance)
    return instance
  }

  #boot(instance: Instance, cameToNothing: () => void): void {
    const { launchCancelled, bootSeconds } = instance.birth.behaviour
    if (!launchCancelled) {
      this.#cloud.agenda.after((bootSeconds ?? BOOT_SECONDS) * 1000, () => this.#enterService(instance))
      return
    }
    this.#cloud.agenda.after(launchCancelled.afterSeconds * 1000, () => {
      if (instance.lifecycle !== 'Pending') return
      this.#endLaunch(instance, 'Cancelled', launchCancelled.message)
      this.#instances.delete(instance.id)
      instance.lifecycle = 'Terminated'
      instance.machine = 'terminated'
      instance.endedAt = this.#now
      this.backOff.failed(this.#now)
      cameToNothing()
      this.#home.stir()
    })
  }

  #enterService(instance: Instance): void {
    if (instance.lifecycle !== 'Pending') return
    instance.lifecycle = 'InService'
    instance.machine = 'running'
    instance.inServiceAt = this.#now
    this.#endLaunch(instance, 'Successful')
    this.backOff.succeeded()
    if (!this.#home.isSuspended('AddToLoadBalancer')) {
      for (const targetGroup of this.#home.configuration.targetGroups) targetGroup.register(instance)
    }
    const { diesAfterSeconds } = instance.birth.behaviour
    if (diesAfterSeconds !== undefined) this.#cloud.agenda.after(diesAfterSeconds * 1000, () => this.kill(instance))
    this.#home.stir()
  }

  /** An activity that is over as it begins. */
  #moved(instance: Instance, description: string, why: string): Activity {
    const { activities } = this.#home
    const { id } = activities.begin({ description, cause: why, status: 'InProgress', ...this.#placeAndTime(instance) })
    return activities.end(id, 'Successful', this.#now)
  }

  #placeAndTime({ birth: { zone, subnet } }: Instance) {
    return { zone, subnet, at: this.#now }
  }

  #endLaunch(instance: Instance, status: 'Successful' | 'Cancelled', message?: string): void {
    const activity = this.#launching.get(instance)
    if (activity === undefined) return
    this.#launching.delete(instance)
    this.#home.activities.end(activity, status, this.#now, message)
  }

  /** How many ms until the last target group has let go of it. */
  #deregister(instance: Instance): number {
    const drainages = this.#home.configuration.targetGroups.map((targetGroup) => targetGroup.deregister(instance))
    return Math.max(0, ...drainages)
  }

  #shutDown(instance: Instance, then: () => void): void {
    if (instance.endedAt === undefined) instance.machine = 'shutting-down'
    this.#cloud.agenda.after(SHUTDOWN, () => {
      instance.machine = 'terminated'
      instance.endedAt ??= this.#now
      then()
    })
  }
}

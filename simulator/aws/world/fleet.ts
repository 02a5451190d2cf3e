/** The instances of one group, and what happens to each: launched, registered, drained, terminated. The group decides, the fleet carries it out. */
import { type Activity, cause } from './activity.ts'
import { BackOff } from './back-off.ts'
import type { Cloud } from './cloud.ts'
import { checkersOf } from './configuration.ts'
import type { GroupHost } from './group-host.ts'
import { Instance, type LaunchInfo } from './instance.ts'
import { tryLaunch } from './launch.ts'
import type { LaunchSource } from './launch-source.ts'
import { PendingLaunches } from './pending-launches.ts'
import { PendingTerminations, type TerminationOrder } from './pending-terminations.ts'
import { type StateReason, stateReasons } from './state-reason.ts'
import type { TargetHealth } from './target-description.ts'

/** A launch that is wanted. `cause`: AWS's sentence; `refreshGeneration` marks the refresh that it serves. */
export interface LaunchOrder {
  readonly source: LaunchSource
  readonly cause: string
  readonly refreshGeneration: string | undefined
  /** Called when an instance that was launched came to nothing before it was in service. */
  readonly onFailure: () => void
}

/** A group's instances and all that happens to them. */
export class Fleet {
  readonly #cloud: Cloud
  readonly #group: GroupHost
  readonly #instances = new Map<string, Instance>()
  readonly #pendingLaunches: PendingLaunches
  readonly #pendingTerminations: PendingTerminations
  readonly backOff = new BackOff()

  constructor(cloud: Cloud, group: GroupHost) {
    this.#cloud = cloud
    this.#group = group
    const endings = {
      remove: (instance: Instance, reason: StateReason) => this.#remove(instance, reason),
      takeOut: (instance: Instance) =>
        void this.terminate(instance, 'launch-failure', cause.takenForFailedLaunch(this.#now)),
      shutDown: (instance: Instance) => this.kill(instance, stateReasons.byItself),
    }
    this.#pendingTerminations = new PendingTerminations(cloud, group, endings.remove)
    this.#pendingLaunches = new PendingLaunches(cloud, { group, backOff: this.backOff, endings })
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
  addInService(source: LaunchSource): Instance {
    const launch = this.#tryLaunch(source, undefined)
    if (!('launchInfo' in launch)) throw new Error(`a group cannot begin with this template: ${launch.failure}`)
    const yesterday = this.#now - 24 * 3600 * 1000
    const instance = this.#add({ ...launch.launchInfo, launchedAt: yesterday })
    instance.ec2State = 'running'
    instance.lifecycle = 'InService'
    instance.runningAt = yesterday
    instance.inServiceAt = yesterday
    for (const checker of checkersOf(this.#group.configuration)) checker.register(instance, 'healthy')
    return instance
  }

  /** Launches one instance; nothing when EC2 gives none. */
  launch(order: LaunchOrder): Instance | undefined {
    const launch = this.#tryLaunch(order.source, order.refreshGeneration)
    const { zone, subnet } = launch
    const { activities } = this.#group
    const begin = (description: string) =>
      activities.begin({
        description,
        cause: order.cause,
        status: 'PreInService',
        place: { zone, subnet },
        at: this.#now,
      }).id
    if ('failure' in launch) {
      const failed = begin('Launching a new EC2 instance')
      activities.end(failed, 'Failed', this.#now, launch.failure)
      this.backOff.failed(this.#now)
      return undefined
    }
    const instance = this.#add(launch.launchInfo)
    if (!this.#cloud.rules.protectedFromInService)
      instance.protectedFromScaleIn = this.#group.configuration.newInstancesProtected
    const activity = begin(`Launching a new EC2 instance: ${instance.id}`)
    this.#pendingLaunches.begin(instance, { activity, onFailure: order.onFailure })
    return instance
  }

  /** Puts an instance of the warm pool into service: it is started, and goes the way of a launch from there. */
  takeOver(instance: Instance, order: LaunchOrder): Instance {
    this.#instances.set(instance.id, instance)
    const wasStopped = instance.ec2State === 'stopped'
    if (wasStopped && this.#cloud.rules.launchTimeMovesWithStart) instance.startedAt = this.#now
    instance.lifecycle = 'Pending'
    instance.ec2State = 'pending'
    const { id } = this.#group.activities.begin({
      description: `Launching a new EC2 instance from warm pool: ${instance.id}`,
      cause: order.cause,
      status: 'PreInService',
      ...this.#placeAndTime(instance),
    })
    this.#pendingLaunches.start(instance, { activity: id, onFailure: order.onFailure })
    return instance
  }

  /** Terminates a live or standby instance: drains it, waits for the group's lifecycle hooks, shuts it down, removes it. */
  terminate(instance: Instance, leaving: TerminationOrder['leaving'], why: string): Activity {
    if (instance.isRetained) return this.#pendingTerminations.endRetained(instance)
    this.#pendingLaunches.cancel(instance)
    this.#group.hooks.cancelWait(instance)
    return this.#pendingTerminations.begin(instance, { leaving, cause: why })
  }

  /** The machine ends by itself or by somebody's hand; Auto Scaling has yet to find out, unless it waits for it to arrive. */
  kill(instance: Instance, reason: StateReason = stateReasons.byUser): void {
    if (instance.endedAt !== undefined) return
    if (instance.isComing) this.#pendingLaunches.fail(instance, reason)
    else this.#end(instance, reason)
    this.#group.scheduleTick()
  }

  enterStandby(instance: Instance): Activity {
    this.#pendingTerminations.deregister(instance)
    instance.lifecycle = 'Standby'
    return this.#moved(
      instance,
      `Moving EC2 instance to Standby: ${instance.id}`,
      cause.enteredStandby(this.#now, instance.id),
    )
  }

  /** Back into service: through Pending, registered again, its warm-up begun again. */
  exitStandby(instance: Instance): Activity {
    instance.lifecycle = 'Pending'
    this.#cloud.agenda.after(1_000, () => this.#pendingLaunches.complete(instance))
    return this.#moved(
      instance,
      `Moving EC2 instance out of Standby: ${instance.id}`,
      cause.leftStandby(this.#now, instance.id),
    )
  }

  /** Lets go of an instance: drained, it runs on outside of the group. */
  detach(instance: Instance): Activity {
    const { activities } = this.#group
    instance.lifecycle = 'Detaching'
    const drainage = this.#pendingTerminations.deregister(instance)
    const activity = activities.begin({
      description: `Detaching EC2 instance: ${instance.id}`,
      cause: cause.detached(this.#now, instance.id),
      status: 'InProgress',
      ...this.#placeAndTime(instance),
    })
    this.#cloud.agenda.after(drainage, () => {
      this.#instances.delete(instance.id)
      instance.lifecycle = 'Detached'
      activities.end(activity.id, 'Successful', this.#now)
    })
    return activity
  }

  /** What the load balancers say of an instance: a state for each where it is registered. */
  targets(instance: Instance): readonly { readonly name: string; readonly health: TargetHealth }[] {
    return checkersOf(this.#group.configuration)
      .map((checker) => ({ name: checker.name, health: checker.health(instance.id) }))
      .filter(({ health }) => health.reason !== 'Target.NotRegistered')
  }

  get #now(): number {
    return this.#cloud.agenda.now
  }

  #tryLaunch(source: LaunchSource, refreshGeneration: string | undefined) {
    const { name, configuration, tags } = this.#group
    return tryLaunch(this.#cloud, {
      group: name,
      configuration,
      tags: tags.values(),
      source,
      live: this.live,
      refreshGeneration,
    })
  }

  #add(launchInfo: LaunchInfo): Instance {
    const instance = new Instance(launchInfo)
    this.#instances.set(instance.id, instance)
    this.#cloud.ec2Instances.set(instance.id, instance)
    return instance
  }

  /** An activity that is over as it begins. */
  #moved(instance: Instance, description: string, why: string): Activity {
    const { activities } = this.#group
    const { id } = activities.begin({ description, cause: why, status: 'InProgress', ...this.#placeAndTime(instance) })
    return activities.end(id, 'Successful', this.#now)
  }

  #placeAndTime({ launchInfo: { zone, subnet } }: Instance) {
    return { place: { zone, subnet }, at: this.#now }
  }

  #remove(instance: Instance, reason: StateReason): void {
    this.#group.hooks.cancelWait(instance)
    this.#instances.delete(instance.id)
    instance.lifecycle = 'Terminated'
    this.#end(instance, reason)
  }

  #end(instance: Instance, reason: StateReason): void {
    instance.ec2State = 'terminated'
    instance.endedAt ??= this.#now
    instance.ended ??= { reason, at: this.#now }
  }
}

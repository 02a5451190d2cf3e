/** A warm pool: instances prepared beside the group. A refresh replaces them after those in service. */
import { cause } from './activity.ts'
import { BackOff } from './back-off.ts'
import type { Cloud } from './cloud.ts'
import type { GroupHost } from './group-host.ts'
import { Instance, type WarmState } from './instance.ts'
import { tryLaunch } from './launch.ts'
import type { LaunchSource } from './launch-source.ts'

/** As AWS takes them. The prepared capacity is the group's maximum unless said. */
export interface WarmPoolSettings {
  readonly minSize: number
  readonly maxGroupPreparedCapacity?: number
  readonly poolState: WarmState
}

/** What a refresh has renewed of the pool. */
export interface PoolProgress {
  readonly percent: number
  readonly left: number
  readonly total: number
}

/** What is to be renewed, and what with. */
export interface Renewal {
  readonly source: LaunchSource
  readonly refreshGeneration: string
  isStale(instance: Instance): boolean
}

/** Seconds. */
const BOOT = 30

/** The instances of a pool. */
export class WarmPool {
  readonly settings: WarmPoolSettings
  readonly #cloud: Cloud
  readonly #group: GroupHost
  readonly #backOff = new BackOff()
  readonly #instances = new Map<string, Instance>()

  /** Is there, filled: as many as are missing between the desired and the prepared capacity. */
  constructor(cloud: Cloud, group: GroupHost, settings: WarmPoolSettings) {
    this.#cloud = cloud
    this.#group = group
    this.settings = settings
    const size = this.#size
    for (let count = 0; count < size; count++) {
      if (!this.#launch(group.configuration)) throw new Error('a warm pool cannot begin with this template')
    }
    for (const instance of this.instances) this.#rest(instance)
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()]
  }

  /** Gives an instance that rests and passes to a scale-out; it belongs to the group from then on. */
  draw(passes: (instance: Instance) => boolean): Instance | undefined {
    const found = this.instances.find((one) => one.lifecycle === `Warmed:${this.settings.poolState}` && passes(one))
    if (found) this.#instances.delete(found.id)
    return found
  }

  /** Launches into the pool what it lacks of its size: one instance after the other. */
  refill(): void {
    const { now } = this.#cloud.agenda
    const isMoving = this.instances.some(({ lifecycle }) => lifecycle === 'Warmed:Pending')
    const isFull = this.#instances.size >= this.#size
    if (isFull || isMoving || this.#group.isSuspended('Launch') || this.#backOff.isWaiting(now)) return
    const fresh = this.#launch(this.#group.configuration)
    if (!fresh) {
      this.#backOff.failed(now)
      return
    }
    this.#backOff.succeeded()
    const { zone, subnet } = fresh.launchInfo
    const activity = this.#group.activities.begin({
      description: `Launching a new EC2 instance into warm pool: ${fresh.id}`,
      cause: cause.launchedIntoPool(now),
      status: 'PreInService',
      place: { zone, subnet },
      at: now,
    })
    this.#cloud.agenda.after((fresh.launchInfo.behaviour.bootSeconds ?? BOOT) * 1000, () => {
      this.#group.activities.end(activity.id, 'Successful', this.#cloud.agenda.now)
      this.#rest(fresh)
      this.#group.scheduleTick()
    })
  }

  /** As many as are missing between the desired and the prepared capacity. */
  get #size(): number {
    const { minSize, maxGroupPreparedCapacity } = this.settings
    const { max, desired } = this.#group.configuration
    return Math.max(minSize, (maxGroupPreparedCapacity ?? max) - desired)
  }

  /** Renews one instance after the other, as the group's pulse has it. */
  renew({ source, refreshGeneration, isStale }: Renewal): PoolProgress {
    const { now } = this.#cloud.agenda
    const [next] = this.instances.filter(isStale)
    const moving = this.instances.some(({ lifecycle }) => lifecycle === 'Warmed:Pending')
    if (next && !moving && !this.#backOff.isWaiting(now)) this.#replace(next, { source, refreshGeneration })
    return this.progress(isStale)
  }

  /** An instance counts when it rests. */
  progress(isStale: (instance: Instance) => boolean): PoolProgress {
    const total = this.#instances.size
    const left = this.instances.filter(isStale).length
    const fresh = this.instances.filter((i) => !isStale(i) && i.lifecycle !== 'Warmed:Pending').length
    return { percent: total === 0 ? 100 : Math.floor((fresh * 100) / total), left, total }
  }

  #replace(old: Instance, { source, refreshGeneration }: Pick<Renewal, 'source' | 'refreshGeneration'>): void {
    const fresh = this.#launch(source, refreshGeneration)
    if (!fresh) {
      this.#backOff.failed(this.#cloud.agenda.now)
      return
    }
    this.#backOff.succeeded()
    this.#instances.delete(old.id)
    old.lifecycle = 'Terminated'
    old.ec2State = 'terminated'
    old.endedAt = this.#cloud.agenda.now
    const { bootSeconds = BOOT } = fresh.launchInfo.behaviour
    this.#cloud.agenda.after(bootSeconds * 1000, () => {
      this.#rest(fresh)
      this.#group.scheduleTick()
    })
  }

  #launch(source: LaunchSource, refreshGeneration?: string): Instance | undefined {
    const { name, configuration, tags } = this.#group
    const live = this.instances
    const launch = tryLaunch(this.#cloud, {
      group: name,
      configuration,
      tags: tags.values(),
      source,
      live,
      refreshGeneration,
    })
    if (!('launchInfo' in launch)) return undefined
    const instance = new Instance(launch.launchInfo)
    instance.lifecycle = 'Warmed:Pending'
    this.#instances.set(instance.id, instance)
    this.#cloud.ec2Instances.set(instance.id, instance)
    return instance
  }

  #rest(instance: Instance): void {
    instance.lifecycle = `Warmed:${this.settings.poolState}`
    instance.ec2State = this.settings.poolState === 'Running' ? 'running' : 'stopped'
  }
}

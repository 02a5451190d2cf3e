/** From launch to InService: an instance boots, waits for the hooks, is registered with the load balancers; or the launch fails. */
import type { BackOff } from './back-off.ts'
import type { Cloud } from './cloud.ts'
import { checkersOf } from './configuration.ts'
import type { GroupHost } from './group-host.ts'
import type { Instance } from './instance.ts'
import { launchErrorReason, type StateReason, stateReasonMessage } from './state-reason.ts'
import { statusChangesOf } from './status-checks.ts'
import type { TargetGroup } from './target-group.ts'

/** What becomes of an instance, as the fleet has it done. */
export interface LaunchEndings {
  /** It is there no more; Auto Scaling forgets it. */
  remove(instance: Instance, reason: StateReason): void
  /** A launching hook was abandoned: the instance is terminated like any other. */
  takeOut(instance: Instance): void
  /** Its machine ends by itself. */
  shutDown(instance: Instance): void
}

/** A launch that goes on. `cameToNothing`: whoever ordered it has to know. */
interface Launching {
  readonly activity: string
  readonly onFailure: () => void
}

/** Seconds: of a new instance unless its image says, and of one that was prepared. */
const BOOT = 30
const WARM_START = 15

/** All launches of a group that have given an instance. */
export class PendingLaunches {
  readonly #cloud: Cloud
  readonly #group: GroupHost
  readonly #backOff: BackOff
  readonly #endings: LaunchEndings
  readonly #launching = new Map<Instance, Launching>()

  constructor(cloud: Cloud, { group, backOff, endings }: PendingLaunchesOptions) {
    this.#cloud = cloud
    this.#group = group
    this.#backOff = backOff
    this.#endings = endings
  }

  begin(instance: Instance, launching: Launching): void {
    this.#launching.set(instance, launching)
    const { launchCancelled, bootSeconds = BOOT } = instance.launchInfo.behaviour
    const { agenda } = this.#cloud
    if (!launchCancelled) agenda.after(bootSeconds * 1000, () => this.#boot(instance))
    else
      agenda.after(launchCancelled.afterSeconds * 1000, () =>
        this.fail(instance, launchErrorReason(launchCancelled.reason)),
      )
  }

  /** An instance of a warm pool: its first boot is behind it. */
  start(instance: Instance, launching: Launching): void {
    this.#launching.set(instance, launching)
    this.#cloud.agenda.after(WARM_START * 1000, () => this.#boot(instance))
  }

  /** Registers it with the load balancers, and puts it into service, or back into it. */
  complete(instance: Instance): void {
    if (!instance.isComing) return
    const { agenda, rules } = this.#cloud
    const checkers = rules.registeredBeforeInService ? this.#registerTargets(instance) : []
    const wait = rules.inServiceAfterRegistration === 'finished' ? checkers.map((one) => one.registrationMs) : []
    if (wait.length === 0) this.#putInService(instance)
    else agenda.after(Math.max(...wait), () => this.#putInService(instance))
  }

  #registerTargets(instance: Instance): readonly TargetGroup[] {
    if (this.#group.isSuspended('AddToLoadBalancer')) return []
    const checkers = checkersOf(this.#group.configuration)
    for (const checker of checkers) checker.register(instance)
    return checkers
  }

  #putInService(instance: Instance): void {
    if (!instance.isComing) return
    const { agenda, rules } = this.#cloud
    const isNew = instance.inServiceAt === undefined
    instance.lifecycle = 'InService'
    instance.inServiceAt = agenda.now
    if (isNew && this.#group.configuration.newInstancesProtected) instance.protectedFromScaleIn = true
    this.#end(instance, 'Successful')
    this.#backOff.succeeded()
    if (!rules.registeredBeforeInService) agenda.after(1_000, () => this.#registerTargets(instance))
    for (const at of statusChangesOf(instance)) {
      for (const time of [at, at + rules.impairedFor * 1000]) agenda.at(time, () => this.#group.scheduleTick())
    }
    const { diesAfterSeconds } = instance.launchInfo.behaviour
    if (diesAfterSeconds !== undefined)
      this.#cloud.agenda.after(diesAfterSeconds * 1000, () => this.#endings.shutDown(instance))
    this.#group.scheduleTick()
  }

  /** Somebody takes it out before it was in service. */
  cancel(instance: Instance): void {
    this.#end(instance, 'Cancelled', 'The instance was terminated before it was in service.') // the simulator's wording
  }

  /** The machine ended before it was in service. Nothing happens to an instance that has arrived. */
  fail(instance: Instance, reason: StateReason): void {
    if (!instance.isComing) return
    const message = `Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${stateReasonMessage(reason)}`
    this.#fail(instance, message, () => this.#endings.remove(instance, reason))
  }

  #boot(instance: Instance): void {
    if (instance.lifecycle !== 'Pending') return
    instance.ec2State = 'running'
    instance.runningAt ??= this.#cloud.agenda.now
    const isWaiting = this.#group.hooks.startWait(instance, 'launching', (outcome) => {
      if (outcome.result === 'CONTINUE' || !this.#cloud.rules.abandonedLaunchIsTerminated) this.#proceed(instance)
      else this.#fail(instance, outcome.message, () => this.#endings.takeOut(instance))
    })
    if (isWaiting) this.#wait(instance)
    else this.complete(instance)
  }

  #wait(instance: Instance): void {
    instance.lifecycle = 'Pending:Wait'
    const launching = this.#launching.get(instance)
    if (launching) this.#group.activities.setStatus(launching.activity, 'MidLifecycleAction')
  }

  #proceed(instance: Instance): void {
    instance.lifecycle = 'Pending:Proceed'
    this.#cloud.agenda.after(1_000, () => this.complete(instance))
  }

  #fail(instance: Instance, message: string, then: () => void): void {
    const hasChangedNothing = this.#launching.get(instance)?.onFailure
    this.#end(instance, 'Cancelled', message)
    then()
    this.#backOff.failed(this.#cloud.agenda.now)
    hasChangedNothing?.()
    this.#group.scheduleTick()
  }

  #end(instance: Instance, status: 'Successful' | 'Cancelled', message?: string): void {
    const launching = this.#launching.get(instance)
    if (!launching) return
    this.#launching.delete(instance)
    this.#group.activities.end(launching.activity, status, this.#cloud.agenda.now, message)
  }
}

/** What arrivals are made of. */
export interface PendingLaunchesOptions {
  readonly group: GroupHost
  readonly backOff: BackOff
  readonly endings: LaunchEndings
}

/** A target group: its registered targets, the health of each, and how long a target drains. */
import type { Agenda } from './agenda.ts'
import { answer } from './behaviour.ts'
import type { Instance } from './instance.ts'
import { type Checked, type HealthCheck, nextChange } from './target-health.ts'

/** What ELBv2 says of one target: state, and, unless healthy, reason and description. */
export interface TargetHealth {
  readonly state: Checked | 'draining' | 'unused' | 'unavailable'
  readonly reason?:
    | 'Elb.RegistrationInProgress'
    | 'Elb.InitialHealthChecking'
    | 'Target.ResponseCodeMismatch'
    | 'Target.DeregistrationInProgress'
    | 'Target.NotRegistered'
    | 'Target.NotInUse'
    | 'Target.InvalidState'
    | 'Target.HealthCheckDisabled'
  readonly description?: string
}

/** A target group's settings. `deregistrationDelay` in seconds; `balanced`: a load balancer sends it traffic. */
export interface TargetGroupSettings {
  readonly arn: string
  readonly name: string
  readonly port: number
  readonly healthCheck: HealthCheck
  readonly deregistrationDelay: number
  readonly balanced: boolean
}

interface Registration {
  readonly instance: Instance
  readonly registeredAt: number
  state: Checked
  drainedAt: number | undefined
}

/** How long a new target's registration takes, in ms; the first check comes later. */
const REGISTERING = 5_000

/** A target group and the targets registered with it. */
export class TargetGroup {
  readonly settings: TargetGroupSettings
  readonly #agenda: Agenda
  readonly #registrations = new Map<string, Registration>()
  readonly #listeners: ((instance: Instance) => void)[] = []

  constructor(settings: TargetGroupSettings, agenda: Agenda) {
    this.settings = settings
    this.#agenda = agenda
  }

  get arn(): string {
    return this.settings.arn
  }

  get name(): string {
    return this.settings.name
  }

  /** Ids of all targets, the draining ones included, in the order of registration. */
  get targets(): readonly string[] {
    return [...this.#registrations.keys()]
  }

  /** Calls `listener` whenever the checks change a target's state. */
  onChange(listener: (instance: Instance) => void): void {
    this.#listeners.push(listener)
  }

  /** Registers an instance that came into service; `state` is `healthy` for one that has stood there long since. */
  register(instance: Instance, state: Checked = 'initial'): void {
    const registration: Registration = { instance, registeredAt: this.#agenda.now, state, drainedAt: undefined }
    this.#registrations.set(instance.id, registration)
    this.#scheduleNextChange(registration)
  }

  /** Begins to drain a target; says how many ms that takes. */
  deregister(instance: Instance): number {
    const registration = this.#registrations.get(instance.id)
    if (!registration) return 0
    const delay = this.settings.deregistrationDelay * 1000
    registration.drainedAt ??= this.#agenda.now + delay
    this.#agenda.at(registration.drainedAt, () => {
      if (this.#registrations.get(instance.id) === registration) this.#registrations.delete(instance.id)
    })
    return registration.drainedAt - this.#agenda.now
  }

  /** How a target is now; one that was never registered is `unused`. */
  health(instanceId: string): TargetHealth {
    const registration = this.#registrations.get(instanceId)
    if (!registration) {
      return {
        state: 'unused',
        reason: 'Target.NotRegistered',
        description: 'Target is not registered to the target group',
      }
    }
    return this.#healthOf(registration)
  }

  #healthOf(registration: Registration): TargetHealth {
    if (registration.drainedAt !== undefined) {
      return {
        state: 'draining',
        reason: 'Target.DeregistrationInProgress',
        description: 'Target deregistration is in progress',
      }
    }
    if (!this.settings.balanced) {
      const description = 'Target group is not configured to receive traffic from the load balancer'
      return { state: 'unused', reason: 'Target.NotInUse', description }
    }
    if (registration.instance.ec2State !== 'running') {
      return { state: 'unused', reason: 'Target.InvalidState', description: 'Target is in the terminated state' }
    }
    if (!this.settings.healthCheck.enabled) {
      return { state: 'unavailable', reason: 'Target.HealthCheckDisabled', description: 'Health checks are disabled' }
    }
    return this.#checkedHealth(registration)
  }

  #checkedHealth({ state, registeredAt }: Registration): TargetHealth {
    switch (state) {
      case 'healthy':
        return { state }
      case 'unhealthy':
        return {
          state,
          reason: 'Target.ResponseCodeMismatch',
          description: 'Health checks failed with these codes: [503]',
        }
      case 'initial':
        return this.#agenda.now - registeredAt < REGISTERING
          ? { state, reason: 'Elb.RegistrationInProgress', description: 'Target registration is in progress' }
          : { state, reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' }
    }
  }

  /** Puts the target's next change on the agenda, and so on from there. */
  #scheduleNextChange(registration: Registration): void {
    const { instance } = registration
    const born = instance.inServiceAt ?? registration.registeredAt
    const change = nextChange(
      this.settings.healthCheck,
      { state: registration.state, registeredAt: registration.registeredAt, from: this.#agenda.now },
      (at) => answer(instance.launchInfo.behaviour, this.name, at - born),
    )
    if (!change || !this.settings.balanced || !this.settings.healthCheck.enabled) return
    this.#agenda.at(change.at, () => {
      if (this.#registrations.get(instance.id) !== registration || registration.drainedAt !== undefined) return
      const changed = registration.state !== change.state
      registration.state = change.state
      this.#scheduleNextChange(registration)
      if (changed) for (const listener of this.#listeners) listener(instance)
    })
  }
}

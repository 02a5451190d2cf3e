/** A target group: its registered targets, the health of each, and how long a target drains. */
import type { Agenda } from './agenda.ts'
import { answer } from './behaviour.ts'
import { answerOfHost } from './host-failure.ts'
import type { Instance } from './instance.ts'
import type { LoadBalancerType, Usage } from './load-balancer.ts'
import type { Rules } from './rules.ts'
import { checked, type TargetHealth, unchecked, unused } from './target-description.ts'
import { type Checked, type HealthCheck, nextChange } from './target-health.ts'

/** A target group's settings. `deregistrationDelay` in seconds. */
export interface TargetGroupSettings {
  readonly arn: string
  readonly name: string
  readonly port: number
  readonly protocol: TargetProtocol
  readonly healthCheck: HealthCheck
  readonly deregistrationDelay: number
}

/** ELBv2's protocols, as far as they are simulated. */
export type TargetProtocol = 'HTTP' | 'HTTPS' | 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP' | 'GENEVE'

/** The type of load balancer that a protocol belongs to. */
export function balancerTypeOf(protocol: TargetProtocol): LoadBalancerType {
  if (protocol === 'GENEVE') return 'gateway'
  return protocol === 'HTTP' || protocol === 'HTTPS' ? 'application' : 'network'
}

/** What a target group finds around it. */
export interface TargetGroupWorld {
  readonly agenda: Agenda
  readonly rules: Rules
  readonly type: LoadBalancerType | 'classic'
  /** Whether a load balancer checks the targets of a zone; without one, whether any zone is checked. */
  usageOf(zone?: string): Usage
}

/** What automatic target weights find: `isMitigated` while the target gets less traffic for it. */
export interface Anomaly {
  readonly isMitigated: boolean
}

interface Registration {
  readonly instance: Instance
  /** ms since epoch; moves when its checks begin again. */
  registeredAt: number
  state: Checked
  isUsed: boolean
  drainedAt: number | undefined
  /** Counts what was planned: only the newest change comes. */
  plan: number
}

/** How long a Classic Load Balancer takes to register an instance, in ms; it checks meanwhile. */
const CLASSIC_REGISTRATION = 5_000

/** A target group and the targets registered with it. */
export class TargetGroup {
  readonly settings: TargetGroupSettings
  readonly #world: TargetGroupWorld
  readonly #registrations = new Map<string, Registration>()
  readonly #anomalies = new Map<string, Anomaly>()
  readonly #listeners: ((instance: Instance) => void)[] = []

  constructor(settings: TargetGroupSettings, world: TargetGroupWorld) {
    this.settings = settings
    this.#world = world
  }

  get arn(): string {
    return this.settings.arn
  }

  get name(): string {
    return this.settings.name
  }

  /** Whether nobody checks any target: no listener, or health checks that are disabled. */
  get isUnjudged(): boolean {
    return !this.settings.healthCheck.enabled || this.#world.usageOf() === 'no-listener'
  }

  /** Ids of all targets, the draining ones included, in the order of registration. */
  get targets(): readonly string[] {
    return [...this.#registrations.keys()]
  }

  /** How long it takes to register a target, in ms; the first check comes later. */
  get registrationMs(): number {
    const { type, rules } = this.#world
    if (type === 'classic') return CLASSIC_REGISTRATION
    return (type === 'application' ? rules.applicationRegistration : rules.networkRegistration) * 1000
  }

  /** Calls `listener` whenever a target's state changes. */
  onChange(listener: (instance: Instance) => void): void {
    this.#listeners.push(listener)
  }

  /** Registers an instance; `state` is `healthy` for one that has been registered long since. */
  register(instance: Instance, state: Checked = 'initial'): void {
    const registration: Registration = {
      instance,
      registeredAt: this.#world.agenda.now,
      state,
      isUsed: this.#usageOf(instance) === 'used',
      drainedAt: undefined,
      plan: 0,
    }
    this.#registrations.set(instance.id, registration)
    this.#scheduleNextChange(registration)
  }

  /** Begins to drain a target; says how many ms Auto Scaling waits for that. */
  deregister(instance: Instance): number {
    const { agenda, rules } = this.#world
    const registration = this.#registrations.get(instance.id)
    if (!registration) return 0
    const delay = rules.drainsForDelay ? this.settings.deregistrationDelay * 1000 : 0
    registration.drainedAt ??= agenda.now + delay
    agenda.at(registration.drainedAt, () => {
      if (this.#registrations.get(instance.id) === registration) this.#registrations.delete(instance.id)
    })
    return rules.autoScalingWaitsForDrain === 'whole-delay' ? registration.drainedAt - agenda.now : 0
  }

  /** How a target is now; one that was never registered is `unused`. */
  health(instanceId: string): TargetHealth {
    const registration = this.#registrations.get(instanceId)
    if (!registration) return unchecked.notRegistered
    return this.#healthOf(registration)
  }

  /** Anomaly detection finds that a target answers worse than the others, or no more; its health stays as it is. */
  setAnomaly(instanceId: string, anomaly: Anomaly | undefined): void {
    if (anomaly === undefined) this.#anomalies.delete(instanceId)
    else this.#anomalies.set(instanceId, anomaly)
  }

  anomalyOf(instanceId: string): Anomaly | undefined {
    return this.#anomalies.get(instanceId)
  }

  /** A listener or a zone has changed. A target that is used, or unused, by that change is `initial` again. */
  usageChanged(): void {
    for (const registration of this.#registrations.values()) {
      const isUsed = this.#usageOf(registration.instance) === 'used'
      if (isUsed === registration.isUsed) continue
      registration.isUsed = isUsed
      registration.state = 'initial'
      registration.registeredAt = this.#world.agenda.now
      this.#scheduleNextChange(registration)
      this.#announce(registration.instance)
    }
  }

  /** What a target answers from now on is not what was foreseen: its host has failed. */
  answersChanged(instance: Instance): void {
    const registration = this.#registrations.get(instance.id)
    if (registration) this.#scheduleNextChange(registration)
  }

  #usageOf({ launchInfo }: Instance): Usage {
    const { rules } = this.#world
    const usage = this.#world.usageOf(launchInfo.zone)
    if (usage === 'no-listener' && !rules.noListenerIsNotInUse) return 'used'
    return usage === 'zone-not-enabled' && !rules.zoneNotEnabledIsNotInUse ? 'used' : usage
  }

  #healthOf(registration: Registration): TargetHealth {
    const { rules } = this.#world
    const { instance, drainedAt } = registration
    if (drainedAt !== undefined) return unchecked.draining
    const usage = this.#usageOf(instance)
    if (usage !== 'used') return unused(usage)
    if (instance.ec2State !== 'running' && rules.stoppedIsInvalid)
      return instance.ec2State === 'stopped' ? unchecked.stopped : unchecked.terminated
    if (!this.settings.healthCheck.enabled && rules.disabledIsUnavailable) return unchecked.disabled
    const isRegistering = this.#world.agenda.now - registration.registeredAt < this.registrationMs
    return checked(registration.state, { type: this.#world.type, isRegistering })
  }

  /** Puts the target's next change on the agenda, and so on from there. */
  #scheduleNextChange(registration: Registration): void {
    const { agenda, type, rules } = this.#world
    const { instance, registeredAt } = registration
    registration.plan += 1
    const { plan } = registration
    if (!registration.isUsed || (!this.settings.healthCheck.enabled && rules.disabledIsUnavailable)) return
    const inServiceAt = instance.inServiceAt ?? registeredAt
    const firstCheckAfter = registeredAt + (type === 'classic' ? 0 : this.registrationMs)
    const change = nextChange(
      { ...this.settings.healthCheck, ...thresholds(type, rules) },
      { state: registration.state, registeredAt: firstCheckAfter, from: Math.max(firstCheckAfter, agenda.now) },
      (at) => answerOfHost(instance, at, rules) ?? answer(instance.launchInfo.behaviour, this.name, at - inServiceAt),
    )
    if (!change) return
    agenda.at(change.at, () => {
      if (this.#registrations.get(instance.id) !== registration || registration.drainedAt !== undefined) return
      if (!registration.isUsed || registration.plan !== plan) return
      const changed = registration.state !== change.state
      registration.state = change.state
      this.#scheduleNextChange(registration)
      if (changed) this.#announce(instance)
    })
  }

  #announce(instance: Instance): void {
    for (const listener of this.#listeners) listener(instance)
  }
}

/** An Application Load Balancer takes a new target for healthy after one good check. */
const thresholds = (type: TargetGroupWorld['type'], rules: Rules) => ({
  ...(type === 'application' && rules.oneCheckMakesHealthy && { firstThreshold: 1 }),
  ...(!rules.recoveryTakesThreshold && { recoveryThreshold: 1 }),
  ...(!rules.failureTakesThreshold && { unhealthyThreshold: 1 }),
})

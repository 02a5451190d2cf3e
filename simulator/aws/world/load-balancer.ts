/** Load balancers of the second generation: their listeners, the zones that they are enabled in, and zonal shifts. */

/** ELBv2's types. */
export type LoadBalancerType = 'application' | 'network' | 'gateway'

/** A listener: what arrives at its port is forwarded to its target groups. */
export interface Listener {
  readonly arn: string
  readonly port: number
  readonly protocol: string
  /** ARNs, those of its rules included. */
  readonly targetGroups: readonly string[]
}

/** Whether a target of a zone is checked, and if not, why. */
export type Usage = 'used' | 'no-listener' | 'zone-not-enabled'

/** What does not change of a load balancer. */
export interface LoadBalancerIdentity {
  readonly arn: string
  readonly name: string
  readonly type: LoadBalancerType
  readonly dnsName: string
}

/** A load balancer. What is done to it shows in its targets at once. */
export class LoadBalancer {
  readonly identity: LoadBalancerIdentity
  readonly #zones: Set<string>
  readonly #shifted = new Set<string>()
  readonly #listeners = new Map<number, Listener>()
  readonly #changed: () => void

  /** `changed` is called after every change. */
  constructor(identity: LoadBalancerIdentity, zones: readonly string[], changed: () => void) {
    this.identity = identity
    this.#zones = new Set(zones)
    this.#changed = changed
  }

  get zones(): readonly string[] {
    return [...this.#zones].sort()
  }

  get listeners(): readonly Listener[] {
    return [...this.#listeners.values()]
  }

  /** A port takes one listener. */
  addListener(port: number, protocol: string, targetGroups: readonly string[]): void {
    const arn = `${this.identity.arn.replace(':loadbalancer/', ':listener/')}/${port.toString(16).padStart(16, '0')}`
    this.#listeners.set(port, { arn, port, protocol, targetGroups })
    this.#changed()
  }

  /** Nothing for a port without a listener. */
  removeListener(port: number): void {
    this.#listeners.delete(port)
    this.#changed()
  }

  enableZone(zone: string): void {
    this.#zones.add(zone)
    this.#changed()
  }

  disableZone(zone: string): void {
    this.#zones.delete(zone)
    this.#changed()
  }

  /** A zonal shift moves traffic away from a zone; its targets stay as healthy as they are. */
  shiftAway(zone: string): void {
    this.#shifted.add(zone)
  }

  endShift(zone: string): void {
    this.#shifted.delete(zone)
  }

  isShifted(zone: string): boolean {
    return this.#shifted.has(zone)
  }

  isForwardingTo(targetGroup: string): boolean {
    return this.listeners.some(({ targetGroups }) => targetGroups.includes(targetGroup))
  }

  isEnabledIn(zone: string): boolean {
    return this.#zones.has(zone)
  }
}

/** All load balancers of an account. */
export class LoadBalancers {
  readonly #all: LoadBalancer[] = []
  readonly #watchers: (() => void)[] = []

  get all(): readonly LoadBalancer[] {
    return this.#all
  }

  /** Creates one without listeners. */
  add(identity: LoadBalancerIdentity, zones: readonly string[]): LoadBalancer {
    const balancer = new LoadBalancer(identity, zones, () => {
      for (const changed of this.#watchers) changed()
    })
    this.#all.push(balancer)
    return balancer
  }

  /** Nothing for one that is not there. */
  remove(arn: string): void {
    const at = this.#all.findIndex(({ identity }) => identity.arn === arn)
    if (at >= 0) this.#all.splice(at, 1)
    for (const changed of this.#watchers) changed()
  }

  find(name: string): LoadBalancer | undefined {
    return this.#all.find(({ identity }) => identity.name === name)
  }

  /** Calls `changed` whenever a listener or a zone of any load balancer changes. */
  onChange(changed: () => void): void {
    this.#watchers.push(changed)
  }

  forwardingTo(targetGroup: string): readonly LoadBalancer[] {
    return this.#all.filter((balancer) => balancer.isForwardingTo(targetGroup))
  }

  /** Without a zone: whether any listener forwards to the target group. */
  usageOf(targetGroup: string, zone?: string): Usage {
    const forwarding = this.forwardingTo(targetGroup)
    if (forwarding.length === 0) return 'no-listener'
    if (zone === undefined) return 'used'
    return forwarding.some((balancer) => balancer.isEnabledIn(zone)) ? 'used' : 'zone-not-enabled'
  }

  /** Whether a zonal shift keeps traffic from a target of this zone. */
  isShifted(targetGroup: string, zone: string): boolean {
    return this.forwardingTo(targetGroup).some((balancer) => balancer.isShifted(zone))
  }
}

/** The load balancer that a target group belongs to unless the scene names another. */
export const usualBalancers = { application: 'front', network: 'front-net', gateway: 'front-gateway' } as const

/** Classic load balancers. They check and drain like a target group, but describe it in words of their own. */
import type { TargetHealth } from './target-description.ts'
import type { TargetGroup } from './target-group.ts'

/** What a classic load balancer says of one instance. */
export interface InstanceState {
  readonly state: 'InService' | 'OutOfService'
  readonly reasonCode: 'ELB' | 'Instance' | 'N/A'
  readonly description: string
}

/** A classic load balancer. `targets`: who is registered, and how each is checked. */
export class ClassicLoadBalancer {
  readonly targets: TargetGroup

  constructor(targets: TargetGroup) {
    this.targets = targets
  }

  get name(): string {
    return this.targets.name
  }

  /** One that is not registered is out of service. */
  health(instanceId: string): InstanceState {
    const health = this.targets.health(instanceId)
    return health.reason === 'Target.NotRegistered' ? unregistered : inOwnWords[health.state]
  }
}

/** AWS's descriptions. [documented: InstanceState] */
const outOfService = (reasonCode: 'ELB' | 'Instance', description: string): InstanceState => ({
  state: 'OutOfService',
  reasonCode,
  description,
})

const unregistered = outOfService('Instance', 'Instance is not currently registered with the LoadBalancer.')
const notRunning = outOfService('Instance', 'Instance is in terminated state.')

const inOwnWords: Readonly<Record<TargetHealth['state'], InstanceState>> = {
  healthy: { state: 'InService', reasonCode: 'N/A', description: 'N/A' },
  initial: outOfService('ELB', 'Instance registration is still in progress.'),
  unhealthy: outOfService(
    'Instance',
    'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
  ),
  // It takes no new connections, but what is open is served until it ends.
  draining: { state: 'InService', reasonCode: 'N/A', description: 'Instance deregistration currently in progress.' },
  unused: notRunning,
  unavailable: notRunning,
}

/** What ELBv2 says of a target: its state, and, unless it is healthy, a reason code with AWS's description. */
import type { LoadBalancerType, Usage } from './load-balancer.ts'
import type { Checked } from './target-health.ts'

/** A target's health. */
export interface TargetHealth {
  readonly state: Checked | 'draining' | 'unused' | 'unavailable'
  readonly reason?:
    | 'Elb.RegistrationInProgress'
    | 'Elb.InitialHealthChecking'
    | 'Target.FailedHealthChecks'
    | 'Target.ResponseCodeMismatch'
    | 'Target.DeregistrationInProgress'
    | 'Target.NotRegistered'
    | 'Target.NotInUse'
    | 'Target.InvalidState'
    | 'Target.HealthCheckDisabled'
  readonly description?: string
}

/** What is not checked, or not any more. [documented: target-group-health-checks] */
export const unchecked = {
  notRegistered: {
    state: 'unused',
    reason: 'Target.NotRegistered',
    description: 'Target is not registered to the target group',
  },
  draining: {
    state: 'draining',
    reason: 'Target.DeregistrationInProgress',
    description: 'Target deregistration is in progress',
  },
  terminated: { state: 'unused', reason: 'Target.InvalidState', description: 'Target is in the terminated state' },
  stopped: { state: 'unused', reason: 'Target.InvalidState', description: 'Target is in the stopped state' },
  disabled: { state: 'unavailable', reason: 'Target.HealthCheckDisabled', description: 'Health checks are disabled' },
} as const satisfies Readonly<Record<string, TargetHealth>>

const notInUse = {
  'no-listener': 'Target group is not configured to receive traffic from the load balancer',
  'zone-not-enabled': 'Target is in an Availability Zone that is not enabled for the load balancer',
} as const

/** A target that no load balancer checks. */
export const unused = (why: Exclude<Usage, 'used'>): TargetHealth => ({
  state: 'unused',
  reason: 'Target.NotInUse',
  description: notInUse[why],
})

const responseCode = {
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
} as const
const failedChecks = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' } as const
/** Network and Gateway Load Balancers know no codes. */
const failing = {
  application: responseCode,
  classic: responseCode,
  network: failedChecks,
  gateway: failedChecks,
} as const

/** A target that is checked. */
export function checked(
  state: Checked,
  { type, isRegistering }: { readonly type: LoadBalancerType | 'classic'; readonly isRegistering: boolean },
): TargetHealth {
  if (state === 'healthy') return { state }
  if (state === 'unhealthy') return { state, ...failing[type] }
  return isRegistering
    ? { state, reason: 'Elb.RegistrationInProgress', description: 'Target registration is in progress' }
    : { state, reason: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' }
}

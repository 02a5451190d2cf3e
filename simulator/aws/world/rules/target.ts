/** Rules of load balancers: when a target is healthy, and when it is judged by nobody. */
import {
  applicationBalancerGuide,
  autoScalingGuide,
  duration,
  less,
  networkBalancerGuide,
  record,
  rule,
  ruleSwitch,
} from './rule.ts'

const CHECKS = 'target-group-health-checks'

export const targetRules = {
  oneCheckMakesHealthy: rule(
    'A new target of an Application Load Balancer is healthy after one good check; HealthyThresholdCount is for one that was unhealthy.',
    applicationBalancerGuide(
      CHECKS,
      'After your target is registered, it must pass one health check to be considered healthy.',
    ),
    applicationBalancerGuide(
      CHECKS,
      'HealthyThresholdCount: The number of consecutive successful health checks required before considering an unhealthy target healthy.',
    ),
  ),
  recoveryTakesThreshold: rule(
    'A target that was unhealthy is healthy again after HealthyThresholdCount good checks in a row.',
    applicationBalancerGuide(
      CHECKS,
      'The number of consecutive successful health checks required before considering an unhealthy target healthy.',
    ),
  ),
  failureTakesThreshold: rule(
    'A target is unhealthy after UnhealthyThresholdCount failed checks in a row.',
    applicationBalancerGuide(
      CHECKS,
      'The number of consecutive failed health checks required before considering a target unhealthy.',
    ),
  ),
  applicationRegistration: duration(
    'So long an Application Load Balancer takes to register a target; the first check comes an interval later.',
    { likely: 10, alsoPlayed: 1 },
    applicationBalancerGuide(
      CHECKS,
      'initial: The load balancer is in the process of registering the target or performing the initial health checks on the target.',
    ),
  ),
  networkRegistration: less(
    'public record',
    duration(
      'So long a Network or Gateway Load Balancer takes to register a target, before the first check.',
      { likely: 180, alsoPlayed: 300 },
      networkBalancerGuide(
        CHECKS,
        'It can take a few minutes for the registration process to complete and health checks to start.',
      ),
      record(
        'kubernetes-sigs/aws-load-balancer-controller#1834',
        'The NLB target registration can take from 90 to 180 seconds to complete. After registration, the targets are marked healthy only after the configured health check passes.',
      ),
    ),
  ),
  noListenerIsNotInUse: rule(
    'A target whose group is used by no listener is unused, with Target.NotInUse: nobody checks it.',
    applicationBalancerGuide(
      CHECKS,
      'Target.NotInUse: Target group is not configured to receive traffic from the load balancer',
    ),
  ),
  zoneNotEnabledIsNotInUse: rule(
    'A target in a zone that is not enabled for its load balancer is unused, with Target.NotInUse.',
    applicationBalancerGuide(
      CHECKS,
      'Target.NotInUse: (…) Target is in an Availability Zone that is not enabled for the load balancer',
    ),
  ),
  stoppedIsInvalid: rule(
    'A target that is stopped or terminated is unused, with Target.InvalidState.',
    applicationBalancerGuide(CHECKS, 'the target is in the stopped or terminated state (…) Target.InvalidState'),
  ),
  disabledIsUnavailable: rule(
    'Where health checks are disabled a target is unavailable and never healthy.',
    applicationBalancerGuide(
      CHECKS,
      'unavailable: Health checks are disabled for the target group. Related reason code: Target.HealthCheckDisabled',
    ),
  ),
  drainsForDelay: rule(
    'A target that is deregistered drains for the whole deregistration delay, also without connections, and is unused then.',
    applicationBalancerGuide(
      'edit-target-group-attributes',
      'If a deregistering target has no in-flight requests and no active connections, Elastic Load Balancing immediately completes the deregistration process, without waiting for the deregistration delay to elapse. However, even though target deregistration is complete, the status of the target is displayed as draining until the deregistration delay timeout expires.',
    ),
  ),
  autoScalingWaitsForDrain: ruleSwitch(
    'whole-delay',
    {
      'whole-delay': 'Auto Scaling terminates an instance when the deregistration delay is over.',
      'until-idle':
        'Auto Scaling terminates an instance without connections at once; its target is shown as draining meanwhile.',
    },
    applicationBalancerGuide(
      'edit-target-group-attributes',
      'even though target deregistration is complete, the status of the target is displayed as draining until the deregistration delay timeout expires',
    ),
    autoScalingGuide(
      'health-checks-overview',
      'Amazon EC2 Auto Scaling waits for either in-flight requests to complete or the maximum timeout to expire before it terminates unhealthy instances.',
    ),
  ),
} as const

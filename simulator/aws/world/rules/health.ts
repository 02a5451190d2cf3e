/** Rules of Auto Scaling's health checks: what makes an instance unhealthy, and how many are replaced at a time. */
import { autoScalingGuide, duration, ec2Guide, less, record, rule, ruleSwitch } from './rule.ts'

const OVERVIEW = 'health-checks-overview'
const GRACE = 'health-check-grace-period'
const STATUS_CHECKS = 'monitoring-system-instance-status-check'

export const healthRules = {
  notRunningIsUnhealthy: rule(
    'An instance that is not running is unhealthy at once, also within the grace period.',
    autoScalingGuide(
      OVERVIEW,
      'if Amazon EC2 Auto Scaling detects that an instance is no longer in the running state, this situation is treated as an immediate failure',
    ),
  ),
  loadBalancersOnlyIfTurnedOn: rule(
    'What load balancers say makes an instance unhealthy only where the health check type contains ELB.',
    autoScalingGuide(
      OVERVIEW,
      'By default, Amazon EC2 Auto Scaling ignores the results of the Elastic Load Balancing health checks.',
    ),
  ),
  graceProtects: rule(
    'Within the grace period, counted from InService, an instance that fails the checks of a load balancer is not replaced.',
    autoScalingGuide(
      GRACE,
      "The grace period prevents Amazon EC2 Auto Scaling from marking your newly launched instances Unhealthy and terminating them unnecessarily if they don't immediately pass these health checks after they enter the InService state.",
    ),
  ),
  graceInRefresh: ruleSwitch(
    'checked',
    {
      checked:
        'Within the grace period a refresh waits until a new instance is healthy in its load balancers (groups with ELB health checks).',
      assumed: 'Within the grace period a refresh takes a new instance for healthy, whatever its load balancers say.',
    },
    autoScalingGuide(
      GRACE,
      'This is how long Amazon EC2 Auto Scaling must wait before checking the health status of an instance after it enters the InService state.',
    ),
    autoScalingGuide(
      'instance-refresh-overview',
      "don't set the group's health check grace period too high, but high enough for your Elastic Load Balancing health checks to determine whether a target is available to handle requests",
    ),
  ),
  tenPercentAtATime: rule(
    'For the sake of load balancers or status checks no more than ten percent of the desired capacity, at least one, is replaced at a time.',
    autoScalingGuide(
      OVERVIEW,
      "Amazon EC2 Auto Scaling only replaces up to 10 percent of the group's desired capacity at a time. It does this until all of the unhealthy instances are replaced.",
    ),
  ),
  impairedIsUnhealthy: rule(
    'An instance whose system or instance status check is impaired for some minutes is unhealthy.',
    autoScalingGuide(
      OVERVIEW,
      'When a status check fails, Amazon EC2 Auto Scaling waits a few minutes for AWS to fix the issue. It does not immediately mark an instance Unhealthy when its status for the status checks becomes impaired.',
    ),
  ),
  impairedFor: duration(
    'So long a status check has to be impaired before Auto Scaling calls the instance unhealthy ("a few minutes").',
    { likely: 180, alsoPlayed: 300 },
    autoScalingGuide(OVERVIEW, 'Amazon EC2 Auto Scaling waits a few minutes for AWS to fix the issue.'),
  ),
  insufficientDataIsNotUnhealthy: rule(
    'A status check without sufficient data makes no instance unhealthy.',
    autoScalingGuide(
      OVERVIEW,
      "EC2 Auto Scaling doesn't mark the instance as Unhealthy if a status check returns insufficient-data.",
    ),
  ),
  failedHostIsImpaired: rule(
    'Where the physical host of an instance fails, the system status check of the instance is impaired: the fault is AWS’s.',
    ec2Guide(
      STATUS_CHECKS,
      'System status checks monitor the AWS systems on which your instance runs. These checks detect underlying problems with your instance that require AWS involvement to repair.',
    ),
    ec2Guide(
      STATUS_CHECKS,
      'The following are examples of problems that can cause system status checks to fail: Loss of network connectivity. Loss of system power. Software issues on the physical host. Hardware issues on the physical host that impact network reachability',
    ),
  ),
  failedHostFailsInstanceCheck: rule(
    'Its instance status check is impaired as well.',
    ec2Guide(
      STATUS_CHECKS,
      'The following are examples of problems that can cause instance status checks to fail: Failed system status checks',
    ),
  ),
  failedHostAnswersNobody: less(
    'inferred',
    rule(
      'An instance whose host has failed answers no check of a load balancer.',
      ec2Guide(
        STATUS_CHECKS,
        'examples of problems that can cause system status checks to fail: Loss of network connectivity. Loss of system power.',
      ),
    ),
  ),
  statusCheckAfter: duration(
    'So long after its host has failed, or works again, the status checks of an instance say so: they are made every minute.',
    { likely: 60, alsoPlayed: 5 },
    ec2Guide(STATUS_CHECKS, 'Status checks are performed every minute, returning a pass or a fail status.'),
  ),
  volumesOnlyIfTurnedOn: rule(
    'The status check of attached volumes counts only where the health check type contains EBS.',
    autoScalingGuide(
      OVERVIEW,
      'Amazon EBS health checks (…) To run this health check type, you must turn it on for your Auto Scaling group.',
    ),
  ),
  refreshWaitsForStatusChecks: less(
    'public record',
    ruleSwitch(
      'waits',
      {
        waits:
          'A refresh waits until EC2 has enough data on a new instance, and calls it "insufficient data to evaluate its health".',
        'does-not': 'A refresh goes on while EC2 has no data on a new instance yet.',
      },
      record(
        'https://developer.harness.io/docs/continuous-delivery/deploy-srv-diff-platforms/aws/asg-tutorial',
        'Waiting for remaining instances to be available. For example: i-03e47024515f6d45a has insufficient data to evaluate its health with Amazon EC2.',
      ),
    ),
  ),
} as const

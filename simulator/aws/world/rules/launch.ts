/** Rules of launches, of the way into service, and of what limits them. */
import { autoScalingGuide, duration, less, rule, ruleSwitch } from './rule.ts'

const LIFECYCLE = 'ec2-auto-scaling-lifecycle'
const HOOKS = 'lifecycle-hooks-overview'

export const launchRules = {
  registeredBeforeInService: rule(
    'An instance is registered with its load balancers before it is InService.',
    autoScalingGuide(
      LIFECYCLE,
      'Amazon EC2 Auto Scaling automatically registers your instance with the load balancer before it marks the instance as InService.',
    ),
  ),
  inServiceAfterRegistration: ruleSwitch(
    'asked',
    {
      asked: 'An instance is InService as soon as its load balancers have been told to register it.',
      finished:
        'An instance is InService when its load balancers have finished registering it: minutes behind a Network Load Balancer.',
    },
    autoScalingGuide(
      'health-checks-overview',
      'After an instance finishes registering, it enters the InService state and becomes available for use with the load balancer.',
    ),
  ),
  launchHookHolds: rule(
    'A launching hook holds an instance in Pending:Wait, at most for its heartbeat timeout.',
    autoScalingGuide(
      HOOKS,
      'The instance remains in a wait state until you either complete the lifecycle action, or the timeout period ends.',
    ),
  ),
  abandonedLaunchIsTerminated: rule(
    'A launching hook that ends with ABANDON terminates the instance, and another one is launched.',
    autoScalingGuide(
      'lifecycle-hooks',
      'abandon indicates that your custom actions were unsuccessful, and that we can terminate and replace the instance',
    ),
  ),
  terminatingHookHolds: rule(
    'A terminating hook holds an instance in Terminating:Wait after its drain; CONTINUE and ABANDON both let it go.',
    autoScalingGuide(
      HOOKS,
      'The lifecycle hook puts the instance into a wait state (Terminating:Wait) and then performs a custom action.',
    ),
    autoScalingGuide(
      'lifecycle-hooks',
      'If an instance is terminating, both abandon and continue allow the instance to terminate.',
    ),
  ),
  hooksEndAfter48Hours: rule(
    'However many heartbeats are recorded, an instance waits for a hook for 48 hours or 100 heartbeat timeouts, whichever is shorter.',
    autoScalingGuide(
      'lifecycle-hooks',
      'The global timeout is 48 hours or 100 times the heartbeat timeout, whichever is smaller.',
    ),
  ),
  abandonRetains: rule(
    'With an instance lifecycle policy that retains, a terminating hook that is abandoned leaves the instance in Terminating:Retained: it runs on, counts for nothing, and a refresh ignores it.',
    autoScalingGuide(
      'instance-lifecycle-policy',
      "These instances don't count toward your Auto Scaling group's desired capacity, so Auto Scaling launches replacement instances to maintain the desired size. Auto Scaling features such as instance refresh and max instance lifetime will also ignore retained instances.",
    ),
  ),
  protectedFromInService: rule(
    'NewInstancesProtectedFromScaleIn protects an instance from InService on.',
    autoScalingGuide(
      'ec2-auto-scaling-instance-protection',
      'Instance scale-in protection starts when the instance state is InService.',
    ),
  ),
  emptiestZone: rule(
    'An instance is launched in the zone with the fewest instances that has capacity.',
    autoScalingGuide(
      'auto-scaling-benefits',
      'attempting to launch new instances in the Availability Zone with the fewest instances',
    ),
  ),
  failedLaunchesAreRepeated: less(
    'inferred',
    rule(
      'A launch that fails is tried again, with growing pauses.',
      autoScalingGuide('instance-refresh-overview', 'Amazon EC2 Auto Scaling keeps retrying for an hour.'),
    ),
  ),
  drawsFromWarmPool: rule(
    'A scale-out takes instances of the warm pool first, as they are, whatever version they run.',
    autoScalingGuide(
      'ec2-auto-scaling-warm-pools',
      'Whenever your application needs to scale out, the Auto Scaling group can draw on the warm pool to meet its new desired capacity.',
    ),
  ),
  zonesAreRebalanced: rule(
    'A group whose zones have become uneven launches in the emptier zone and then terminates in the fuller one.',
    autoScalingGuide(
      'auto-scaling-benefits',
      'When rebalancing, Amazon EC2 Auto Scaling launches new instances before terminating the earlier ones. This way, rebalancing does not compromise the performance or availability of your application.',
    ),
  ),
  capacityRebalancingLaunchesFirst: rule(
    'With Capacity Rebalancing a Spot instance at risk is terminated when a new one is in service and healthy.',
    autoScalingGuide(
      'ec2-auto-scaling-capacity-rebalancing',
      'When the new Spot Instance launches, Amazon EC2 Auto Scaling waits until the new instance passes its health check before it terminates the previous instance.',
    ),
  ),
  missedSchedulesAreNotMadeUp: rule(
    'A scheduled action whose time comes while ScheduledActions is suspended is never carried out.',
    autoScalingGuide(
      'understand-how-suspending-processes-affects-other-processes',
      'When you resume ScheduledActions, Amazon EC2 Auto Scaling only considers scheduled actions whose scheduled time has not yet passed.',
    ),
  ),
  scheduledUpToLate: duration(
    'So long after its time a scheduled action is carried out.',
    { likely: 0, alsoPlayed: 120 },
    autoScalingGuide(
      'ec2-auto-scaling-scheduled-scaling',
      'the action might be delayed for up to two minutes from the scheduled start time',
    ),
  ),
} as const

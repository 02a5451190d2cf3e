/** Rules of launches, of the way into service, and of what limits them. */
import {
  autoScalingGuide,
  duration,
  ec2Api,
  ec2DeveloperGuide,
  ec2Guide,
  less,
  record,
  rule,
  ruleSwitch,
} from './rule.ts'

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
      asked: 'An instance is InService as soon as its load balancers have been asked to register it.',
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
  launchTimeMovesWithStart: rule(
    'EC2’s launch time of an instance that was stopped and is started again, as out of a warm pool, is that of the start; its primary network interface stays attached since its first launch.',
    ec2Api(
      'API_Instance',
      'The time that the instance was last launched. To determine the time that instance was first launched, see the attachment time for the primary network interface.',
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
  ceilingsFreeAtTermination: less(
    'inferred',
    rule(
      'What an instance takes of a quota, of the addresses of a subnet or of a reservation is free when it is terminated; while it drains it still takes it.',
      ec2DeveloperGuide(
        'errors-overview',
        "InstanceLimitExceeded: You've reached the limit on the number of instances you can run concurrently.",
      ),
    ),
  ),
} as const

/** Of RunInstances, which launches outside of any group. */
export const runInstancesRules = {
  interfacesExcludeSubnet: rule(
    'Network interfaces exclude a subnet, security groups and a private address beside them, whether the request or the template has them.',
    record(
      'hashicorp/terraform-provider-aws#33536',
      'InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not be specified on the same request',
    ),
    ec2Api(
      'API_RunInstances',
      'If you specify a network interface, you must specify any subnets as part of the network interface instead of using this parameter.',
    ),
  ),
  dryRunTriesTheLaunch: ruleSwitch('does-not', {
    'does-not':
      'A dry run checks permissions, the request and whether image and type fit. It finds no disk that is too small, no shortage, no full subnet and no quota that is used up.',
    tries:
      'A dry run is refused for whatever would refuse the launch: disks, a shortage, a full subnet, a quota that is used up.',
  }),
  tokensAreZonal: rule(
    'A client token counts within a zone where the request names a subnet or a zone: the same token in another zone launches another instance.',
    ec2DeveloperGuide(
      'ec2-api-idempotency',
      'if you send an idempotent request to launch an instance in the us-east-1a Availability Zone, and then use the same client token in a request in the us-east-1b Availability Zone, we launch instances in each of those Availability Zones',
    ),
  ),
  onDemandOverSpotTemplate: ruleSwitch('on-demand', {
    'on-demand': 'MarketType on-demand in a request launches On-Demand whatever the template says.',
    'keeps-spot': 'The Spot options of a template hold in spite of MarketType on-demand in the request.',
  }),
  disksOutliveUnlessDeleted: rule(
    'A volume or network interface whose DeleteOnTermination is false outlives its instance; what a request gives for a device or an interface replaces what image and template say.',
    ec2Api(
      'API_EbsBlockDevice',
      'DeleteOnTermination: Indicates whether the EBS volume is deleted on instance termination.',
    ),
    ec2Api(
      'API_InstanceNetworkInterfaceSpecification',
      'If set to true, the interface is deleted when the instance is terminated. You can specify true only if creating a new network interface when launching an instance.',
    ),
  ),
  stopProtectionRefusesTermination: rule(
    'TerminateInstances is refused while either the termination or the stop protection of an instance is on; each is taken back by itself.',
    ec2Guide(
      'ec2-stop-protection',
      'Stop protection not only prevents your instance from being accidentally stopped, but also from accidental termination when using the console, AWS CLI, or API. However, it does not automatically set the DisableApiTermination attribute.',
    ),
  ),
  launchConditionKeys: ruleSwitch(
    'given',
    {
      given:
        'When Auto Scaling checks that its caller could launch a template, ec2:LaunchTemplate and ec2:Owner are filled in as for a launch.',
      missing:
        'When Auto Scaling checks that its caller could launch a template, no condition key of the launch is filled in.',
    },
    autoScalingGuide(
      'ec2-auto-scaling-launch-template-permissions',
      'ec2:RunInstances are checked when an Auto Scaling group is created or updated using a launch template.',
    ),
  ),
  instanceKnownAfter: duration(
    'So long after its launch an instance is not described yet.',
    { likely: 0, alsoPlayed: 4 },
    ec2DeveloperGuide(
      'eventual-consistency',
      'the result of an API command you run that affects your Amazon EC2 resources might not be immediately visible to all subsequent commands you run',
    ),
  ),
} as const

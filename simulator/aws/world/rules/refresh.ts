/** Rules of instance refreshes: what is replaced, how fast, and how it ends. */
import {
  autoScalingApi,
  autoScalingGuide,
  duration,
  ec2DeveloperGuide,
  less,
  record,
  rule,
  ruleSwitch,
} from './rule.ts'

const OVERVIEW = 'instance-refresh-overview'
const ROLLBACK = 'instance-refresh-rollback'
const CHECKPOINTS = 'asg-adding-checkpoints-instance-refresh'
const SUSPENDED = 'understand-how-suspending-processes-affects-other-processes'
const SKIP = 'asg-instance-refresh-skip-matching'

export const refreshRules = {
  minimumRoundsUp: less(
    'public record',
    rule(
      'The minimum healthy percentage of the desired capacity is rounded up to whole instances.',
      record(
        'https://github.com/alphagov/tech-ops/pull/208',
        'The amount of capacity in the Auto Scaling group that must remain healthy during an instance refresh (…) as a percentage of the desired capacity of the Auto Scaling group (rounded up to the nearest integer).',
      ),
    ),
  ),
  maxRounding: ruleSwitch('floor', {
    floor: 'The maximum healthy percentage of the desired capacity is rounded down to whole instances.',
    ceil: 'The maximum healthy percentage of the desired capacity is rounded up to whole instances.',
  }),
  surgeOverMaxSize: ruleSwitch('allowed', {
    allowed: "A refresh that launches first may exceed the group's MaxSize.",
    forbidden: "A refresh never exceeds the group's MaxSize.",
  }),
  launchesFirstAtMaximum100: rule(
    'A maximum of 100 that is sent beside a minimum of 100 launches one instance before another is terminated.',
    autoScalingApi(
      'API_RefreshPreferences',
      'Explicitly setting MaxHealthyPercentage to 100 is not equivalent to omitting it. (…) Auto Scaling launches a new instance before terminating an old one (temporarily exceeding the desired capacity).',
    ),
  ),
  omittedMaximumTerminatesAtOnce: rule(
    'Without a maximum an instance is terminated and its replacement launched at the same time, below the minimum if need be.',
    autoScalingApi(
      'API_RefreshPreferences',
      'When MaxHealthyPercentage is omitted, Auto Scaling terminates an instance and launches its replacement simultaneously.',
    ),
  ),
  warmupFromInService: rule(
    'The instance warmup is counted from InService.',
    autoScalingGuide(
      OVERVIEW,
      "The instance warmup is the time period from when a new instance's state changes to InService to when it is considered to have finished initializing.",
    ),
  ),
  warmupDelaysNext: rule(
    'The next instance is replaced only when the new ones are healthy and past their warmup.',
    autoScalingGuide(OVERVIEW, 'It waits for the warmup period before it moves on to replacing the next instance.'),
  ),
  oneActiveRefresh: rule(
    'A group has one active refresh; another one is refused.',
    autoScalingApi(
      'API_StartInstanceRefresh',
      'The request failed because an active instance refresh already exists for the specified Auto Scaling group.',
    ),
  ),
  scaleOutsLaunchDesired: rule(
    'Whatever the group launches during a refresh is launched from the desired configuration.',
    autoScalingGuide(
      OVERVIEW,
      "If a scale-out event occurs during an instance refresh, Amazon EC2 Auto Scaling launches new instances with the desired configuration instead of the group's current settings.",
    ),
  ),
  templateLocked: rule(
    'While a refresh with a desired configuration is active, what the group launches from cannot be changed.',
    autoScalingGuide(
      OVERVIEW,
      'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
    ),
  ),
  saves: ruleSwitch(
    'on-success',
    {
      'on-success': "The desired configuration becomes the group's when the refresh succeeds, after the bake time.",
      'before-bake':
        "The desired configuration becomes the group's when the last instance is replaced, before the bake time.",
    },
    autoScalingGuide(
      OVERVIEW,
      'After the instance refresh succeeds, Amazon EC2 Auto Scaling updates the Auto Scaling group settings to reflect the new desired configuration',
    ),
  ),
  failsAfterAnHour: rule(
    'A refresh that makes no progress for an hour fails, or rolls back where AutoRollback is set.',
    autoScalingGuide(
      OVERVIEW,
      'Amazon EC2 Auto Scaling keeps retrying for an hour. It also provides a status message to help you resolve the issue. If the problem persists after an hour, the operation fails.',
    ),
    autoScalingGuide(
      ROLLBACK,
      'the instance refresh attempts to complete all replacements for one hour before it fails and rolls back',
    ),
  ),
  protectedAndStandbyWait: rule(
    'Under Wait a refresh waits for protected instances and for those in standby, after it has replaced all others.',
    autoScalingApi(
      'API_RefreshPreferences',
      'Amazon EC2 Auto Scaling waits one hour for you to remove scale-in protection. Otherwise, the instance refresh will fail.',
    ),
  ),
  protectedAndStandbyIgnored: rule(
    'Under Ignore a refresh replaces neither protected instances nor those in standby, and succeeds without them.',
    autoScalingApi(
      'API_RefreshPreferences',
      'Amazon EC2 Auto Scaling ignores instances that are protected from scale in and continues to replace instances that are not protected.',
    ),
  ),
  alarmsOkAtStart: rule(
    'A refresh is refused while one of its alarms is in ALARM or INSUFFICIENT_DATA.',
    autoScalingGuide(
      ROLLBACK,
      'If the alarm state is INSUFFICIENT_DATA or ALARM, you receive an error when you try to start the instance refresh.',
    ),
  ),
  alarmFails: rule(
    'An alarm that goes into ALARM fails the refresh at once.',
    autoScalingGuide(
      ROLLBACK,
      'automatically reverses what was deployed if the instance refresh fails for some reason or if any CloudWatch alarms you specify go into the ALARM state',
    ),
  ),
  alarmWithoutDataPauses: rule(
    'While one of its alarms is in INSUFFICIENT_DATA a refresh replaces nothing.',
    autoScalingGuide(
      ROLLBACK,
      'When this happens, Amazon EC2 Auto Scaling cannot replace instances until new data points are found.',
    ),
  ),
  suspendedLaunchBlocks: rule(
    'With Launch or Terminate suspended a refresh replaces nothing, and its hour runs.',
    autoScalingGuide(SUSPENDED, 'Launch is suspended (…) InstanceRefresh does not replace instances.'),
  ),
  suspendedRefreshPauses: rule(
    'With InstanceRefresh suspended a refresh is paused; it goes on when the process is resumed.',
    autoScalingGuide(
      SUSPENDED,
      'If there is an instance refresh in progress, this pauses the operation without canceling it.',
    ),
  ),
  checkpointsTrimBatches: rule(
    'A batch is made smaller so that it does not pass a checkpoint.',
    autoScalingGuide(
      CHECKPOINTS,
      '0:35: One earlier instance is replaced with a new one. (…) At 0:35, the operation stops launching new instances.',
    ),
  ),
  checkpointsPause: rule(
    'A refresh pauses at a checkpoint for the checkpoint delay; of several that are reached at once it pauses at the last.',
    autoScalingGuide(
      CHECKPOINTS,
      'Because 50 percent is higher than the first two checkpoints, it skips the first checkpoint (10) and sends a notification for the second checkpoint (40).',
    ),
  ),
  lastCheckpointEnds: rule(
    'A last checkpoint below 100 ends the refresh there, as successful.',
    autoScalingGuide(
      CHECKPOINTS,
      'the instance refresh will stop replacing instances after reaching that checkpoint percentage and will not automatically continue to 100% completion',
    ),
  ),
  skipMatchingKeeps: rule(
    'With SkipMatching instances that have the launch template, its version and an instance type of the desired configuration stay.',
    autoScalingGuide(
      SKIP,
      "Amazon EC2 Auto Scaling checks to see if any instances match your desired configuration. Then, it only replaces the instances that don't match your desired configuration.",
    ),
  ),
  withoutSkipMatchingAllGo: rule(
    'Without SkipMatching every instance is replaced, also one that has the desired version already.',
    autoScalingGuide(
      SKIP,
      'If you do not enable skip matching, all instances will be replaced. This is true even if the launch template used to provision the instance is the same as the one that you specified for your desired configuration.',
    ),
  ),
  aliasReadAgain: rule(
    'An alias in the desired configuration is read again for each replacement: what was replaced already is replaced again by a newer version.',
    autoScalingGuide(
      SKIP,
      'when you specify either $Default or $Latest as the desired version for your launch template and then create a new version of the launch template while an instance refresh is in progress, any instances that were already replaced will be replaced again',
    ),
  ),
  percentageAfterWarmup: rule(
    'PercentageComplete counts an instance when it is healthy and past its warmup.',
    autoScalingGuide(
      CHECKPOINTS,
      "The percentage complete doesn't accurately reflect the number of completed replacements yet (50 percent), because the new instance isn't done warming up.",
    ),
  ),
  leftFallsAtReplacement: less(
    'inferred',
    rule(
      'InstancesToUpdate falls when a replacement begins, before its warmup.',
      autoScalingGuide(
        'check-status-instance-refresh',
        '"PercentageComplete": 50, "InstancesToUpdate": 0, "StatusReason": "Waiting for instances to warm up before continuing. For example: i-0645704820a8e83ff is warming up."',
      ),
    ),
  ),
  nothingReplacedSucceedsAtOnce: rule(
    'A refresh that replaces nothing succeeds at once, without its bake time.',
    autoScalingGuide(
      SKIP,
      'If you enable skip matching, but none of these are changing, the instance refresh will succeed immediately without replacing any instances.',
    ),
  ),
  waitsForTerminations: rule(
    'A refresh is not done before the instances that it has taken out are gone: drains and terminating hooks are waited for.',
    autoScalingGuide(
      CHECKPOINTS,
      "You might also have a lifecycle hook that puts an instance into a wait state and then performs a custom action as it's launching or terminating.",
    ),
  ),
  warmPoolLast: rule(
    'Instances in service are replaced before those of a warm pool.',
    autoScalingGuide(OVERVIEW, 'Replace InService instances before instances that are in a warm pool.'),
  ),
  largeWeights: ruleSwitch(
    'in-turn',
    {
      'in-turn': 'A group whose weight is at least its desired capacity is replaced within the bounds like any other.',
      'all-at-once': 'A group whose weight is at least its desired capacity has all instances replaced at once.',
    },
    autoScalingGuide(
      OVERVIEW,
      "If a mixed instances group is configured with an instance weight that is larger than or equal to the group's desired capacity, Amazon EC2 Auto Scaling might replace all InService instances at once.",
    ),
  ),
  listedAfter: duration('So long after its start a refresh is not listed yet.', { likely: 0, alsoPlayed: 8 }),
  versionKnownAfter: duration(
    'So long after it was made a launch template version is not known to Auto Scaling yet.',
    { likely: 0, alsoPlayed: 6 },
    ec2DeveloperGuide(
      'eventual-consistency',
      'the result of an API command you run that affects your Amazon EC2 resources might not be immediately visible to all subsequent commands you run',
    ),
  ),
} as const

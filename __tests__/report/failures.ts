/** One of each failure, with what is done and said about it. */
import type { Failure } from '../../src/rollout/failures/index.ts'
import type { FailureRow } from '../../src/rollout/failures/row.ts'
import type { Finding } from '../../src/rollout/model/finding.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import { API, T, WEB } from './fleet.ts'

const problem = (kind: Problem['kind'], operation: string, code: string, message: string): Problem => ({
  kind,
  operation,
  code,
  message,
})
const short = [
  {
    targetGroup: WEB,
    instances: ['i-1', 'i-2'],
    states: ['unhealthy: Timeout', 'not registered'],
    healthy: 4,
    judged: 6,
  },
  { targetGroup: API, instances: ['i-1'], states: ['initial: InitialHealthChecking'], healthy: 5, judged: 6 },
]
export const denied = problem(
  'denied',
  'StartInstanceRefresh',
  'AccessDenied',
  'You are not authorized to use launch template: lt-0123456789abcdef0',
)
const expired = problem(
  'expired',
  'DescribeInstanceRefreshes',
  'ExpiredToken',
  'The security token included in the request is expired',
)
const renew = 'Set `role-to-assume`: then this step renews its credentials before they expire.'
const throttled = problem('throttled', 'DescribeTargetHealth', 'Throttling', 'Rate exceeded')
const unavailable = problem('passing', 'DescribeTargetHealth', 'ServiceUnavailable', 'Service Unavailable')
const findings: readonly Finding[] = [
  { level: 'warning', rule: 'slow', says: 'It is slow.', remedy: 'Wait.' },
  { level: 'error', rule: 'image-missing', says: 'The image is gone.', remedy: 'Choose another.' },
]
const late = 'Another instance refresh had to end first; what was found then blocks the rollout: The image is gone.'
const lateStep = 'Choose another. Then run again.'

const activities = 'aws autoscaling describe-scaling-activities --auto-scaling-group-name web --max-records 20'
const healthOf = (name: string) =>
  `aws elbv2 describe-target-health --target-group-arn "$(aws elbv2 describe-target-groups --names ${name} --query 'TargetGroups[0].TargetGroupArn' --output text)"`
const fixHealth =
  'The target groups show why instances are not healthy. Fix the image or its health check, then deploy again.'

/** A code, and the reason where a code has several. */
type Key = Failure extends infer F
  ? F extends { code: infer C extends string; reason: infer R extends string }
    ? `${C}/${R}`
    : F extends { code: infer C extends string }
      ? C
      : never
  : never

/** The failure, the setting that says what becomes of the refresh, whether to run again, sentence, next step, commands. */
export type Case = readonly [Failure, FailureRow['action'], boolean, string, string, readonly string[]]

/** Every reason of every code; a new one fails to compile until it stands here. */
export const failures: { readonly [K in Exclude<Key, `${string}/earlier-attempt`>]: Case } = {
  cancelled: [
    { code: 'cancelled', signal: 'SIGINT' },
    'on-cancel',
    true,
    'This job was cancelled (SIGINT).',
    'Run the job again when the rollout is wanted.',
    [],
  ],
  'handed-over': [
    {
      code: 'handed-over',
      refreshId: 'r-1',
      original: { code: 'verify', sentence: 'verify failed at checkpoint 20 % with exit code 7.' },
    },
    'leave',
    true,
    'The time of this job is over (`hand-over`): AWS goes on rolling back, and nobody watches it until a later job takes it up. The rollout failed (verify): verify failed at checkpoint 20 % with exit code 7.',
    'The same step in a later job of this run takes it up (docs/longer-than-a-job.md), or run this job again.',
    ['aws autoscaling describe-instance-refreshes --auto-scaling-group-name web --max-records 1'],
  ],
  'cancelled-elsewhere': [
    { code: 'cancelled-elsewhere' },
    'leave',
    true,
    'Somebody else cancelled the instance refresh.',
    'Ask first who cancelled it and why (CloudTrail: CancelInstanceRefresh).',
    ['aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CancelInstanceRefresh'],
  ],
  'target-health/unhealthy': [
    { code: 'target-health', reason: 'unhealthy', short, since: T, limitMs: 60_000 },
    'on-failure',
    false,
    'Not healthy for longer than 1 min: 2 of 6 instances in target group web-tg (i-1 and i-2; unhealthy: Timeout and not registered); 4 are healthy; 1 of 6 instances in target group api-tg (i-1; initial: InitialHealthChecking); 5 are healthy.',
    fixHealth,
    [healthOf('web-tg'), healthOf('api-tg')],
  ],
  'target-health/flapping': [
    { code: 'target-health', reason: 'flapping', instance: 'i-1', flapCount: 3, limit: 3, since: T },
    'on-failure',
    false,
    'i-1 was healthy and then was not, 3 times (limit 3).',
    fixHealth,
    [],
  ],
  'below-minimum': [
    {
      code: 'below-minimum',
      healthy: 3,
      minimum: 6,
      short: short.slice(0, 1),
      cause: 'unhealthy',
      since: T,
      limitMs: 90_000,
    },
    'on-failure',
    false,
    'Only 3 instances are healthy (minimum 6), for longer than 1 min 30 s. Not healthy: 2 of 6 instances in target group web-tg (i-1 and i-2; unhealthy: Timeout and not registered); 4 are healthy.',
    fixHealth,
    [healthOf('web-tg')],
  ],
  'launch-failures': [
    {
      code: 'launch-failures',
      seen: 4,
      limit: 3,
      since: T,
      messages: [
        { text: 'The key pair web does not exist. Launching EC2 instance failed.', count: 3 },
        { text: 'Insufficient capacity. Launching EC2 instance failed.', count: 1 },
      ],
      isLaunchFirst: false,
    },
    'on-failure',
    false,
    '4 launches failed and none succeeded (limit 3): “The key pair web does not exist. Launching EC2 instance failed.” (×3); “Insufficient capacity. Launching EC2 instance failed.”.',
    'Fix what AWS names above, then deploy again.',
    [activities],
  ],
  'instances-died/status-checks': [
    {
      code: 'instances-died',
      reason: 'status-checks',
      instances: ['i-1', 'i-2'],
      states: ['instance impaired'],
      since: T,
      limitMs: 60_000,
    },
    'on-failure',
    false,
    'EC2’s status checks of i-1 and i-2 did not pass for longer than 1 min (instance impaired).',
    'The console and the system log of the instance show how far it booted. Fix the image, then deploy again. A system check that fails is EC2’s own fault: run again.',
    ['aws ec2 describe-instance-status --include-all-instances --instance-ids i-1 i-2'],
  ],
  'instances-died/hosts-failed': [
    {
      code: 'instances-died',
      reason: 'hosts-failed',
      instances: ['i-1'],
      states: ['instance impaired and system impaired'],
      since: T,
      limitMs: 1_200_000,
    },
    'leave',
    true,
    'EC2’s status checks of i-1 did not pass for longer than 20 min (instance impaired and system impaired).',
    'The hosts of these instances have failed: that is EC2’s own fault, not the image’s. Auto Scaling replaces the instances after the group’s health check grace period; then run again.',
    ['aws ec2 describe-instance-status --include-all-instances --instance-ids i-1'],
  ],
  'aws-failed/nothing-proven': [
    { code: 'aws-failed', reason: 'nothing-proven', since: T, limitMs: 60_000 },
    'leave',
    false,
    'AWS reports Successful, but the group has no instance in service any more: nothing shows that the new version works, and the next scale-out launches it.',
    'Scale the group out and deploy again, which proves the version; or save the version before on the group, so that the next scale-out launches that.',
    [activities],
  ],
  'timeout/all-replaced': [
    { code: 'timeout', reason: 'all-replaced', limitMs: 3_600_000, status: 'InProgress', percent: 100 },
    'leave',
    true,
    'Not done within 1 h, the time limit: the instance refresh was InProgress at 100 %. Every instance runs the new version and is healthy, so nothing is undone: AWS goes on by itself.',
    'Run the job again once AWS is done: it confirms what AWS has finished. Raise `timeout` if this is how long it takes.',
    [activities],
  ],
  'instances-died/ended': [
    {
      code: 'instances-died',
      reason: 'ended',
      instances: ['i-1', 'i-2'],
      limit: 2,
      since: T,
      lived: 61_000,
      unhealthyIn: [WEB],
    },
    'on-failure',
    false,
    '2 new instances came into service and ended again (i-1 and i-2), the longest after 1 min 1 s; not healthy before in web-tg.',
    'The instance’s console and system log show why it ended. Fix the image, then deploy again.',
    [activities],
  ],
  'target-health/not-judged': [
    {
      code: 'target-health',
      reason: 'not-judged',
      short: [
        {
          targetGroup: WEB,
          instances: ['i-1'],
          states: ['unused: NotInUse (“No listener.”)'],
          healthy: 5,
          judged: 6,
        },
      ],
      since: T,
      limitMs: 60_000,
    },
    'on-failure',
    false,
    'Not used by the load balancer, so not healthy, for longer than 1 min: 1 of 6 instances in target group web-tg (i-1; unused: NotInUse (“No listener.”)); 5 are healthy.',
    'This is not the image’s doing: the load balancer has stopped judging these targets. Give the target group its listener or rule back, enable the zone for the load balancer, or switch its health checks on again; then deploy again.',
    [healthOf('web-tg')],
  ],
  'target-health/not-registered': [
    {
      code: 'target-health',
      reason: 'not-registered',
      short: [{ targetGroup: WEB, instances: ['i-1'], states: ['not registered'], healthy: 5, judged: 6 }],
      since: T,
      limitMs: 60_000,
    },
    'on-failure',
    true,
    'Not registered with the load balancer for longer than 1 min: 1 of 6 instances in target group web-tg (i-1; not registered); 5 are healthy.',
    'This is not the image’s doing: the load balancer has not begun to check these targets. See whether the group registers new instances (its process AddToLoadBalancer) and whether somebody takes them out; then run again.',
    [healthOf('web-tg')],
  ],
  alarm: [
    {
      code: 'alarm',
      alarms: ['errors', 'slow web'].map((name) => ({ name, isOver: false })),
      status: 'RollbackInProgress',
    },
    'on-failure',
    false,
    'The alarms “errors” and “slow web” fired, and AWS stopped the instance refresh (RollbackInProgress).',
    'See what the alarm saw. Fix the image or the alarm, then deploy again.',
    ["aws cloudwatch describe-alarms --alarm-names errors 'slow web'"],
  ],
  verify: [
    { code: 'verify', verified: { step: 'bake', result: 'failed', exit: 7, tail: ['one', 'connection refused'] } },
    'on-failure',
    false,
    'verify failed (bake) with exit code 7. Its last line: “connection refused”',
    'The output of verify is in the log. Fix the image or the check, then deploy again.',
    [],
  ],
  'verify/on-instance': [
    {
      code: 'verify',
      reason: 'on-instance',
      verified: {
        step: 'bake',
        result: 'failed',
        exit: 3,
        tail: ['inactive'],
        on: { instance: 'i-1', cause: 'script', says: 'Failed' },
      },
    },
    'on-failure',
    false,
    'verify-on-instance failed (bake) on i-1 with exit code 3. Its last line: “inactive”',
    'The end of the script’s output is in the log. Fix the image or the check, then deploy again.',
    ['aws ssm list-command-invocations --instance-id i-1 --details --max-items 5'],
  ],
  'verify/unmanaged': [
    {
      code: 'verify',
      reason: 'unmanaged',
      verified: {
        step: 'bake',
        result: 'timed-out',
        tail: [],
        on: { instance: 'i-1', cause: 'unmanaged', says: 'Systems Manager does not manage it' },
      },
    },
    'on-failure',
    false,
    'verify-on-instance gave no verdict in time (bake). On i-1: Systems Manager does not manage it.',
    'Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints, then deploy again.',
    ['aws ssm list-command-invocations --instance-id i-1 --details --max-items 5'],
  ],
  'verify/not-sent': [
    {
      code: 'verify',
      reason: 'not-sent',
      verified: {
        step: 'bake',
        result: 'failed',
        tail: [],
        on: { instance: 'i-1', cause: 'refused', says: 'SendCommand failed (AccessDeniedException)' },
      },
    },
    'on-failure',
    false,
    'verify-on-instance failed (bake) on i-1: SendCommand failed (AccessDeniedException).',
    'See that Systems Manager accepts the command (the permissions: docs/iam-policy-on-instance.json), then deploy again.',
    [],
  ],
  'trial/no-room': [
    {
      code: 'trial',
      reason: 'no-room',
      places: 3,
      problem: problem('rejected', 'RunInstances', 'InsufficientInstanceCapacity', 'Insufficient capacity.'),
    },
    'leave',
    true,
    'The trial found no room: 3 places tried. AWS refused RunInstances (InsufficientInstanceCapacity). AWS says: “Insufficient capacity.”',
    'Run it again later, or give the group another subnet or instance type.',
    [],
  ],
  'trial/not-launched': [
    {
      code: 'trial',
      reason: 'not-launched',
      problem: problem('rejected', 'RunInstances', 'InvalidKeyPair.NotFound', "The key pair 'web' does not exist"),
    },
    'leave',
    false,
    "The trial did not launch. AWS refused RunInstances (InvalidKeyPair.NotFound). AWS says: “The key pair 'web' does not exist”",
    'The launch template and this image do not launch: fix what EC2 names, then deploy again.',
    [],
  ],
  'trial/ended': [
    {
      code: 'trial',
      reason: 'ended',
      known: [{ id: 'i-1', facts: [{ type: 'ec2', state: 'terminated', reason: 'Client.InstanceInitiatedShutdown' }] }],
    },
    'leave',
    false,
    'The trial did not stay alive: i-1 (terminated: “Client.InstanceInitiatedShutdown”).',
    'The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.',
    [],
  ],
  'trial/impaired': [
    {
      code: 'trial',
      reason: 'impaired',
      known: [
        {
          id: 'i-1',
          facts: [
            { type: 'ec2', state: 'running' },
            { type: 'status-checks', checks: { system: 'ok', instance: 'impaired' } },
          ],
        },
      ],
    },
    'leave',
    false,
    'The trial fails EC2’s status checks: i-1 (running, instance impaired).',
    'The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.',
    [],
  ],
  'trial/not-in-time': [
    {
      code: 'trial',
      reason: 'not-in-time',
      known: [{ id: 'i-1', facts: [{ type: 'ec2', state: 'running' }, { type: 'not-checked' }] }],
    },
    'leave',
    false,
    'The trial did not pass within trial-timeout: i-1 (running, EC2 has no status checks yet).',
    'The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.',
    [],
  ],
  'trial/unverified': [
    {
      code: 'trial',
      reason: 'unverified',
      instances: ['i-1'],
      verified: { step: 'trial', result: 'failed', exit: 7, tail: ['connection refused'] },
    },
    'leave',
    false,
    'verify failed on the trial (i-1) with exit code 7. Its last line: “connection refused”',
    'The output of verify is in the log. Fix the image or the check, then deploy again.',
    [],
  ],
  stalled: [
    { code: 'stalled', since: T, limitMs: 900_000, waitingFor: [{ by: 'standby', instances: ['i-1'] }] },
    'on-failure',
    true,
    'Nothing has changed for 15 min: instances of the old version are in Standby (i-1).',
    'Take the protection or the Standby away, or choose by `scale-in-protected-instances` and `standby-instances` what becomes of these instances. Then run again.',
    [activities],
  ],
  'timeout/unfinished': [
    { code: 'timeout', reason: 'unfinished', limitMs: 3_600_000, status: 'InProgress', percent: 33 },
    'on-failure',
    false,
    'Not done within 1 h, the time limit: the instance refresh was InProgress at 33 %.',
    'The scaling activities show what took so long. Raise `timeout` if this is how long it takes.',
    [activities],
  ],
  'aws-failed/ended': [
    {
      code: 'aws-failed',
      reason: 'ended',
      status: 'Failed',
      statusReason: 'The instance refresh could not continue for an hour.',
    },
    'on-failure',
    false,
    'AWS ended the instance refresh as Failed. AWS says: “The instance refresh could not continue for an hour.”',
    'The scaling activities show why AWS stopped. Fix the image or the template, then run again.',
    [activities],
  ],
  'aws-failed/refused': [
    {
      code: 'aws-failed',
      reason: 'refused',
      problem: problem(
        'rejected',
        'StartInstanceRefresh',
        'ValidationError',
        'You must use a valid fully-formed launch template.',
      ),
    },
    'leave',
    true,
    'AWS refused StartInstanceRefresh (ValidationError). AWS says: “You must use a valid fully-formed launch template.”',
    'Fix what AWS names, then run again.',
    [],
  ],
  'aws-failed/not-on-version': [
    {
      code: 'aws-failed',
      reason: 'not-on-version',
      instances: ['i-1', 'i-2', 'i-3', 'i-4'],
      since: T,
      limitMs: 60_000,
    },
    'leave',
    true,
    'AWS is done, but 4 instances (i-1, i-2, i-3 and 1 more) did not run the version and image asked for, for longer than 1 min.',
    'See whether somebody changed the group or the instances meanwhile, then run again.',
    [activities],
  ],
  'aws-failed/altered': [
    { code: 'aws-failed', reason: 'altered', differences: [{ path: 'UserData', from: 'a', to: undefined }] },
    'leave',
    false,
    'The new template version differs from its source in more than the image: UserData (a → nothing).',
    'No instance was touched. Make the version from its source by hand to see the difference, and report it to this action.',
    [],
  ],
  'aws-failed/moved-away': [
    { code: 'aws-failed', reason: 'moved-away', ids: ['lt-2'] },
    'leave',
    false,
    'Somebody has moved the group meanwhile to lt-2, which this rollout did not start from: what it should launch is to be chosen by hand.',
    'Choose a launch template version for the group by hand, then run again.',
    [],
  ],
  'aws-failed/protected-left': [
    { code: 'aws-failed', reason: 'protected-left', instances: ['i-1', 'i-2'] },
    'leave',
    false,
    "AWS's rollback has ended and left 2 instances of the new version (i-1 and i-2) in service, because they are protected from scale-in.",
    'Take the protection away or replace these instances; whatever else is protected stays as it is.',
    [],
  ],
  'aws-failed/version-gone': [
    {
      code: 'aws-failed',
      reason: 'version-gone',
      versions: [{ id: 'lt-1', name: 'web', version: 8, image: 'ami-2' }],
    },
    'leave',
    false,
    'Version 8 of lt-1 was deleted meanwhile: the instances run it, but the group can launch no other from it.',
    'Set the group’s launch template back to a version that exists, such as the one before, so that it can launch again. Then deploy again.',
    [],
  ],
  'rollback-failed/ended': [
    { code: 'rollback-failed', reason: 'ended', status: 'RollbackFailed' },
    'on-failure',
    false,
    'AWS could not roll the instance refresh back: it ended as RollbackFailed.',
    'The scaling activities show why AWS stopped. Fix that, then roll back again.',
    [activities],
  ],
  'lost-contact/refused': [
    { code: 'lost-contact', reason: 'refused', problem: throttled },
    'leave',
    true,
    'AWS throttled DescribeTargetHealth, after several tries: too many requests of this account and region (Throttling). AWS says: “Rate exceeded”',
    'Run the job again later, or fewer jobs at once: it takes up its own refresh.',
    [],
  ],
  'lost-contact/out-of-sight': [
    { code: 'lost-contact', reason: 'out-of-sight', polls: 10, since: T, problem: unavailable },
    'leave',
    true,
    'AWS does not answer any more: 10 polls in a row failed. DescribeTargetHealth was not answered, after several tries (ServiceUnavailable). AWS says: “Service Unavailable”',
    'Run the job again: it takes up its own refresh.',
    [],
  ],
  'lost-contact/refused-later': [
    { code: 'lost-contact', reason: 'refused-later', findings },
    'leave',
    false,
    late,
    lateStep,
    [],
  ],
  'access-denied/refused': [
    { code: 'access-denied', reason: 'refused', problem: denied },
    'leave',
    true,
    'The role may not call StartInstanceRefresh, or lacks a permission that AWS checks with it (AccessDenied). AWS says: “You are not authorized to use launch template: lt-0123456789abcdef0”',
    'Give the role the permissions in docs/iam-policy.json, and those that AWS checks behind them (ec2:RunInstances, iam:PassRole), then run again.',
    [],
  ],
  'access-denied/out-of-sight': [
    { code: 'access-denied', reason: 'out-of-sight', polls: 3, since: T, problem: denied },
    'leave',
    true,
    'AWS does not answer any more: 3 polls in a row failed. The role may not call StartInstanceRefresh, or lacks a permission that AWS checks with it (AccessDenied). AWS says: “You are not authorized to use launch template: lt-0123456789abcdef0”',
    'Give the role the permissions in docs/iam-policy.json, then run again: the run takes up its own refresh.',
    [],
  ],
  'access-denied/refused-later': [
    { code: 'access-denied', reason: 'refused-later', findings },
    'leave',
    false,
    late,
    lateStep,
    [],
  ],
  'credentials-expired/refused': [
    { code: 'credentials-expired', reason: 'refused', problem: expired },
    'leave',
    true,
    'The credentials have expired: DescribeInstanceRefreshes was refused (ExpiredToken). AWS says: “The security token included in the request is expired”',
    `Run the job again with new credentials. ${renew}`,
    [],
  ],
  'credentials-expired/out-of-sight': [
    {
      code: 'credentials-expired',
      reason: 'out-of-sight',
      polls: 1,
      since: T,
      problem: expired,
    },
    'leave',
    true,
    'The credentials have expired: DescribeInstanceRefreshes was refused (ExpiredToken). AWS says: “The security token included in the request is expired”',
    `Run the job again: it takes up its own refresh. ${renew}`,
    [],
  ],
  'credentials-expired/refused-later': [
    { code: 'credentials-expired', reason: 'refused-later', findings },
    'leave',
    false,
    late,
    lateStep,
    [],
  ],
  'conflict/claimed': [
    { code: 'conflict', reason: 'claimed', run: '41' },
    'leave',
    true,
    'Run 41 of this action has claimed the group just before the start.',
    'Wait for that run, then run again.',
    [],
  ],
  'conflict/moved': [
    { code: 'conflict', reason: 'moved', saved: ['9'] },
    'leave',
    true,
    'Somebody has changed the group just before the start: it has version 9 saved, which this rollout was not planned for.',
    'See who changed it, then run again: the plan is then made for what is saved.',
    [],
  ],
  'conflict/refused': [
    {
      code: 'conflict',
      reason: 'refused',
      problem: problem(
        'conflict',
        'StartInstanceRefresh',
        'InstanceRefreshInProgress',
        'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
      ),
    },
    'leave',
    true,
    'StartInstanceRefresh was refused: another instance refresh is in progress (InstanceRefreshInProgress). AWS says: “An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.”',
    'Wait for the other refresh and run again, or set `on-conflict`: `wait` waits for it, `replace` cancels it.',
    [],
  ],
  'conflict/refused-later': [
    { code: 'conflict', reason: 'refused-later', findings },
    'leave',
    false,
    late,
    lateStep,
    [],
  ],
  'preflight/refused-later': [
    { code: 'preflight', reason: 'refused-later', findings },
    'leave',
    false,
    late,
    lateStep,
    [],
  ],
}

const NO_ROOM =
  'Only if that is room for one more instance (a quota, addresses, an interface, a reservation): let old instances go first, by `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.'
const answerHook = 'See why nobody answers the lifecycle hook warm-up, then run again.'
const hookWaits = [{ instance: 'i-1', at: 'launch', hooks: ['warm-up'] }] as const

/** The same reasons with other facts, where these change what is to be done. */
export const variants: readonly Case[] = [
  [
    {
      code: 'launch-failures',
      seen: 3,
      limit: 3,
      since: T,
      messages: [{ text: 'You have requested more vCPU capacity than your current vCPU limit allows.', count: 3 }],
      isLaunchFirst: true,
    },
    'on-failure',
    false,
    '3 launches failed and none succeeded (limit 3): “You have requested more vCPU capacity than your current vCPU limit allows.” (×3).',
    `Fix what AWS names above, then deploy again. ${NO_ROOM}`,
    [activities],
  ],
  [
    { code: 'stalled', since: T, limitMs: 900_000, waitingFor: [{ by: 'lifecycle-hook', waits: hookWaits }] },
    'on-failure',
    true,
    'Nothing has changed for 15 min: i-1 waits for the lifecycle hook warm-up.',
    answerHook,
    [activities],
  ],
  [
    {
      code: 'aws-failed',
      reason: 'ended',
      status: 'RollbackInProgress',
      statusReason: 'The instance refresh could not continue for an hour.',
      hookWaits,
    },
    'on-failure',
    false,
    'AWS began to roll the instance refresh back, which this job did not ask for. Nobody answered the lifecycle hook warm-up, which held i-1. AWS says: “The instance refresh could not continue for an hour.”',
    answerHook,
    [activities],
  ],
  [
    {
      code: 'aws-failed',
      reason: 'ended',
      status: 'RollbackInProgress',
      statusReason: 'Rollback triggered due to user request.',
    },
    'on-failure',
    false,
    'AWS began to roll the instance refresh back, which this job did not ask for. AWS says: “Rollback triggered due to user request.”',
    'The scaling activities show why AWS stopped. Fix the image or the template, then run again. If AWS’s reason names a request, CloudTrail shows who made it (RollbackInstanceRefresh).',
    [
      activities,
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=RollbackInstanceRefresh',
    ],
  ],
]

const gone =
  'The new instances are gone: what AWS said of them is above. To see it again, launch one from the image, or set `trial: true` with `verify`. Fix the image or its health check, then deploy again.'

/** What is said instead once no instance of the new version is left, where the commands would show nothing then. */
export const onceGone: Readonly<Partial<Record<keyof typeof failures, string>>> = {
  'target-health/unhealthy': gone,
  'target-health/flapping': gone,
  'below-minimum': gone,
  'instances-died/status-checks': `${gone} A system check that failed was EC2’s own fault: run again.`,
}

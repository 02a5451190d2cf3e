/** One of each cause, with its words. */
import type { Because } from '../../src/rollout/because.ts'
import { API, T, WEB } from './fleet.ts'
import { problem } from './telling.ts'

const short = [
  {
    targetGroup: WEB,
    instances: ['i-1', 'i-2'],
    states: ['unhealthy: Target.Timeout', 'not registered'],
    healthy: 4,
    judged: 6,
  },
  { targetGroup: API, instances: ['i-1'], states: ['initial: Elb.InitialHealthChecking'], healthy: 5, judged: 6 },
]
export const denied = problem('denied', 'StartInstanceRefresh', 'AccessDenied', 'You are not authorized')

/** Every guard; a new member of the union fails to compile until it stands here. */
export const because: { readonly [Guard in Because['guard']]: readonly [Extract<Because, { guard: Guard }>, string] } =
  {
    aws: [
      { guard: 'aws', status: 'Failed', reason: 'No capacity.' },
      'AWS ended the instance refresh as Failed. AWS says: “No capacity.”',
    ],
    'cancelled-elsewhere': [{ guard: 'cancelled-elsewhere' }, 'Somebody else cancelled the instance refresh.'],
    'target-health': [
      { guard: 'target-health', short, since: T, limit: 60_000 },
      'Not healthy for longer than 1 min: 2 instances in web-tg (i-1 and i-2; unhealthy: Timeout and not registered), where 4 of 6 are healthy; 1 instance in api-tg (i-1; initial: InitialHealthChecking), where 5 of 6 are healthy.',
    ],
    'below-minimum': [
      { guard: 'below-minimum', healthy: 3, minimum: 6, short: short.slice(0, 1), since: T, limit: 90_000 },
      'Only 3 instances are healthy where at least 6 were promised, for longer than 1 min 30 s; not healthy: 2 instances in web-tg (i-1 and i-2; unhealthy: Timeout and not registered), where 4 of 6 are healthy.',
    ],
    'launch-failures': [
      {
        guard: 'launch-failures',
        seen: 4,
        limit: 3,
        since: T,
        messages: [
          { text: 'The key pair x does not exist.', count: 3 },
          { text: 'No capacity.', count: 1 },
        ],
      },
      '4 launches failed and none came into service since, where 3 at different times are too many: “The key pair x does not exist.” (×3); “No capacity.”.',
    ],
    'instances-died': [
      { guard: 'instances-died', instances: ['i-1', 'i-2'], limit: 2, since: T, lived: 61_000, ill: [WEB] },
      '2 new instances came into service and ended again (i-1 and i-2), the longest after 1 min 1 s; not healthy before in web-tg.',
    ],
    flapping: [
      { guard: 'flapping', instance: 'i-1', falls: 3, limit: 3, since: T },
      'i-1 was healthy and then was not 3 times, where 3 are too many.',
    ],
    stalled: [
      { guard: 'stalled', since: T, limit: 900_000, waitingFor: [{ by: 'standby', instances: ['i-1'] }] },
      'Nothing has changed for 15 min: instances of the old version are in Standby (i-1).',
    ],
    alarm: [
      { guard: 'alarm', alarms: ['errors'], status: 'RollbackInProgress' },
      'AWS stopped the instance refresh (RollbackInProgress) and this alarm is in ALARM: errors.',
    ],
    verify: [
      { guard: 'verify', verified: { step: 'bake', result: 'failed', exit: 7, tail: ['one', 'connection refused'] } },
      'verify failed (bake) with exit code 7. Its last line: “connection refused”',
    ],
    'not-on-version': [
      { guard: 'not-on-version', instances: ['i-1', 'i-2', 'i-3', 'i-4'], since: T, limit: 60_000 },
      'AWS is done, but 4 instances (i-1, i-2, i-3 and 1 more) did not run the version and image asked for, for longer than 1 min.',
    ],
    deadline: [
      { guard: 'deadline', limit: 3_600_000, status: 'InProgress', percent: 33 },
      'Not done within 1 h, the time limit: the instance refresh was InProgress at 33 %.',
    ],
    blind: [
      {
        guard: 'blind',
        looks: 10,
        since: T,
        problem: problem('passing', 'DescribeTargetHealth', 'Throttling', 'Rate exceeded'),
      },
      'AWS could not be seen any more: 10 looks in a row failed. DescribeTargetHealth was not answered, after several tries (Throttling). AWS says: “Rate exceeded”',
    ],
    interrupted: [{ guard: 'interrupted', signal: 'SIGINT' }, 'This job was cancelled (SIGINT).'],
    refused: [
      { guard: 'refused', problem: denied },
      'The role may not call StartInstanceRefresh, or lacks a right that AWS checks with it (AccessDenied). AWS says: “You are not authorized”',
    ],
    altered: [
      { guard: 'altered', differences: [{ path: 'UserData', from: 'a', to: undefined }] },
      'The new template version differs from its source in more than the image: UserData (a → nothing).',
    ],
    'moved-away': [
      { guard: 'moved-away', ids: ['lt-2'] },
      'Somebody has moved the group meanwhile to lt-2, which this rollout did not start from: what it should launch is to be chosen by hand.',
    ],
    'version-gone': [
      { guard: 'version-gone', versions: [{ id: 'lt-1', name: 'web', version: 8, image: 'ami-2' }] },
      'Version 8 of lt-1 was deleted meanwhile: the instances run it, but the group can launch no other from it.',
    ],
    'refused-later': [
      {
        guard: 'refused-later',
        code: 'preflight',
        findings: [{ level: 'error', rule: 'image-missing', says: 'The image is gone.', remedy: 'Choose another.' }],
      },
      'Another instance refresh was cancelled for this one; what was seen then speaks against a rollout: The image is gone.',
    ],
  }

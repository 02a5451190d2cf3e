/** Runs told by hand: each is one golden log and one golden summary. */

import type { Event } from '../../src/rollout/events.ts'
import { refusedBy, tooManyFailedPolls } from '../../src/rollout/failures/from-problem.ts'
import type { Failure } from '../../src/rollout/failures/index.ts'
import { nativeRollbackOf, type Operation } from '../../src/rollout/model/operation.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { templateOf } from '../group-template.ts'
import {
  at,
  bad,
  concluded,
  departure,
  fleetStatus,
  halfway,
  MINUTE,
  polls,
  prepared,
  problem,
  proven,
  settings,
  started,
  wholeWay,
} from './emitting.ts'
import {
  fleet,
  group,
  held,
  instance,
  NEW,
  operation,
  policy,
  REFRESH,
  refresh,
  survey,
  T,
  targets,
  v7,
  v8,
  versionOf,
} from './fleet.ts'

const backCommand = `aws autoscaling start-instance-refresh --auto-scaling-group-name web --desired-configuration '{"LaunchTemplate":{"LaunchTemplateId":"lt-0123456789abcdef0","Version":"7"}}'`
const cancelRefreshCommand = 'aws autoscaling cancel-instance-refresh --auto-scaling-group-name web'
const followCommand = 'aws autoscaling describe-instance-refreshes --auto-scaling-group-name web --max-records 1'

const shortWeb: Failure = {
  code: 'target-health',
  reason: 'unhealthy',
  short: [
    {
      targetGroup: operation.targetGroups[0] ?? '',
      instances: ['i-0new0', 'i-0new1'],
      states: ['unhealthy: ResponseCodeMismatch'],
      healthy: 4,
      judged: 6,
    },
  ],
  since: T + 15 * MINUTE,
  limitMs: MINUTE,
}
const sickLooks = [15, 15.5, 16].map((minutes) =>
  at(minutes, {
    refresh: refresh('Successful', 100),
    instances: fleet(0, 6),
    saved: [{ ...v8, version: '8' }],
    sick: ['i-0new0', 'i-0new1'],
  }),
)

const back: Operation = { ...nativeRollbackOf(operation), deadline: T + 2 * 3_600_000 }
const rollbackBase = polls(back, [
  at(6, { refresh: refresh('RollbackInProgress', 33), instances: fleet(4, 2) }),
  at(8, { refresh: refresh('RollbackInProgress', 16), instances: fleet(5, 1) }),
  ...[10, 10.25, 10.5].map((minutes) =>
    at(minutes, { refresh: refresh('RollbackSuccessful', 0), instances: fleet(6, 0) }),
  ),
])
const awsTurns: Failure = {
  code: 'aws-failed',
  reason: 'ended',
  status: 'RollbackInProgress',
  statusReason: 'Rollback triggered due to user request.',
}

const following = { ...v7, version: '$Latest' }
const latest: Survey = {
  ...survey,
  group: { ...group, templates: [following] },
  templates: [templateOf({ ...held, named: following })],
}
const ready: Survey = {
  ...survey,
  group: { ...group, templates: [{ ...v8, version: '8' }], instances: fleet(0, 6) },
  templates: [templateOf({ ...held, saved: versionOf(v8), versions: [versionOf(v8)] })],
  targets: targets(fleet(0, 6)),
}
const { refreshId: _, ...still } = operation
const fleetStatusLeg: Operation = { ...still, type: 'verify-only', from: operation.to }

const pins = [{ id: v7.id, name: v7.name, alias: '$Latest', version: 7 }] as const

/** All stories by name: each is one golden summary. */
export const stories = {
  succeeded: [
    ...departure(),
    ...started,
    ...polls(operation, [...wholeWay, ...proven]),
    concluded(15.5, { type: 'succeeded', fleetStatus: fleetStatus(), replaced: 6 }),
  ],
  'succeeded, one left out': [
    ...departure(),
    ...started,
    ...polls(operation, [...wholeWay, ...proven]),
    concluded(15.5, {
      type: 'succeeded',
      fleetStatus: fleetStatus({ covered: 5, onTarget: 5, leftOut: [{ instance: 'i-0old0', why: 'protected' }] }),
      replaced: 5,
    }),
  ],
  'alias kept': [
    ...departure(latest),
    { type: 'pinning', at: T + 2_500, pins, hasTagged: true },
    { type: 'pinned', at: T + 2_900, pins },
    ...started,
    ...polls(operation, [...wholeWay, ...proven]),
    {
      type: 'final-step',
      at: T + 15.5 * MINUTE,
      finalStep: {
        what: 'alias',
        alias: '$Latest',
        did: 'kept',
        version: '8',
        means: 9,
        command:
          "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --launch-template 'LaunchTemplateId=lt-0123456789abcdef0,Version=$Latest'",
      },
    },
    concluded(15.5, { type: 'succeeded', fleetStatus: fleetStatus(), replaced: 6 }),
  ],
  unchanged: [
    ...departure(ready),
    { type: 'underway', at: T + 3_000, operation: fleetStatusLeg, settings, how: 'confirming' },
    ...polls(
      fleetStatusLeg,
      [0.1, 0.35, 0.6].map((minutes) => at(minutes, { instances: fleet(0, 6), saved: [{ ...v8, version: '8' }] })),
    ),
    concluded(0.6, { type: 'unchanged', fleetStatus: fleetStatus() }),
  ],
  planned: [
    ...departure(survey, { ...policy, mode: 'plan' }),
    concluded(0.1, { type: 'planned', fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }) }),
  ],
  refused: refused(),
  'target health': [
    ...departure(),
    ...started,
    ...polls(operation, [...wholeWay, ...sickLooks]),
    concluded(16.1, bad(shortWeb, { fleetStatus: fleetStatus({ byHand: [backCommand] }), replaced: 6 })),
  ],
  'rolled back by AWS': [
    ...departure(),
    ...started,
    ...polls(operation, [
      ...halfway,
      at(6, {
        refresh: refresh('RollbackInProgress', 33, 'Rollback triggered due to user request.'),
        instances: fleet(4, 2),
      }),
    ]),
    { type: 'underway', at: T + 6 * MINUTE, operation: back, settings, how: 'rollback' },
    ...rollbackBase,
    concluded(
      10.6,
      bad(awsTurns, {
        rollback: { how: 'native-rollback', end: 'arrived' },
        fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }),
        replaced: 2,
      }),
    ),
  ],
  'cancelled job': [
    ...departure(),
    ...started,
    ...polls(operation, halfway),
    {
      type: 'rolling-back',
      at: T + 5.5 * MINUTE,
      operation,
      failure: { code: 'cancelled', signal: 'SIGINT' },
      how: 'native-rollback',
    },
    { type: 'underway', at: T + 5.5 * MINUTE, operation: back, settings, how: 'rollback' },
    ...rollbackBase.slice(0, 1),
    concluded(
      6.1,
      bad(
        { code: 'cancelled', signal: 'SIGINT' },
        {
          type: 'cancelled',
          rollback: { how: 'native-rollback', end: 'under-way', failure: { code: 'cancelled', signal: 'SIGTERM' } },
          fleetStatus: fleetStatus({
            fleet: 'mixed',
            onTarget: 2,
            active: { id: REFRESH, status: 'RollbackInProgress' },
            byHand: [followCommand],
          }),
          replaced: 2,
        },
      ),
    ),
  ],
  'handed over': [
    ...departure(),
    ...started,
    ...polls(operation, halfway),
    concluded(
      5.6,
      bad(
        { code: 'handed-over', refreshId: REFRESH },
        {
          fleetStatus: fleetStatus({
            fleet: 'mixed',
            onTarget: 2,
            active: { id: REFRESH, status: 'InProgress' },
            byHand: [followCommand],
          }),
        },
      ),
    ),
  ],
  'cancelled elsewhere': [
    ...departure(),
    ...started,
    ...polls(operation, [
      ...halfway,
      at(6, { refresh: refresh('Cancelled', 33, 'Cancelled due to user request.'), instances: fleet(4, 2) }),
    ]),
    concluded(
      6.1,
      bad(
        { code: 'cancelled-elsewhere', statusReason: 'Cancelled due to user request.' },
        { fleetStatus: fleetStatus({ fleet: 'mixed', onTarget: 2, byHand: [backCommand] }), replaced: 2 },
      ),
    ),
  ],
  'credentials expired': [
    ...departure(),
    ...started,
    ...polls(operation, [...halfway, [T + 5.5 * MINUTE, { problem: expired() }]]),
    concluded(
      5.6,
      bad(tooManyFailedPolls({ polls: 1, since: T + 5 * MINUTE, problem: expired() }), {
        fleetStatus: fleetStatus({ fleet: 'unknown', covered: 0, onTarget: 0, byHand: [followCommand] }),
        replaced: 2,
      }),
    ),
  ],
  'start denied': [
    ...departure(),
    ...prepared,
    concluded(
      0.2,
      bad(
        refusedBy(
          problem(
            'denied',
            'StartInstanceRefresh',
            'AccessDenied',
            'You are not authorized to use launch template: lt-0123456789abcdef0',
          ),
        ),
        { fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }) },
      ),
    ),
  ],
  'rollback failed': [
    ...departure(),
    ...started,
    ...polls(operation, halfway),
    {
      type: 'rolling-back',
      at: T + 60 * MINUTE,
      operation,
      failure: { code: 'timeout', reason: 'unfinished', limitMs: 60 * MINUTE, status: 'InProgress', percent: 33 },
      how: 'native-rollback',
    },
    concluded(
      60.2,
      bad(
        { code: 'timeout', reason: 'unfinished', limitMs: 60 * MINUTE, status: 'InProgress', percent: 33 },
        {
          rollback: {
            how: 'native-rollback',
            end: 'failed',
            failure: refusedBy(
              problem('irreversible', 'RollbackInstanceRefresh', 'IrreversibleInstanceRefresh', 'The request failed.'),
            ),
          },
          fleetStatus: fleetStatus({
            fleet: 'mixed',
            onTarget: 2,
            active: { id: REFRESH, status: 'InProgress' },
            byHand: [cancelRefreshCommand, followCommand],
          }),
          replaced: 2,
        },
      ),
    ),
  ],
  'killed in the middle': [...departure(), ...started, ...polls(operation, halfway)],
  'post step': [
    {
      type: 'rolling-back',
      at: T,
      operation,
      failure: { code: 'cancelled', signal: 'SIGINT' },
      how: 'native-rollback',
    },
    { type: 'underway', at: T, operation: back, settings, how: 'rollback' },
    ...rollbackBase,
    concluded(
      10.6,
      bad(
        { code: 'cancelled', signal: 'SIGINT' },
        {
          type: 'cancelled',
          rollback: { how: 'native-rollback', end: 'arrived' },
          fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }),
        },
      ),
    ),
  ],
} as const satisfies Readonly<Record<string, readonly Event[]>>

function refused(): readonly Event[] {
  const seen: Survey = {
    ...survey,
    images: [{ type: 'resolved', ref: { from: 'id', id: NEW }, id: NEW }],
    templates: [templateOf({ ...held, target: undefined })],
    group: {
      ...group,
      suspended: ['Launch'],
      unwatched: ['old-clb'],
      instances: [...fleet(5, 0), instance('i-0old5', 5, 7)],
    },
  }
  const events = departure(seen)
  const decided = plan(seen, policy)
  if (decided.action !== 'refuse') throw new Error('the fixture is refused')
  return [
    ...events,
    concluded(0.1, {
      type: 'refused',
      code: decided.code,
      findings: decided.findings,
      fleetStatus: decided.fleetStatus,
    }),
  ]
}

function expired(): Problem {
  return problem(
    'expired',
    'DescribeInstanceRefreshes',
    'ExpiredToken',
    'The security token included in the request is expired',
  )
}

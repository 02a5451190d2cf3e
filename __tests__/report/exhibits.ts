/** Runs that between them hold every field that there is to tell: what hostile text is tried on. */

import { refusalFor } from '../../src/inputs/problem.ts'
import type { Drift } from '../../src/rollout/drift.ts'
import type { Event, FinalStep } from '../../src/rollout/events.ts'
import type { Evidence } from '../../src/rollout/model/evidence.ts'
import type { Finding } from '../../src/rollout/model/finding.ts'
import type { WhyKept } from '../../src/rollout/model/image-archive.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { TrialProgress } from '../../src/rollout/model/trial.ts'
import type { Outcome } from '../../src/rollout/outcome.ts'
import type { Plan } from '../../src/rollout/plan/plan.ts'
import { templateOf } from '../group-template.ts'
import { image } from '../unit/fixtures.ts'
import {
  bad,
  concluded,
  departure,
  fleetStatus,
  halfway,
  polls,
  problem,
  settings,
  started,
  timelineOf,
} from './emitting.ts'
import { failures, variants } from './failures.ts'
import {
  fleet,
  group,
  held,
  NEW,
  OLD,
  operation,
  policy,
  REFRESH,
  refresh,
  sighting,
  survey,
  T,
  v7,
  v8,
  versionOf,
} from './fleet.ts'
import { stories } from './stories.ts'

/** Faults of the surroundings whose sentences quote somebody else. */
const surroundings: readonly Problem[] = (
  [
    { type: 'no-credentials', profile: 'prod' },
    { type: 'foreign-answer', host: 'a.example', status: 200, contentType: 'text/html', excerpt: 'Log in' },
    { type: 'trust', issuer: 'https://a.example', subject: 'repo:a/b', audience: 'sts' },
    { type: 'region-disabled', region: 'eu-west-1' },
    { type: 'role', arn: 'arn:aws:iam::1:role/a' },
  ] as const
).map((fault) => ({ ...problem('environment', 'AssumeRole', 'Code', 'said'), fault }))

/** A survey with everything that one may hold. */
const rich: Survey = {
  ...survey,
  group: {
    ...group,
    unwatched: ['a VPC Lattice target group'],
    operator: 'ec2.example.com',
    suspended: ['AZRebalance'],
    tags: new Map([['team', 'shop']]),
    mixed: {
      whole: {},
      unknown: ['FutureSetting'],
      overrides: [{ type: 'm7g.xlarge', template: 'lt-2', image: OLD, byAttributes: false }],
    },
  },
  images: [
    {
      type: 'resolved',
      ref: { from: 'parameter', name: '/app/ami', selector: 'live' },
      id: NEW,
      image: image(NEW, {
        name: 'web-2026-11-21',
        commit: 'c0ffee',
        ownerAlias: 'aws-marketplace',
        productCodes: ['abc1'],
        reason: 'why',
        bootMode: 'uefi',
        imds: 'v2.0',
        tpm: 'v2.0',
        billedAs: 'Linux/UNIX',
        created: T - 7_200_000,
        source: { image: OLD, region: 'us-east-1' },
        scan: { at: T - 60_000, severity: 'high' },
      }),
      source: { from: 'parameter', version: 12, changed: T - 60_000 },
    },
    {
      type: 'resolved',
      ref: {
        from: 'packer',
        file: 'manifest.json',
        named: 'web',
        id: OLD,
        build: 'web',
        run: 'uuid-1',
        built: T - 60_000,
        commit: 'beef',
      },
      id: OLD,
    },
    {
      type: 'overtaken',
      ref: { from: 'newest', pattern: 'app-*' },
      id: OLD,
      image: image(OLD, { name: 'web-2026-11-14', architecture: 'arm64' }),
      meansNow: NEW,
    },
    {
      type: 'unresolved',
      ref: { from: 'parameter', name: '/app/images', member: 'web' },
      unresolved: { type: 'no-member', members: ['worker'] },
    },
    {
      type: 'unresolved',
      ref: { from: 'newest', pattern: 'app-*' },
      unresolved: { type: 'several-newest', ids: [OLD, NEW] },
    },
    {
      type: 'resolved',
      ref: { from: 'newest', pattern: 'app-*' },
      id: OLD,
      source: { from: 'newest', of: 3, newer: { id: NEW, name: 'app-9', state: 'pending' } },
    },
  ],
  templates: [
    templateOf({
      ...held,
      saved: {
        ...versionOf(v7),
        description: 'by hand',
        type: 'm7g.large',
        disks: [{ device: '/dev/xvdb', snapshot: 'snap-1' }],
      },
      parameter: { means: NEW, running: [OLD] },
      architectures: ['arm64'],
      rollbackTarget: { type: 'none', candidates: [versionOf(v7)], parameter: '/app/ami' },
      launch: problem('denied', 'RunInstances', 'UnauthorizedOperation', 'no'),
    }),
  ],
  statusChecks: new Map([['i-0old0', { system: 'ok', instance: 'ok', attachedEbs: 'ok', application: 'ok' }]]),
  unmanaged: ['i-0old0'],
  warmPool: [],
  alarms: new Map([['errors', { state: 'OK' }]]),
  comparisons: [
    {
      base: 'beef',
      head: 'c0ffee',
      answer: {
        status: 'diverged',
        aheadBy: 12,
        behindBy: 1,
        commits: Array.from({ length: 10 }, (_, i) => ({ sha: `c0ffee${i}`, title: `Change ${i}` })),
      },
    },
    { base: 'dead', head: 'c0ffee', answer: { problem: 'broken', message: 'no' } },
  ],
  unconfirmedTags: [{ key: 'ami-rollout:alias', value: '$Latest' }],
  tagsInProgress: [{ key: 'ami-rollout:alias', value: '$Latest run=41/1 until=2026-11-21T03:30:00Z' }],
  parameterToSet: { name: '/web/image', found: { type: 'String', value: OLD, version: 3, dataType: 'text' } },
  uses: [{ template: v7.id, group: 'other', versions: ['$Latest', 6] }],
  launchEnvironment: {
    types: [
      {
        name: 'm7g.large',
        architectures: ['arm64'],
        bootModes: ['uefi'],
        ena: 'required',
        rootDeviceTypes: ['ebs'],
        virtualizations: ['hvm'],
      },
    ],
    hooks: [{ name: 'drain', at: 'termination', timeout: 60_000 }],
    deregistrationDelays: new Map([[operation.targetGroups[0] ?? '', 300_000]]),
    schedule: { type: 'read', actions: [{ name: 'morning', at: T + 3_600_000, recurrence: '0 7 * * *', desired: 9 }] },
    unchecked: [problem('denied', 'DescribeLifecycleHooks', 'AccessDenied', 'no')],
  },
  ancestries: new Map([
    [NEW, { sources: [{ image: 'ami-0c33cccc33ccc3333', region: 'eu-central-1' }, { image: OLD }], ends: 'gone' }],
  ]),
  problems: [problem('passing', 'DescribeAlarms', 'Throttling', 'slow'), ...surroundings],
}

const findings: readonly Finding[] = (['error', 'warning', 'note'] as const).map((level) => ({
  level,
  rule: 'a-rule',
  says: `The group web has ${level}s: set \`instance-warmup\`.`,
  remedy: 'Run `aws autoscaling resume-processes --auto-scaling-group-name web`.',
}))

const [, planned] = departure()
const plan: Plan | undefined = planned?.type === 'planned' ? planned.plan : undefined

/** A rollback with all that it brings back, pinned first. */
const goingBack: readonly Event[] =
  plan?.action === 'roll'
    ? [
        {
          type: 'surveyed',
          at: T,
          survey: rich,
          settings: { ...policy, mode: 'rollback', to: `ami-0a11aaaa11aaaa111`, alarms: ['errors'] },
        },
        {
          type: 'planned',
          at: T,
          plan: {
            ...plan,
            findings,
            isRollback: true,
            settings: {
              ...plan.settings,
              waits: { ...plan.settings.waits, hookNames: { launch: ['warm-up'], termination: ['drain'] } },
            },
            changes: plan.changes.map((change) => ({
              ...change,
              why: 'chain',
              differences: [{ path: 'UserData', from: 'then', to: 'now' }],
            })),
            steps: [
              {
                type: 'note-rollback-target',
                group: 'web',
                versions: [v7],
                note: 'to=7 run=42/1 until=2026-11-21T04:00:00Z',
              },
              {
                type: 'note-rollout',
                group: 'web',
                versions: [v7],
                note: {
                  from: [7],
                  to: [8],
                  saved: '$Latest',
                  at: T,
                  run: '42',
                  attempt: 1,
                  refresh: REFRESH,
                  until: T,
                },
              },
              {
                type: 'pin-group',
                group: 'web',
                pins: plan.changes.map(({ from }) => ({ former: '8', version: from })),
              },
              {
                type: 'pin-group',
                group: 'web',
                aliasTag: '$Latest',
                pins: plan.changes.map(({ to }) => ({ parameter: '/app/ami', imageFrom: 'parameter', version: to })),
              },
              {
                type: 'trial',
                versions: plan.changes.map(({ to }) => ({ version: to, types: ['m7g.large'], devices: ['/dev/xvda'] })),
                limit: 900_000,
              },
              { type: 'end-trials', instances: ['i-0old0'] },
              {
                type: 'delete-old-versions',
                template: 'lt-1',
                keep: 2,
                expected: [3],
                retires: true,
                retired: [OLD],
              },
              { type: 'archive-images', template: 'lt-1', archive: { keep: 2, how: 'disable' }, expected: [OLD] },
            ],
          },
        },
        { type: 'pinning-image', at: T, source: v7, image: OLD },
        { type: 'pinned-image', at: T, version: v7 },
        { type: 'pinning', at: T, pins: [{ id: v7.id, name: 'web', version: 7, alias: '$Latest' }], hasTagged: true },
        { type: 'pinning', at: T, pins: [{ id: v7.id, name: 'web', version: 7, former: '8' }], hasTagged: false },
        { type: 'pinned', at: T, pins: [{ id: v7.id, name: 'web', version: 7, parameter: '/app/ami', image: OLD }] },
        { type: 'noted', at: T, versions: [7] },
      ]
    : []

const evidence: Evidence = {
  launches: [{ text: 'The key pair web does not exist.', count: 3 }],
  causes: [{ text: 'an instance was taken out of service', count: 2 }],
  instances: [
    {
      id: 'i-0new0',
      facts: [
        { type: 'member', lifecycle: 'InService', healthy: false, protectedFromScaleIn: true },
        { type: 'ec2', state: 'terminated', reason: 'Client.InstanceInitiatedShutdown' },
        { type: 'status-checks', checks: { system: 'ok', instance: 'impaired' } },
        {
          type: 'target',
          target: { targetGroup: 'arn:tg/web', instance: 'i-0new0', state: 'unhealthy', reason: 'Target.Timeout' },
        },
        { type: 'script', finding: { instance: 'i-0new0', cause: 'script', says: 'Failed' } },
      ],
    },
    { id: 'i-0new1', facts: [{ type: 'not-listed' }] },
  ],
  console: { instance: 'i-0new0', lines: ['login:', 'panic'] },
}

const finalSteps: { readonly [Did in FinalStep['did']]: Extract<FinalStep, { readonly did: Did }> } = {
  'given-back': { what: 'alias', alias: '$Latest', did: 'given-back', of: 'web' },
  kept: { what: 'alias', alias: '$Default', did: 'kept', of: 'web', version: '8', means: 9, command: 'aws a' },
  restored: { what: 'saved-version', did: 'restored', version: '$Latest' },
  moved: { what: 'saved-version', did: 'moved', version: '7', believed: '8', command: 'aws f' },
  set: { what: 'default-version', version: 8, did: 'set', of: 'web' },
  noted: { what: 'hand-over', did: 'noted', refreshId: REFRESH },
  forgotten: { what: 'hand-over', did: 'forgotten', refreshId: REFRESH },
  deleted: { what: 'clean-up', did: 'deleted', template: 'lt-1', versions: [3] },
  removed: { what: 'failed-version', did: 'removed', template: 'lt-1', versions: [8], end: 'not-begun' },
  stays: { what: 'failed-version', did: 'stays', version: 8, end: 'trial-passed', why: 'group', command: 'aws g' },
  'same-image': { what: 'failed-version', did: 'same-image', versions: [9], command: 'aws h' },
  written: { what: 'parameter', did: 'written', name: '/web/ami', image: NEW },
  overtaken: { what: 'parameter', did: 'overtaken', name: '/web/ami', image: NEW, command: 'aws i' },
  unconfirmed: { what: 'parameter', did: 'unconfirmed', name: '/web/ami', image: NEW, command: 'aws j' },
  unread: { what: 'parameter', did: 'unread', name: '/web/ami', image: NEW, command: 'aws j' },
  undeleted: {
    what: 'clean-up',
    did: 'undeleted',
    undeleted: [{ version: 4, code: 'InUse', message: 'no' }],
    command: 'aws b',
  },
  retired: { what: 'images', did: 'retired', template: 'lt-1', images: [OLD] },
  archived: { what: 'images', did: 'archived', how: 'disable', images: [OLD] },
  unarchived: {
    what: 'images',
    did: 'unarchived',
    left: [{ image: OLD, code: 'X', message: 'no' }],
    command: 'aws g',
  },
  stale: {
    what: 'warm-pool',
    did: 'stale',
    stale: [{ template: { id: v7.id, version: 7 }, instances: 2 }],
    command: 'aws d',
  },
  left: { what: 'retained', did: 'left', instances: ['i-0old0'], command: 'aws e' },
  failed: { what: 'alias', did: 'failed', problem: 'UpdateAutoScalingGroup: AccessDenied', command: 'aws c' },
}
const keptImages: readonly WhyKept[] = [
  { why: 'newest' },
  { why: 'rollback-target', version: 7 },
  { why: 'version', name: 'web', version: 7 },
  { why: 'instance', instance: 'i-0old0' },
  { why: 'override', group: 'mixed' },
  { why: 'launch-configuration', name: 'old' },
  { why: 'unproven' },
  { why: 'owner' },
  { why: 'state', state: 'pending' },
  { why: 'public' },
  { why: 'shared' },
  { why: 'launched', last: T - 86_400_000 },
  { why: 'launched' },
  { why: 'reference', type: 'ssm:Parameter', resource: 'parameter/golden' },
]
const finish: readonly Event[] = [
  {
    type: 'archiving-images',
    at: T + 400_000,
    cleanUp: {
      template: 'lt-1',
      archive: { keep: 2, how: 'disable' },
      archived: [image(OLD)],
      kept: keptImages.map((because) => ({
        image: { ...image(OLD), retired: { template: 'lt-1', versions: [3] } },
        because,
      })),
    },
  },
  {
    type: 'deleting-versions',
    at: T + 400_000,
    cleanUp: {
      template: 'lt-1',
      keep: 2,
      versions: [{ version: 3, image: OLD, created: T - 1 }],
      images: [image(OLD)],
    },
  },
  ...Object.values(finalSteps).map((finalStep): Event => ({ type: 'final-step', at: T + 400_000, finalStep })),
]

/** A look with everything that one may see. */
const rest = sighting(T + 360_000, {
  refresh: { ...refresh('InProgress', 33, 'Waiting.'), rollbackReason: 'Alarmed.' },
  instances: fleet(4, 2),
  sick: ['i-0new0'],
})
/** Launched for the rollout. */
const fresh = new Map(
  [...rest.ec2Instances].map(([id, ec2Instance]) => [
    id,
    {
      ...ec2Instance,
      launched: T + 60_000,
      address: '10.0.0.1',
      reason: 'none',
      reasonCode: 'Client.InstanceInitiatedShutdown',
    },
  ]),
)
const lastLook = polls({ ...operation, unjudged: [operation.targetGroups[1] ?? ''] }, [
  ...halfway,
  [T + 350_000, { ...rest, ec2Instances: fresh }],
  [
    T + 360_000,
    {
      ...rest,
      instances: rest.instances.slice(0, -1),
      targets: rest.targets.map((target) => ({ ...target, description: 'Health checks failed' })),
      ec2Instances: fresh,
      launches: { failed: [{ id: 'a-1', began: T, status: 'Failed', message: 'no key' }], endedBefore: T },
      alarms: [{ name: 'errors', isOver: false }],
      verify: {
        step: 'checkpoint 20',
        result: 'failed',
        exit: 7,
        tail: ['curl: refused'],
        on: { instance: 'i-1', cause: 'script', says: 'Failed' },
      },
      unread: [
        {
          part: 'targets',
          targetGroup: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef',
          problem: {
            kind: 'throttled',
            operation: 'DescribeTargetHealth',
            code: 'Throttling',
            message: 'Rate exceeded',
          },
        },
        {
          part: 'ec2-instances',
          problem: { kind: 'throttled', operation: 'DescribeInstances', code: 'Throttling', message: 'Rate exceeded' },
        },
      ],
    },
  ],
])

/** Each cause, after a rollout with all that can be told of it. */
const waitingForHook = variants.filter(([failure]) => 'hookWaits' in failure)
const broken = [...Object.values(failures), ...waitingForHook].map(([cause]): readonly Event[] => [
  ...departure(),
  ...started,
  ...lastLook,
  { type: 'evidence', at: T + 365_000, evidence },
  { type: 'rolling-back', at: T + 366_000, operation, failure: cause, how: 'new-refresh' },
  ...finish,
  concluded(
    8,
    bad(cause, {
      rollback: { how: 'new-refresh', end: 'failed', failure: failures['access-denied/refused'][0] },
      fleetStatus: fleetStatus({
        fleet: 'mixed',
        onTarget: 2,
        leftOut: [{ instance: 'i-0old0', why: 'protected' }],
        active: { id: REFRESH, status: 'InProgress' },
        launching: ['i-0new1'],
        byHand: ['aws go back'],
      }),
    }),
  ),
])

const drift: Drift = {
  saved: [v8],
  compared: 6,
  drifted: [
    {
      instance: 'i-0a',
      lifecycle: 'InService',
      differs: 'version',
      template: { id: v7.id, version: 7 },
      image: OLD,
      age: 1,
      leftOut: 'protected',
    },
    { instance: 'i-0b', lifecycle: 'Standby', differs: 'unknown' },
    { instance: 'i-0c', lifecycle: 'InService', differs: 'image', image: NEW },
  ],
  moved: { left: [v7], ended: T },
  aliasesToRestore: [{ saved: v8, alias: '$Latest', means: 9 }],
  trials: [{ instance: 'i-1', run: '41', attempt: 1, until: T, template: v8.id, version: 8 }],
  active: { refresh: refresh('InProgress', 10), onTarget: 1 },
}

const launch = {
  owner: { group: { name: 'web', arn: group.arn }, run: '42', attempt: 1, until: T },
  template: v8.id,
  version: 8,
  place: { subnet: 'subnet-1', type: 'm7g.large' },
}
const full = problem('rejected', 'RunInstances', 'InsufficientInstanceCapacity', 'not here')

const trial: readonly TrialProgress[] = [
  { did: 'skipped', versions: [8] },
  { did: 'outdated', saved: ['$Default'] },
  { did: 'launching', launch, of: 'web' },
  { did: 'no-room', place: launch.place, problem: full, isLast: false },
  { did: 'not-launched', place: {}, problem: full },
  { did: 'launched', launch: { ...launch, instance: 'i-1' }, of: 'web', instance: 'i-1', isSpot: true },
  { did: 'checking', known: { id: 'i-1', facts: [{ type: 'not-checked' }] } },
  { did: 'verifying', instances: ['i-1'] },
  { did: 'passed', instances: ['i-1'] },
  { did: 'ending', instances: ['i-1'] },
  { did: 'ended', instances: ['i-1'] },
  { did: 'left', instances: ['i-1'], problem: full, command: 'aws ec2 terminate-instances --instance-ids i-1' },
]

const end = (outcome: Outcome): Event => concluded(9, outcome)

/** All of them by name. */
export const exhibits: Readonly<Record<string, readonly Event[]>> = {
  ...stories,
  ...Object.fromEntries(broken.map((events, i) => [`broken ${i}`, events])),
  'going back': [
    ...goingBack,
    ...started,
    ...lastLook,
    ...finish,
    end({
      type: 'succeeded',
      fleetStatus: fleetStatus({
        warmPool: [{ template: { id: v7.id, version: 7 }, instances: 2 }],
        withoutTraffic: [{ instance: 'i-0new0', by: 'zonal shift' }],
      }),
      replaced: 6,
    }),
  ],
  drifted: [
    { type: 'surveyed', at: T, survey: rich, settings: { ...policy, mode: 'check', images: [] } },
    { type: 'checked', at: T, drift },
    end({ type: 'drifted' }),
  ],
  waiting: [
    ...departure(),
    { type: 'waiting', at: T, refresh: { ...refresh('Baking', 100, 'why'), to: [{ template: v7.id, version: '7' }] } },
  ],
  watching: [
    { type: 'surveyed', at: T, survey: rich, settings: { ...policy, mode: 'watch', images: [] } },
    { type: 'watching', at: T, search: { did: 'asking-again', newest: refresh('Successful', 100) } },
    {
      type: 'watching',
      at: T,
      search: { did: 'found', watched: { type: 'none', newest: refresh('Successful', 100) } },
    },
    { type: 'watching', at: T, search: { did: 'found', watched: { type: 'ended', refresh: refresh('Failed', 50) } } },
    {
      type: 'watching',
      at: T,
      search: { did: 'found', watched: { type: 'active', refresh: refresh('InProgress', 50) } },
    },
    { type: 'underway', at: T, operation, settings, how: 'watched' },
    ...polls(operation, halfway),
  ],
  'refused for three reasons': [
    {
      type: 'surveyed',
      at: T,
      survey: rich,
      settings: {
        ...policy,
        setParameter: '/web/image',
        templateVersion: 8,
        allowedImageOwners: [{ type: 'marketplace', productCode: 'abc1' }],
      },
    },
    end({ type: 'refused', code: 'preflight', findings, fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }) }),
  ],
  tried: [
    ...departure(),
    ...trial.map((each): Event => ({ type: 'trial', at: T, trial: each })),
    end({
      type: 'failed',
      failure: failures['trial/ended'][0],
      rollback: { how: 'leave', end: 'none' },
      fleetStatus: fleetStatus({ fleet: 'previous', onTarget: 0 }),
      replaced: 0,
    }),
  ],
  'refused for an input': [end(refusalFor([{ input: 'image', value: 'ami', says: 'must be an image' }]))],
  'replacing the instances alone': [
    ...departure(),
    ...polls({ ...operation, to: { ...operation.to, since: { began: T, knownBefore: ['i-1'] } } }, halfway),
  ],
}

/** Each as it is known at its end. */
export const timelines = Object.entries(exhibits).map(([name, events]) => [name, timelineOf(events)] as const)

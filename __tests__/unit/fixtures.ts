/** Terse facts for tables: a group of instances on v7 (old) or v8 (new), behind target groups. Times in seconds since T. */

import type { Group } from '../../src/rollout/model/group.ts'
import type { Image } from '../../src/rollout/model/image.ts'
import type { Ec2Instance, Instance } from '../../src/rollout/model/instance.ts'
import type { TemplateReference, TemplateVersion, Version } from '../../src/rollout/model/launch-template.ts'
import type { Observation } from '../../src/rollout/model/observation.ts'
import type { Operation, RefreshOperation, VerifyOnly } from '../../src/rollout/model/operation.ts'
import type { Preferences, Refresh } from '../../src/rollout/model/refresh.ts'
import { refreshStatus } from '../../src/rollout/model/refresh-status.ts'
import type { FailedLaunch, LaunchHistory } from '../../src/rollout/model/scaling-activity.ts'
import type { OperationSettings, RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { StatusChecks } from '../../src/rollout/model/status-checks.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { Target, TargetGroup } from '../../src/rollout/model/target.ts'
import type { GroupWaits } from '../../src/rollout/model/waits.ts'
import type { WatchState } from '../../src/rollout/model/watch-state.ts'
import { initialState, reduce } from '../../src/rollout/watch/state.ts'
import { type TemplateParts, templateOf } from '../group-template.ts'

export const T = Date.parse('2026-11-21T03:00:00Z')
export const OLD = 'ami-0b5eac1ed7a1e5001'
export const NEW = 'ami-0b5eac1ed7a1e5002'

export const version = (number: number, image: string): TemplateVersion => ({
  id: 'lt-1',
  name: 'web',
  version: number,
  image,
})
export const v7 = version(7, OLD)
export const v8 = version(8, NEW)

export const whole = (of: TemplateVersion, description = ''): Version => ({
  ...of,
  description,
  created: T,
  type: 't3.small',
  disks: [],
  data: { ImageId: of.image, InstanceType: 't3.small' },
})

export const preferences: Preferences = {
  minHealthyPercentage: 100,
  maxHealthyPercentage: 120,
  instanceWarmup: 60_000,
  bakeTime: 120_000,
  skipMatching: true,
  autoRollback: true,
  scaleInProtectedInstances: 'Ignore',
  standbyInstances: 'Ignore',
  checkpoints: [],
  checkpointDelay: 0,
  alarms: [],
}

/** A group that makes AWS wait for nothing. */
export const noWaits: GroupWaits = {
  launchHook: 0,
  terminationHook: 0,
  hookNames: { launch: [], termination: [] },
  deregistrationDelay: 0,
  timeToHealthy: {},
  timeToRecover: {},
  registration: 0,
}

export const settings: OperationSettings = {
  preferences,
  waits: noWaits,
  targetHealthTimeout: 60_000,
  maxLaunchFailures: 3,
  pollInterval: 15_000,
  timeout: 3_600_000,
  onFailure: 'rollback',
  onCancel: 'rollback',
  failedVersion: 'delete',
  run: { id: '42', sha: '' },
  attempt: 1,
}

export const operation: RefreshOperation = {
  group: 'web',
  type: 'refresh',
  refreshId: 'r-1',
  from: { templates: [v7] },
  to: { templates: [v8] },
  isRollback: false,
  targetGroups: ['arn:tg/a', 'arn:tg/b'],
  unjudged: [],
  hadInstances: true,
  baseline: 2,
  began: T - 600_000,
  deadline: T + 3_600_000,
}

/** Nothing moves. */
const { refreshId: _, ...still } = operation
export const verifyOnly: VerifyOnly = { ...still, type: 'verify-only' }

export const instance = (id: string, on: number, more: Partial<Instance> = {}): Instance => ({
  id,
  type: 't3.small',
  zone: 'eu-west-1a',
  lifecycle: 'InService',
  healthy: true,
  protectedFromScaleIn: false,
  template: { id: 'lt-1', version: on },
  ...more,
})

export const targetsOf = (
  ids: readonly string[],
  states: readonly [string, string] = ['healthy', 'healthy'],
): readonly Target[] =>
  ids.flatMap((id) =>
    operation.targetGroups.map((targetGroup, i) => ({ targetGroup, instance: id, state: states[i] ?? 'healthy' })),
  )

export const refresh = (status: string, more: Partial<Refresh> = {}): Refresh => ({
  id: 'r-1',
  status: refreshStatus(status),
  preferences,
  ...more,
})

/** Two instances on `on`, healthy, launched long ago with the image of their version. */
export function look(
  at: number,
  status: string,
  more: Partial<Observation> & { readonly on?: number } = {},
): Observation {
  const { on = 8, ...rest } = more
  const instances = rest.instances ?? [instance('i-1', on), instance('i-2', on)]
  const ec2Instances = new Map<string, Ec2Instance>(
    instances.map(({ id, template }) => [
      id,
      { image: template?.version === 8 ? NEW : OLD, launched: T - 600_000, state: 'running' },
    ]),
  )
  return {
    at: T + at * 1000,
    refresh: refresh(status),
    desired: instances.length,
    saved: [named('7')],
    endsUnhealthyTargets: false,
    instances,
    targets: targetsOf(instances.map(({ id }) => id)),
    ec2Instances,
    statusChecks: passing(instances.map(({ id }) => id)),
    unread: [],
    ...rest,
  }
}

/** EC2's status checks of these instances, all passed. */
export const passing = (ids: readonly string[]): ReadonlyMap<string, StatusChecks> =>
  new Map(ids.map((id) => [id, { system: 'ok', instance: 'ok' }]))

/** Launches that were read, those that failed among them. */
export const launchesRead = (failed: readonly FailedLaunch[]): LaunchHistory => ({ failed, endedBefore: T })

export const unseen = (kind: 'passing' | 'denied' | 'expired') =>
  ({ problem: { kind, operation: 'DescribeInstanceRefreshes', code: 'X', message: 'x' } }) as const

/** What is remembered after these looks. */
export const afterLooks = (
  polls: readonly Parameters<typeof reduce>[1][],
  on: Operation = operation,
  by: OperationSettings = settings,
): WatchState => polls.reduce((watchState, seen) => reduce(watchState, seen, on, by), initialState)

/** The one launch template as the group names it. */
export const named = (of: string): TemplateReference => ({ id: 'lt-1', name: 'web', version: of })

/** The version of the one template that a refresh names. */
export const aim = (of: number | string): NonNullable<Refresh['to']> => [{ template: 'lt-1', version: String(of) }]

export const group = (more: Partial<Group> = {}): Group => ({
  at: T,
  name: 'web',
  arn: 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:8d8e:autoScalingGroupName/web',
  account: '123456789012',
  desired: 2,
  min: 1,
  max: 4,
  form: 'launch-template',
  templates: [named('7')],
  healthCheckType: 'ELB',
  healthCheckGracePeriod: 120_000,
  defaultInstanceWarmup: 60_000,
  subnets: ['subnet-1'],
  zones: ['eu-west-1a'],
  targetGroups: operation.targetGroups,
  unwatched: [],
  suspended: [],
  protectsNewInstances: false,
  tags: new Map(),
  instances: [instance('i-1', 7), instance('i-2', 7)],
  hasWarmPool: false,
  isReservedOnly: false,
  ...more,
})

/** Of our own, available, and fit for any type of today. */
export const image = (id: string, more: Partial<Image> = {}): Image => ({
  id,
  name: id,
  state: 'available',
  architecture: 'x86_64',
  owner: '123456789012',
  productCodes: [],
  ena: true,
  virtualization: 'hvm',
  windows: false,
  rootDeviceType: 'ebs',
  rootDevice: '/dev/xvda',
  disks: [{ device: '/dev/xvda', snapshot: id.replace('ami', 'snap'), size: 8 }],
  ...more,
})

/** The survey's one template, on v7 and wanted on NEW. */
export const known = (more: TemplateParts = {}): Pick<Survey, 'templates'> => ({
  templates: [
    templateOf({
      named: named('7'),
      template: { id: 'lt-1', name: 'web', latest: 7, default: 7 },
      saved: whole(v7),
      versions: [whole(v7)],
      current: image(OLD),
      target: image(NEW),
      ...more,
    }),
  ],
})

/** The survey's images where one was asked for by its id. */
export const asked = (found: Image | null = image(NEW)): Pick<Survey, 'images'> => ({
  images: [{ type: 'resolved', ref: { from: 'id', id: NEW }, id: NEW, ...(found && { image: found }) }],
})

/** A target group of an Application Load Balancer that takes ten seconds to call a new target healthy. */
export const targetGroup = (arn: string): TargetGroup => ({
  arn,
  name: arn.split('/')[1] ?? arn,
  checked: true,
  balancer: 'application',
  interval: 10_000,
  healthyThreshold: 5,
  loadBalancers: [{ name: 'front', zones: ['eu-west-1a'] }],
})

export const survey = (more: Partial<Survey> = {}): Survey => ({
  group: group(),
  ...asked(),
  ...known(),
  uses: [],
  refreshes: [],
  targets: targetsOf(['i-1', 'i-2']),
  targetGroups: operation.targetGroups.map(targetGroup),
  statusChecks: new Map(),
  warmPool: [],
  alarms: new Map(),
  comparisons: [],
  ancestries: new Map(),
  trials: [],
  unmanaged: [],
  unconfirmedTags: [],
  tagsInProgress: [],
  problems: [],
  ...more,
})

export const policy: RolloutSettings = {
  mode: 'deploy',
  group: 'web',
  images: [{ from: 'id', id: NEW }],
  currentImage: false,
  run: { id: '42', sha: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c' },
  attempt: 1,
  minHealthyPercentage: undefined,
  maxHealthyPercentage: undefined,
  instanceWarmup: undefined,
  bakeTime: 120_000,
  targetHealthTimeout: 60_000,
  maxLaunchFailures: 3,
  checkpoints: [],
  checkpointDelay: 300_000,
  alarms: [],
  verify: undefined,
  trial: undefined,
  skipMatching: true,
  scaleInProtectedInstances: 'Ignore',
  standbyInstances: 'Ignore',
  timeout: 'auto',
  handOver: undefined,
  pollInterval: 15_000,
  onFailure: 'rollback',
  onCancel: 'rollback',
  onConflict: 'auto',
  onStale: 'warn',
  allowedImageOwners: [],
  ssmTemplate: 'refuse',
  setDefaultVersion: false,
  failedVersion: 'delete',
  keepTemplateVersions: undefined,
}

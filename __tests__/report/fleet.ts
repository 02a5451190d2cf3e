/** A group of six behind two target groups, as surveys and looks see it. Hand-made: times start at T. */

import type { Group } from '../../src/rollout/model/group.ts'
import type { Ec2Instance, Instance } from '../../src/rollout/model/instance.ts'
import type { TemplateVersion, Version } from '../../src/rollout/model/launch-template.ts'
import { lifecycleOf } from '../../src/rollout/model/lifecycle.ts'
import type { Observation } from '../../src/rollout/model/observation.ts'
import type { RefreshOperation } from '../../src/rollout/model/operation.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import { refreshStatus } from '../../src/rollout/model/refresh-status.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { Target } from '../../src/rollout/model/target.ts'
import { templateOf } from '../group-template.ts'
import { policy as deploy, image, targetGroup } from '../unit/fixtures.ts'

export const T = Date.UTC(2026, 10, 21, 3, 0, 0)
export const OLD = 'ami-0a11aaaa11aaaa111'
export const NEW = 'ami-0b22bbbb22bbbb222'
export const WEB = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-tg/6d0ecf831eec9f09'
export const API = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api-tg/7e1fd0942ffda010'
export const REFRESH = '08b91cf7-8fa6-48af-b6a6-d227f40f1b9b'

const template = { id: 'lt-0123456789abcdef0', name: 'web' }
export const v7: TemplateVersion = { ...template, version: 7, image: OLD }
export const v8: TemplateVersion = { ...template, version: 8, image: NEW }
export const SHA = '4f2c1d9e8b7a6054321fedcba9876543210abcde'

export const policy: RolloutSettings = {
  ...deploy,
  images: [{ from: 'id', id: NEW }],
  run: { id: '19283746', sha: SHA },
}

/** Instances on each version: `fleet(4, 2)` has four old ones and two new ones. */
export const fleet = (old: number, fresh: number, starting = 0): readonly Instance[] => [
  ...Array.from({ length: old }, (_, i) => instance(`i-0old${i}`, i, 7)),
  ...Array.from({ length: fresh }, (_, i) => instance(`i-0new${i}`, i, 8)),
  ...Array.from({ length: starting }, (_, i) => instance(`i-0new${fresh + i}`, i, 8, 'Pending')),
]

export const instance = (id: string, i: number, version: number, lifecycle = 'InService'): Instance => ({
  id,
  type: 'm7g.large',
  zone: `eu-west-1${'abc'[i % 3]}`,
  lifecycle: lifecycleOf(lifecycle),
  healthy: true,
  protectedFromScaleIn: false,
  template: { id: template.id, version },
})

/** Registered in both target groups; `sick` ones are not healthy in web-tg. */
export const targets = (instances: readonly Instance[], sick: readonly string[] = []): readonly Target[] =>
  [WEB, API].flatMap((targetGroup) =>
    instances
      .filter(({ lifecycle }) => lifecycle === 'InService')
      .map(({ id }) =>
        targetGroup === WEB && sick.includes(id)
          ? { targetGroup, instance: id, state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' }
          : { targetGroup, instance: id, state: 'healthy' },
      ),
  )

export const group: Group = {
  at: T,
  name: 'web',
  arn: 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:8d8e:autoScalingGroupName/web',
  account: '123456789012',
  desired: 6,
  min: 4,
  max: 12,
  form: 'launch-template',
  templates: [{ ...template, version: '7' }],
  healthCheckType: 'ELB',
  healthCheckGracePeriod: 60_000,
  subnets: ['subnet-1'],
  zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  targetGroups: [WEB, API],
  unwatched: [],
  suspended: [],
  protectsNewInstances: false,
  tags: new Map(),
  instances: fleet(6, 0),
  hasWarmPool: false,
  isReservedOnly: false,
}

export const versionOf = (version: TemplateVersion): Version => ({
  ...version,
  description: '',
  created: T - 86_400_000 * version.version,
  disks: [],
  data: { ImageId: version.image },
})

const newImage = image(NEW, { name: 'web-2026-11-21', architecture: 'arm64', created: T - 7_200_000 })

/** The group's one template, on v7 and wanted on NEW. */
export const held = {
  named: { ...template, version: '7' },
  template: { ...template, latest: 7, default: 7 },
  saved: versionOf(v7),
  versions: [versionOf(v7)],
  current: image(OLD, { name: 'web-2026-11-14', architecture: 'arm64' }),
  target: newImage,
} as const

export const survey: Survey = {
  group,
  images: [{ type: 'resolved', ref: { from: 'id', id: NEW }, id: NEW, image: newImage }],
  templates: [templateOf(held)],
  uses: [],
  unconfirmedTags: [],
  tagsInProgress: [],
  refreshes: [],
  targets: targets(group.instances),
  targetGroups: [WEB, API].map((arn) => ({
    ...targetGroup(arn),
    loadBalancers: [{ name: 'front', zones: group.zones }],
  })),
  statusChecks: new Map(),
  warmPool: [],
  alarms: new Map(),
  comparisons: [],
  ancestries: new Map(),
  trials: [],
  unmanaged: [],
  problems: [],
}

export const operation: RefreshOperation = {
  group: 'web',
  type: 'refresh',
  refreshId: REFRESH,
  from: { templates: [v7] },
  to: { templates: [v8] },
  isRollback: false,
  targetGroups: [WEB, API],
  unjudged: [],
  hadInstances: true,
  baseline: 6,
  began: T,
  deadline: T + 3_600_000,
}

export const refresh = (status: string, percent?: number, reason?: string): Refresh => ({
  id: REFRESH,
  status: refreshStatus(status),
  preferences: {},
  ...(percent === undefined ? {} : { percent }),
  ...(reason === undefined ? {} : { reason }),
})

/** What a look sees. Machines run the image of their version and were launched long ago. */
export const sighting = (
  at: number,
  of: {
    readonly refresh?: Refresh
    readonly instances: readonly Instance[]
    readonly sick?: readonly string[]
    readonly saved?: Observation['saved']
  },
): Observation => ({
  at,
  ...(of.refresh && { refresh: of.refresh }),
  desired: 6,
  saved: of.saved ?? group.templates,
  instances: of.instances,
  endsUnhealthyTargets: true,
  targets: targets(of.instances, of.sick),
  ec2Instances: new Map(of.instances.map((each) => [each.id, machineOf(each)])),
  statusChecks: new Map(of.instances.map(({ id }) => [id, { system: 'ok', instance: 'ok' }])),
  unread: [],
})

const machineOf = ({ template: from }: Instance): Ec2Instance => ({
  image: from?.version === 8 ? NEW : OLD,
  launched: T - 3_600_000,
  state: 'running',
})

/** A row for each finding of preflight: the facts that bring it about, in an otherwise healthy group. */

import type { Hook } from '../../src/rollout/model/group.ts'
import type { Disk, Image, InstanceType } from '../../src/rollout/model/image.ts'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { TargetGroup } from '../../src/rollout/model/target.ts'
import { preflightFindings } from '../../src/rollout/preflight/index.ts'
import { templateOf } from '../group-template.ts'
import {
  aim,
  asked,
  group,
  image,
  instance,
  known,
  NEW,
  OLD,
  policy,
  refresh,
  survey,
  T,
  targetGroup,
  targetsOf,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

export const DAY = 86_400_000

export const t3: InstanceType = {
  name: 't3.small',
  architectures: ['x86_64'],
  bootModes: ['legacy-bios', 'uefi'],
  ena: 'required',
  rootDeviceTypes: ['ebs'],
  virtualizations: ['hvm'],
}

/** A survey that has looked at everything and finds nothing. */
export const polled = { types: [t3], hooks: [], deregistrationDelays: new Map<string, number>(), unchecked: [] }
const usual = survey({ launchEnvironment: polled })

/** The image in use is not there any more. */
export const gone = (): Partial<Survey> => known({ current: undefined })

export const problem = (kind: Problem['kind'], operation: string, code = 'X'): Problem => ({
  kind,
  operation,
  code,
  message: 'no',
})
export const images = (wanted: Partial<Image>, present: Partial<Image> = {}): Partial<Survey> => ({
  ...asked(image(NEW, wanted)),
  ...known({ target: image(NEW, wanted), current: image(OLD, present) }),
})
const { owner: _, ...unowned } = image(NEW)
export const ofType = (type: Partial<InstanceType>): Partial<Survey> => ({
  launchEnvironment: { ...polled, types: [{ ...t3, ...type }] },
})
export const template = (
  disks: readonly Disk[],
  wanted: Partial<Image> = {},
  saved: Version = whole(v7),
): Partial<Survey> => known({ saved: { ...saved, disks }, target: image(NEW, wanted), current: image(OLD) })
export const tags = (...all: readonly (readonly [string, string])[]): Partial<Survey> => ({
  group: group({ tags: new Map(all) }),
})
export const hooks = (...all: readonly Hook[]): Partial<Survey> => ({ launchEnvironment: { ...polled, hooks: all } })
export const found = (more: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  preflightFindings({ ...usual, ...more }, { ...policy, ...wishes })

/** A finding, and the facts and wishes that bring it about. */
export type Row = readonly [finding: string, facts: Partial<Survey>, wishes?: Partial<RolloutSettings>]

export const complete = ([name, facts, wishes = {}]: Row) => [name, facts, wishes] as const

export const fleetStatus = { type: 'version', version: { ...whole(v8), disks: [] }, why: 'asked' } as const
export const back: Partial<RolloutSettings> = { to: 8, images: [] }
export const protectedOne = group({
  instances: [instance('i-1', 7, { protectedFromScaleIn: true }), instance('i-2', 7)],
})
export const standbyOne = group({ instances: [instance('i-1', 7, { lifecycle: 'Standby' }), instance('i-2', 7)] })
export const hook = 'CodeDeploy-managed-automatic-launch-deployment-hook-shop-1'
const at8 = group({ templates: [{ id: 'lt-1', name: 'web', version: '8' }] })
/** A target group of an Application Load Balancer, which needs so long to call a new target healthy. */
export const tg = (seconds: number, more: Partial<TargetGroup> = {}): readonly TargetGroup[] => [
  { ...targetGroup('arn:tg/a'), interval: seconds * 1_000, ...more },
  targetGroup('arn:tg/b'),
]

const LONG_AGO = '2026-11-20T04:00:00Z'

/** A version that `launch-template-version` names. */
const aVersion: Partial<RolloutSettings> = { templateVersion: 8, images: [] }
const named = (eighth: Version, found: Image | null = image(eighth.image)) =>
  templateOf({
    named: { id: 'lt-1', name: 'web', version: '7' },
    template: { id: 'lt-1', name: 'web', latest: 8, default: 7 },
    saved: whole(v7),
    versions: [whole(v7), eighth],
    current: image(OLD),
    versionTarget: { type: 'version', version: eighth, ...(found && { found: { image: found } }) },
  })
const unprovenOne = templateOf({
  named: { id: 'lt-1', name: 'web', version: '7' },
  template: { id: 'lt-1', name: 'web', latest: 7, default: 7 },
  saved: whole(v7),
  versions: [],
  current: image(OLD),
  versionTarget: { type: 'no-version', asked: 7 },
})
const foreign: Version = { ...whole(v8), description: `ami-rollout/1 from=7 image=${NEW} sha= run=41` }

const UNTIL = 'until=2026-11-21T04:00:00Z'
/** What another run has noted, and cancelled its refresh for. */
const unbegun = {
  ...tags(['ami-rollout:rollback', `to=7 code=target-health undoes=r-1 run=41/1 ${UNTIL}`]),
  refreshes: [refresh('Cancelled', { to: aim(8) })],
}

const trialOf41 = { instance: 'i-9', run: '41', attempt: 1, template: 'lt-1', version: 8 }

export const rows: readonly Row[] = [
  ['error cannot-see-DescribeImages', { problems: [problem('denied', 'DescribeImages')] }],
  ['error launch-denied', known({ launch: problem('denied', 'RunInstances') })],
  ['warning launch-denied', known({ launch: problem('denied', 'RunInstances') }), { mode: 'plan' }],
  ['error launch-denied', known({ launch: problem('denied', 'RunInstances', 'OptInRequired') }), { mode: 'plan' }],
  ['error launch-rejected', known({ launch: problem('rejected', 'RunInstances') })],
  ['warning launch-rejected', known({ launch: problem('passing', 'RunInstances') })],
  ['warning launch-no-room', known({ launch: problem('rejected', 'RunInstances', 'VcpuLimitExceeded') })],
  [
    'warning not-checked-DescribeInstanceTypes',
    { launchEnvironment: { ...polled, unchecked: [problem('denied', 'DescribeInstanceTypes')] } },
  ],
  ['error launch-configuration', { group: group({ form: 'launch-configuration' }) }],
  [
    'error override-image',
    {
      group: group({
        form: 'mixed-instances-policy',
        mixed: { whole: {}, unknown: [], overrides: [{ type: 't3.small', image: OLD, byAttributes: false }] },
      }),
    },
  ],
  [
    'error policy-unknown',
    {
      group: group({
        form: 'mixed-instances-policy',
        mixed: { whole: {}, unknown: ['FutureSetting'], overrides: [] },
      }),
    },
  ],
  ['error ssm-template', known({ saved: whole(version(7, 'resolve:ssm:/app/ami')), current: image(OLD) })],
  ['error owner-operator', { group: group({ operator: 'ec2.example.com' }) }],
  [
    'error owner-operator',
    known({ template: { id: 'lt-1', name: 'web', latest: 7, default: 7, operator: 'ec2.example.com' } }),
  ],
  ['warning reserved-only', { group: group({ isReservedOnly: true }) }],
  ['warning heavyweight', { group: group({ desired: 4, max: 12, instances: [instance('i-1', 7, { weight: 4 })] }) }],
  ['error suspended', { group: group({ suspended: ['Launch'] }) }],
  ['error suspended', { group: group({ suspended: ['Terminate'] }) }],
  ['error suspended', { group: group({ suspended: ['InstanceRefresh'] }) }],
  ['warning suspended', { group: group({ suspended: ['HealthCheck'] }) }],
  ['warning suspended', { group: group({ suspended: ['ReplaceUnhealthy'] }) }],
  ['error suspended', { group: group({ suspended: ['AddToLoadBalancer'] }) }],
  ['warning tag-ignored', { unconfirmedTags: [{ key: 'ami-rollout:alias', value: '$Latest; rm -rf /' }] }],
  ['note tag-in-progress', { tagsInProgress: [{ key: 'ami-rollout:alias', value: `$Latest run=41/1 ${UNTIL}` }] }],
  ['warning tag-ignored', tags(['ami-rollout:handed-over', `run=42/1 refresh=r-0 from=7 to=8 ${UNTIL}`])],
  [
    'note tag-decides',
    {
      ...tags(['ami-rollout:handed-over', `run=42/1 refresh=r-1 from=7 to=8 ${UNTIL}`]),
      refreshes: [refresh('InProgress', { to: aim(8) })],
    },
  ],
  ['note tag-decides', tags(['ami-rollout:alias', `$Latest run=41/1 ${UNTIL}`])],
  [
    'note tag-decides',
    { ...tags(['ami-rollout:rollback', `to=6 run=42/1 ${UNTIL}`]), refreshes: [refresh('Successful', { to: aim(6) })] },
    { to: 'previous', images: [] },
  ],
  [
    'note tag-outdated',
    { ...tags(['ami-rollout:rollback', `to=6 run=42/1 ${UNTIL}`]), refreshes: [refresh('Successful', { to: aim(8) })] },
    { to: 'previous', images: [] },
  ],
  ['error rollback-unbegun', { ...unbegun, ...known({ versions: [whole(v7), foreign] }) }],
  ['warning rollback-unbegun', unbegun],
  [
    'warning rollback-unbegun',
    { ...unbegun, ...known({ versions: [whole(v7), foreign] }) },
    { to: 'previous', images: [] },
  ],
  ['warning born-protected', { group: group({ protectsNewInstances: true }) }],
  ['warning born-protected', { group: group({ protectsNewInstances: true }) }, { scaleInProtectedInstances: 'Wait' }],
  ['error version-of-several', { templates: [named(whole(v8)), named(whole(v8))] }, aVersion],
  ['error version-missing', known({ versionTarget: { type: 'no-version', asked: 12 } }), { templateVersion: 12 }],
  ['error version-unproven', { templates: [named(foreign)] }, { ...aVersion, templateVersion: '$Latest' }],
  ['warning version-unproven', { templates: [named(foreign)] }, aVersion],
  [
    'error version-without-image',
    { templates: [named({ ...whole(v8), image: 'resolve:ssm:/app/ami' })], images: [] },
    aVersion,
  ],
  ['error version-without-image', { templates: [named({ ...whole(v8), image: '' })], images: [] }, aVersion],
  ['error image-missing', { templates: [named(whole(v8), null)] }, aVersion],
  ['warning no-way-back', known({ rollbackOrigin: { type: 'none' } }), { templateVersion: 8 }],
  ['note no-older-state', known({ rollbackOrigin: { type: 'same' } }), { currentImage: true }],
  ['error version-unproven', { templates: [unprovenOne, named(whole(v7))] }, { currentImage: true, images: [] }],
  ['warning newer-versions', known({ versions: [whole(v7), whole(v8)] })],
  ['note claim-left', tags(['ami-rollout:last', `from=7 to=8 saved=8 at=${LONG_AGO} run=41/1 until=${LONG_AGO}`])],
  ['error nowhere-to-go', known({ rollbackTarget: { type: 'none', candidates: [] } }), back],
  ['error alarm-not-ok', { alarms: new Map([['cpu', { state: 'ALARM' }]]) }, { alarms: ['cpu'] }],
  ['error alarm-not-ok', { alarms: new Map() }, { alarms: ['cpu'] }],
  ['error image-missing', asked(null)],
  ...['pending', 'failed', 'disabled', 'deregistered', 'invalid', 'transient', 'error'].map(
    (state): Row => ['error image-not-available', images({ state })],
  ),
  ['warning image-deprecated', images({ deprecated: T - DAY })],
  ['error image-foreign', images({ owner: '999999999999' })],
  [
    'error image-foreign',
    images(
      { owner: '679593333241', ownerAlias: 'aws-marketplace', productCodes: ['abc1'] },
      { owner: '679593333241', ownerAlias: 'aws-marketplace', productCodes: ['xyz2'] },
    ),
  ],
  [
    'error image-foreign',
    images({ owner: '137112412989', ownerAlias: 'amazon' }),
    { allowedImageOwners: [{ type: 'account', id: '999999999999' }] },
  ],
  ['error image-foreign', known({ target: image(NEW, { owner: '999999999999' }) })],
  ['warning image-owner-unknown', { ...asked(unowned), ...known({ target: unowned }) }],
  ['warning image-not-allowed', images({ allowed: false })],
  ['warning platform-change', images({ windows: true })],
  ['warning image-behaves-otherwise', images({ imds: 'v2.0' })],
  [
    'warning image-behaves-otherwise',
    images(
      { bootMode: 'uefi', tpm: 'v2.0', billedAs: 'Red Hat Enterprise Linux' },
      { bootMode: 'legacy-bios', billedAs: 'Linux/UNIX' },
    ),
  ],
  ['warning image-behaves-otherwise', images({}, { imds: 'v2.0' })],
  ['error architecture', ofType({ architectures: ['arm64'] })],
  ['error boot-mode', { ...ofType({ bootModes: ['legacy-bios'] }), ...images({ bootMode: 'uefi' }) }],
  ['error boot-mode', { ...ofType({ bootModes: ['uefi'] }), ...images({ bootMode: 'legacy-bios' }) }],
  ['error ena', images({ ena: false })],
  ['error virtualization', images({ virtualization: 'paravirtual' })],
  ['error root-device-type', images({ rootDeviceType: 'instance-store' })],
  ['error volume-too-small', template([{ device: '/dev/xvda', size: 7 }])],
  [
    'error root-snapshot',
    template([{ device: '/dev/xvda', snapshot: 'snap-other' }], {}, whole(version(7, NEW))),
    { onFailure: 'leave' },
  ],
  ['error disk-snapshot', template([{ device: '/dev/sdf', snapshot: 'snap-data' }])],
  [
    'error disk-snapshot',
    template([{ device: '/dev/sdf', snapshot: 'snap-data' }], {
      disks: [{ device: '/dev/sdf', snapshot: 'snap-mine', size: 8 }],
    }),
  ],
  ['error root-device-moved', template([{ device: '/dev/xvda', size: 50 }], { rootDevice: '/dev/sda1', disks: [] })],
  ['warning unhealthy-before', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) }],
  ['error target-group-missing', { targetGroups: tg(10).slice(0, 1) }],
  ['warning health-check-type', { group: group({ healthCheckType: 'EC2' }) }],
  ['error warmup-too-short', { targetGroups: tg(61) }],
  ['warning warmup-too-short', { targetGroups: tg(61), group: group({ healthCheckGracePeriod: 0 }) }],
  ['error zone-not-enabled', { targetGroups: tg(10), group: group({ zones: ['eu-west-1a', 'eu-west-1c'] }) }],
  [
    'warning without-traffic',
    { targets: targetsOf(['i-1', 'i-2']).map((each) => ({ ...each, withoutTraffic: 'zonal shift' as const })) },
  ],
  ['warning not-judged', { targetGroups: tg(0, { checked: false }) }],
  ['warning left-out', { group: protectedOne }],
  ['warning left-out', { group: standbyOne }],
  ['warning waited-for', { group: protectedOne }, { scaleInProtectedInstances: 'Wait' }],
  ['warning waited-for', { group: standbyOne }, { standbyInstances: 'Wait' }],
  ['warning at-maximum', { group: group({ max: 2 }) }],
  ['warning none-stays', {}, { minHealthyPercentage: 0, maxHealthyPercentage: 100 }],
  [
    'warning no-way-back',
    { group: at8, ...known({ saved: whole(version(8, NEW)), target: image(NEW), current: image(NEW) }) },
  ],
  ['warning way-back-gone', gone()],
  ['warning way-back-gone', images({}, { state: 'disabled' })],
  [
    'error trial-fixed-network',
    known({
      saved: { ...whole(v7), data: { NetworkInterfaces: [{ DeviceIndex: 0, PrivateIpAddress: '10.0.0.7' }] } },
    }),
    { trial: { timeout: 900_000 } },
  ],
  [
    'warning trial-verify',
    {},
    { trial: { timeout: 900_000 }, verify: { timeout: undefined, namesInstances: false, onInstance: false } },
  ],
  ['warning trial-left', { trials: [{ ...trialOf41, until: T }] }],
  ['error set-parameter-missing', { parameterToSet: { name: '/web/image', found: 'no-parameter' } }],
  ['error set-parameter-unread', { parameterToSet: { name: '/web/image', found: problem('denied', 'GetParameter') } }],
  [
    'error set-parameter-type',
    { parameterToSet: { name: '/web/image', found: { type: 'StringList', value: OLD, version: 1, dataType: 'text' } } },
  ],
  [
    'error set-parameter-several',
    { templates: [NEW, OLD].flatMap((id) => known({ target: image(id) }).templates ?? []) },
    { setParameter: '/web/image' },
  ],
  ['warning none-managed', { unmanaged: ['i-1', 'i-2'] }],
  ['note trial-in-progress', { trials: [{ ...trialOf41, until: T + 60_000 }] }],
  ['error owner-eks', tags(['eks:nodegroup-name', 'blue'], ['kubernetes.io/cluster/shop', 'owned'])],
  [
    'error owner-beanstalk',
    tags(['elasticbeanstalk:environment-name', 'prod'], ['aws:cloudformation:stack-name', 'awseb-e-1-stack']),
  ],
  ['error owner-batch', tags(['AWSBatchServiceTag', 'batch'])],
  ['note owner-cloudformation', tags(['aws:cloudformation:stack-name', 'shop'])],
  ...(
    [
      ['ManagedBy', 'Terraform'],
      ['managed-by', 'terraform cloud'],
      ['Terraform', 'true'],
      ['provisioned_by', 'OpenTofu'],
      ['pulumi:project', 'shop'],
    ] as const
  ).map((tag): Row => ['note owner-iac', tags(tag)]),
  ['note owner-ecs', tags(['AmazonECSManaged', ''])],
  ['note owner-kubernetes', tags(['kubernetes.io/cluster/shop', 'owned'])],
  ['note owner-codedeploy', hooks({ name: hook, at: 'launch', timeout: 600_000 })],
]

/** Every finding of preflight: what brings it about, and what only looks like it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import type { Disk, Hook, Image, InstanceType, Survey, Version } from '../../src/rollout/facts.ts'
import type { Problem } from '../../src/rollout/model.ts'
import type { Policy } from '../../src/rollout/policy.ts'
import { preflight } from '../../src/rollout/preflight/index.ts'
import {
  asked,
  group,
  image,
  instance,
  known,
  NEW,
  OLD,
  policy,
  survey,
  T,
  targetsOf,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const DAY = 86_400_000

const t3: InstanceType = {
  name: 't3.small',
  architectures: ['x86_64'],
  bootModes: ['legacy-bios', 'uefi'],
  ena: 'required',
  rootDeviceTypes: ['ebs'],
  virtualizations: ['hvm'],
}

/** A survey that has looked at everything and finds nothing. */
const looked = { types: [t3], hooks: [], unchecked: [] }
const usual = survey({ surroundings: looked })

/** The image in use is not there any more. */
const gone = (): Partial<Survey> => ({ templates: known().templates.map(({ present: _, ...held }) => held) })

const problem = (kind: Problem['kind'], operation: string, code = 'X'): Problem => ({
  kind,
  operation,
  code,
  message: 'no',
})
const images = (wanted: Partial<Image>, present: Partial<Image> = {}): Partial<Survey> => ({
  ...asked(image(NEW, wanted)),
  ...known({ wanted: image(NEW, wanted), present: image(OLD, present) }),
})
const ofType = (type: Partial<InstanceType>): Partial<Survey> => ({
  surroundings: { ...looked, types: [{ ...t3, ...type }] },
})
const template = (disks: readonly Disk[], wanted: Partial<Image> = {}, saved: Version = whole(v7)): Partial<Survey> =>
  known({ saved: { ...saved, disks }, wanted: image(NEW, wanted), present: image(OLD) })
const tags = (...all: readonly (readonly [string, string])[]): Partial<Survey> => ({
  group: group({ tags: new Map(all) }),
})
const hooks = (...all: readonly Hook[]): Partial<Survey> => ({ surroundings: { ...looked, hooks: all } })
const found = (more: Partial<Survey>, wishes: Partial<Policy> = {}) =>
  preflight({ ...usual, ...more }, { ...policy, ...wishes })

type Row = readonly [finding: string, facts: Partial<Survey>, wishes?: Partial<Policy>]

const complete = ([name, facts, wishes = {}]: Row) => [name, facts, wishes] as const

const standing = { is: 'version', version: { ...whole(v8), disks: [] }, why: 'asked' } as const
const back: Partial<Policy> = { to: 8, images: [] }
const protectedOne = group({ instances: [instance('i-1', 7, { protectedFromScaleIn: true }), instance('i-2', 7)] })
const standbyOne = group({ instances: [instance('i-1', 7, { lifecycle: 'Standby' }), instance('i-2', 7)] })
const hook = 'CodeDeploy-managed-automatic-launch-deployment-hook-shop-1'
const at8 = group({ templates: [{ id: 'lt-1', name: 'web', version: '8' }] })
const tg = (seconds: number, checked = true) => [{ arn: 'arn:tg/a', name: 'a', checked, seconds }]

const rows: readonly Row[] = [
  ['error cannot-see-DescribeImages', { problems: [problem('denied', 'DescribeImages')] }],
  ['error launch-denied', known({ launch: problem('denied', 'RunInstances') })],
  ['warning launch-denied', known({ launch: problem('denied', 'RunInstances') }), { mode: 'plan' }],
  ['error launch-denied', known({ launch: problem('denied', 'RunInstances', 'OptInRequired') }), { mode: 'plan' }],
  ['error launch-rejected', known({ launch: problem('rejected', 'RunInstances') })],
  ['warning launch-rejected', known({ launch: problem('passing', 'RunInstances') })],
  [
    'warning not-checked-DescribeInstanceTypes',
    { surroundings: { ...looked, unchecked: [problem('denied', 'DescribeInstanceTypes')] } },
  ],
  ['error launch-configuration', { group: group({ form: 'launch-configuration' }) }],
  [
    'error override-image',
    {
      group: group({
        form: 'mixed-instances-policy',
        mixed: { whole: {}, overrides: [{ type: 't3.small', image: OLD, byAttributes: false }] },
      }),
    },
  ],
  ['error ssm-template', known({ saved: whole(version(7, 'resolve:ssm:/app/ami')), present: image(OLD) })],
  ['error suspended', { group: group({ suspended: ['Launch'] }) }],
  ['error suspended', { group: group({ suspended: ['Terminate'] }) }],
  ['error suspended', { group: group({ suspended: ['InstanceRefresh'] }) }],
  ['warning suspended', { group: group({ suspended: ['HealthCheck'] }) }],
  ['warning suspended', { group: group({ suspended: ['ReplaceUnhealthy'] }) }],
  ['warning suspended', { group: group({ suspended: ['AddToLoadBalancer'] }) }],
  ['error nowhere-to-go', known({ goal: { is: 'none', candidates: [] } }), back],
  ['error alarm-not-ok', { alarms: new Map([['cpu', 'ALARM']]) }, { alarms: ['cpu'] }],
  ['error alarm-not-ok', { alarms: new Map() }, { alarms: ['cpu'] }],
  ['error image-missing', asked(null)],
  ...['pending', 'failed', 'disabled', 'deregistered', 'invalid', 'transient', 'error'].map(
    (state): Row => ['error image-not-available', images({ state })],
  ),
  ['warning image-deprecated', images({ deprecated: T - DAY })],
  ['warning image-foreign', images({ owner: '999999999999' })],
  ['warning image-older', images({ created: T - 2 * DAY }, { created: T - DAY })],
  ['warning platform-change', images({ windows: true })],
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
  ['warning health-check-type', { group: group({ healthCheckType: 'EC2' }) }],
  ['warning warmup-too-short', { targetGroups: tg(61) }],
  ['warning not-judged', { targetGroups: tg(0, false) }],
  ['warning left-out', { group: protectedOne }],
  ['warning left-out', { group: standbyOne }],
  ['warning waited-for', { group: protectedOne }, { scaleInProtectedInstances: 'Wait' }],
  ['warning waited-for', { group: standbyOne }, { standbyInstances: 'Wait' }],
  ['warning at-maximum', { group: group({ max: 2 }) }],
  ['warning none-stays', {}, { minHealthyPercentage: 0, maxHealthyPercentage: 100 }],
  [
    'warning no-way-back',
    { group: at8, ...known({ saved: whole(version(8, NEW)), wanted: image(NEW), present: image(NEW) }) },
  ],
  ['warning way-back-gone', gone()],
  ['warning way-back-gone', images({}, { state: 'disabled' })],
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
  ['note owner-codedeploy', hooks({ name: hook, at: 'launch', timeout: 600 })],
]

test('a group and an image as they should be: nothing is found', () => {
  expect(found({})).toEqual([])
})

test.each(rows.map(complete))('%s', (finding, facts, wishes) => {
  const findings = found(facts, wishes)
  expect(findings.map(({ level, rule }) => `${level} ${rule}`)).toEqual([finding])
  for (const { says, remedy } of findings)
    expect([says, remedy]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)])
})

test('the rights that a refused launch wants are those that this template asks for', () => {
  const launch = problem('denied', 'RunInstances')
  const remedies = (image: string) =>
    found(known({ launch, saved: { ...whole(v7), image } })).map(({ remedy }) => remedy)
  expect(remedies('resolve:ssm:/web/ami')).toContainEqual(expect.stringContaining('ssm:GetParameters'))
  expect(remedies(OLD)).not.toContainEqual(expect.stringContaining('ssm:GetParameters'))
})

describe('what only looks like a finding', () => {
  const innocent: readonly Row[] = [
    [
      'a process that neither stalls a refresh nor hides anything',
      { group: group({ suspended: ['AZRebalance', 'AlarmNotification', 'ScheduledActions'] }) },
    ],
    ['an image that will be deprecated some day', images({ deprecated: T + DAY })],
    ['an image of the same other account as the one in use', images({ owner: '9' }, { owner: '9' })],
    ['an image of our own after one of Amazon’s', images({}, { owner: 'amazon' })],
    ['an image as old as the one in use', images({ created: T }, { created: T })],
    [
      'a rollback to an older image',
      {
        ...images({ created: T - DAY }, { created: T }),
        ...known({ goal: standing, wanted: image(NEW, { created: T - DAY }), present: image(OLD, { created: T }) }),
      },
      back,
    ],
    [
      'uefi-preferred on a type that only has the old way',
      { ...ofType({ bootModes: ['legacy-bios'] }), ...images({ bootMode: 'uefi-preferred' }) },
    ],
    ['no ENA on a type that can do without', { ...ofType({ ena: 'supported' }), ...images({ ena: false }) }],
    ['a type that the template does not launch', ofType({ name: 'm7g.large', architectures: ['arm64'] })],
    ['a root disk that is larger than the image’s', template([{ device: '/dev/xvda', size: 80 }])],
    [
      'a root snapshot that a new version will not take over',
      template([{ device: '/dev/xvda', snapshot: 'snap-old' }]),
    ],
    [
      'the image’s own further disk, as a template made from an instance names it',
      {
        ...template([{ device: '/dev/sdf', snapshot: 'snap-f' }], {
          disks: [{ device: '/dev/sdf', snapshot: 'snap-g' }],
        }),
        ...known({
          saved: { ...whole(v7), disks: [{ device: '/dev/sdf', snapshot: 'snap-f' }] },
          present: image(OLD, { disks: [{ device: '/dev/sdf', snapshot: 'snap-f' }] }),
          wanted: image(NEW, { disks: [{ device: '/dev/sdf', snapshot: 'snap-g' }] }),
        }),
      },
    ],
    ['a further disk without a snapshot', template([{ device: '/dev/sdf', size: 100 }])],
    ['EC2 health checks without target groups', { group: group({ healthCheckType: 'EC2', targetGroups: [] }) }],
    ['protected instances that are to be replaced', { group: protectedOne }, { scaleInProtectedInstances: 'Refresh' }],
    ['a group at its maximum that may lose some', { group: group({ max: 2 }) }, { minHealthyPercentage: 50 }],
    ['an empty group', { group: group({ desired: 0, max: 0, instances: [] }) }],
    ['the old image gone, and no rollback wanted', gone(), { onFailure: 'leave', onCancel: 'leave' }],
    ['tags that name no tool', tags(['ManagedBy', 'platform team'], ['terraform', 'false'], ['Name', 'terraform'])],
    ['a lifecycle hook of one’s own', hooks({ name: 'drain', at: 'termination', timeout: 60 })],
  ]
  test.each(innocent.map(complete))('%s', (_, facts, wishes) => {
    expect(found(facts, wishes)).toEqual([])
  })
})

test('what does not fit is told once, in our words and not in EC2’s as well', () => {
  const facts = {
    ...known({ launch: problem('rejected', 'RunInstances'), wanted: image(NEW, { ena: false }) }),
    ...asked(image(NEW, { ena: false })),
  }
  expect(found(facts).map(({ rule }) => rule)).toEqual(['ena'])
})

test('with EC2 health checks a warm-up that is too short refuses a deploy, and is told in a rollback', () => {
  const facts = { group: group({ healthCheckType: 'EC2' }), targetGroups: tg(61) }
  expect(found(facts).map(({ level, rule }) => `${level} ${rule}`)).toEqual([
    'error warmup-too-short',
    'warning health-check-type',
  ])
  const goal = { ...known({ goal: standing }), images: [] }
  expect(found({ ...facts, ...goal }, back).map(({ level }) => level)).toEqual(['warning', 'warning'])
})

test('what could not be seen is not told as gone or ill', () => {
  const unseen = (operation: string) => ({ ...gone(), targets: [], problems: [problem('denied', operation)] })
  const rules = (operation: string) => found(unseen(operation)).map(({ rule }) => rule)
  expect(rules('DescribeImages')).not.toContain('way-back-gone')
  expect(rules('DescribeTargetHealth')).not.toContain('unhealthy-before')
  expect(rules('GetIdentityToken')).toEqual(['cannot-see-GetIdentityToken'])
})

test('errors come first, then warnings, then notes', () => {
  const facts = { ...tags(['ManagedBy', 'terraform']), ...images({ windows: true, state: 'failed' }) }
  expect(found(facts).map(({ level }) => level)).toEqual(['error', 'warning', 'note'])
})

test('every finding that the sources name has a row here', () => {
  const folder = join(root, 'src', 'rollout', 'preflight')
  // Where images come from and how they are matched has tests of its own.
  const text = readdirSync(folder)
    .filter((file) => !/^(image-source|mixed|parameter)\.ts$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
  const named = [...text.matchAll(/(?:error|warning|note)\(\s*'([a-z-]+)'|rule: '([a-z-]+)'/g)].flatMap(
    ([, a, b]) => a ?? b ?? [],
  )
  const here = new Set([...rows.map(([finding]) => finding.split(' ')[1]), ...elsewhere])
  expect([...new Set(named)].filter((rule) => !here.has(rule))).toEqual([])
})

/** Findings of the group's form: plan.test.ts. */
const elsewhere = [
  'group-missing',
  'template-missing',
  'version-missing',
  'mixed-instances-policy',
  'vpc-lattice',
  'image-not-needed',
]

/** Every finding of preflight: what brings it about, what only looks like it, and what it says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build/bundle.ts'
import { asked, group, image, known, NEW, OLD, T, v7, whole } from './fixtures.ts'
import {
  back,
  complete,
  DAY,
  fleetStatus,
  found,
  gone,
  hooks,
  images,
  ofType,
  problem,
  protectedOne,
  type Row,
  rows,
  tags,
  template,
  tg,
} from './preflight-rows.ts'

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
    ['an image of our own after one of Amazon’s', images({}, { owner: '137112412989', ownerAlias: 'amazon' })],
    ['an image of an allowed account', images({ owner: '9' }), { allowedImageOwners: [{ type: 'account', id: '9' }] }],
    [
      'an image of Amazon’s, allowed',
      images({ owner: '137112412989', ownerAlias: 'amazon' }),
      { allowedImageOwners: [{ type: 'amazon' }] },
    ],
    [
      'an allowed product of AWS Marketplace',
      images({ owner: '679593333241', ownerAlias: 'aws-marketplace', productCodes: ['abc1'] }),
      { allowedImageOwners: [{ type: 'marketplace', productCode: 'abc1' }] },
    ],
    [
      'the same product of AWS Marketplace as in use',
      images(
        { owner: '679593333241', ownerAlias: 'aws-marketplace', productCodes: ['abc1'] },
        { owner: '679593333241', ownerAlias: 'aws-marketplace', productCodes: ['abc1'] },
      ),
    ],
    ['an image as old as the one in use', images({ created: T }, { created: T })],
    [
      'a rollback to an older image',
      {
        ...images({ created: T - DAY }, { created: T }),
        ...known({
          rollbackTarget: fleetStatus,
          target: image(NEW, { created: T - DAY }),
          current: image(OLD, { created: T }),
        }),
      },
      back,
    ],
    [
      'uefi-preferred on a type that only has the old way',
      { ...ofType({ bootModes: ['legacy-bios'] }), ...images({ bootMode: 'uefi-preferred' }) },
    ],
    ['no ENA on a type that can do without', { ...ofType({ ena: 'supported' }), ...images({ ena: false }) }],
    [
      'a type of which the answer says nothing but its name',
      {
        launchEnvironment: { types: [{ name: 't3.small' }], hooks: [], deregistrationDelays: new Map(), unchecked: [] },
        ...images({ ena: false, bootMode: 'uefi' }),
      },
    ],
    [
      'an image of which the answer says nothing but its architecture',
      known({
        target: {
          id: NEW,
          name: NEW,
          state: 'available',
          architecture: 'x86_64',
          owner: '123456789012',
          productCodes: [],
          windows: false,
          disks: [],
        },
        saved: { ...whole(v7), disks: [{ device: '/dev/xvda', size: 8 }] },
        current: image(OLD),
      }),
    ],
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
          current: image(OLD, { disks: [{ device: '/dev/sdf', snapshot: 'snap-f' }] }),
          target: image(NEW, { disks: [{ device: '/dev/sdf', snapshot: 'snap-g' }] }),
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
    ['a lifecycle hook of one’s own', hooks({ name: 'drain', at: 'termination', timeout: 60_000 })],
  ]
  test.each(innocent.map(complete))('%s', (_, facts, wishes) => {
    expect(found(facts, wishes)).toEqual([])
  })
})

test('what does not fit is told once, in our words and not in EC2’s as well', () => {
  const facts = {
    ...known({ launch: problem('rejected', 'RunInstances'), target: image(NEW, { ena: false }) }),
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
  const rollbackTarget = { ...known({ rollbackTarget: fleetStatus }), images: [] }
  expect(found({ ...facts, ...rollbackTarget }, back).map(({ level }) => level)).toEqual(['warning', 'warning'])
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

/** Findings of the group’s form: plan-refused.test.ts and preflight-images.test.ts. */
const elsewhere = [
  'group-missing',
  'template-missing',
  'version-missing',
  'mixed-instances-policy',
  'vpc-lattice',
  'image-not-needed',
]

/** The sentences of preflight, one after the other, as a person reads them: with their numbers, names and plurals. */
import { expect, test } from 'vitest'
import type { Finding } from '../../src/rollout/model/finding.ts'
import type { Instance } from '../../src/rollout/model/instance.ts'
import { preflightFindings } from '../../src/rollout/preflight/index.ts'
import { asked, group, image, instance, known, NEW, OLD, policy, survey, T, targetsOf } from './fixtures.ts'
import {
  back,
  fleetStatus,
  found,
  hook,
  hooks,
  images,
  ofType,
  polled,
  problem,
  type Row,
  rows,
  t3,
  tags,
  template,
  tg,
} from './preflight-rows.ts'

const fleet = (count: number, more: Partial<Instance>) => ({
  group: group({
    desired: count + 1,
    max: 9,
    instances: [instance('i-0', 7), ...Array.from({ length: count }, (_, i) => instance(`i-${i + 1}`, 7, more))],
  }),
  targets: targetsOf(Array.from({ length: count + 1 }, (_, i) => `i-${i}`)),
})
const MINUTE = 60_000

/** What the rows of preflight-rows.ts do not say yet. */
const others: readonly Row[] = [
  [
    'one missing for a rollback to a version',
    {
      images: [],
      ...known({ rollbackTarget: fleetStatus, target: undefined }),
    },
    back,
  ],
  [
    'one missing for a rollback to an image',
    {
      images: [],
      ...known({ rollbackTarget: { type: 'image', image: NEW }, target: undefined }),
    },
    { to: `ami-${NEW.slice(4)}`, images: [] },
  ],
  ['being made for an hour and a half', images({ state: 'pending', created: T - 90 * MINUTE })],
  ['being made for a day', images({ state: 'pending', created: T - 1440 * MINUTE })],
  ['being made for two days', images({ state: 'pending', created: T - 2880 * MINUTE })],
  ['being made since a moment that is to come', images({ state: 'pending', created: T + MINUTE })],
  ['failed, with EC2’s reason', images({ state: 'failed', reason: 'Client.InternalError' })],
  [
    'two that nobody can launch',
    {
      images: [
        ...asked(image(NEW, { state: 'failed' })).images,
        { type: 'resolved', ref: { from: 'id', id: OLD }, id: OLD, image: image(OLD, { state: 'disabled' }) },
      ],
      ...known({ target: image(NEW, { state: 'failed' }) }),
    },
  ],
  ['after one of a third account', images({ owner: '999999999999' }, { owner: '888888888888' })],
  ['from Windows to Linux', images({}, { windows: true })],
  [
    'of two types neither fits',
    {
      launchEnvironment: {
        ...polled,
        types: [
          { ...t3, architectures: ['arm64'] },
          { ...t3, name: 't3.large', architectures: ['arm64'] },
        ],
      },
      group: group({
        form: 'mixed-instances-policy',
        mixed: {
          whole: {},
          unknown: [],
          overrides: ['t3.small', 't3.large'].map((type) => ({ type, byAttributes: false })),
        },
      }),
    },
  ],
  ['a type of two architectures', ofType({ architectures: ['i386', 'arm64'] })],
  ['a type of which EC2 names none', ofType({ bootModes: [], architectures: [] })],
  ['two left out of three', fleet(2, { protectedFromScaleIn: true })],
  ['two in standby', fleet(2, { lifecycle: 'Standby' })],
  ['two waited for', fleet(2, { protectedFromScaleIn: true }), { scaleInProtectedInstances: 'Wait' }],
  ['three waited for', fleet(3, { lifecycle: 'Standby' }), { standbyInstances: 'Wait' }],
  [
    'four waited for, all of them named once',
    fleet(4, { lifecycle: 'Standby', protectedFromScaleIn: true }),
    { standbyInstances: 'Wait', scaleInProtectedInstances: 'Wait' },
  ],
  [
    'two looks that were refused, and one that was twice',
    {
      problems: [
        problem('denied', 'DescribeImages'),
        problem('denied', 'DescribeImages'),
        problem('denied', 'DescribeAlarms'),
      ],
    },
  ],
  ['alarms that could not be seen', { problems: [problem('denied', 'DescribeAlarms')] }, { alarms: ['cpu'] }],
  ['a disk as large as it must be', template([{ device: '/dev/xvda', size: 8 }])],
  ['a warm-up as long as it must be', { targetGroups: tg(60) }],
  [
    'several target groups, one never judged, one too slow',
    { targetGroups: [...tg(60).slice(0, 1), ...tg(90, { arn: 'arn:tg/b', name: 'b' }).slice(0, 1)] },
  ],
  [
    'a lifecycle hook of CodeDeploy and a cluster',
    {
      ...tags(['kubernetes.io/cluster/shop', 'owned']),
      ...hooks({ name: hook, at: 'launch', timeout: 600_000 }),
    },
  ],
]

const line = ({ level, rule, says, remedy }: Finding): string => `- **${level} ${rule}**: ${says}\n  → ${remedy}`

test('what preflight says', async () => {
  const said = [...rows, ...others].map(([title, facts, wishes = {}]) => {
    const findings = found(facts, wishes).map(line)
    return [`## ${title}`, '', ...(findings.length > 0 ? findings : ['Nothing.']), ''].join('\n')
  })
  const { group: _, ...withoutGroup } = survey()
  const missing = preflightFindings(withoutGroup, policy).map(line)
  said.push(['## no such group', '', ...missing, ''].join('\n'))
  await expect(`# What preflight says\n\n${said.join('\n')}`).toMatchFileSnapshot('preflight-says.golden.md')
})

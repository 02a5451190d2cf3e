/** Several launch templates in one group: which image each gets, where each goes back to, and what a plan makes of it. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { notedBy, rollbackNote } from '../../src/rollout/launch-template/rollback-note.ts'
import { rollbackTargetsOf, type TemplateHistory } from '../../src/rollout/launch-template/rollback-target.ts'
import { matched } from '../../src/rollout/matching.ts'
import type { Group } from '../../src/rollout/model/group.ts'
import { type GroupTemplate, targetImage } from '../../src/rollout/model/group-template.ts'
import type { Instance } from '../../src/rollout/model/instance.ts'
import type { TemplateUse, Version } from '../../src/rollout/model/launch-template.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { type TemplateParts, templateOf } from '../group-template.ts'
import { group, image, instance, policy, refresh, survey, T, targetsOf, whole } from './fixtures.ts'

const [X1, X2, A1, A2] = [
  'ami-0000000000000ee01',
  'ami-0000000000000ee02',
  'ami-0000000000000aa01',
  'ami-0000000000000aa02',
]
const run = (id: string) => ({ id, sha: '' })
const version = (template: 'x' | 'arm', number: number, its: string, description = '', created = T): Version => ({
  ...whole({ id: `lt-${template}`, name: template, version: number, image: its }, description),
  created,
})
const made = (template: 'x' | 'arm', number: number, its: string, by: string): Version =>
  version(template, number, its, describeVersion(number - 1, its, run(by)), T + Number(by))

describe('an image for each template', () => {
  const x86 = image('ami-x')
  const other = image('ami-y')
  const arm = image('ami-arm', { architecture: 'arm64' })
  const launches = (architecture: string) => templateOf({ current: image('ami-now', { architecture }) })
  const gone = (...architectures: string[]) => templateOf({ architectures })

  test.each([
    ['one image, one template, whatever it launched before', launches('arm64'), 1, [x86], x86],
    ['one image, one template whose image is gone', gone(), 1, [x86], x86],
    ['one image, two templates of its architecture', launches('x86_64'), 2, [x86], x86],
    ['one image, two templates, this one of another architecture', launches('arm64'), 2, [x86], undefined],
    ['two images: that of the architecture', launches('arm64'), 2, [x86, arm], arm],
    ['two images, the present one gone: by the instance types', gone('arm64'), 2, [x86, arm], arm],
    ['two images, and nothing tells', gone(), 2, [x86, arm], undefined],
    ['two images of one architecture', launches('x86_64'), 1, [x86, other], undefined],
    ['two images, one template: that of its architecture', launches('arm64'), 1, [x86, arm], arm],
  ] as const)('%s', (_, of, templates, images, expected) => {
    expect(matched(of, Array(templates).fill(of), images)).toBe(expected)
  })
})

describe('previous', () => {
  const past = (
    saved: Version,
    versions: readonly Version[],
    refreshes: readonly Refresh[],
    more: Partial<TemplateHistory> = {},
  ) => ({
    saved,
    versions,
    refreshes,
    instances: [],
    ...more,
  })
  const rolled = (x: number, arm: number, status = 'Successful') =>
    refresh(status, {
      to: [
        { template: 'lt-x', version: String(x) },
        { template: 'lt-arm', version: String(arm) },
      ],
    })
  const rollbackTargets = (
    pasts: readonly TemplateHistory[],
    to: Parameters<typeof rollbackTargetsOf>[1] = 'previous',
  ) =>
    rollbackTargetsOf(pasts, to).map((rollbackTarget) =>
      rollbackTarget.type === 'version'
        ? `${rollbackTarget.version.version} ${rollbackTarget.why}`
        : rollbackTarget.type,
    )

  const [x7, x8, x9] = [version('x', 7, X1), made('x', 8, X2, '1'), made('x', 9, X1, '2')]
  const [arm3, arm4, arm5] = [version('arm', 3, A1), made('arm', 4, A2, '1'), made('arm', 5, A1, '2')]
  const xs = [x7, x8, x9]
  const arms = [arm3, arm4, arm5]
  const both = (x: Version, arm: Version, refreshes: readonly Refresh[]) => [
    past(x, xs, refreshes),
    past(arm, arms, refreshes),
  ]

  test.each<[string, readonly TemplateHistory[], readonly string[]]>([
    ['both were changed by the last run', both(x9, arm5, [rolled(9, 5), rolled(8, 4)]), ['8 chain', '4 chain']],
    ['only the first was', both(x9, arm4, [rolled(9, 4), rolled(8, 4)]), ['8 chain', '4 stays']],
    ['only the second was', both(x8, arm5, [rolled(8, 5), rolled(8, 4)]), ['8 stays', '4 chain']],
    ['back at what one run made: before that run', both(x8, arm4, [rolled(8, 4)]), ['7 chain', '3 chain']],
    ['past a rollout that failed', both(x9, arm5, [rolled(9, 5), rolled(8, 4, 'Failed')]), ['7 chain', '3 chain']],
    [
      'no marker: what the newest successful refresh before named',
      [
        past(
          version('x', 3, X2),
          [version('x', 2, X1), version('x', 3, X2)],
          [rolled(3, 2), rolled(2, 2), rolled(1, 1)],
        ),
        past(version('arm', 2, A1), [version('arm', 1, A2), version('arm', 2, A1)], [rolled(3, 2), rolled(2, 2)]),
      ],
      ['2 history', '2 history'],
    ],
    [
      'no marker: not to what led one of them to a newer version, nor to what both are on',
      [
        past(
          version('x', 2, X1),
          [version('x', 1, X2), version('x', 2, X1), version('x', 3, X2)],
          [rolled(3, 1), rolled(2, 2), rolled(1, 1)],
        ),
        past(
          version('arm', 2, A1),
          [version('arm', 1, A2), version('arm', 2, A1)],
          [rolled(3, 1), rolled(2, 2), rolled(1, 1)],
        ),
      ],
      ['1 history', '1 history'],
    ],
    [
      'no marker: past a refresh that names a version that is gone, or did not succeed',
      [
        past(
          version('x', 3, X2),
          [version('x', 1, X1), version('x', 3, X2)],
          [rolled(2, 1), rolled(1, 1, 'Failed'), rolled(1, 2)],
        ),
        past(version('arm', 2, A1), [version('arm', 1, A2), version('arm', 2, A1)], []),
      ],
      ['1 history', '2 history'],
    ],
    ['no marker, no history', [past(x7, [x7], []), past(arm3, [arm3], [])], ['none', 'none']],
  ])('%s', (_, pasts, expected) => {
    expect(rollbackTargets(pasts)).toEqual(expected)
  })

  test('a version number says nothing, but those that a run noted do', () => {
    expect(rollbackTargets(both(x9, arm5, []), 8)).toEqual(['none', 'none'])
    expect(rollbackTargets(both(x9, arm5, []), [8, 3])).toEqual(['8 noted', '3 noted'])
  })

  test('the note holds the versions in the order of the templates, and only for its own run', () => {
    const note = rollbackNote({ run: '1', attempt: 1, versions: [8, 3], until: Date.parse('2026-11-21T04:00:00Z') })
    expect(note).toBe('to=8,3 run=1/1 until=2026-11-21T04:00:00Z')
    const newest = refresh('Successful', {
      to: [
        { template: 'lt-x', version: '8' },
        { template: 'lt-arm', version: '3' },
      ],
    })
    const known = { templates: [{ id: 'lt-x' }, { id: 'lt-arm' }], newest }
    expect(notedBy(note, { run: run('1'), ...known })).toEqual([8, 3])
    expect(notedBy(note, { run: run('2'), ...known })).toBeUndefined()
    expect(notedBy(note.replace('8,3', '8,'), { run: run('1'), ...known })).toBeUndefined()
    expect(notedBy(note, { run: run('1'), ...known, templates: known.templates.toReversed() })).toBeUndefined()
  })
})

describe('a plan', () => {
  const on = (id: string, template: 'x' | 'arm', number: number, more: Partial<Instance> = {}): Instance =>
    instance(id, number, { template: { id: `lt-${template}`, version: number }, ...more })
  const held = (template: 'x' | 'arm', saved: Version, wanted: string, more: TemplateParts = {}): GroupTemplate =>
    templateOf({
      named: { id: `lt-${template}`, name: template, version: String(saved.version) },
      template: { id: `lt-${template}`, name: template, latest: saved.version, default: 1 },
      saved,
      versions: [saved],
      current: image(saved.image),
      target: image(wanted),
      ...more,
    })
  const [x7, arm3] = [version('x', 7, X1), version('arm', 3, A1)]
  const mixed = (more: Partial<Group> = {}): Group =>
    group({
      form: 'mixed-instances-policy',
      mixed: { whole: {}, unknown: [], overrides: [] },
      templates: [
        { id: 'lt-x', name: 'x', version: '7' },
        { id: 'lt-arm', name: 'arm', version: '3' },
      ],
      instances: [on('i-1', 'x', 7), on('i-2', 'arm', 3)],
      ...more,
    })
  const decided = (more: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) => {
    const { templates = [held('x', x7, X2), held('arm', arm3, A2)] } = more
    const images = templates.flatMap((each) => {
      const wanted = targetImage(each)
      return wanted
        ? [{ type: 'resolved', ref: { from: 'id', id: wanted.id }, id: wanted.id, image: wanted } as const]
        : []
    })
    return plan(survey({ group: mixed(), images, ...more, templates }), { ...policy, ...wishes })
  }

  test('a version is made of each template', () => {
    expect(decided()).toMatchObject({
      action: 'roll',
      changes: [
        { to: { id: 'lt-x', source: { version: 7 }, image: X2 } },
        { to: { id: 'lt-arm', source: { version: 3 }, image: A2 } },
      ],
      from: { templates: [{ version: 7 }, { version: 3 }] },
    })
  })

  test('an alias is pinned where there is one', () => {
    const following = held('arm', arm3, A2, { named: { id: 'lt-arm', name: 'arm', version: '$Latest' } })
    const templates = [held('x', x7, X2), following]
    const does = decided({ templates, group: mixed({ templates: templates.map(({ named }) => named) }) })
    expect(does).toMatchObject({ steps: expect.arrayContaining([expect.objectContaining({ type: 'pin-group' })]) })
    const pins = 'steps' in does ? does.steps.flatMap((step) => (step.type === 'pin-group' ? step.pins : [])) : []
    expect(pins).toMatchObject([{ alias: '$Latest', version: { id: 'lt-arm' } }])
  })

  test('a template that launches its image already keeps its version; its instances count as done', () => {
    expect(decided({ templates: [held('x', x7, X2), held('arm', arm3, A1)] })).toMatchObject({
      changes: [{ to: { source: {} } }, { to: { version: 3 } }],
      estimate: { replaced: 1 },
    })
  })

  test('all right already: nothing', () => {
    expect(decided({ templates: [held('x', x7, X1), held('arm', arm3, A1)] })).toMatchObject({
      action: 'nothing',
      to: { templates: [{ version: 7 }, { version: 3 }] },
    })
  })

  test('an instance on a version of the other template’s number is not on its own', () => {
    const instances = [on('i-1', 'x', 7), on('i-2', 'arm', 7)]
    const templates = [held('x', x7, X1), held('arm', arm3, A1)]
    expect(decided({ group: mixed({ instances }), templates })).toMatchObject({
      action: 'roll',
      estimate: { replaced: 1 },
    })
  })

  describe('during a refresh', () => {
    const x8 = made('x', 8, X2, '42')
    const arm4 = made('arm', 4, A2, '42')
    const templates = [held('x', x7, X2, { versions: [x7, x8] }), held('arm', arm3, A2, { versions: [arm3, arm4] })]
    const at = (...to: readonly [string, number][]) => ({
      refreshes: [
        refresh('InProgress', {
          to: to.map(([template, number]) => ({ template: `lt-${template}`, version: String(number) })),
          began: T,
        }),
      ],
      templates,
    })

    test.each([
      ['to what this run made of both', at(['x', 8], ['arm', 4]), 'adopt'],
      ['to one of them, and the other as it is, which is not the image wanted', at(['x', 8], ['arm', 3]), 'wait'],
      ['to one template alone', at(['x', 8]), 'refuse'],
      ['to more templates than the group has', at(['x', 8], ['arm', 4], ['other', 1]), 'refuse'],
    ])('%s: %s', (_, facts, will) => {
      expect(decided(facts).action).toBe(will)
    })

    test('one changed by this run, the other right as it is: its own', () => {
      const half = [held('x', x7, X2, { versions: [x7, x8] }), held('arm', arm3, A1)]
      expect(decided({ ...at(['x', 8], ['arm', 3]), templates: half })).toMatchObject({
        action: 'adopt',
        from: { templates: [{ version: 7 }, { version: 3 }] },
        to: { templates: [{ version: 8 }, { version: 3 }] },
      })
    })

    test('its own way back, noted for both', () => {
      const tags = new Map([['ami-rollout:rollback', 'to=7,3 run=42/1 until=2026-11-21T04:00:00Z']])
      const does = decided({ ...at(['x', 7], ['arm', 3]), group: mixed({ tags }) })
      expect(does).toMatchObject({
        action: 'resume-rollback',
        rollout: { to: { templates: [{ version: 8 }, { version: 4 }] } },
      })
    })
  })

  const use = (name: string, versions: TemplateUse['versions'], template = 'lt-arm'): TemplateUse => ({
    template,
    group: name,
    versions,
  })
  test.each<[string, readonly TemplateUse[], string]>([
    ['another group on $Latest of one', [use('batch', ['$Latest'])], 'refuse'],
    ['this group itself', [use('web', ['$Latest'])], 'roll'],
    ['another on a number', [use('batch', [3, '$Default'])], 'roll'],
    ['another on $Latest of a template of which no version is made', [use('batch', ['$Latest'], 'lt-z')], 'roll'],
  ])('who else uses the template: %s', (_, uses, will) => {
    const does = decided({ uses })
    expect(does.action).toBe(will)
    if (will === 'refuse') expect(does.findings).toMatchObject([{ level: 'error', rule: 'latest-shared' }])
  })

  test('another group on $Latest is in the way of a version that is made, not of one that stands', () => {
    const x8 = made('x', 8, X2, '42')
    const templates = [held('x', x7, X2, { versions: [x7, x8] }), held('arm', arm3, A1)]
    expect(decided({ uses: [use('batch', ['$Latest'], 'lt-x')], templates }).action).toBe('roll')
  })

  test('capacity is counted in units: a rollback promises what is healthy of them', () => {
    const instances = [on('i-1', 'x', 7, { weight: 4 }), on('i-2', 'arm', 3, { weight: 2 })]
    const back = { rollbackTarget: { type: 'version', version: x7, why: 'asked' } } as const
    const does = decided(
      {
        group: mixed({ instances, desired: 6 }),
        targets: targetsOf(['i-1']),
        templates: [held('x', x7, X1, back), held('arm', arm3, A2, { rollbackTarget: { type: 'image', image: A2 } })],
      },
      { to: `ami-${A2.slice(4)}`, images: [] },
    )
    expect(does).toMatchObject({ action: 'roll', healthy: 4, settings: { preferences: { minHealthyPercentage: 66 } } })
    expect(does.findings).toContainEqual(
      expect.objectContaining({ says: expect.stringContaining('Only 4 of 6 units of capacity are healthy') }),
    )
  })
})

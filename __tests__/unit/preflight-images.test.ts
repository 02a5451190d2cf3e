/** Findings of where images come from, how they are matched with templates, and where a rollback goes: with what they say. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import type { Group, Override } from '../../src/rollout/model/group.ts'
import type { RollbackTarget } from '../../src/rollout/model/group-template.ts'
import type { ImageCandidate, ImageRef, ResolvedImage, Unresolved } from '../../src/rollout/model/image-source.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { preflightFindings } from '../../src/rollout/preflight/index.ts'
import type { TemplateParts } from '../group-template.ts'
import { asked, group, image, known, NEW, named, OLD, policy, survey, T, v7, v8, version, whole } from './fixtures.ts'

const found = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  preflightFindings(
    survey({ launchEnvironment: { types: [], hooks: [], deregistrationDelays: new Map(), unchecked: [] }, ...facts }),
    {
      ...policy,
      ...wishes,
    },
  )
const told = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  found(facts, wishes).map(({ level, rule, says }) => `${level} ${rule}: ${says}`)

const parameter: ImageRef = { from: 'parameter', name: '/web/ami', selector: 'stable' }
const inJson: ImageRef = { from: 'parameter', name: '/web/ami', member: 'web' }
const newest: ImageRef = { from: 'newest', pattern: 'web-*' }
const packer: ImageRef = { from: 'packer', file: 'manifest.json', id: NEW, build: 'web', run: 'r' }
const instead = (candidate: ImageCandidate) => ({
  images: [candidate],
  ...known({ target: undefined }),
})

describe('what means no image', () => {
  test.each<[ImageRef, Unresolved, string, string]>([
    [parameter, { type: 'no-parameter' }, 'parameter-missing', 'There is no parameter /web/ami in this region'],
    [parameter, { type: 'no-version' }, 'parameter-version-missing', '/web/ami has no version or label stable.'],
    [parameter, { type: 'secret' }, 'parameter-secret', '/web/ami is a SecureString'],
    [parameter, { type: 'list' }, 'parameter-list', '/web/ami is a StringList.'],
    [inJson, { type: 'no-json' }, 'parameter-no-json', 'The value of the parameter /web/ami is no JSON object'],
    [
      inJson,
      { type: 'no-member', members: ['db'] },
      'parameter-no-member',
      'The JSON in the parameter /web/ami has no member web.',
    ],
    [
      inJson,
      { type: 'no-member', members: [] },
      'parameter-no-member',
      'The JSON in the parameter /web/ami has no member web.',
    ],
    [parameter, { type: 'no-image-id' }, 'parameter-value', 'the parameter /web/ami is no image id.'],
    [newest, { type: 'none-available' }, 'no-such-image', 'no available image named web-* in this region.'],
    [
      newest,
      { type: 'none-available', newest: { id: NEW, name: 'web-2', state: 'pending' } },
      'no-such-image',
      `in this region. The newest that there is, ${NEW} (web-2), is pending.`,
    ],
    [
      newest,
      { type: 'several-newest', ids: [OLD, NEW] },
      'several-newest-images',
      `Several images named web-* are the newest, made in the same second: ${OLD}, ${NEW}.`,
    ],
  ])('%o: %o', (ref, unresolved, rule, says) => {
    expect(found(instead({ type: 'unresolved', ref, unresolved }))).toMatchObject([
      { level: 'error', rule, says: expect.stringContaining(says), remedy: expect.stringMatching(/\S/) },
    ])
  })

  test('one that is still being made is to be waited for, another one is to be looked for', () => {
    const remedy = (state: string) =>
      found(
        instead({
          type: 'unresolved',
          ref: newest,
          unresolved: { type: 'none-available', newest: { id: NEW, name: 'web-2', state } },
        }),
      )[0]?.remedy
    expect(remedy('pending')).toMatch(/^Wait/)
    expect(remedy('failed')).toMatch(/^Check the pattern/)
  })
})

describe('what means another image than it did, or soon will', () => {
  const from = (candidate: Partial<ResolvedImage>): Partial<Survey> => ({
    images: [{ type: 'resolved', ref: newest, id: NEW, image: image(NEW), ...candidate }],
  })
  const overtaken = (more: { readonly meansNow?: string }): Partial<Survey> => ({
    images: [{ type: 'overtaken', ref: newest, id: NEW, image: image(NEW), ...more }],
  })
  const newer = { id: OLD, name: 'web-3', state: 'pending' }

  test('a newer one is on its way', () => {
    expect(told(from({ source: { from: 'newest', of: 2, newer } }))).toEqual([
      `warning newer-image-not-available: There is a newer image named web-*, ${OLD} (web-3), but it is pending.`,
    ])
    expect(told(from({ source: { from: 'newest', of: 2 } }))).toEqual([])
  })

  test('it has been overtaken while an earlier attempt is at work', () => {
    expect(told(overtaken({ meansNow: OLD }))).toEqual([
      `warning image-overtaken: latest:web-* means ${OLD} by now, but the instance refresh of an earlier attempt of this run is in progress with ${NEW}.`,
    ])
    expect(told(overtaken({}))[0]).toContain('latest:web-* means no image by now')
  })

  const earlier = (run: string, number = 8) =>
    whole(version(number, OLD), describeVersion(7, OLD, { id: run, sha: '' }))
  const again = (candidate: Partial<ResolvedImage>, run: string, held: TemplateParts = {}) =>
    told({ ...from(candidate), ...known({ versions: [whole(v7), earlier(run)], ...held }) })
  test('this run has made a version with another image before', () => {
    const says = (ref: string) => [
      `warning image-changed: This run has made version 8 before, with ${OLD}; ${ref} means ${NEW} now, and that is taken.`,
    ]
    expect(again({}, '42')).toEqual(says('latest:web-*'))
    expect(again({ ref: parameter }, '42')).toEqual(says('ssm:/web/ami:stable'))
  })
  test.each<[string, Partial<ResolvedImage>, string, TemplateParts]>([
    ['another run has', {}, '41', {}],
    ['what is asked for cannot mean another', { ref: { from: 'id', id: NEW } }, '42', {}],
    ['it is a version of a parameter', { ref: { from: 'parameter', name: '/web/ami', selector: '7' } }, '42', {}],
    ['it is a manifest', { ref: packer }, '42', {}],
    ['it is the version that the group has saved', {}, '42', { saved: earlier('42') }],
    [
      'it has the image that is wanted',
      {},
      '42',
      { versions: [whole(v7), whole(v8, describeVersion(7, NEW, policy.run))] },
    ],
  ])('nothing is said where %s', (_, candidate, run, held) => {
    expect(again(candidate, run, held)).toEqual([])
  })
})

const mixed = (overrides: readonly Partial<Override>[], more: Partial<Group> = {}): Partial<Survey> => ({
  group: group({
    form: 'mixed-instances-policy',
    mixed: { whole: {}, unknown: [], overrides: overrides.map((each) => ({ byAttributes: false, ...each })) },
    ...more,
  }),
})

describe('a mixed instances policy', () => {
  test('that chooses types by attributes cannot be rolled', () => {
    expect(told(mixed([{ type: 't3.small' }, { byAttributes: true }]))).toEqual([
      expect.stringMatching(/^error attribute-based-selection: /),
    ])
    expect(told(mixed([{ type: 't3.small' }]))).toEqual([])
  })

  test('whose overrides have images of their own would not launch the new one: each is named once', () => {
    expect(told(mixed([{ image: OLD }, { image: OLD }, { image: 'ami-2' }]))).toEqual([
      expect.stringContaining(`name images of their own (${OLD}, ami-2), which beat the launch template`),
    ])
  })

  test('that names a template at two versions', () => {
    expect(told(mixed([], { templates: [named('7'), named('8')] }))).toEqual([
      'error template-twice: The group names the launch template lt-1 (web) at several versions: 7 and 8.',
    ])
    expect(told(mixed([], { templates: [named('7'), { ...named('8'), id: 'lt-2' }] }))).toEqual([])
  })

  test('that follows more aliases than a tag can hold', () => {
    const followers = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        id: `lt-${String(i).padStart(17, '0')}`,
        name: 'x',
        version: i % 2 ? '$Latest' : '$Default',
      }))
    // `lt-` and 17 digits, `=$Latest` or `=$Default`, a blank: 29 or 30 characters each, beside run and time.
    expect(told(mixed([], { templates: followers(7) }))).toEqual([])
    expect(told(mixed([], { templates: followers(8) }))).toEqual([expect.stringMatching(/^error too-many-aliases: /)])
  })
})

describe('an image for each template', () => {
  const [x86, x86too, arm] = [image(NEW), image('ami-2'), image('ami-3', { architecture: 'arm64' })]
  const unmatched = (held: TemplateParts, ...images: readonly (typeof x86)[]): Partial<Survey> => ({
    images: images.map((each) => ({ type: 'resolved', ref: { from: 'id', id: each.id }, id: each.id, image: each })),
    ...known({ ...held, target: undefined }),
  })

  test('none is of its architecture', () => {
    expect(told(unmatched({}, arm, { ...arm, id: 'ami-4' }))).toEqual([
      'error image-for-architecture: The group’s launch template launches x86_64, and there is no image of that architecture among those asked for: ami-3 (arm64), ami-4 (arm64).',
    ])
  })
  test('several are', () => {
    expect(told(unmatched({}, x86, x86too, arm))).toEqual([
      `error images-alike: The group’s launch template could launch each of ${NEW} (x86_64), ami-2 (x86_64).`,
    ])
  })
  test('nothing tells which architecture it has', () => {
    const facts = unmatched({ current: undefined }, x86, arm)
    expect(told(facts).filter((line) => line.includes('architecture'))).toEqual([
      expect.stringContaining(
        `error architecture-unknown: The group’s launch template launches ${OLD}, which is not there any more`,
      ),
    ])
  })
  test('of several templates the one is named', () => {
    const templates = [named('7'), { ...named('3'), id: 'lt-2', name: 'arm' }]
    expect(told({ ...unmatched({ named: templates[1] ?? named('7') }, arm), group: group({ templates }) })).toEqual([
      expect.stringContaining('The launch template lt-2 (arm) launches x86_64'),
    ])
  })
  test('nothing is said while an image is not known, for a rollback, or of a version that is not there', () => {
    const rules = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
      found(facts, wishes)
        .map(({ rule }) => rule)
        .filter((rule) => /architecture|alike/.test(rule))
    const unknown = { type: 'unresolved', ref: newest, unresolved: { type: 'none-available' } } as const
    const facts = unmatched({}, arm)
    expect(rules({ ...facts, images: [...(facts.images ?? []), unknown] })).toEqual([])
    expect(rules(facts, { to: 'previous' })).toEqual([])
    expect(rules(unmatched({ saved: undefined }, arm))).toEqual([])
  })
  test('one that no template needs is in excess', () => {
    expect(
      told({
        ...asked(),
        images: [...asked().images, { type: 'resolved', ref: { from: 'id', id: 'ami-3' }, id: 'ami-3', image: arm }],
      }),
    ).toEqual(['error image-not-needed: No launch template of the group needs the image ami-3 (arm64).'])
  })
})

describe('a rollback that has nowhere to go', () => {
  const nowhere = (to: RolloutSettings['to'], rollbackTarget: RollbackTarget | undefined, count = 1) => {
    const parts = rollbackTarget ? { rollbackTarget, target: image(OLD) } : {}
    const templates = Array.from({ length: count }, (_, i) => ({
      ...named('7'),
      id: `lt-${i}`,
      name: `t${i}`,
    })).flatMap((each) => known({ ...parts, named: each }).templates)
    return found({ templates, images: [] }, { mode: 'rollback', images: [], ...(to !== undefined && { to }) })
      .filter(({ rule }) => rule === 'nowhere-to-go')
      .map(({ says, remedy }) => `${says} ${remedy}`)
  }
  const none = { type: 'none', candidates: [{ ...whole(v8), created: T }, whole(version(6, OLD))] } as const

  test('says why, and what could be asked for', () => {
    expect(nowhere('previous', none)).toEqual([
      expect.stringMatching(
        /^Which version came before is not known: .* Set `to` to one of these: version 8 \(ami-0b5eac1ed7a1e5002, of 2026-11-21\) and version 6 \(.*\)\.$/,
      ),
    ])
    expect(nowhere(12, none)).toEqual([expect.stringMatching(/^The launch template has no version 12\. Set/)])
    expect(nowhere(7, { ...none, parameter: '/web/ami' })).toEqual([
      expect.stringMatching(/^Version 7 of the launch template names its image by the parameter \/web\/ami: /),
    ])
    expect(nowhere('previous', { type: 'none', candidates: [] })).toEqual([
      expect.stringMatching(/has no other version: set `to` to an image\.$/),
    ])
  })

  test('a number among several templates', () => {
    const stays = { type: 'version', version: whole(v7), why: 'stays' } as const
    expect(nowhere(7, stays, 2)).toEqual([
      expect.stringMatching(
        /^The group has 2 launch templates \(t0, t1\): which of them version 7 belongs to is not known\./,
      ),
    ])
    expect(nowhere(7, stays)).toEqual([])
  })

  test('an image that none of the templates can launch', () => {
    const stays = { type: 'version', version: whole(v7), why: 'stays' } as const
    expect(nowhere('ami-12345678', stays, 2)).toEqual([
      expect.stringMatching(/^None of the group’s launch templates has the architecture of the image ami-12345678\./),
    ])
    expect(nowhere('ami-12345678', { type: 'image', image: OLD }, 2)).toEqual([])
    expect(nowhere(undefined, stays, 2)).toEqual([])
  })
})

describe('a template by a parameter', () => {
  const pinnedFrom = (more: TemplateParts = {}, of: Partial<Group> = {}) => {
    const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
    const saved = whole(version(8, OLD), describeVersion(7, OLD, policy.run))
    return found({ ...known({ saved, versions: [saved, parameterised], ...more }), group: group(of) })
  }
  test('that was pinned: how to follow it again, also with a policy', () => {
    expect(pinnedFrom()).toMatchObject([
      {
        level: 'warning',
        rule: 'parameter-not-followed',
        says: expect.stringContaining(
          `A version with the image ${OLD} takes the place of version 7, which names its image by the parameter /web/ami`,
        ),
        remedy: expect.stringContaining("--launch-template 'LaunchTemplateId=lt-1,Version=7'"),
      },
    ])
    const [policied] = pinnedFrom({}, { mixed: { whole: {}, unknown: [], overrides: [] } })
    expect(policied?.remedy).toContain('--mixed-instances-policy')
  })
  test('that means another image by now', () => {
    const leads = (means?: string) =>
      pinnedFrom({ parameter: { running: [OLD], ...(means !== undefined && { means }) } }).map(({ rule }) => rule)
    expect(leads(NEW)).toEqual(['parameter-not-followed', 'parameter-means-another'])
    expect(leads(OLD)).toEqual(['parameter-not-followed'])
    expect(leads()).toEqual(['parameter-not-followed'])
  })
  test.each([
    ['it is a check', { mode: 'check' }, [], /there is no image to compare/],
    ['it is not to be pinned', {}, [], /AWS starts no instance refresh/],
    ['it is to be pinned, and means nothing', { ssmTemplate: 'pin' }, [], /which means no image now/],
  ] as const)('that is still followed, where %s', (_, wishes, problems, says) => {
    const facts = { ...known({ saved: whole(version(7, 'resolve:ssm:/web/ami')) }), problems }
    expect(found(facts, wishes)).toContainEqual(
      expect.objectContaining({ level: 'error', rule: 'ssm-template', says: expect.stringMatching(says) }),
    )
  })
  test('that is to be pinned, and could not be read: only that is told', () => {
    const problems = [{ kind: 'denied', operation: 'GetParameters', code: 'X', message: '' }] as const
    const facts = { ...known({ saved: whole(version(7, 'resolve:ssm:/web/ami')) }), problems }
    expect(found(facts, { ssmTemplate: 'pin' }).map(({ rule }) => rule)).toEqual(['cannot-see-GetParameters'])
  })
})

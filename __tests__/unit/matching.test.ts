/** Which instance types a template launches: they tell its architecture, and what an image must fit. */
import { expect, test } from 'vitest'
import { architecturesOf, launchedTypes, typesOf } from '../../src/rollout/matching.ts'
import type { Group, Override } from '../../src/rollout/model/group.ts'
import { type TemplateParts, templateOf } from '../group-template.ts'
import { group, image, instance, named, v7, v8, whole } from './fixtures.ts'

const template = { id: 'lt-1', name: 'web', latest: 7, default: 7 }
const typed = (type: string) => ({ ...whole(v7), type })
const { type: _, ...untyped } = whole(v7)
const choosing = (...overrides: readonly Partial<Override>[]): Partial<Group> => ({
  form: 'mixed-instances-policy',
  mixed: { whole: {}, unknown: [], overrides: overrides.map((each) => ({ byAttributes: false, ...each })) },
  instances: [],
})
const running = (type: string, template = 'lt-1') =>
  instance(`i-${type}`, 7, { type, template: { id: template, version: 7 } })

test.each<[string, TemplateParts, Partial<Group>, readonly string[], readonly string[]]>([
  [
    'its own type, where the group chooses none',
    { saved: typed('m7g.large') },
    { instances: [] },
    ['m7g.large'],
    ['m7g.large'],
  ],
  [
    'with what runs by it, which may be older',
    { saved: typed('m7g.large') },
    { instances: [running('t3.small')] },
    ['m7g.large', 't3.small'],
    ['m7g.large'],
  ],
  [
    'what the group chooses goes before its own',
    { saved: typed('m7g.large') },
    choosing({ type: 'c7g.large' }, { type: 'c6g.large' }),
    ['c7g.large', 'c6g.large'],
    ['c7g.large', 'c6g.large'],
  ],
  [
    'each once',
    { saved: typed('t3.small') },
    { ...choosing({ type: 'c7g.large' }, { type: 'c7g.large' }), instances: [running('c7g.large')] },
    ['c7g.large'],
    ['c7g.large'],
  ],
  [
    'not what is chosen for another template',
    { saved: typed('m7g.large') },
    choosing({ type: 'c7g.large', template: 'lt-2' }),
    ['m7g.large'],
    ['m7g.large'],
  ],
  [
    'a choice of its own by name',
    {},
    choosing({ type: 'c7g.large', template: 'lt-1' }, { type: 't4g.micro', template: 'lt-2' }),
    ['c7g.large'],
    ['c7g.large'],
  ],
  [
    'a choice that names no type leaves its own',
    { saved: typed('m7g.large') },
    choosing({}),
    ['m7g.large'],
    ['m7g.large'],
  ],
  [
    'neither says: what runs by it',
    { saved: untyped },
    { instances: [running('t3.small'), running('m5.large', 'lt-2')] },
    ['t3.small'],
    ['t3.small'],
  ],
  ['nothing says', { saved: untyped }, { instances: [] }, [], []],
  ['no saved version is known', {}, { instances: [running('t3.small')] }, ['t3.small'], ['t3.small']],
  [
    'a rollback launches by the version that it goes to',
    {
      saved: typed('m7g.large'),
      rollbackTarget: { type: 'version', version: { ...whole(v8), type: 'm6g.large' }, why: 'chain' },
    },
    { instances: [] },
    ['m6g.large'],
    ['m6g.large'],
  ],
  [
    'to an image: by the saved one',
    { saved: typed('m7g.large'), rollbackTarget: { type: 'image', image: 'ami-1' } },
    { instances: [] },
    ['m7g.large'],
    ['m7g.large'],
  ],
])('%s', (_why, held, more, types, launched) => {
  const of = templateOf({ named: named('7'), template, ...held })
  expect(typesOf(of, group(more))).toEqual(types)
  expect(launchedTypes(of, group(more))).toEqual(launched)
})

test('an override without a template of its own chooses for the first one of the group', () => {
  const [web, arm] = [named('7'), { id: 'lt-2', name: 'arm', version: '3' }]
  const mixed = group({
    ...choosing({ type: 't3.micro' }, { type: 't4g.micro', template: 'lt-2' }),
    templates: [web, arm],
  })
  expect(typesOf(templateOf({ named: web }), mixed)).toEqual(['t3.micro'])
  expect(typesOf(templateOf({ named: arm }), mixed)).toEqual(['t4g.micro'])
})

test('the architecture is that of the present image; where it is gone, those of the types', () => {
  const present = image('ami-1', { architecture: 'arm64' })
  expect(architecturesOf(templateOf({ current: present, architectures: ['x86_64'] }))).toEqual(['arm64'])
  expect(architecturesOf(templateOf({ architectures: ['i386', 'x86_64'] }))).toEqual(['i386', 'x86_64'])
  expect(architecturesOf(templateOf({}))).toEqual([])
})

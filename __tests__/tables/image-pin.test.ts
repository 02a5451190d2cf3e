/** Templates that name their image by a parameter: what they are pinned to, and what a plan makes of it. */
import { describe, expect, test } from 'vitest'
import type { GroupTemplate, Survey } from '../../src/rollout/facts.ts'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { imageToPin, parameterIn } from '../../src/rollout/launch-template/parameter.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { onto } from '../../src/rollout/plan/image-pin.ts'
import type { RolloutSettings } from '../../src/rollout/policy.ts'
import { group, image, known, NEW, named, OLD, policy, survey, version, whole } from './fixtures.ts'

const OTHER = 'ami-0b5eac1ed7a1e5009'
const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
const pinnedTo = (id: string, run = '42') => whole(version(8, id), describeVersion(7, id, { ...policy.run, id: run }))

const held = (more: Partial<GroupTemplate>): Pick<Survey, 'templates'> =>
  known({ saved: parameterised, versions: [parameterised], ...more })
const decided = (
  more: Partial<GroupTemplate>,
  wishes: Partial<RolloutSettings> = { ssmTemplate: 'pin' },
  rest: Partial<Survey> = {},
) => plan(survey({ ...held(more), ...rest }), { ...policy, ...wishes })

test.each([
  ['resolve:ssm:/web/ami', '/web/ami'],
  ['resolve:ssm:/web/ami:stable', '/web/ami:stable'],
  [OLD, undefined],
])('%s names the parameter %s', (id, parameter) => {
  expect(parameterIn({ image: id })).toBe(parameter)
})

test.each([
  ['what all instances run, whatever the parameter means', { means: NEW, running: [OLD] }, OLD],
  ['what the parameter means, where they run several', { means: NEW, running: [OLD, OTHER] }, NEW],
  ['what the parameter means, where none runs', { means: NEW, running: [] }, NEW],
  ['what runs, where the parameter means nothing', { running: [OLD] }, OLD],
  ['nothing, where nothing tells', { running: [] }, undefined],
])('pinned to %s', (_what, leads, pinned) => {
  expect(imageToPin(leads)).toBe(pinned)
})

describe('a plan', () => {
  test('refuses a template that names a parameter, unless pinning is asked for', () => {
    const does = decided({}, {})
    expect(does).toMatchObject({ will: 'refuse', code: 'preflight' })
    expect(does.findings).toMatchObject([
      { rule: 'ssm-template', remedy: expect.stringContaining('`ssm-template: pin`') },
    ])
  })

  test('pins first, and is for the group as it will be then', () => {
    const does = decided({ parameter: { means: OLD, running: [OLD] } })
    expect(does).toMatchObject({
      will: 'roll',
      imagePins: [{ from: { version: 7 }, parameter: '/web/ami', image: OLD, to: { make: { source: 7, image: OLD } } }],
      from: { templates: [{ version: 8, image: OLD }] },
      moves: [{ to: { make: { source: 8, image: NEW } } }],
      standing: { fleet: 'previous' },
    })
    expect(does.findings.map(({ rule }) => rule)).toEqual(['parameter-not-followed'])
  })

  test('takes a version that an earlier attempt, or another run, has made for it', () => {
    for (const run of ['42', '7']) {
      const made = pinnedTo(OLD, run)
      const does = decided({ versions: [parameterised, made], parameter: { means: OLD, running: [OLD] } })
      expect(does).toMatchObject({ will: 'roll', imagePins: [{ to: { take: { version: 8 } } }] })
    }
  })

  test('makes another where that one differs in more than its image', () => {
    const made = pinnedTo(OLD)
    const altered = { ...made, data: { ...made.data, InstanceType: 't3.large' } }
    const does = decided({ versions: [parameterised, altered], parameter: { means: OLD, running: [OLD] } })
    expect(does).toMatchObject({ imagePins: [{ to: { make: { source: 7 } } }] })
  })

  test('once the group is pinned has nothing to pin, and says once more what it does not follow', () => {
    const made = pinnedTo(OLD)
    const does = decided({ saved: made, versions: [made, parameterised] })
    expect(does).not.toHaveProperty('imagePins')
    expect(does.findings).toMatchObject([
      { rule: 'parameter-not-followed', remedy: expect.stringContaining('LaunchTemplateId=lt-1,Version=7') },
    ])
  })

  test('tells when the parameter means another image than runs', () => {
    const does = decided({ parameter: { means: NEW, running: [OLD] } })
    expect(does.findings.map(({ rule }) => rule)).toEqual(['parameter-not-followed', 'parameter-means-another'])
  })

  test('pins even where nothing is to be rolled', () => {
    const none = { group: group({ instances: [], desired: 0 }) }
    const does = decided({ parameter: { means: NEW, running: [] }, target: image(NEW) }, { ssmTemplate: 'pin' }, none)
    expect(does).toMatchObject({ will: 'nothing', imagePins: [{ image: NEW }] })
  })

  test('refuses where nothing says which image', () => {
    const does = decided({ parameter: { running: [] } })
    expect(does).toMatchObject({ will: 'refuse', findings: [{ rule: 'ssm-template' }] })
    expect(does).not.toHaveProperty('imagePins')
  })
})

describe('once the pins are set', () => {
  const pinnable = (more: Partial<GroupTemplate> = {}, facts: Partial<Survey> = {}) => {
    const does = decided({ parameter: { means: OLD, running: [OLD] }, ...more }, { ssmTemplate: 'pin' }, facts)
    if (does.will !== 'roll' && does.will !== 'nothing') throw new Error(`the plan is to ${does.will}`)
    return does
  }
  const set = (number: number) => whole(version(number, OLD), describeVersion(7, OLD, policy.run))
  const shown = group({ templates: [named('9')] })

  test('the plan goes on from the numbers that the versions were given, and has nothing more to pin', () => {
    const anew = onto(pinnable(), { versions: [set(9)], group: shown })
    expect(anew).toMatchObject({
      will: 'roll',
      group: shown,
      from: { templates: [{ version: 9, image: OLD }] },
      moves: [
        {
          from: { version: 9 },
          to: { make: { source: 9, image: NEW, description: describeVersion(9, NEW, policy.run) } },
        },
      ],
    })
    expect(anew).not.toHaveProperty('imagePins')
    expect(anew).not.toHaveProperty(['moves', 0, 'alias'])
  })

  test('a version that stands is gone to all the same', () => {
    const standing = whole(version(8, OLD), describeVersion(7, OLD, policy.run))
    const later = whole(version(9, NEW), describeVersion(8, NEW, policy.run))
    const template = { id: 'lt-1', name: 'web', latest: 9, default: 7 }
    const plan = pinnable({ versions: [parameterised, standing, later], template })
    expect(onto(plan, { versions: [standing], group: shown })).toMatchObject({
      moves: [{ to: { take: { version: 9 } } }],
    })
  })

  test('where the pin itself is what is wanted, the fleet is moved to it, whatever its number', () => {
    const images = [{ ref: { from: 'id', id: OLD } as const, id: OLD, image: image(OLD) }]
    const plan = pinnable({ target: image(OLD) }, { images })
    expect(onto(plan, { versions: [set(9)], group: shown })).toMatchObject({
      moves: [{ from: { version: 9 }, to: { take: { version: 9 } } }],
    })
  })

  test('nothing to roll: what stands is confirmed by the numbers that there are', () => {
    const none = { group: group({ instances: [], desired: 0 }) }
    const plan = pinnable({ parameter: { means: NEW, running: [] } }, none)
    const pinned = whole(version(9, NEW))
    expect(onto(plan, { versions: [pinned], group: shown })).toMatchObject({
      will: 'nothing',
      from: { templates: [{ version: 9 }] },
      to: { templates: [{ version: 9, image: NEW }] },
    })
  })

  test('a template that was not pinned keeps its version', () => {
    expect(onto(pinnable(), { versions: [], group: shown })).toMatchObject({
      from: { templates: [{ version: 8 }] },
      moves: [{ from: { version: 8 } }],
    })
  })

  test('AWS may show the tag later than the versions: the alias is known all the same', () => {
    const following = { group: group({ templates: [named('$Latest')], tags: new Map([['team', 'web']]) }) }
    const plan = pinnable({ named: named('$Latest') }, following)
    const later = { ...shown, tags: new Map([['team', 'web']]) }
    expect([...onto(plan, { versions: [set(9)], group: later }).group.tags]).toEqual([
      ['team', 'web'],
      ['ami-rollout:alias', '$Latest'],
    ])
    expect([...onto(pinnable(), { versions: [set(9)], group: later }).group.tags]).toEqual([['team', 'web']])
  })
})

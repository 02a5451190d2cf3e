/** Templates that name their image by a parameter: what they are pinned to, and what a plan makes of it. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { imageToPin, parameterIn } from '../../src/rollout/launch-template/parameter.ts'
import type { Version } from '../../src/rollout/model/launch-template.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { type Bindings, bind, withBindings } from '../../src/rollout/plan/bindings.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import type { ParameterPin } from '../../src/rollout/plan/pins.ts'
import type { Plan } from '../../src/rollout/plan/plan.ts'
import { draftOf, isPlanned } from '../../src/rollout/plan/planned-version.ts'
import type { TemplateParts } from '../group-template.ts'
import { group, image, known, NEW, named, OLD, policy, survey, version, whole } from './fixtures.ts'

const OTHER = 'ami-0b5eac1ed7a1e5009'
const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
const pinnedTo = (id: string, run = '42') => whole(version(8, id), describeVersion(7, id, { ...policy.run, id: run }))

const held = (more: TemplateParts): Pick<Survey, 'templates'> =>
  known({ saved: parameterised, versions: [parameterised], ...more })
const decided = (
  more: TemplateParts,
  wishes: Partial<RolloutSettings> = { ssmTemplate: 'pin' },
  rest: Partial<Survey> = {},
) => plan(survey({ ...held(more), ...rest }), { ...policy, ...wishes })

/** What the group is pinned to in place of its parameters. */
const pinsIn = (does: Plan): readonly ParameterPin[] =>
  ('steps' in does ? does.steps : []).flatMap((step) =>
    step.type === 'pin-group' ? step.pins.filter((pin) => 'parameter' in pin) : [],
  )

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
    expect(does).toMatchObject({ action: 'refuse', code: 'preflight' })
    expect(does.findings).toMatchObject([
      { rule: 'ssm-template', remedy: expect.stringContaining('`ssm-template: pin`') },
    ])
  })

  test('pins first, and is for the group as it will be then', () => {
    const does = decided({ parameter: { means: OLD, running: [OLD] } })
    expect(does).toMatchObject({
      action: 'roll',
      from: { templates: [{ version: 8, image: OLD }] },
      changes: [{ to: { source: { version: 8 }, image: NEW } }],
      fleetStatus: { fleet: 'previous' },
    })
    expect(pinsIn(does)).toMatchObject([
      { parameter: '/web/ami', imageFrom: 'instances', version: { image: OLD, source: { version: 7 } } },
    ])
    expect(does.findings.map(({ rule }) => rule)).toEqual(['parameter-not-followed'])
  })

  test('takes a version that an earlier attempt, or another run, has made for it', () => {
    for (const run of ['42', '7']) {
      const made = pinnedTo(OLD, run)
      const does = decided({ versions: [parameterised, made], parameter: { means: OLD, running: [OLD] } })
      expect(does).toMatchObject({ action: 'roll' })
      expect(pinsIn(does)).toMatchObject([{ version: made }])
    }
  })

  test('makes another where that one differs in more than its image', () => {
    const made = pinnedTo(OLD)
    const altered = { ...made, data: { ...made.data, InstanceType: 't3.large' } }
    const does = decided({ versions: [parameterised, altered], parameter: { means: OLD, running: [OLD] } })
    expect(pinsIn(does)).toMatchObject([{ version: { source: { version: 7 } } }])
  })

  test('once the group is pinned has nothing to pin, and says once more what it does not follow', () => {
    const made = pinnedTo(OLD)
    const does = decided({ saved: made, versions: [made, parameterised] })
    expect(pinsIn(does)).toEqual([])
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
    expect(does).toMatchObject({ action: 'nothing' })
    expect(pinsIn(does)).toMatchObject([{ version: { image: NEW }, imageFrom: 'parameter' }])
  })

  test('refuses where nothing says which image', () => {
    const does = decided({ parameter: { running: [] } })
    expect(does).toMatchObject({ action: 'refuse', findings: [{ rule: 'ssm-template' }] })
    expect(pinsIn(does)).toEqual([])
  })
})

describe('once the versions are made', () => {
  const pinnable = (more: TemplateParts = {}, facts: Partial<Survey> = {}) => {
    const does = decided({ parameter: { means: OLD, running: [OLD] }, ...more }, { ssmTemplate: 'pin' }, facts)
    if (does.action !== 'roll' && does.action !== 'nothing') throw new Error(`the plan is to ${does.action}`)
    return does
  }
  const made = (number: number) => whole(version(number, OLD), describeVersion(7, OLD, policy.run))
  const bound = (does: Plan, as: Version): Bindings =>
    pinsIn(does).reduce<Bindings>(
      (bindings, pin) => (isPlanned(pin.version) ? bind(bindings, pin.version, as) : bindings),
      new Map(),
    )

  test('the plan goes on from the numbers that they were given', () => {
    const does = pinnable()
    const [nine, bindings] = [made(9), bound(does, made(9))]
    expect(withBindings(does, bindings)).toMatchObject({
      from: { templates: [{ version: 9, image: OLD }] },
      changes: [{ from: { version: 9 } }],
    })
    expect(draftOf({ image: NEW }, { source: nine }, policy.run)).toMatchObject({
      source: 9,
      image: NEW,
      description: describeVersion(9, NEW, policy.run),
    })
  })

  test('a version that exists is rolled to all the same', () => {
    const eight = made(8)
    const later = whole(version(9, NEW), describeVersion(8, NEW, policy.run))
    const template = { id: 'lt-1', name: 'web', latest: 9, default: 7 }
    const does = pinnable({ versions: [parameterised, eight, later], template })
    expect(withBindings(does, bound(does, eight))).toMatchObject({ changes: [{ to: later }] })
  })

  test('where the pin itself is what is wanted, the fleet is moved to it, whatever its number', () => {
    const images = [{ type: 'resolved', ref: { from: 'id', id: OLD }, id: OLD, image: image(OLD) } as const]
    const does = pinnable({ target: image(OLD) }, { images })
    expect(withBindings(does, bound(does, made(9)))).toMatchObject({
      changes: [{ from: { version: 9 }, to: { version: 9 } }],
    })
    expect('steps' in does && does.steps.filter(({ type }) => type === 'create-version')).toHaveLength(1)
  })

  test('nothing to roll: what runs is confirmed by the numbers that there are', () => {
    const none = { group: group({ instances: [], desired: 0 }) }
    const does = pinnable({ parameter: { means: NEW, running: [] } }, none)
    expect(withBindings(does, bound(does, whole(version(9, NEW))))).toMatchObject({
      action: 'nothing',
      from: { templates: [{ version: 9 }] },
      to: { templates: [{ version: 9, image: NEW }] },
    })
  })

  test('a template that was not pinned keeps its version', () => {
    expect(withBindings(pinnable(), new Map())).toMatchObject({
      from: { templates: [{ version: 8 }] },
      changes: [{ from: { version: 8 } }],
    })
  })

  test('an alias is remembered as the group is pinned', () => {
    const following = { group: group({ templates: [named('$Latest')], tags: new Map([['team', 'web']]) }) }
    const tags = (does: Plan) =>
      ('steps' in does ? does.steps : []).flatMap((step) => (step.type === 'pin-group' ? [step.aliasTag] : []))
    expect(tags(pinnable({ named: named('$Latest') }, following))).toEqual([
      '$Latest run=42/1 until=2026-11-21T04:00:00Z',
    ])
    expect(tags(pinnable())).toEqual([undefined])
  })
})

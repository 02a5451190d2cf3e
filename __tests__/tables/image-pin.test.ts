/** Templates that name their image by a parameter: what they are pinned to, and what a plan makes of it. */
import { describe, expect, test } from 'vitest'
import type { Held, Survey } from '../../src/rollout/facts.ts'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import { imageToPin, parameterIn } from '../../src/rollout/launch-template/parameter.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import type { Policy } from '../../src/rollout/policy.ts'
import { group, image, known, NEW, OLD, policy, survey, version, whole } from './fixtures.ts'

const OTHER = 'ami-0b5eac1ed7a1e5009'
const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
const pinnedTo = (id: string, run = '42') => whole(version(8, id), describeVersion(7, id, { ...policy.run, id: run }))

const held = (more: Partial<Held>): Pick<Survey, 'templates'> =>
  known({ saved: parameterised, versions: [parameterised], ...more })
const decided = (more: Partial<Held>, wishes: Partial<Policy> = { ssmTemplate: 'pin' }, rest: Partial<Survey> = {}) =>
  plan(survey({ ...held(more), ...rest }), { ...policy, ...wishes })

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
    const does = decided({ parameter: { means: NEW, running: [] }, wanted: image(NEW) }, { ssmTemplate: 'pin' }, none)
    expect(does).toMatchObject({ will: 'nothing', imagePins: [{ image: NEW }] })
  })

  test('refuses where nothing says which image', () => {
    const does = decided({ parameter: { running: [] } })
    expect(does).toMatchObject({ will: 'refuse', findings: [{ rule: 'ssm-template' }] })
    expect(does).not.toHaveProperty('imagePins')
  })
})

/** What a plan does with the group as it is found, and what it asks of AWS. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import type { Instance } from '../../src/rollout/model/instance.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { isPlanned } from '../../src/rollout/plan/planned-version.ts'
import {
  group,
  instance,
  known,
  NEW,
  named,
  OLD,
  policy,
  preferences,
  survey,
  T,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const decided = (more: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(more), { ...policy, ...wishes })
const on = (number: number) => group({ instances: [instance('i-1', number), instance('i-2', number)] })
const saving = (number: string, instances: number) => ({
  ...on(instances),
  templates: [named(number)],
})

describe('What is done', () => {
  test('another image: a version is made from the one in use, and rolled', () => {
    const does = decided()
    expect(does).toMatchObject({
      action: 'roll',
      changes: [{ to: { id: 'lt-1', source: { version: 7 }, image: NEW } }],
      from: { templates: [v7] },
      settings: { preferences },
      timeout: 3_600_000,
      isTemplateOnly: false,
      fleetStatus: { fleet: 'previous', covered: 2, onTarget: 0 },
    })
    expect('steps' in does && does.steps.some(({ type }) => type === 'pin-group')).toBe(false)
  })

  test('the fleet and the saved template are right: nothing', () => {
    const does = decided({ group: saving('8', 8), ...known({ saved: whole(v8), versions: [whole(v8)] }) })
    expect(does).toMatchObject({ action: 'nothing', to: { templates: [v8] }, fleetStatus: { fleet: 'new' } })
  })

  test('instances are right but the saved template is wrong: only the template moves, to the version that they run', () => {
    const does = decided({ group: saving('7', 8), ...known({ versions: [whole(v7), whole(v8)] }) })
    expect(does).toMatchObject({
      action: 'roll',
      changes: [{ to: v8 }],
      isTemplateOnly: true,
      estimate: { replaced: 0, batches: 0 },
    })
  })

  test('the same image on an older version (user data changed): roll to the saved one', () => {
    const older = version(7, NEW)
    const does = decided({ group: saving('8', 7), ...known({ saved: whole(v8), versions: [whole(older), whole(v8)] }) })
    expect(does).toMatchObject({
      action: 'roll',
      changes: [{ to: v8 }],
      isTemplateOnly: false,
      estimate: { replaced: 2 },
    })
  })

  test('skip-matching off: every instance is replaced though it runs the version already', () => {
    const does = decided(
      { group: saving('8', 8), ...known({ saved: whole(v8), versions: [whole(v8)] }) },
      { skipMatching: false },
    )
    expect(does).toMatchObject({
      action: 'roll',
      changes: [{ to: v8 }],
      isTemplateOnly: false,
      estimate: { replaced: 2 },
    })
  })

  test('image: current: every instance is replaced, none is new before, and nothing can be rolled back', () => {
    const same = known({ saved: whole(v8), versions: [whole(v8)], rollbackOrigin: { type: 'same' } })
    const wishes: Partial<RolloutSettings> = { currentImage: true, skipMatching: false, images: [] }
    expect(decided({ group: saving('8', 8), ...same }, wishes)).toMatchObject({
      action: 'roll',
      fleetStatus: { fleet: 'previous', onTarget: 0 },
      from: { templates: [v8] },
      changes: [{ to: v8, canRollBack: false, isRenewal: true }],
      settings: { onFailure: 'cancel', onCancel: 'cancel', preferences: { autoRollback: false } },
      since: { began: T, knownBefore: ['i-1', 'i-2'] },
      estimate: { replaced: 2 },
    })
    const empty = group({ desired: 0, instances: [], templates: saving('8', 8).templates })
    expect(decided({ group: empty, ...same }, wishes).action).toBe('nothing')
  })

  test('a standing version of ours with the same contents is taken again', () => {
    const fleetStatus = whole(v8, describeVersion(7, NEW, policy.run))
    expect(decided(known({ versions: [whole(v7), fleetStatus] }))).toMatchObject({
      action: 'roll',
      changes: [{ to: { version: 8 } }],
    })
  })

  test.each([
    ['somebody else’s', whole(v8, 'by hand')],
    ['made from another version', whole(v8, describeVersion(6, NEW, policy.run))],
    [
      'changed in more than the image',
      { ...whole(v8, describeVersion(7, NEW, policy.run)), data: { ImageId: NEW, InstanceType: 't3.large' } },
    ],
  ])('a standing version that is %s is not', (_, fleetStatus) => {
    expect(decided(known({ versions: [whole(v7), fleetStatus] }))).toMatchObject({
      changes: [{ to: { source: { version: 7 } } }],
    })
  })

  test.each(['$Latest', '$Default'] as const)('a group on %s is to be pinned', (alias) => {
    const aliasTag = `${alias} run=42/1 until=2026-11-21T04:00:00Z`
    expect(decided({ group: saving(alias, 7), ...known({ named: named(alias) }) })).toMatchObject({
      action: 'roll',
      steps: expect.arrayContaining([expect.objectContaining({ type: 'pin-group', aliasTag })]),
    })
  })

  test('the fleet is on a version with the image, all of it, while another is saved: that one is taken', () => {
    const other = whole(version(9, NEW))
    const facts = (instances: readonly Instance[]) => ({
      group: group({ instances }),
      ...known({ versions: [whole(v7), other, whole(v8)] }),
    })
    const taken = (...instances: readonly Instance[]) => {
      const does = decided(facts(instances))
      const to = does.action === 'roll' ? does.changes[0]?.to : undefined
      return to && !isPlanned(to) ? to.version : 'made'
    }
    expect(taken(instance('i-1', 8), instance('i-2', 8))).toBe(8)
    expect(taken(instance('i-1', 8), instance('i-2', 9)), 'on two versions').toBe('made')
    expect(taken(instance('i-1', 8), instance('i-2', 7, { lifecycle: 'Terminating' })), 'one is leaving').toBe(8)
    expect(
      taken(instance('i-1', 8), instance('i-2', 1, { template: { id: 'lt-2', version: 1 } })),
      'of another template',
    ).toBe(8)
    expect(taken(instance('i-1', 7), instance('i-2', 7)), 'on the old image').toBe('made')
  })

  test('what a move changes is told: of a version that stands all of it, of one still to be made its image', () => {
    const larger = { ...whole(v8), data: { ImageId: NEW, InstanceType: 't3.large' } }
    expect(decided({ group: saving('7', 8), ...known({ versions: [whole(v7), larger] }) })).toMatchObject({
      changes: [
        {
          differences: [
            { path: 'ImageId', from: OLD, to: NEW },
            { path: 'InstanceType', from: 't3.small', to: 't3.large' },
          ],
        },
      ],
    })
    expect(decided()).toMatchObject({ changes: [{ differences: [{ path: 'ImageId', from: OLD, to: NEW }] }] })
  })

  test('a rollback to an image that no version has makes one, though the template launches it by another version', () => {
    const does = decided(known({ rollbackTarget: { type: 'image', image: NEW } }), {
      to: `ami-${NEW.slice(4)}`,
      images: [],
    })
    expect(does).toMatchObject({
      changes: [{ to: { source: { version: 7 }, image: NEW }, differences: [{ path: 'ImageId' }] }],
    })
    expect(does).not.toHaveProperty(['moves', 0, 'why'])
  })

  test('an empty group is rolled: its template moves', () => {
    expect(decided({ group: group({ desired: 0, instances: [] }), targets: [] })).toMatchObject({
      action: 'roll',
      estimate: { replaced: 0 },
    })
  })
})

describe('What is sent to AWS', () => {
  test('the group’s maintenance policy stands for percentages that are not set', () => {
    const maintained = group({ maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 110 } })
    expect(decided({ group: maintained })).toMatchObject({
      settings: { preferences: { minHealthyPercentage: 90, maxHealthyPercentage: 110 } },
    })
    expect(decided({ group: maintained }, { minHealthyPercentage: 50 })).toMatchObject({
      settings: { preferences: { minHealthyPercentage: 50, maxHealthyPercentage: 110 } },
    })
  })

  test('the warm-up is the group’s default, else its grace period, unless it is set', () => {
    const { defaultInstanceWarmup: _, ...without } = group()
    expect(decided({ group: without })).toMatchObject({ settings: { preferences: { instanceWarmup: 120_000 } } })
    expect(decided({}, { instanceWarmup: 30_000 })).toMatchObject({
      settings: { preferences: { instanceWarmup: 30_000 } },
    })
  })

  test.each([
    ['rollback', true],
    ['cancel', false],
    ['leave', false],
  ] as const)('on-failure %s: AutoRollback %s', (onFailure, autoRollback) => {
    expect(decided({}, { onFailure })).toMatchObject({ settings: { preferences: { autoRollback } } })
  })
})

test('instances of a warm pool are neither covered nor left out', () => {
  const pooled = (['Warmed:Stopped', 'Warmed:Running', 'Warmed:Pending:Wait'] as const).map((lifecycle, i) =>
    instance(`i-${i + 3}`, 7, { lifecycle }),
  )
  const does = decided({ group: group({ instances: [instance('i-1', 7), instance('i-2', 7), ...pooled] }) })
  expect(does).toMatchObject({ estimate: { replaced: 2 }, coverage: { leftOut: [] }, fleetStatus: { covered: 2 } })
})

test('what the fleet runs is told for a refusal too', () => {
  const instances = [instance('i-1', 8), instance('i-2', 7)]
  const does = decided({
    group: group({ instances, suspended: ['Launch'] }),
    ...known({ versions: [whole(v7), whole(v8)] }),
  })
  expect(does).toMatchObject({ action: 'refuse', fleetStatus: { fleet: 'mixed', covered: 2, onTarget: 1 } })
})

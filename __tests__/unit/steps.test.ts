/** The calls that a plan foresees, in their order. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import type { Group } from '../../src/rollout/model/group.ts'
import type { GroupTemplate } from '../../src/rollout/model/group-template.ts'
import type { TemplateReference, Version } from '../../src/rollout/model/launch-template.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import type { Call, Purpose } from '../../src/rollout/plan/call.ts'
import type { CleanUp } from '../../src/rollout/plan/clean-up.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { withCleanUp } from '../../src/rollout/plan/found-clean-up.ts'
import { callsOf } from '../../src/rollout/plan/steps.ts'
import { type TemplateParts, templateOf } from '../group-template.ts'
import {
  aim,
  group,
  image,
  instance,
  known,
  NEW,
  named,
  OLD,
  policy,
  refresh,
  survey,
  T,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const expected = (
  facts: Partial<Survey> = {},
  wishes: Partial<RolloutSettings> = {},
  found: readonly CleanUp[] = [],
) => {
  const decided = plan(survey(facts), { ...policy, ...wishes })
  return 'steps' in decided
    ? callsOf(withCleanUp(decided.steps, { account: '123456789012', versions: found, images: [] }))
    : []
}
const detail = (purpose: Purpose): string => {
  if ('aliases' in purpose) return ` ${purpose.aliases.join()}`
  if ('versions' in purpose) return ` ${purpose.versions.join()}`
  if ('from' in purpose) return ` ${purpose.version} of ${purpose.from} with ${purpose.image}`
  return 'version' in purpose ? ` ${purpose.version}` : ''
}
const shown = ({ operation, on, purpose }: Call): string => `${operation} ${on}: ${purpose.type}${detail(purpose)}`
const steps = (...of: Parameters<typeof expected>) => expected(...of).map(shown)

const ours = whole(v8, describeVersion(7, NEW, policy.run))
const make = `CreateLaunchTemplateVersion lt-1: create-version 8 of 7 with ${NEW}`
const roll = 'StartInstanceRefresh web: roll 8'
const tag = 'CreateOrUpdateTags web: remember-aliases'
const forget = 'DeleteTags web: forget-aliases'
const on = (alias: string, more: Partial<Group> = {}) => ({
  group: group({ templates: [named(alias)], ...more }),
  ...known({ named: named(alias) }),
})

describe('a deploy', () => {
  test('makes a version and rolls it', () => {
    expect(steps()).toEqual([make, roll])
  })

  test('that finds its version standing only rolls it', () => {
    expect(steps(known({ versions: [whole(v7), ours] }))).toEqual([roll])
  })

  test('of a group on $Latest pins it first, and gives it back', () => {
    expect(steps(on('$Latest'))).toEqual([
      tag,
      'UpdateAutoScalingGroup web: pin 7',
      make,
      roll,
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      forget,
    ])
  })

  test('of a group on $Latest where a newer version stands that is not rolled leaves it pinned', () => {
    const newer = { id: 'lt-1', name: 'web', latest: 9, default: 7 }
    expect(
      steps({ ...on('$Latest'), ...known({ named: named('$Latest'), template: newer, versions: [whole(v7), ours] }) }),
    ).toEqual([tag, 'UpdateAutoScalingGroup web: pin 9', roll])
  })

  test('of a group on $Default leaves it pinned, unless the default is moved', () => {
    const pinned = [tag, 'UpdateAutoScalingGroup web: pin 7', make, roll]
    expect(steps(on('$Default'))).toEqual(pinned)
    expect(steps(on('$Default'), { setDefaultVersion: true })).toEqual([
      ...pinned,
      'ModifyLaunchTemplate lt-1: set-default 8',
      'UpdateAutoScalingGroup web: restore-aliases $Default',
      forget,
    ])
  })

  test('moves no default that is right already', () => {
    const right = { id: 'lt-1', name: 'web', latest: 8, default: 8 }
    expect(steps(known({ template: right, versions: [whole(v7), ours] }), { setDefaultVersion: true })).toEqual([roll])
  })

  test('of a group that an earlier run pinned gives back what that run owes', () => {
    const aliasesToRestore = group({ tags: new Map([['ami-rollout:alias', '$Latest']]) })
    expect(steps({ group: aliasesToRestore })).toEqual([
      make,
      roll,
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      forget,
    ])
  })

  test('cleans up if it is asked to, what there is, 200 in a call', () => {
    const cleanUp = (count: number): CleanUp => ({
      template: 'lt-1',
      keep: 2,
      versions: Array.from({ length: count }, (_, i) => ({ version: i + 1, image: OLD, created: T })),
      images: [],
    })
    const keeping = { keepTemplateVersions: 2 }
    expect(steps({}, keeping, [cleanUp(3)])).toEqual([
      make,
      roll,
      'DeleteLaunchTemplateVersions lt-1: delete-versions 1,2,3',
    ])
    expect(steps({}, keeping, [cleanUp(0)])).toEqual([make, roll])
    expect(steps({}, {}, [cleanUp(3)])).toEqual([make, roll])
    expect(steps({}, keeping, [cleanUp(201)]).slice(-1)).toEqual([
      'DeleteLaunchTemplateVersions lt-1: delete-versions 201',
    ])
  })
})

describe('where nothing is rolled', () => {
  const onNew = {
    named: named('8'),
    saved: ours,
    versions: [ours],
    template: { id: 'lt-1', name: 'web', latest: 8, default: 7 },
  }
  const right = {
    ...known(onNew),
  }
  const on8 = (more: Partial<Group> = {}) =>
    group({ templates: [named('8')], instances: [instance('i-1', 8), instance('i-2', 8)], ...more })
  const tags = new Map([['ami-rollout:alias', '$Latest']])

  test('nothing is changed; what is owed is given back all the same', () => {
    expect(steps({ group: on8(), ...right })).toEqual([])
    expect(steps({ group: on8({ tags }), ...right })).toEqual([
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      forget,
    ])
  })

  test('a run that was ended between giving back and forgetting has only to forget', () => {
    const given = {
      ...known({ ...onNew, named: named('$Latest') }),
      group: on8({ tags, templates: [named('$Latest')] }),
    }
    expect(steps(given)).toEqual([forget])
  })

  test('a refusal, and a refresh that is waited for, foresee nothing; one that is in the way is cancelled', () => {
    expect(steps({ group: group({ suspended: ['Launch'] }) })).toEqual([])
    const busy = { refreshes: [refresh('InProgress')] }
    expect(steps(busy, { onConflict: 'wait' })).toEqual([])
    expect(steps(busy, { onConflict: 'replace' })).toEqual(['CancelInstanceRefresh web: cancel-other-refresh'])
  })

  test('its own refresh is watched, and the alias that was taken for it comes back', () => {
    const facts = {
      refreshes: [refresh('InProgress', { to: aim(8), began: T })],
      ...known({ versions: [whole(v7), ours], template: { id: 'lt-1', name: 'web', latest: 8, default: 7 } }),
    }
    expect(steps(facts)).toEqual([])
    expect(steps({ ...facts, group: group({ tags }) })).toEqual([
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      forget,
    ])
  })

  test('its own way back is watched: a default is not moved for it, nothing is cleaned up', () => {
    const facts = {
      group: group({ tags: new Map([['ami-rollout:rollback', 'to=7 run=42/1 until=2026-11-21T04:00:00Z']]) }),
      refreshes: [refresh('InProgress', { to: aim(7), began: T })],
      ...known({ versions: [whole(v7), ours], template: { id: 'lt-1', name: 'web', latest: 8, default: 8 } }),
    }
    const gone: CleanUp = { template: 'lt-1', keep: 2, versions: [{ version: 1, image: OLD, created: T }], images: [] }
    expect(steps(facts, { setDefaultVersion: true, keepTemplateVersions: 2 }, [gone])).toEqual([])
  })
})

describe('a rollback', () => {
  const back: Partial<RolloutSettings> = { mode: 'rollback', to: 'previous', images: [] }
  const to = (rollbackTarget: Version): TemplateParts => ({
    target: image(OLD),
    rollbackTarget: { type: 'version', version: rollbackTarget, why: 'chain' },
  })
  const v6 = whole(version(6, OLD))

  test('notes where it goes, and goes there', () => {
    expect(steps(known({ versions: [v6, whole(v7)], ...to(v6) }), back)).toEqual([
      'CreateOrUpdateTags web: note-rollback-target 6',
      'StartInstanceRefresh web: roll 6',
    ])
  })

  test('to a version that was named has nothing to note', () => {
    expect(steps(known({ versions: [v6, whole(v7)], ...to(v6) }), { ...back, to: 6 })).toEqual([
      'StartInstanceRefresh web: roll 6',
    ])
  })

  test('to an image that no version has makes one, and has nothing to note', () => {
    const other = 'ami-0b5eac1ed7a1e5009'
    const rollbackTarget = known({ target: image(other), rollbackTarget: { type: 'image', image: other } })
    expect(steps(rollbackTarget, { ...back, to: `ami-${other.slice(4)}` })).toEqual([
      `CreateLaunchTemplateVersion lt-1: create-version 8 of 7 with ${other}`,
      roll,
    ])
  })

  test('of what is in flight has AWS roll it back, or finds that it does', () => {
    const flight = (status: string) => ({
      refreshes: [refresh(status, { to: aim(8), began: T })],
      ...known({ versions: [whole(v7), ours], ...to(whole(v7)) }),
    })
    expect(steps(flight('InProgress'), back)).toEqual([
      'CreateOrUpdateTags web: note-rollback-target 7',
      'RollbackInstanceRefresh web: roll-back',
    ])
    expect(steps(flight('RollbackInProgress'), back)).toEqual(['CreateOrUpdateTags web: note-rollback-target 7'])
  })
})

describe('a template that names its image by a parameter', () => {
  const parameterised = whole(version(7, 'resolve:ssm:/web/ami'))
  const pinnable = (of: TemplateReference, more: TemplateParts = {}) => ({
    group: group({ templates: [of] }),
    ...known({
      named: of,
      saved: parameterised,
      versions: [parameterised],
      parameter: { means: OLD, running: [OLD] },
      ...more,
    }),
  })
  const pin: Partial<RolloutSettings> = { ssmTemplate: 'pin' }
  const fix = `CreateLaunchTemplateVersion lt-1: replace-parameter 8 of 7 with ${OLD}`
  const next = `CreateLaunchTemplateVersion lt-1: create-version 9 of 8 with ${NEW}`

  test('is given an image of its own first, and the new version is made from that', () => {
    expect(steps(pinnable(named('7')), pin)).toEqual([
      fix,
      'UpdateAutoScalingGroup web: pin 8',
      next,
      'StartInstanceRefresh web: roll 9',
    ])
  })

  test('an alias is remembered as the group is pinned, once, and comes back', () => {
    expect(steps(pinnable(named('$Latest')), pin)).toEqual([
      fix,
      tag,
      'UpdateAutoScalingGroup web: pin 8',
      next,
      'StartInstanceRefresh web: roll 9',
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      forget,
    ])
  })

  test('a version that was made for it before is taken', () => {
    const made = whole(version(8, OLD), describeVersion(7, OLD, policy.run))
    const template = { id: 'lt-1', name: 'web', latest: 8, default: 7 }
    expect(steps(pinnable(named('7'), { versions: [parameterised, made], template }), pin)).toEqual([
      'UpdateAutoScalingGroup web: pin 8',
      next,
      'StartInstanceRefresh web: roll 9',
    ])
  })
})

describe('several templates', () => {
  const held = (id: string, spec: string, its: Version, wanted: string, latest = its.version): GroupTemplate =>
    templateOf({
      named: { id, name: id, version: spec },
      template: { id, name: id, latest, default: 1 },
      saved: its,
      versions: [its],
      current: image(its.image, { architecture: id }),
      target: image(wanted, { architecture: id }),
    })
  const [x7, a3] = [whole({ ...version(7, OLD), id: 'lt-x' }), whole({ ...version(3, OLD), id: 'lt-a' })]
  const both = (x: GroupTemplate, a: GroupTemplate, more: Partial<Group> = {}) => ({
    templates: [x, a],
    group: group({
      form: 'mixed-instances-policy',
      mixed: { whole: {}, unknown: [], overrides: [] },
      templates: [x.named, a.named],
      instances: [
        instance('i-1', 7, { template: { id: 'lt-x', version: 7 } }),
        instance('i-2', 3, { template: { id: 'lt-a', version: 3 } }),
      ],
      ...more,
    }),
  })

  test('each is made, one refresh names both', () => {
    expect(steps(both(held('lt-x', '7', x7, NEW), held('lt-a', '3', a3, NEW)))).toEqual([
      `CreateLaunchTemplateVersion lt-x: create-version 8 of 7 with ${NEW}`,
      `CreateLaunchTemplateVersion lt-a: create-version 4 of 3 with ${NEW}`,
      'StartInstanceRefresh web: roll 8,4',
    ])
  })

  test('an alias that can be given back is, the other stays remembered', () => {
    const facts = both(held('lt-x', '$Latest', x7, NEW), held('lt-a', '$Default', a3, NEW))
    expect(steps(facts).slice(-2)).toEqual([
      'UpdateAutoScalingGroup web: restore-aliases $Latest',
      'CreateOrUpdateTags web: remember-other-aliases',
    ])
    expect(steps(facts)[1]).toBe('UpdateAutoScalingGroup web: pin 7,1')
  })

  test('only what follows an alias is pinned', () => {
    const facts = both(held('lt-x', '7', x7, NEW), held('lt-a', '$Latest', a3, NEW))
    expect(steps(facts)).toContain('UpdateAutoScalingGroup web: pin 3')
    expect(steps(facts).slice(-2)).toEqual(['UpdateAutoScalingGroup web: restore-aliases $Latest', forget])
  })
})

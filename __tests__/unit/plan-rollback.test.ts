/** A plan that meets a way back, or begins one, while a refresh is at work; and a refresh that has just ended. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import type { Group } from '../../src/rollout/model/group.ts'
import type { RollbackTarget } from '../../src/rollout/model/group-template.ts'
import type { Refresh } from '../../src/rollout/model/refresh.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
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
  preferences,
  refresh,
  survey,
  T,
  v7,
  v8,
  version,
  whole,
} from './fixtures.ts'

const decided = (facts: Partial<Survey>, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(facts), { ...policy, ...wishes })
const ours = whole(v8, describeVersion(7, NEW, policy.run))
const theirs = whole(v8, 'by hand')
const v6 = whole(version(6, OLD))
const old = whole(v7)

describe('a rollback during a refresh', () => {
  const back: Partial<RolloutSettings> = { mode: 'rollback', to: 'previous', images: [], skipMatching: true }
  const goingTo = (to: RollbackTarget, more: Partial<Group> = {}, of = ours) => ({
    ...known({ saved: old, versions: [v6, old, of], current: image(OLD), target: image(OLD), rollbackTarget: to }),
    group: group(more),
  })
  const rollbackTarget = (to: typeof old): RollbackTarget => ({ type: 'version', version: to, why: 'chain' })
  const amid = (status: string, on: number, facts: Partial<Survey>, more: Partial<Refresh> = {}) =>
    decided({ ...facts, refreshes: [refresh(status, { to: aim(on), began: T, ...more })] }, back)

  test.each([
    ['InProgress', 'revert', false],
    ['Baking', 'revert', false],
    ['RollbackInProgress', 'revert', true],
  ])('that leads away from there and is %s: AWS rolls it back, or does so already', (status, action, isSent) => {
    expect(amid(status, 8, goingTo(rollbackTarget(old)))).toMatchObject({
      action,
      isSent,
      refresh: { id: 'r-1' },
      from: { templates: [v8] },
      to: { templates: [v7] },
      isRollback: true,
    })
  })

  test.each([
    ['has not begun to replace', 'Pending', goingTo(rollbackTarget(old)), 'replace'],
    ['is being cancelled', 'Cancelling', goingTo(rollbackTarget(old)), 'wait'],
    [
      'of a group on an alias, which AWS rolls back none of',
      'InProgress',
      goingTo(rollbackTarget(old), { templates: [named('$Latest')] }),
      'replace',
    ],
    ['came from another version', 'InProgress', goingTo(rollbackTarget(v6)), 'replace'],
    [
      'came from another version, and is on its way back there',
      'RollbackInProgress',
      goingTo(rollbackTarget(v6)),
      'wait',
    ],
  ])('that %s: first its end', (_, status, facts, action) => {
    expect(amid(status, 8, facts)).toMatchObject({ action, refresh: { id: 'r-1' } })
  })

  test('that goes there already, by our marker: taken up', () => {
    expect(amid('InProgress', 8, goingTo(rollbackTarget(ours)))).toMatchObject({
      action: 'adopt',
      from: { templates: [v7] },
      to: { templates: [v8] },
    })
    expect(amid('RollbackInProgress', 8, goingTo(rollbackTarget(ours))).action).toBe('wait')
    expect(amid('Cancelling', 8, goingTo(rollbackTarget(ours))).action).toBe('wait')
  })

  test('that goes there without any marker is its own if it goes as this rollback would', () => {
    const alone = decided(goingTo(rollbackTarget(v6)), back)
    const asked = alone.action === 'roll' ? alone.settings.preferences : preferences
    expect(amid('InProgress', 6, goingTo(rollbackTarget(v6)), { preferences: asked }).action).toBe('adopt')
    expect(
      amid('InProgress', 6, goingTo(rollbackTarget(v6)), { preferences: { ...asked, bakeTime: 1_000 } }),
    ).toMatchObject({
      action: 'refuse',
      code: 'conflict',
    })
    expect(
      amid('InProgress', 8, goingTo(rollbackTarget(v6), {}, theirs), { preferences: asked }).action,
      'goes elsewhere',
    ).toBe('refuse')
  })

  test('to an image that no version has yet: the refresh is nothing that it could be', () => {
    expect(amid('InProgress', 8, goingTo({ type: 'image', image: OLD })).action).toBe('replace')
  })
})

describe('a deploy that is run again when its rollback was noted and no more than a cancel was sent', () => {
  const again = (value: string, more: Partial<Refresh> = {}, wishes: Partial<RolloutSettings> = {}) =>
    decided(
      {
        group: group({ tags: new Map([['ami-rollout:rollback', `${value} until=2026-11-21T04:00:00Z`]]) }),
        refreshes: [refresh('Cancelled', { to: aim(8), began: T, ...more })],
        ...known({ saved: old, versions: [v6, old, ours], current: image(OLD) }),
      },
      wishes,
    )
  const noted = 'to=7 code=target-health undoes=r-1 run=42/1'

  test('begins it, whatever speaks against a rollout by now', () => {
    const plan = again(noted, {}, { minHealthyPercentage: 10, maxHealthyPercentage: 200 })
    expect(plan).toMatchObject({
      action: 'resume-rollback',
      refresh: { id: 'r-1' },
      rollout: { from: { templates: [v7] }, to: { templates: [v8] }, isRollback: false },
      failure: { reason: 'earlier-attempt', code: 'target-health' },
    })
    expect('steps' in plan && plan.steps.map(({ type }) => type)).toEqual(['start-refresh', 'watch', 'restore-aliases'])
  })

  test.each<[string, string, Partial<Refresh>?]>([
    ['another run noted it', noted.replace('42/1', '41/1')],
    ['a refresh has begun since', noted.replace('r-1', 'r-0')],
    ['it ended as a success', noted, { status: 'Successful' }],
    ['AWS has rolled it back', noted, { status: 'RollbackSuccessful' }],
    ['it leads to a version that is not of this run', noted, { to: aim(6) }],
    ['the noted version is not the one before ours', noted.replace('to=7', 'to=6')],
    ['it says of no refresh that it takes it back', 'to=7 run=42/1'],
  ])('not where %s', (_, value, more) => {
    expect(again(value, more).action).not.toBe('resume-rollback')
  })
})

describe('a deploy that is run again while its own way back is at work', () => {
  const noted = (value: string) => group({ tags: new Map([['ami-rollout:rollback', value]]) })
  const again = (value: string, status = 'InProgress', facts: Partial<Survey> = {}) =>
    decided({
      group: noted(value),
      refreshes: [refresh(status, { to: aim(7), began: T })],
      ...known({ versions: [old, ours] }),
      ...facts,
    })

  test('watches it to its end', () => {
    expect(again('to=7 run=42/1 until=2026-11-21T04:00:00Z')).toMatchObject({
      action: 'resume-rollback',
      refresh: { id: 'r-1' },
      rollout: { from: { templates: [v7] }, to: { templates: [v8] }, isRollback: false },
      failure: { reason: 'earlier-attempt', code: 'aws-failed' },
    })
  })

  test('and knows why by the code that was noted', () => {
    expect(again('to=7 code=verify run=42/1 until=2026-11-21T04:00:00Z')).toMatchObject({ failure: { code: 'verify' } })
    expect(again('to=7 code=nonsense run=42/1 until=2026-11-21T04:00:00Z')).toMatchObject({
      failure: { code: 'aws-failed' },
    })
  })

  test('also where AWS had saved the new version before, and it was not this run that made it', () => {
    const saved = known({ saved: theirs, versions: [theirs, old] })
    expect(again('to=7 run=42/1 until=2026-11-21T04:00:00Z', 'InProgress', saved)).toMatchObject({
      action: 'resume-rollback',
      rollout: { to: { templates: [v8] } },
    })
  })

  test.each([
    ['noted by another run', 'to=7 run=41/1 until=2026-11-21T04:00:00Z', 'InProgress', {}],
    ['to another version than was noted', 'to=6 run=42/1 until=2026-11-21T04:00:00Z', 'InProgress', {}],
    ['on its way out', 'to=7 run=42/1 until=2026-11-21T04:00:00Z', 'Cancelling', {}],
    [
      'of a version that is not to be found',
      'to=7 run=42/1 until=2026-11-21T04:00:00Z',
      'InProgress',
      known({ versions: [old] }),
    ],
  ])('%s it is somebody else’s', (_, note, status, facts) => {
    expect(again(note, status, facts)).toMatchObject({ action: 'refuse', code: 'conflict' })
  })

  test('a rollback has no such way back', () => {
    const rollbackTarget = { type: 'version', version: v6, why: 'chain' } as const
    const facts = {
      group: noted('to=7 run=42/1 until=2026-11-21T04:00:00Z'),
      ...known({ versions: [v6, old, ours], target: image(OLD), rollbackTarget }),
    }
    const rerun = decided(
      { ...facts, refreshes: [refresh('InProgress', { to: aim(7), began: T })] },
      { mode: 'rollback', to: 'previous', images: [] },
    )
    expect(rerun.action).toBe('refuse')
  })
})

test('what is found besides is told with a conflict; one that is being cancelled is waited for, not cancelled again', () => {
  const at = (status: string, wishes: Partial<RolloutSettings>) =>
    decided({ group: group({ suspended: ['HealthCheck'] }), refreshes: [refresh(status)] }, wishes)
  expect(at('InProgress', {}).findings.map(({ rule }) => rule)).toEqual(['suspended', 'conflict'])
  expect(at('InProgress', { onConflict: 'replace' }).action).toBe('replace')
  expect(at('Cancelling', { onConflict: 'replace' }).action).toBe('wait')
})

describe('a refresh of this very run that AWS has just finished', () => {
  const on8 = group({ templates: [named('8')], instances: [instance('i-1', 8), instance('i-2', 8)], desired: 2 })
  const done = (more: Partial<Refresh> = {}, facts: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
    decided(
      {
        group: on8,
        ...known({ named: named('8'), saved: ours, versions: [old, ours], current: image(NEW) }),
        refreshes: [refresh('Successful', { to: aim(8), began: T - 600_000, ended: T - 60_000, ...more })],
        targets: [],
        ...facts,
      },
      wishes,
    )

  test('is taken up at its end: what it did is judged against the whole capacity', () => {
    expect(done()).toMatchObject({ action: 'adopt', from: { templates: [v7] }, to: { templates: [v8] }, healthy: 2 })
  })

  const { ended: _, ...unended } = refresh('Successful', { to: aim(8), began: T, ended: T })
  test.each<[string, Partial<Refresh>, Partial<Survey>, Partial<RolloutSettings>]>([
    ['AWS does not say when it ended', {}, { refreshes: [unended] }, {}],
    ['it ended longer ago than a rollout may take', { ended: T - 3_600_000 }, {}, {}],
    ['it led elsewhere', { to: aim(9) }, {}, {}],
    ['another has ended since', {}, { refreshes: [refresh('Failed', { to: aim(8) })] }, {}],
    ['there was none', {}, { refreshes: [] }, {}],
    ['another run made the version', {}, {}, { run: { id: '41', sha: '' } }],
    ['what it was made from is gone', {}, known({ named: named('8'), saved: ours, versions: [ours] }), {}],
  ])('not where %s: the fleet is confirmed as it is', (_why, more, facts, wishes) => {
    expect(done(more, facts, wishes)).toMatchObject({ action: 'nothing', to: { templates: [v8] } })
  })

  test('a moment less than a rollout may take: it is taken up', () => {
    expect(done({ ended: T - 3_599_999 }).action).toBe('adopt')
  })
})

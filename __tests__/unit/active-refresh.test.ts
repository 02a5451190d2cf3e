/** A plan that finds a refresh at work. */
import { describe, expect, test } from 'vitest'
import { describe as describeVersion } from '../../src/rollout/launch-template/marker.ts'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { aim, known, NEW, policy, preferences, refresh, survey, T, v7, v8, whole } from './fixtures.ts'

const decided = (more: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(more), { ...policy, ...wishes })

describe('Somebody’s refresh is at work', () => {
  const ours = whole(v8, describeVersion(7, NEW, policy.run))
  const others = whole(v8, describeVersion(7, NEW, { id: '41', sha: '' }))
  const at = (status: string, of = ours, more = {}) => ({
    refreshes: [refresh(status, { to: aim(8), began: T, ...more })],
    ...known({ versions: [whole(v7), of] }),
  })

  test.each(['Pending', 'InProgress', 'Baking', 'RollbackInProgress'])('this run’s own (%s) is adopted', (status) => {
    expect(decided(at(status))).toMatchObject({
      action: 'adopt',
      refresh: { id: 'r-1' },
      from: { templates: [v7] },
      to: { templates: [v8] },
    })
  })

  test('this run’s, but with other preferences: not adopted', () => {
    expect(decided(at('InProgress', ours, { preferences: { ...preferences, bakeTime: 0 } }))).toMatchObject({
      action: 'wait',
    })
  })

  test('this run’s, but on its way out: its end is waited for', () => {
    expect(decided(at('Cancelling'))).toMatchObject({ action: 'wait' })
  })

  test.each([
    ['auto', 'ours', 'wait'],
    ['auto', 'a stranger’s', 'refuse'],
    ['fail', 'ours', 'refuse'],
    ['fail', 'a stranger’s', 'refuse'],
    ['wait', 'a stranger’s', 'wait'],
    ['replace', 'ours', 'replace'],
    ['replace', 'a stranger’s', 'replace'],
  ] as const)('on-conflict %s, another run of %s: %s', (onConflict, whose, will) => {
    const its = whose === 'ours' ? at('InProgress', others) : at('InProgress', whole(v8, 'by hand'))
    const does = decided(its, { onConflict })
    expect(does.action).toBe(will)
    if (will === 'refuse') expect(does).toMatchObject({ code: 'conflict' })
  })

  test('a refresh that names no version is a stranger’s', () => {
    expect(decided({ refreshes: [refresh('InProgress')] })).toMatchObject({ action: 'refuse', code: 'conflict' })
  })

  test('one that has ended is in nobody’s way', () => {
    expect(decided(at('Successful'))).toMatchObject({ action: 'roll' })
  })
})

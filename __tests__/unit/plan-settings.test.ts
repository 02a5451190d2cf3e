/** What a rollout is judged by: its time limit, the limits of the user's check, and what a rollback asks of AWS. */
import { describe, expect, test } from 'vitest'
import type { RolloutSettings } from '../../src/rollout/model/settings.ts'
import type { Survey } from '../../src/rollout/model/survey.ts'
import { plan } from '../../src/rollout/plan/decide.ts'
import { group, image, instance, known, OLD, policy, survey, targetsOf, v7, version, whole } from './fixtures.ts'

const decided = (facts: Partial<Survey> = {}, wishes: Partial<RolloutSettings> = {}) =>
  plan(survey(facts), { ...policy, ...wishes })
const fleet = (count: number) => ({
  group: group({
    desired: count,
    max: 2 * count,
    instances: Array.from({ length: count }, (_, i) => instance(`i-${i}`, 7)),
  }),
  targets: targetsOf(Array.from({ length: count }, (_, i) => `i-${i}`)),
})

describe('the time limit', () => {
  test('auto is twice the estimate, and an hour at least', () => {
    expect(decided()).toMatchObject({ timeout: 3_600_000, settings: { timeout: 3_600_000 } })
    // Ten batches of two: 10 × 150 s, and the bake.
    expect(decided(fleet(20), { maxHealthyPercentage: 110 })).toMatchObject({ timeout: 3_600_000 })
    const one = decided(fleet(20), { maxHealthyPercentage: 105 })
    expect(one).toMatchObject({ estimate: { length: 3_120_000 }, timeout: 6_240_000 })
  })

  test('one that is set holds; it is enough when it is the estimate', () => {
    const length = 2 * 150_000 + 120_000
    expect(decided({}, { timeout: length })).toMatchObject({
      action: 'roll',
      timeout: length,
      settings: { timeout: length },
    })
    expect(decided({}, { timeout: length - 1 })).toMatchObject({
      action: 'refuse',
      code: 'preflight',
      findings: [{ level: 'error', rule: 'timeout' }],
    })
    expect(decided({}, { timeout: 7_200_000 })).toMatchObject({ timeout: 7_200_000 })
  })
})

describe('a check', () => {
  const limits = (verify: RolloutSettings['verify'], more: Partial<RolloutSettings> = {}) => {
    const does = decided({}, { verify, bakeTime: 300_000, checkpointDelay: 600_000, ...more })
    return 'settings' in does ? does.settings.verify : undefined
  }
  test('must end before its pause does: two looks and 15 s earlier', () => {
    expect(limits({ timeout: undefined, namesInstances: true, onInstance: false })).toEqual({
      checkpoint: 555_000,
      bake: 255_000,
    })
    expect(limits({ timeout: undefined, namesInstances: true, onInstance: false }, { pollInterval: 30_000 })).toEqual({
      checkpoint: 525_000,
      bake: 225_000,
    })
  })
  test('or as is said', () => {
    expect(limits({ timeout: 60_000, namesInstances: true, onInstance: false })).toEqual({
      checkpoint: 60_000,
      bake: 60_000,
    })
  })
  test('none has no limit', () => {
    expect(limits(undefined)).toBeUndefined()
  })
})

describe('what is sent to AWS', () => {
  const sent = (facts: Partial<Survey>, wishes: Partial<RolloutSettings>) => {
    const does = decided(facts, wishes)
    return 'settings' in does ? does.settings.preferences : undefined
  }
  test('a pause at checkpoints only where there are any', () => {
    expect(sent({}, { checkpointDelay: 300_000 })).toMatchObject({ checkpoints: [], checkpointDelay: 0 })
    expect(sent({}, { checkpoints: [50, 100], checkpointDelay: 300_000 })).toMatchObject({
      checkpoints: [50, 100],
      checkpointDelay: 300_000,
    })
  })
  test('a percentage that is set goes before the group’s, each by itself', () => {
    const maintained = { group: group({ maintenance: { minHealthyPercentage: 90, maxHealthyPercentage: 110 } }) }
    expect(sent(maintained, { maxHealthyPercentage: 150 })).toMatchObject({
      minHealthyPercentage: 90,
      maxHealthyPercentage: 150,
    })
  })

  const v6 = whole(version(6, OLD))
  const back: Partial<RolloutSettings> = { mode: 'rollback', to: 'previous', images: [] }
  const rollbackTarget = { type: 'version', version: v6, why: 'chain' } as const
  const rollbackOrigin = known({
    saved: whole(v7),
    versions: [v6, whole(v7)],
    target: image(OLD),
    rollbackTarget,
  })
  const healthy = (count: number, of = 4) => ({
    ...rollbackOrigin,
    ...fleet(of),
    targets: targetsOf(Array.from({ length: count }, (_, i) => `i-${i}`)),
  })

  test.each([
    [4, 100, 200],
    [3, 75, 175],
    [1, 25, 125],
    [0, 0, 100],
  ])('a rollback of 4 of which %i are healthy promises %i %%, and may launch up to %i %%', (count, min, max) => {
    expect(sent(healthy(count), back)).toMatchObject({ minHealthyPercentage: min, maxHealthyPercentage: max })
  })
  test('rounded down: it does not wait for health that is not there', () => {
    expect(sent(healthy(2, 3), back)).toMatchObject({ minHealthyPercentage: 66, maxHealthyPercentage: 166 })
  })
  test('more are healthy than are desired, or none is desired: the whole', () => {
    expect(sent({ ...rollbackOrigin, group: group({ desired: 1 }) }, back)).toMatchObject({
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
    })
    expect(sent({ ...rollbackOrigin, group: group({ desired: 0, instances: [] }) }, back)).toMatchObject({
      minHealthyPercentage: 100,
    })
  })

  test('that it promises less is said, unless it was set so', () => {
    const rules = (facts: Partial<Survey>, wishes: Partial<RolloutSettings>) =>
      decided(facts, wishes).findings.flatMap(({ level, rule }) => (rule === 'minimum-lowered' ? [level] : []))
    expect(rules(healthy(3), back)).toEqual(['warning'])
    expect(rules(healthy(4), back)).toEqual([])
    expect(rules(healthy(3), { ...back, minHealthyPercentage: 75 })).toEqual([])
    expect(
      rules({ ...healthy(3), ...known() }, { minHealthyPercentage: 50 }),
      'a deploy asks for what it is told',
    ).toEqual([])
    expect(decided(healthy(3), back).findings).toContainEqual(
      expect.objectContaining({ says: expect.stringContaining('Only 3 of 4 instances are healthy now') }),
    )
  })
})

test('a rollback is told as one, a deploy is not', () => {
  const v6 = whole(version(6, OLD))
  const rollbackTarget = { type: 'version', version: v6, why: 'chain' } as const
  const back = known({ versions: [v6, whole(v7)], target: image(OLD), rollbackTarget })
  expect(decided(back, { mode: 'rollback', to: 'previous', images: [] })).toMatchObject({
    action: 'roll',
    isRollback: true,
    changes: [{ to: { version: 6 }, why: 'chain' }],
  })
  expect(decided()).toMatchObject({ action: 'roll', isRollback: false })
})

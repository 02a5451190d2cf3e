/** The user’s check: when it is due, and what its verdict means. */
import { describe, expect, test } from 'vitest'
import type { Verified } from '../../src/rollout/model/observation.ts'
import type { Operation } from '../../src/rollout/model/operation.ts'
import type { OperationSettings } from '../../src/rollout/model/settings.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { afterLooks, instance, leg, look, preferences, refresh, terms } from './fixtures.ts'

const verdict = (looks: Parameters<typeof afterLooks>[0], by: OperationSettings = terms) =>
  evaluate(afterLooks(looks, leg, by), leg, by)
const old = [instance('i-1', 7), instance('i-2', 7)]

describe('the user’s check', () => {
  const checked: OperationSettings = {
    ...terms,
    verify: { checkpoint: 60_000, bake: 60_000 },
    preferences: { ...preferences, checkpoints: [20, 50, 100], checkpointDelay: 300_000 },
  }
  const at = (seconds: number, percent: number, verify?: Verified) =>
    look(seconds, 'InProgress', {
      instances: old,
      refresh: refresh('InProgress', { percent }),
      ...(verify && { verify }),
    })
  const ran = (step: string, result: Verified['result']): Verified => ({ step, result, tail: [] })

  test.each([
    [10, undefined],
    [20, 'checkpoint 20 %'],
    [49, 'checkpoint 20 %'],
    [50, 'checkpoint 50 %'],
    [100, 'checkpoint 50 %'],
  ] as const)('at %i %%: %s', (percent, step) => {
    expect(verdict([at(0, percent)], checked)).toEqual(
      step === undefined ? { is: 'wait', for: 'replacement' } : { is: 'verify', step, for: 'replacement' },
    )
  })

  test('AWS gives no percentage while it prepares: nothing is due', () => {
    const early = { ...checked, preferences: { ...checked.preferences, checkpoints: [1, 100] } }
    const { percent: _, ...unsaid } = refresh('InProgress', { percent: 0 })
    expect(verdict([look(0, 'InProgress', { instances: old, refresh: unsaid })], early).is).toBe('wait')
  })

  test('in the bake', () => {
    expect(verdict([look(0, 'Baking')], checked)).toEqual({ is: 'verify', step: 'bake', for: 'bake' })
    expect(verdict([look(0, 'Cancelling')], checked)).toEqual({ is: 'wait', for: 'cancel' })
  })

  test('none on the way back', () => {
    const back: Operation = { ...leg, type: 'native-rollback', from: leg.to, to: leg.from }
    expect(evaluate(afterLooks([look(0, 'Successful')], back, checked), back, checked).is).not.toBe('verify')
    expect(
      evaluate(
        afterLooks(
          [0, 15, 30].map((at) => look(at, 'RollbackSuccessful', { on: 7 })),
          back,
          checked,
        ),
        back,
        checked,
      ),
    ).toEqual({ is: 'arrived' })
  })

  test('runs once for each step', () => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'running'))], checked).is).toBe('wait')
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'passed'))], checked).is).toBe('wait')
    expect(verdict([at(0, 60, ran('checkpoint 20 %', 'passed'))], checked)).toMatchObject({
      is: 'verify',
      step: 'checkpoint 50 %',
    })
  })

  test.each(['failed', 'timed-out'] as const)('%s fails the rollout', (result) => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', result))], checked)).toMatchObject({
      is: 'fail',
      because: { code: 'verify' },
    })
  })

  test('success waits for the check of the bake', () => {
    const done = (verify: Verified) => [0, 15, 30].map((seconds) => look(seconds, 'Successful', { verify }))
    expect(verdict(done(ran('checkpoint 50 %', 'passed')), checked)).toMatchObject({ is: 'verify', step: 'bake' })
    expect(verdict(done(ran('bake', 'running')), checked).is).toBe('wait')
    expect(verdict(done(ran('bake', 'failed')), checked)).toMatchObject({ is: 'fail', because: { code: 'verify' } })
    expect(verdict(done(ran('bake', 'passed')), checked)).toEqual({ is: 'arrived' })
  })
})

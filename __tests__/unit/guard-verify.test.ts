/** The user’s check: when it is due, and what its verdict means. */
import { describe, expect, test } from 'vitest'
import type { VerifyResult } from '../../src/rollout/model/observation.ts'
import type { Operation } from '../../src/rollout/model/operation.ts'
import type { OperationSettings } from '../../src/rollout/model/settings.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { afterLooks, instance, look, operation, preferences, refresh, settings } from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], by: OperationSettings = settings) =>
  evaluate(afterLooks(polls, operation, by), operation, by)
const old = [instance('i-1', 7), instance('i-2', 7)]

describe('the user’s check', () => {
  const checked: OperationSettings = {
    ...settings,
    verify: { checkpoint: 60_000, bake: 60_000 },
    preferences: { ...preferences, checkpoints: [20, 50, 100], checkpointDelay: 300_000 },
  }
  const at = (seconds: number, percent: number, verify?: VerifyResult) =>
    look(seconds, 'InProgress', {
      instances: old,
      refresh: refresh('InProgress', { percent }),
      ...(verify && { verify }),
    })
  const ran = (step: string, result: VerifyResult['result']): VerifyResult => ({ step, result, tail: [] })

  test.each([
    [10, undefined],
    [20, 'checkpoint 20 %'],
    [49, 'checkpoint 20 %'],
    [50, 'checkpoint 50 %'],
    [100, 'checkpoint 50 %'],
  ] as const)('at %i %%: %s', (percent, step) => {
    expect(verdict([at(0, percent)], checked)).toEqual(
      step === undefined ? { type: 'wait', for: 'replacement' } : { type: 'verify', step, for: 'replacement' },
    )
  })

  test('AWS gives no percentage while it prepares: nothing is due', () => {
    const early = { ...checked, preferences: { ...checked.preferences, checkpoints: [1, 100] } }
    const { percent: _, ...unsaid } = refresh('InProgress', { percent: 0 })
    expect(verdict([look(0, 'InProgress', { instances: old, refresh: unsaid })], early).type).toBe('wait')
  })

  test('in the bake', () => {
    expect(verdict([look(0, 'Baking')], checked)).toEqual({ type: 'verify', step: 'bake', for: 'bake' })
    expect(verdict([look(0, 'Cancelling')], checked)).toEqual({ type: 'wait', for: 'cancel' })
  })

  test('none on the way back', () => {
    const back: Operation = { ...operation, type: 'native-rollback', from: operation.to, to: operation.from }
    expect(evaluate(afterLooks([look(0, 'Successful')], back, checked), back, checked).type).not.toBe('verify')
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
    ).toEqual({ type: 'arrived' })
  })

  test('runs once for each step', () => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'running'))], checked).type).toBe('wait')
    expect(verdict([at(0, 20, ran('checkpoint 20 %', 'passed'))], checked).type).toBe('wait')
    expect(verdict([at(0, 60, ran('checkpoint 20 %', 'passed'))], checked)).toMatchObject({
      type: 'verify',
      step: 'checkpoint 50 %',
    })
  })

  test.each(['failed', 'timed-out'] as const)('%s fails the rollout', (result) => {
    expect(verdict([at(0, 20, ran('checkpoint 20 %', result))], checked)).toMatchObject({
      type: 'fail',
      failure: { code: 'verify' },
    })
  })

  test('success waits for the check of the bake', () => {
    const done = (verify: VerifyResult) => [0, 15, 30].map((seconds) => look(seconds, 'Successful', { verify }))
    expect(verdict(done(ran('checkpoint 50 %', 'passed')), checked)).toMatchObject({ type: 'verify', step: 'bake' })
    expect(verdict(done(ran('bake', 'running')), checked).type).toBe('wait')
    expect(verdict(done(ran('bake', 'failed')), checked)).toMatchObject({ type: 'fail', failure: { code: 'verify' } })
    expect(verdict(done(ran('bake', 'passed')), checked)).toEqual({ type: 'arrived' })
  })
})

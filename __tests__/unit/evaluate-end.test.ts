/** How a watch ends: on the way back, where nothing moves, when targets stay sick, when time is up. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/rollout/model/operation.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import {
  afterLooks,
  instance,
  look,
  NEW,
  OLD,
  operation,
  preferences,
  refresh,
  settings,
  T,
  targetsOf,
  unseen,
  verifyOnly,
} from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], on: Operation = operation) =>
  evaluate(afterLooks(polls, on), on, settings)

describe('The way back', () => {
  const back: Operation = { ...operation, type: 'native-rollback', from: operation.to, to: operation.from }

  test('arrives when AWS has rolled back and nothing runs the new version', () => {
    expect(
      verdict(
        [0, 10, 20].map((at) => look(at, 'RollbackSuccessful', { on: 7 })),
        back,
      ),
    ).toEqual({ type: 'arrived' })
    expect(
      verdict(
        [0, 10, 20].map((at) => look(at, 'RollbackSuccessful', { on: 8 })),
        back,
      ),
    ).toEqual({ type: 'wait', for: 'steady-health' })
  })

  test.each([
    ['RollbackFailed', 'rollback-failed'],
    ['Failed', 'aws-failed'],
    ['Cancelled', 'aws-failed'],
    ['Successful', 'aws-failed'],
  ])('fails when AWS says %s: %s', (status, code) => {
    expect(verdict([look(0, status)], back)).toEqual({ type: 'fail', failure: { code, reason: 'ended', status } })
  })

  test('an instance of a third version is where it belongs: AWS rolled back what it had replaced', () => {
    const mixed = [instance('i-1', 7), instance('i-2', 6)]
    expect(
      verdict(
        [0, 10, 20].map((at) => look(at, 'RollbackSuccessful', { instances: mixed })),
        back,
      ),
    ).toEqual({ type: 'arrived' })
  })

  test('is not given up for what would end a way forth: nothing moves, targets are sick', () => {
    const sick = (at: number) =>
      look(at, 'RollbackInProgress', { on: 7, targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) })
    expect(verdict([sick(0), sick(1800), sick(3599)], back)).toEqual({ type: 'wait', for: 'rollback' })
  })

  test('is given up when its time is up', () => {
    expect(verdict([look(3600, 'RollbackInProgress')], back)).toMatchObject({
      type: 'fail',
      failure: { code: 'timeout', status: 'RollbackInProgress' },
    })
  })

  test('a cancelled refresh owes nothing but its end', () => {
    const cancel: Operation = { ...operation, type: 'cancel' }
    expect(verdict([look(0, 'Cancelling')], cancel)).toEqual({ type: 'wait', for: 'cancel' })
    expect(verdict([look(0, 'InProgress')], cancel)).toEqual({ type: 'wait', for: 'cancel' })
    expect(verdict([look(0, 'Cancelled', { on: 7 })], cancel)).toEqual({ type: 'arrived' })
  })
})

describe('What stands and is only confirmed', () => {
  const fleetStatus: Operation = verifyOnly
  test('arrives when it is healthy, without any refresh', () => {
    expect(
      verdict(
        [0, 10, 20].map((at) => look(at, '')),
        fleetStatus,
      ),
    ).toEqual({ type: 'arrived' })
  })
  test('has no refresh that could be missing', () => {
    const { refresh: _, ...unlisted } = look(0, '', { targets: [] })
    const polls = Array.from({ length: 20 }, (__, i) => ({ ...unlisted, at: T + i }))
    expect(verdict(polls, fleetStatus)).toEqual({ type: 'wait', for: 'steady-health' })
  })
  test('that nobody looked at before its time was up has failed', () => {
    const { refresh: _, ...late } = look(3600, '')
    expect(verdict([late], fleetStatus)).toMatchObject({ failure: { code: 'timeout', status: 'verify-only' } })
  })
  test('fails when it is not', () => {
    const sick = (at: number) => look(at, '', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) })
    expect(verdict([sick(0), sick(60)], fleetStatus)).toMatchObject({
      type: 'fail',
      failure: { code: 'below-minimum' },
    })
  })
})

describe('Target health at the end', () => {
  const sick = (at: number, ids = ['i-1', 'i-2']) =>
    look(at, 'Successful', {
      targets: [
        ...targetsOf(['i-1', 'i-2']).filter(({ instance: id }) => !ids.includes(id)),
        ...targetsOf(ids, ['healthy', 'unhealthy']),
      ],
    })

  test('is waited for as long as target-health-timeout, in AWS’s time', () => {
    expect(verdict([sick(0), sick(59)])).toEqual({ type: 'wait', for: 'steady-health' })
  })

  test('counts from AWS’s end on, not from when it was first missing', () => {
    const before = look(0, 'Baking', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) })
    expect(verdict([before, sick(50), sick(109)]).type).toBe('wait')
    expect(verdict([before, sick(50), sick(110)])).toMatchObject({ failure: { since: T + 50_000 } })
  })

  test('a zone that its load balancer does not use: AWS’s words for it, and not the image’s doing', () => {
    const polls = [0, 60].map((at) => {
      const instances = ['i-1', 'i-2', 'i-3'].map((id) => instance(id, 8))
      const targets = targetsOf(['i-1', 'i-2', 'i-3']).map((each) =>
        each.instance === 'i-3' && each.targetGroup === 'arn:tg/a'
          ? { ...each, state: 'unused', reason: 'Target.NotInUse', description: 'Zone not enabled' }
          : each,
      )
      return look(at, 'Successful', { instances, targets })
    })
    const states = ['unused: NotInUse (“Zone not enabled”)']
    expect(verdict(polls)).toMatchObject({
      failure: { reason: 'not-judged', short: [{ instances: ['i-3'], states, healthy: 2, judged: 3 }] },
    })
  })

  test('then capacity below the minimum fails, saying how many, since when and where', () => {
    expect(verdict([sick(0), sick(60)])).toEqual({
      type: 'fail',
      failure: {
        code: 'below-minimum',
        cause: 'unhealthy',
        healthy: 0,
        minimum: 2,
        short: [{ targetGroup: 'arn:tg/b', instances: ['i-1', 'i-2'], states: ['unhealthy'], healthy: 0, judged: 2 }],
        since: T,
        limitMs: 60_000,
      },
    })
  })

  test('anything less fails as target health, and undoes nothing', () => {
    const lax = { ...settings, preferences: { ...preferences, minHealthyPercentage: 50 } }
    const polls = [sick(0, ['i-2']), sick(60, ['i-2'])]
    expect(evaluate(afterLooks(polls, operation, lax), operation, lax)).toMatchObject({
      type: 'fail',
      failure: { code: 'target-health', reason: 'unhealthy', short: [{ instances: ['i-2'] }] },
    })
  })

  test('a version or an image that is wrong for so long fails too, and names the instances', () => {
    const ec2Instances = new Map([
      ['i-1', { image: NEW, launched: T - 600_000, state: 'running' }],
      ['i-2', { image: OLD, launched: T - 600_000, state: 'running' }],
    ])
    const polls = [0, 60].map((at) => look(at, 'Successful', { ec2Instances }))
    expect(verdict(polls)).toEqual({
      type: 'fail',
      failure: { code: 'aws-failed', reason: 'not-on-version', instances: ['i-2'], since: T, limitMs: 60_000 },
    })
  })

  test('instances that still warm up are waited for until the time is up', () => {
    const young = (at: number) =>
      look(at, 'Successful', {
        ec2Instances: new Map(
          ['i-1', 'i-2'].map((id) => [id, { image: NEW, launched: T + at * 1000, state: 'running' }]),
        ),
      })
    expect(verdict([young(0), young(60), young(600)])).toEqual({ type: 'wait', for: 'steady-health' })
    expect(verdict([young(0), young(3600)])).toMatchObject({ type: 'fail', failure: { code: 'timeout' } })
  })

  test('the minimum is never more than there was before: a scale-out in the middle is no failure', () => {
    const grown = [instance('i-1', 8), instance('i-2', 8), instance('i-3', 8)]
    const ec2Instances = new Map(grown.map(({ id }) => [id, { image: NEW, launched: T - 600_000, state: 'running' }]))
    const polls = [0, 60].map((at) =>
      look(at, 'Successful', { instances: grown, ec2Instances, targets: targetsOf(['i-1', 'i-2']) }),
    )
    expect(verdict(polls)).toMatchObject({ type: 'fail', failure: { code: 'target-health', reason: 'not-registered' } })
  })
})

describe('The end of patience', () => {
  test('the deadline is AWS’s time against AWS’s time', () => {
    expect(verdict([look(3599, 'InProgress')])).toMatchObject({ type: 'wait' })
    expect(verdict([look(3600, 'InProgress', { on: 7, refresh: refresh('InProgress', { percent: 40 }) })])).toEqual({
      type: 'fail',
      failure: { code: 'timeout', reason: 'unfinished', limitMs: 4_200_000, status: 'InProgress', percent: 40 },
    })
  })

  test('one look that finds everything right still counts at the deadline', () => {
    expect(verdict([look(3590, 'Successful'), look(3595, 'Successful'), look(3605, 'Successful')])).toEqual({
      type: 'arrived',
    })
  })

  test.each([
    ['passing', 10],
    ['denied', 3],
    ['expired', 1],
  ] as const)('looks that fail (%s) end the watch after %i in a row', (kind, polls) => {
    const blind = Array.from({ length: polls }, () => unseen(kind))
    expect(verdict([look(0, 'InProgress'), ...blind])).toMatchObject({
      type: 'fail',
      failure: { reason: 'out-of-sight', polls, since: T },
    })
    if (polls > 1) expect(verdict([look(0, 'InProgress'), ...blind.slice(1)])).toMatchObject({ type: 'wait' })
    if (polls > 1)
      expect(verdict([...blind.slice(1), look(0, 'InProgress'), ...blind.slice(1)])).toMatchObject({ type: 'wait' })
  })
})

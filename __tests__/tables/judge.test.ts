import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/rollout/model/operation.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { afterLooks, instance, leg, look, NEW, OLD, refresh, T, targetsOf, terms, unseen } from './fixtures.ts'

const verdict = (looks: Parameters<typeof afterLooks>[0], on: Operation = leg, by = terms) =>
  evaluate(afterLooks(looks, on, by), on, by)

describe('Green means so: arrived needs AWS’s Successful, the version, the image and steady targets', () => {
  const good = [look(0, 'Successful'), look(15, 'Successful'), look(30, 'Successful')]

  test('three looks in a row that find everything right', () => {
    expect(verdict(good)).toEqual({ is: 'arrived' })
    expect(verdict(good.slice(0, 2))).toEqual({ is: 'wait', for: 'steady-health' })
  })

  test('all right, but AWS is not done', () => {
    expect(verdict([look(0, 'Baking'), look(15, 'Baking'), look(30, 'Baking')])).toEqual({ is: 'wait', for: 'bake' })
  })

  test('one look in between that finds a target unhealthy begins the count anew', () => {
    const sick = look(20, 'Successful', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) })
    expect(verdict([good[0] ?? sick, sick, look(25, 'Successful'), look(40, 'Successful')])).toEqual({
      is: 'wait',
      for: 'steady-health',
    })
  })

  test('a leg of which nothing has been seen waits for the first look', () => {
    expect(verdict([])).toEqual({ is: 'wait', for: 'first-look' })
  })

  test('what EC2 has said once of an instance counts until the instance is gone', () => {
    const [first, ...others] = good
    const unsaid = others.map((each) => ({ ...each, machines: new Map() }))
    expect(verdict([first ?? look(0, ''), ...unsaid])).toEqual({ is: 'arrived' })
  })

  test('a failed look neither counts nor begins anew', () => {
    expect(verdict([...good.slice(0, 2), unseen('passing'), look(45, 'Successful')])).toEqual({ is: 'arrived' })
  })

  test.each([
    ['an instance runs another version', { instances: [instance('i-1', 8), instance('i-2', 7)] }],
    [
      'EC2 says another image',
      { machines: new Map([['i-1', { image: OLD, launched: T - 600_000, state: 'running' }]]) },
    ],
    ['EC2 has not said the image', { machines: new Map() }],
    ['a target is absent', { targets: targetsOf(['i-1']) }],
    ['a target group has no target at all', { targets: [] }],
    [
      'the group calls an instance unhealthy',
      { instances: [instance('i-1', 8), instance('i-2', 8, { healthy: false })] },
    ],
    ['there are fewer than promised', { instances: [instance('i-1', 8)], desired: 2 }],
    ['the group is empty though it shall not be', { instances: [], desired: 2 }],
  ] as const)('not when %s', (_, what) => {
    const looks = [0, 10, 20].map((at) => look(at, 'Successful', { desired: 2, ...what }))
    expect(verdict(looks)).toEqual({ is: 'wait', for: 'steady-health' })
  })

  test('an empty group that shall be empty has arrived', () => {
    const empty = { ...leg, baseline: 0 }
    expect(
      verdict(
        [0, 10, 20].map((at) => look(at, 'Successful', { instances: [], desired: 0 })),
        empty,
      ),
    ).toEqual({ is: 'arrived' })
  })

  test('targets that their group never judges are not waited for', () => {
    const targets = targetsOf(['i-1', 'i-2']).map((target) =>
      target.targetGroup === 'arn:tg/b' ? { ...target, state: 'unused', reason: 'Target.NotInUse' } : target,
    )
    expect(verdict([0, 10, 20].map((at) => look(at, 'Successful', { targets })))).toEqual({ is: 'arrived' })
  })

  test('with the checks of a target group switched off likewise, but not where a target has left it', () => {
    const off = (reason: string) =>
      [0, 10, 20].map((at) =>
        look(at, 'Successful', {
          targets: targetsOf(['i-1', 'i-2']).map((target) =>
            target.targetGroup === 'arn:tg/b' ? { ...target, state: 'unavailable', reason } : target,
          ),
        }),
      )
    expect(verdict(off('Target.HealthCheckDisabled'))).toEqual({ is: 'arrived' })
    expect(verdict(off('Elb.InternalError'))).toEqual({ is: 'wait', for: 'steady-health' })
  })

  test('registered with two ports, one of them never judged: the other decides', () => {
    const unused = { targetGroup: 'arn:tg/b', instance: 'i-1', state: 'unused', reason: 'Target.NotInUse' }
    const beside = (state: string) =>
      [0, 10, 20].map((at) =>
        look(at, 'Successful', {
          targets: [
            ...targetsOf(['i-2']),
            { targetGroup: 'arn:tg/a', instance: 'i-1', state: 'healthy' },
            unused,
            { ...unused, state, reason: '' },
          ],
        }),
      )
    expect(verdict(beside('healthy'))).toEqual({ is: 'arrived' })
    expect(verdict(beside('unhealthy'))).toEqual({ is: 'wait', for: 'steady-health' })
  })

  test('protected instances on the old version are left out', () => {
    const instances = [instance('i-1', 8), instance('i-2', 7, { protectedFromScaleIn: true })]
    expect(verdict([0, 10, 20].map((at) => look(at, 'Successful', { instances })))).toEqual({ is: 'arrived' })
  })

  test('an instance that a scale-out has just launched is not waited for', () => {
    const instances = [instance('i-1', 8), instance('i-2', 8), instance('i-3', 8)]
    const machines = new Map([
      ...['i-1', 'i-2'].map((id) => [id, { image: NEW, launched: T - 600_000, state: 'running' }] as const),
      ['i-3', { image: NEW, launched: T, state: 'running' }] as const,
    ])
    const targets = targetsOf(['i-1', 'i-2'])
    expect(verdict([0, 10, 20].map((at) => look(at, 'Successful', { instances, machines, targets })))).toEqual({
      is: 'arrived',
    })
  })
})

describe('Red means so: every other end of AWS’s fails', () => {
  test.each([
    ['Failed', 'aws-failed'],
    ['RollbackSuccessful', 'aws-failed'],
    ['RollbackFailed', 'rollback-failed'],
    ['SomethingNew', 'aws-failed'],
    ['RollbackInProgress', 'aws-failed'],
  ])('%s: %s', (status, code) => {
    expect(verdict([look(0, status)])).toEqual({ is: 'fail', because: { code, reason: 'ended', status } })
  })

  test('a rollback that AWS was not told to make by itself was asked for by somebody', () => {
    const unasked = { ...terms, preferences: { ...terms.preferences, autoRollback: false } }
    const asked = { code: 'aws-failed', reason: 'ended', status: 'RollbackInProgress', requested: true }
    expect(verdict([look(0, 'RollbackInProgress')], leg, unasked)).toEqual({ is: 'fail', because: asked })
  })

  test.each([
    ['RollbackInProgress', 'the alarm errors', 'the alarm errors'],
    ['RollbackSuccessful', 'the alarm errors', 'the alarm errors'],
    ['RollbackSuccessful', undefined, 'the refresh failed'],
    ['Failed', 'the alarm errors', 'the refresh failed'],
  ])('%s: AWS’s reason is why it rolls back (%s), else why the refresh ended: %s', (status, rollbackReason, reason) => {
    const its = refresh(status, {
      reason: 'the refresh failed',
      ...(rollbackReason !== undefined && { rollbackReason }),
    })
    expect(verdict([look(0, status, { refresh: its })])).toMatchObject({
      because: { code: 'aws-failed', reason: 'ended', status, statusReason: reason },
    })
  })

  test('on a way back AWS’s reason is that of the refresh', () => {
    const back = { ...leg, by: 'native-rollback' } as const
    const its = refresh('RollbackFailed', { reason: 'this', rollbackReason: 'that' })
    expect(verdict([look(0, 'RollbackFailed', { refresh: its })], back)).toMatchObject({
      because: { statusReason: 'this' },
    })
  })

  test('Cancelled by somebody else, with AWS’s reason', () => {
    const seen = look(0, 'Cancelled', { refresh: refresh('Cancelled', { reason: 'Cancelled due to user request.' }) })
    expect(verdict([seen])).toEqual({
      is: 'fail',
      because: { code: 'cancelled-elsewhere', statusReason: 'Cancelled due to user request.' },
    })
  })

  test.each([
    ['Pending', 'start'],
    ['InProgress', 'replacement'],
    ['Baking', 'bake'],
    ['Cancelling', 'cancel'],
  ] as const)('%s is waited for', (status, what) => {
    expect(verdict([look(0, status)])).toEqual({ is: 'wait', for: what })
  })

  test('a refresh that AWS never lists is given up', () => {
    const { refresh: _, ...nothing } = look(0, '')
    const looks = Array.from({ length: 10 }, (_, i) => ({ ...nothing, at: T + i }))
    expect(verdict(looks.slice(1))).toEqual({ is: 'wait', for: 'start' })
    expect(verdict(looks)).toEqual({
      is: 'fail',
      because: { code: 'aws-failed', reason: 'ended', status: 'NotListed' },
    })
  })
})

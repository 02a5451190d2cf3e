import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/rollout/model/operation.ts'
import type { StatusChecks } from '../../src/rollout/model/status-checks.ts'
import { evaluate } from '../../src/rollout/watch/evaluate.ts'
import { afterLooks, instance, look, NEW, OLD, operation, refresh, settings, T, targetsOf, unseen } from './fixtures.ts'

const verdict = (polls: Parameters<typeof afterLooks>[0], on: Operation = operation, by = settings) =>
  evaluate(afterLooks(polls, on, by), on, by)

describe('Green means so: arrived needs AWS’s Successful, the version, the image and steady targets', () => {
  const good = [look(0, 'Successful'), look(15, 'Successful'), look(30, 'Successful')]

  test('three looks in a row that find everything right', () => {
    expect(verdict(good)).toEqual({ type: 'arrived' })
    expect(verdict(good.slice(0, 2))).toEqual({ type: 'wait', for: 'steady-health' })
  })

  test('all right, but AWS is not done', () => {
    expect(verdict([look(0, 'Baking'), look(15, 'Baking'), look(30, 'Baking')])).toEqual({ type: 'wait', for: 'bake' })
  })

  test('one look in between that finds a target unhealthy begins the count again', () => {
    const sick = look(20, 'Successful', { targets: targetsOf(['i-1', 'i-2'], ['healthy', 'unhealthy']) })
    expect(verdict([good[0] ?? sick, sick, look(25, 'Successful'), look(40, 'Successful')])).toEqual({
      type: 'wait',
      for: 'steady-health',
    })
  })

  test('a leg of which nothing has been seen waits for the first look', () => {
    expect(verdict([])).toEqual({ type: 'wait', for: 'first-poll' })
  })

  test('what EC2 has said once of an instance counts until the instance is gone', () => {
    const [first, ...others] = good
    const unsaid = others.map((each) => ({ ...each, ec2Instances: new Map() }))
    expect(verdict([first ?? look(0, ''), ...unsaid])).toEqual({ type: 'arrived' })
  })

  test('a failed look neither counts nor begins again', () => {
    expect(verdict([...good.slice(0, 2), unseen('passing'), look(45, 'Successful')])).toEqual({ type: 'arrived' })
  })

  test.each([
    ['an instance runs another version', { instances: [instance('i-1', 8), instance('i-2', 7)] }],
    [
      'EC2 says another image',
      { ec2Instances: new Map([['i-1', { image: OLD, launched: T - 600_000, state: 'running' }]]) },
    ],
    ['EC2 has not said the image', { ec2Instances: new Map() }],
    ['a target is absent', { targets: targetsOf(['i-1']) }],
    ['a target group has no target at all', { targets: [] }],
    [
      'the group calls an instance unhealthy',
      { instances: [instance('i-1', 8), instance('i-2', 8, { healthy: false })] },
    ],
    ['there are fewer than promised', { instances: [instance('i-1', 8)], desired: 2 }],
    ['the group is empty though it shall not be', { instances: [], desired: 2 }],
  ] as const)('not when %s', (_, what) => {
    const polls = [0, 10, 20].map((at) => look(at, 'Successful', { desired: 2, ...what }))
    expect(verdict(polls)).toEqual({ type: 'wait', for: 'steady-health' })
  })

  test('an empty group that was empty before has arrived; one that became empty has proved nothing', () => {
    const empty = { ...operation, baseline: 0, hadInstances: false }
    const polls = [0, 10, 20, 59, 60].map((at) => look(at, 'Successful', { instances: [], desired: 0 }))
    expect(verdict(polls.slice(0, 3), empty)).toEqual({ type: 'arrived' })
    expect(verdict(polls.slice(0, 4))).toEqual({ type: 'wait', for: 'steady-health' })
    expect(verdict(polls)).toMatchObject({ failure: { code: 'aws-failed', reason: 'nothing-proven' } })
    expect(
      verdict(
        polls.map((seen) => ({ ...seen, refresh: refresh('RollbackSuccessful') })),
        { ...operation, type: 'native-rollback' },
      ),
    ).toEqual({ type: 'arrived' })
  })

  test('targets that their group does not judge are waited for, unless it judged nobody before', () => {
    const targets = targetsOf(['i-1', 'i-2']).map((target) =>
      target.targetGroup === 'arn:tg/b' ? { ...target, state: 'unused', reason: 'Target.NotInUse' } : target,
    )
    const polls = [0, 10, 20].map((at) => look(at, 'Successful', { targets }))
    expect(verdict(polls)).toEqual({ type: 'wait', for: 'steady-health' })
    expect(verdict(polls, { ...operation, unjudged: ['arn:tg/b'] })).toEqual({ type: 'arrived' })
  })

  test('EC2’s status checks have to pass, asked after AWS was done', () => {
    const polls = (checks: StatusChecks | undefined) =>
      [0, 10, 20].map((at) => ({
        ...look(at, 'Successful'),
        statusChecks: new Map(checks ? ['i-1', 'i-2'].map((id) => [id, checks]) : []),
      }))
    expect(verdict(polls({ system: 'ok', instance: 'ok', attachedEbs: 'not-applicable' }))).toEqual({ type: 'arrived' })
    for (const status of ['impaired', 'initializing', 'insufficient-data', 'a word of tomorrow'])
      expect(verdict(polls({ system: 'ok', instance: status })), status).toMatchObject({ type: 'wait' })
    expect(verdict(polls(undefined))).toMatchObject({ type: 'wait' })
    const before = look(-15, 'Baking')
    const untold = [0, 10, 20].map((at) => ({ ...look(at, 'Successful'), statusChecks: new Map() }))
    expect(verdict([before, ...untold]), 'what was told before AWS was done').toMatchObject({ type: 'wait' })
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
    expect(verdict(off('Target.HealthCheckDisabled'), { ...operation, unjudged: ['arn:tg/b'] })).toEqual({
      type: 'arrived',
    })
    expect(verdict(off('Elb.InternalError'))).toEqual({ type: 'wait', for: 'steady-health' })
  })

  test('protected instances on the old version are left out', () => {
    const instances = [instance('i-1', 8), instance('i-2', 7, { protectedFromScaleIn: true })]
    expect(verdict([0, 10, 20].map((at) => look(at, 'Successful', { instances })))).toEqual({ type: 'arrived' })
  })

  test('an instance that a scale-out has just launched is not waited for', () => {
    const instances = [instance('i-1', 8), instance('i-2', 8), instance('i-3', 8)]
    const ec2Instances = new Map([
      ...['i-1', 'i-2'].map((id) => [id, { image: NEW, launched: T - 600_000, state: 'running' }] as const),
      ['i-3', { image: NEW, launched: T, state: 'running' }] as const,
    ])
    const targets = targetsOf(['i-1', 'i-2'])
    expect(verdict([0, 10, 20].map((at) => look(at, 'Successful', { instances, ec2Instances, targets })))).toEqual({
      type: 'arrived',
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
    expect(verdict([look(0, status)])).toEqual({ type: 'fail', failure: { code, reason: 'ended', status } })
  })

  test('a rollback that AWS was not told to make by itself was asked for by somebody', () => {
    const unasked = { ...settings, preferences: { ...settings.preferences, autoRollback: false } }
    const asked = { code: 'aws-failed', reason: 'ended', status: 'RollbackInProgress', requested: true }
    expect(verdict([look(0, 'RollbackInProgress')], operation, unasked)).toEqual({ type: 'fail', failure: asked })
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
      failure: { code: 'aws-failed', reason: 'ended', status, statusReason: reason },
    })
  })

  test('on a way back AWS’s reason is that of the refresh', () => {
    const back = { ...operation, by: 'native-rollback' } as const
    const its = refresh('RollbackFailed', { reason: 'this', rollbackReason: 'that' })
    expect(verdict([look(0, 'RollbackFailed', { refresh: its })], back)).toMatchObject({
      failure: { statusReason: 'this' },
    })
  })

  test('Cancelled by somebody else, with AWS’s reason', () => {
    const seen = look(0, 'Cancelled', { refresh: refresh('Cancelled', { reason: 'Cancelled due to user request.' }) })
    expect(verdict([seen])).toEqual({
      type: 'fail',
      failure: { code: 'cancelled-elsewhere', statusReason: 'Cancelled due to user request.' },
    })
  })

  test.each([
    ['Pending', 'start'],
    ['InProgress', 'replacement'],
    ['Baking', 'bake'],
    ['Cancelling', 'cancel'],
  ] as const)('%s is waited for', (status, what) => {
    expect(verdict([look(0, status)])).toEqual({ type: 'wait', for: what })
  })

  test('a refresh that AWS never lists is given up', () => {
    const { refresh: _, ...nothing } = look(0, '')
    const polls = Array.from({ length: 10 }, (_, i) => ({ ...nothing, at: T + i }))
    expect(verdict(polls.slice(1))).toEqual({ type: 'wait', for: 'start' })
    expect(verdict(polls)).toEqual({
      type: 'fail',
      failure: { code: 'aws-failed', reason: 'ended', status: 'NotListed' },
    })
  })
})

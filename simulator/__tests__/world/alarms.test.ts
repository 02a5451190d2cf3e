import { describe, expect, test } from 'vitest'
import { refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'
import { allPages, served } from './service-scene.ts'

const watching = { AlarmSpecification: { Alarms: ['errors'] } }

describe('a refresh that watches an alarm', () => {
  test.each(['ALARM', 'INSUFFICIENT_DATA'] as const)('is refused while the alarm is in %s', (state) => {
    const { account, group } = scene()
    account.alarm({ name: 'errors', state })
    expect(refusalOf(() => refreshTo2(group, watching))).toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(`The alarm errors is in the ${state} state.`),
    })
    expect(group.refreshes.all).toEqual([])
  })

  test('is refused when there is no such alarm', () => {
    const { group } = scene()
    expect(refusalOf(() => refreshTo2(group, watching)).code).toBe('ValidationError')
  })

  test('fails at once when the alarm goes off, and undoes nothing', () => {
    const { agenda, account, group } = scene()
    const alarm = account.alarm({ name: 'errors' })
    refreshTo2(group, watching)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 30)
    const at = agenda.now
    alarm.become('ALARM')
    runUntil(agenda, group, 'Failed')
    expect(agenda.now - at).toBeLessThanOrEqual(5000)
    expect(refreshOf(group).reason).toContain('errors')
    expect(versions(group)).toContain('12')
    expect(group.configuration.template.version).toBe('1')
  })

  test('rolls back when it was asked to, and the alarm that still stands does not stop the way back', () => {
    const { agenda, account, group } = scene()
    const alarm = account.alarm({ name: 'errors' })
    refreshTo2(group, { ...watching, AutoRollback: true })
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 30)
    alarm.become('ALARM')
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })

  test.each([
    ['in the bake', { BakeTime: 3600 }, 100],
    ['at a checkpoint', { CheckpointPercentages: [50, 100], CheckpointDelay: 3600 }, 50],
  ])('heeds it %s, though nothing moves there', (_where, preferences, percent) => {
    const { agenda, account, group } = scene()
    const alarm = account.alarm({ name: 'errors' })
    refreshTo2(group, { ...watching, ...preferences })
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === percent)
    agenda.run(300)
    alarm.become('ALARM')
    agenda.run(5)
    expect(refreshOf(group).status).toBe('Failed')
  })

  test('replaces nothing for lack of data, however long, and goes on when there is data again', () => {
    const { agenda, account, group } = scene()
    const alarm = account.alarm({ name: 'errors' })
    refreshTo2(group, watching)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 30)
    alarm.become('INSUFFICIENT_DATA')
    agenda.run(300)
    const then = versions(group)
    agenda.run(2 * 3600)
    expect(refreshOf(group)).toMatchObject({ status: 'InProgress', reason: expect.stringContaining('errors') })
    expect(versions(group)).toBe(then)
    alarm.become('OK')
    runUntil(agenda, group, 'Successful')
  })

  test('does not mind an alarm that it was not given', () => {
    const { agenda, account, group } = scene()
    account.alarm({ name: 'errors' })
    const other = account.alarm({ name: 'other' })
    refreshTo2(group, watching)
    agenda.run(120)
    other.become('ALARM')
    runUntil(agenda, group, 'Successful')
  })

  test('heeds a composite alarm, which follows the alarms of its rule', () => {
    const { agenda, account, group } = scene()
    const slow = account.alarm({ name: 'slow' })
    const composite = account.alarm({ name: 'errors', anyOf: ['slow'] })
    refreshTo2(group, watching)
    agenda.run(120)
    slow.become('INSUFFICIENT_DATA')
    expect(composite.state).toBe('OK')
    slow.become('ALARM')
    expect(composite.state).toBe('ALARM')
    runUntil(agenda, group, 'Failed')
  })
})

describe('CloudWatch', () => {
  test('describes metric alarms unless others are asked for, even by name', async () => {
    const { cloudWatch, account } = await served()
    account.alarm({ name: 'slow', state: 'ALARM' })
    account.alarm({ name: 'errors', anyOf: ['slow'] })
    const AlarmNames = ['errors', 'slow', 'gone']
    const plain = await cloudWatch.describeAlarms({ AlarmNames })
    expect(plain.MetricAlarms).toMatchObject([{ AlarmName: 'slow', StateValue: 'ALARM' }])
    expect(plain.CompositeAlarms).toEqual([])
    const all = await cloudWatch.describeAlarms({ AlarmNames, AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] })
    expect(all.MetricAlarms).toHaveLength(1)
    expect(all.CompositeAlarms).toMatchObject([
      { AlarmName: 'errors', StateValue: 'ALARM', AlarmRule: 'ALARM("slow")' },
    ])
  })

  test('tells when and why the state changed', async () => {
    const { cloudWatch, account, agenda } = await served()
    const alarm = account.alarm({ name: 'errors' })
    agenda.run(90)
    alarm.become('ALARM')
    const at = new Date(agenda.now)
    agenda.run(90)
    const { MetricAlarms } = await cloudWatch.describeAlarms({ StateValue: 'ALARM' })
    expect(MetricAlarms).toMatchObject([
      { StateUpdatedTimestamp: at, StateReason: expect.stringContaining('Threshold Crossed') },
    ])
  })

  test('pages by name', async () => {
    const { cloudWatch, account } = await served()
    for (let number = 0; number < 5; number++) account.alarm({ name: `alarm-${number}` })
    const { sizes, all } = await allPages(async (NextToken) => {
      const page = await cloudWatch.describeAlarms({
        AlarmNamePrefix: 'alarm-',
        MaxRecords: 2,
        ...(NextToken !== undefined && { NextToken }),
      })
      return [(page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName), page.NextToken]
    })
    expect(sizes).toEqual([2, 2, 1])
    expect(all).toEqual(['alarm-0', 'alarm-1', 'alarm-2', 'alarm-3', 'alarm-4'])
  })

  test('echoes the alarms of a refresh', async () => {
    const { autoScaling, account } = await served()
    account.alarm({ name: 'errors' })
    await autoScaling.startInstanceRefresh({ AutoScalingGroupName: 'web', Preferences: watching })
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName: 'web' })
    expect(InstanceRefreshes?.[0]?.Preferences).toMatchObject(watching)
  })
})

/** A refresh that is cancelled, or rolled back by somebody. */
import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../aws/world/behaviour.ts'
import { refreshOf, refreshTo2, refusalOf, runUntil, scene, versions } from './scene.ts'

const missing = 'The AMI ID ami-2 does not exist. Launching EC2 instance failed.'

describe('cancel', () => {
  test('waits for the instances in flight, undoes nothing, and leaves the saved template', () => {
    const { agenda, account, group } = scene()
    refreshTo2(group)
    agenda.run(120)
    const id = refreshOf(group).id
    expect(group.cancelRefresh()).toBe(id)
    expect(refreshOf(group)).toMatchObject({ status: 'Cancelling', reason: 'Cancelled due to user request.' })
    runUntil(agenda, group, 'Cancelled')
    expect(group.instances.filter(({ lifecycle }) => lifecycle === 'Pending')).toEqual([])
    expect(versions(group)).toContain('2')
    expect(account.nextLaunch('web')).toMatchObject({ version: 1, imageId: 'ami-1' })
    agenda.run(600)
    expect(group.fleet.live).toHaveLength(6)
  })

  test('does not wait when told so; a new refresh may begin at once', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(20)
    group.cancelRefresh({ wait: false })
    expect(refreshOf(group).status).toBe('Cancelled')
    expect(group.instances.some(({ lifecycle }) => lifecycle === 'Pending')).toBe(true)
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
  })

  test('is accepted of a rollback that is under way', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    agenda.run(300)
    group.rollbackRefresh()
    group.cancelRefresh()
    runUntil(agenda, group, 'Cancelled')
    expect(versions(group)).toContain('2')
  })

  test('ends although the image cannot be launched', () => {
    const { agenda, group } = scene({ next: cannotLaunch(missing) })
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { MinHealthyPercentage: 50 } })
    agenda.run(120)
    expect(versions(group)).toBe('111')
    group.cancelRefresh()
    runUntil(agenda, group, 'Cancelled')
    agenda.run(600)
    expect(versions(group)).toBe('111111')
  })
})

describe('rollback', () => {
  test('replaces what the refresh replaced, under the same id, and counts down', () => {
    const { agenda, group } = scene()
    const id = refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent >= 50)
    const kept = new Set(
      group.fleet.live.filter(({ launchInfo }) => launchInfo.template.version === '1').map((i) => i.id),
    )
    const { percent, left } = refreshOf(group)
    expect(group.rollbackRefresh()).toBe(id)
    expect(refreshOf(group)).toMatchObject({
      status: 'RollbackInProgress',
      rollback: { reason: 'Rollback triggered due to user request.', percent, left },
    })
    const counts: number[] = []
    agenda.runUntil(agenda.now + 7_200_000, () => {
      counts.push(refreshOf(group).percent)
      return refreshOf(group).status === 'RollbackSuccessful'
    })
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    expect(refreshOf(group)).toMatchObject({ percent: 0, left })
    expect(versions(group)).toBe('111111')
    expect(group.instances.filter((i) => kept.has(i.id))).toHaveLength(left)
    expect(group.configuration.template.version).toBe('1')
  })

  test('fails after an hour when the old configuration cannot be launched', () => {
    const { agenda, account, group } = scene({ group: { desired: 2 } })
    refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === 50)
    account.image({ id: 'ami-1', state: 'disabled' })
    const at = agenda.now
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackFailed')
    expect((agenda.now - at) / 1000).toBeGreaterThanOrEqual(3600)
    expect(group.activities.list(agenda.now)[0]?.message).toBe(
      "AMI 'ami-1' is disabled, and cannot be run. Launching EC2 instance failed.",
    )
  })

  test('is too late after success', () => {
    const { agenda, group } = scene()
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('ActiveInstanceRefreshNotFoundFault')
  })
})

describe('rollback while baking', () => {
  test('brings everything back where AWS accepts it', () => {
    const { agenda, group } = scene({ rules: { rollbackWhileBaking: 'accepted' } })
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, 'Baking')
    group.rollbackRefresh()
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })

  test('changes nothing where AWS refuses it', () => {
    const { agenda, group } = scene({ rules: { rollbackWhileBaking: 'refused' } })
    refreshTo2(group, { BakeTime: 600 })
    runUntil(agenda, group, 'Baking')
    expect(refusalOf(() => group.rollbackRefresh()).code).toBe('ActiveInstanceRefreshNotFoundFault')
    runUntil(agenda, group, 'Successful')
    expect(versions(group)).toBe('222222')
  })
})

describe('a cancel while AWS rolls back', () => {
  const turned = (cancelWhileRollingBack: 'accepted' | 'refused') => {
    const { agenda, group } = scene({ rules: { cancelWhileRollingBack } })
    refreshTo2(group)
    agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent > 0)
    group.rollbackRefresh()
    return { agenda, group }
  }

  test('ends it half way where AWS accepts it', () => {
    const { agenda, group } = turned('accepted')
    group.cancelRefresh({ wait: true })
    runUntil(agenda, group, 'Cancelled')
    expect(versions(group)).toContain('2')
  })

  test('changes nothing where AWS refuses it', () => {
    const { agenda, group } = turned('refused')
    expect(refusalOf(() => group.cancelRefresh({ wait: true })).code).toBe('ActiveInstanceRefreshNotFoundFault')
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(versions(group)).toBe('111111')
  })
})

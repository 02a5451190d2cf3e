/** Other people's refresh is theirs: refused, waited for or replaced only as `on-conflict` says; and no run fights another. */
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../simulator/aws/gate/faults.ts'
import { lost } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, type Job, minutes, type Simulated } from '../scenario.ts'

const NEXT_IMAGE = 'ami-0b5eac1ed7a1e5003'
const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const operations = (job: Job) => job.writes.map(({ operation }) => operation)
const statuses = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)

describe('a stranger’s refresh is at work, in each of its states', () => {
  const at: readonly (readonly [string, (account: Account) => void, number])[] = [
    ['Pending', () => {}, 0],
    ['InProgress', () => {}, 3],
    ['Cancelling', (account) => account.groups.get('web')?.cancelRefresh(), 3],
    ['RollbackInProgress', (account) => account.groups.get('web')?.rollbackRefresh(), 3],
  ]
  const begin = (happens: (account: Account) => void, passed: number) =>
    briefly((agenda) => {
      const account = web(agenda, { newVersion: true })
      account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
      agenda.runUntil(agenda.now + minutes(passed))
      happens(account)
      return account
    })

  test.each(at)('%s: on-conflict fail refuses, and touches nothing', async (status, happens, passed) => {
    await using aws = await begin(happens, passed)
    expect(statuses(aws)).toEqual([status])
    for (const how of ['auto', 'fail']) {
      const job = await aws.job({ inputs: { 'on-conflict': how } })
      expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'conflict', changed: 'false' })
      expect(job.writes).toEqual([])
    }
  })

  test.each(at)('%s: on-conflict wait lets it end, then looks again', async (_, happens, passed) => {
    await using aws = await begin(happens, passed)
    const job = await aws.job({ inputs: { 'on-conflict': 'wait' } })
    expect(job.exit).toBe(0)
    expect(operations(job)).not.toContain('CancelInstanceRefresh')
    expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  })

  test.each(at)('%s: on-conflict replace cancels it, if it is not on its way out', async (_, happens, passed) => {
    await using aws = await begin(happens, passed)
    const job = await aws.job({ inputs: { 'on-conflict': 'replace' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(statuses(aws)[0]).toBe('Successful')
    expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  })
})

test('two pushes in quick succession without `concurrency`: the second waits for the first, then rolls its own', async () => {
  await using aws = await briefly((agenda) => {
    const account = web(agenda)
    account.image({ id: NEXT_IMAGE, name: 'web-2026-11-22', behaviour: boots(45) })
    return account
  })
  // The first run's machine is elsewhere; its refresh is at work when the second run begins.
  await aws.job({ runId: '1', killAt: minutes(2) })
  const second = await aws.job({ runId: '2', inputs: { image: NEXT_IMAGE } })
  expect(second.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'image-id': NEXT_IMAGE })
  expect(statuses(aws)).toEqual(['Successful', 'Successful'])
  expect(running(aws)).toEqual(Array(6).fill(NEXT_IMAGE))
  await golden(import.meta.url, 'two pushes', aws, [second])
})

describe('somebody is faster between the survey and the start', () => {
  /** Starts a stranger's refresh just before ours arrives. */
  const race = (account: () => Account): Fault => {
    let begun = false
    const where: NonNullable<Fault['on']['where']> = ({ operation }) => {
      if (operation === 'StartInstanceRefresh' && !begun) {
        begun = true
        account()
          .groups.get('web')
          ?.startRefresh({ preferences: { MinHealthyPercentage: 50 } })
      }
      return false
    }
    return { on: { where }, what: lost }
  }

  test.each([
    ['auto', 'failed', 'conflict'],
    ['wait', 'succeeded', ''],
    ['replace', 'succeeded', ''],
  ] as const)('on-conflict %s: %s', async (how, outcome, code) => {
    const world: { account?: Account } = {}
    const faults = [
      race(() => {
        if (!world.account) throw new Error('no world yet')
        return world.account
      }),
    ]
    await using aws = await briefly(
      (agenda) => {
        world.account = web(agenda)
        return world.account
      },
      { faults },
    )
    const job = await aws.job({ inputs: { 'on-conflict': how } })
    expect(job.outputs).toMatchObject({ outcome, 'failure-code': code })
    aws.pass(minutes(60))
    expect(new Set(running(aws)).size).toBe(1)
    expect(aws.account.templates.all[0]?.latestVersion).toBe(how === 'auto' ? 7 : 8)
    await golden(import.meta.url, `race ${how}`, aws, [job])
  })
})

/** A rollback by a second refresh that was noted, and whose job and machine were gone when its first refresh was cancelled. */
import { describe, expect, test } from 'vitest'
import { goesBad } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { hours } from '../brief.ts'
import { type Job, minutes, type Simulated, simulated } from '../scenario.ts'

const FIXED = 'ami-0b5eac1ed7a1e5003'
const inputs = { ...hours, 'bake-time': '30m' }
const said = ({ annotations }: Job) => annotations.map(({ message }) => message).join('\n')
const running = (aws: Simulated) => [...new Set(aws.account.truth('web').map(({ imageId }) => imageId))]

/** Bad in the bake, where AWS does not roll back: cancelled, and nobody was there any more to start the second refresh. */
async function cancelledOnly(): Promise<Simulated> {
  const aws = await simulated(
    (agenda) =>
      web(agenda, {
        behaviour: goesBad(900),
        group: { desired: 2, min: 2, healthCheckType: 'EC2' },
        rules: { rollbackWhileBaking: 'refused' },
      }),
    { inputs },
  )
  await aws.job({ killOn: { operation: 'CancelInstanceRefresh', nth: 1, when: 'after' } })
  aws.pass(minutes(10))
  expect(running(aws)).toEqual([NEW_IMAGE])
  return aws
}

test('a later attempt begins it and is red for the failure that it was noted with', async () => {
  await using aws = await cancelledOnly()
  const plan = await aws.job({ attempt: 2, inputs: { mode: 'plan' } })
  expect(plan.writes).toEqual([])
  expect(plan.log.join('\n')).toMatch(/own rollback/)
  const job = await aws.job({ attempt: 2 })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
  expect(running(aws)).toEqual([OLD_IMAGE])
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
})

describe('another run', () => {
  test('does not roll the same image, and says whose rollback is missing', async () => {
    await using aws = await cancelledOnly()
    const job = await aws.job({ runId: '9000000002' })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
    expect(job.writes).toEqual([])
    expect(said(job)).toMatch(/has not begun that rollback\. Instances may still run version 8, whose image/)
  })

  test('rolls a fixed image, and says it too', async () => {
    await using aws = await cancelledOnly()
    aws.account.image({ id: FIXED })
    const job = await aws.job({ runId: '9000000002', inputs: { image: FIXED } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(said(job)).toMatch(/has not begun that rollback/)
  })

  test('rolls back to the version that was noted', async () => {
    await using aws = await cancelledOnly()
    const job = await aws.job({ runId: '9000000002', inputs: { mode: 'rollback', image: '', to: '7' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'previous' })
    expect(running(aws)).toEqual([OLD_IMAGE])
  })
})

test('a stranger’s note of a refresh that a person cancelled sends nobody to another version', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { group: { desired: 2, min: 2 } })
    agenda.after(minutes(1), () => account.groups.get('web')?.cancelRefresh())
    return account
  })
  const first = await aws.job()
  expect(first.outputs).toMatchObject({ 'failure-code': 'cancelled-elsewhere' })
  const undoes = first.outputs['instance-refresh-id']
  const key = 'ami-rollout:rollback'
  const value = `to=5 code=verify undoes=${undoes} run=9000000001/1 until=2026-11-21T09:00:00Z`
  aws.group.tags.set(key, { key, value, propagateAtLaunch: false })
  const second = await aws.job({ attempt: 2 })
  expect(second.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(running(aws)).toEqual([NEW_IMAGE])
})

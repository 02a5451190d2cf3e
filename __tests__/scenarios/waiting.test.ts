/** Waiting for somebody else’s refresh: what is borne meanwhile, and what ends it. Nothing of theirs or ours is changed by that. */
import { expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { denied, expired, type Fault, failed } from '../../simulator/aws/gate/faults.ts'
import { NEW_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { minutes, type Simulated, START, simulated } from '../scenario.ts'

/** A stranger has just begun to roll version 8 over the group. */
const strangers = (faults: readonly Fault[] = [], gate: Gate = (_, next) => next()) =>
  simulated(
    (agenda) => {
      const account = web(agenda, { newVersion: true })
      account.groups.get('web')?.startRefresh({ template: { id: TEMPLATE, version: '8' } })
      return account
    },
    { faults, gate },
  )
const wait = { 'on-conflict': 'wait' }
const between = (from: number, until: number) => ({ from: START + minutes(from), until: START + minutes(until) })

test('AWS does not answer for a while, and for a while again: each is borne', async () => {
  await using aws = await strangers([
    { on: between(2, 3), what: failed },
    { on: between(5, 6), what: failed },
    { on: between(8, 9), what: failed },
  ])
  const job = await aws.job({ inputs: wait })
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new' })
})

test('the credentials run out: that does not pass', async () => {
  await using aws = await strangers([{ on: { from: START + minutes(2) }, what: expired }])
  const job = await aws.job({ inputs: wait })
  expect(job.outputs).toMatchObject({
    outcome: 'failed',
    'failure-code': 'credentials-expired',
    fleet: 'unknown',
    changed: 'false',
  })
  expect(job.writes).toEqual([])
})

test('the time limit is up: red, and how far the other one is', async () => {
  await using aws = await strangers()
  const job = await aws.job({ inputs: { ...wait, timeout: '5m' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout', fleet: 'mixed', changed: 'false' })
  expect(job.outputs['reason']).toMatch(/Not done within 5 min.*InProgress.*\d+ %/)
  expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['InProgress'])
})

test('it may not be cancelled: refused by AWS, and it goes on', async () => {
  await using aws = await strangers([{ on: { operation: 'CancelInstanceRefresh' }, what: denied }])
  const job = await aws.job({ inputs: { 'on-conflict': 'replace' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied', changed: 'false' })
  expect(aws.group.refreshes.all).toHaveLength(1)
  aws.pass(minutes(40))
  expect(aws.account.nextLaunch('web').imageId).toBe(NEW_IMAGE)
})

test('it ends just before it would be cancelled: there is nothing in the way any more', async () => {
  const left: { aws?: Simulated } = {}
  const gate: Gate = (call, next) => {
    if (call.operation === 'CancelInstanceRefresh') left.aws?.pass(minutes(40))
    return next()
  }
  await using aws = await strangers([], gate)
  left.aws = aws
  const job = await aws.job({ inputs: { 'on-conflict': 'replace' } })
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', fleet: 'new' })
  expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['Successful'])
})

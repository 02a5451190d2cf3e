/** Alarms are the gate that AWS itself holds, runner or no runner. */
import { expect, test } from 'vitest'
import { foreign } from '../../simulator/aws/gate/faults.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { golden, minutes, simulated } from '../scenario.ts'

const inputs = { alarms: 'errors, latency' }
const watched = (happens: (account: ReturnType<typeof web>, agenda: Agenda) => void) => (agenda: Agenda) => {
  const account = web(agenda)
  account.alarm({ name: 'errors' })
  account.alarm({ name: 'latency' })
  happens(account, agenda)
  return account
}

test('an alarm fires in the middle: AWS rolls back, and the job is red and names it', async () => {
  await using aws = await simulated(
    watched((account, agenda) => agenda.after(minutes(5), () => account.alarms.get('errors')?.become('ALARM'))),
  )
  const job = await aws.job({ inputs })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'alarm' })
  expect(job.outputs['reason']).toContain('errors')
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  await golden(import.meta.url, 'alarm fires', aws, [job])
})

test('an alarm is back at OK before it is read: it is the reason all the same', async () => {
  await using aws = await simulated(
    watched((account, agenda) => {
      agenda.after(minutes(5), () => account.alarms.get('errors')?.become('ALARM'))
      agenda.after(minutes(5) + 2000, () => account.alarms.get('errors')?.become('OK'))
    }),
  )
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'alarm' })
  expect(job.outputs['reason']).toContain('The alarm “errors” fired (OK again)')
})

test('alarms that stay quiet: sent to AWS, and nothing else', async () => {
  await using aws = await simulated(watched(() => {}))
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  expect(job.writes.at(-1)?.input).toMatchObject({
    Preferences: { AlarmSpecification: { Alarms: ['errors', 'latency'] } },
  })
})

test('an empty document in the answer’s place is not “no alarm”: it is asked again', async () => {
  const faults = [
    { on: { operation: 'DescribeAlarms', nth: 1 }, what: foreign('after-effect', { body: 'wrong', status: 200 }) },
  ]
  await using aws = await simulated(
    watched(() => {}),
    { faults },
  )
  const job = await aws.job({ inputs })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
})

test.each(['ALARM', 'INSUFFICIENT_DATA'] as const)(
  'an alarm is %s before the start: refused, nothing changed',
  async (state) => {
    await using aws = await simulated(watched((account) => account.alarms.get('latency')?.become(state)))
    const job = await aws.job({ inputs })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
    expect(job.writes).toEqual([])
    await golden(import.meta.url, `alarm is ${state} before`, aws, [job])
  },
)

test('an alarm does not exist: refused, nothing changed', async () => {
  await using aws = await simulated(watched(() => {}))
  const job = await aws.job({ inputs: { alarms: 'errors, latncy' } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
  expect(job.annotations[0]?.message).toContain('latncy')
})

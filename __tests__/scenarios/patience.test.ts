/** A bad image, and AWS cannot be asked to roll it back for a while: the rollback is sent all the same. */
import { expect, test } from 'vitest'
import { failed, lost, throttled, unavailable } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { web } from '../../simulator/scenes/web.ts'
import { minutes, seconds, simulated } from '../scenario.ts'

const sick = { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } } as const
const rollback = { operation: 'RollbackInstanceRefresh', nth: 1 } as const

test.each([
  ['throttled', throttled],
  ['answered 500', failed],
  ['answered 503', unavailable],
  ['without an answer that arrives', lost],
] as const)(
  'every call from the rollback on is %s for a minute: the old version is back, and the verdict is the same',
  async (_, what) => {
    const faults = [outage({ what, begins: rollback, lastsMs: seconds(60) })]
    await using aws = await simulated((agenda) => web(agenda, sick), { faults })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
    expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['RollbackSuccessful'])
    expect(aws.group.configuration.template.version).toBe('7')
  },
)

test('the rollback alone is throttled for ten minutes: it is tried to its operation’s limit', async () => {
  const faults = [
    outage({ what: throttled, of: { operation: 'RollbackInstanceRefresh' }, begins: rollback, lastsMs: minutes(10) }),
  ]
  await using aws = await simulated(
    (agenda) => web(agenda, { ...sick, group: { ...sick.group, desired: 12, max: 20 } }),
    { faults },
  )
  const job = await aws.job({ inputs: { 'bake-time': '30m' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet: 'previous' })
})

test('the rollback is sent before anything that only feeds the report', async () => {
  await using aws = await simulated((agenda) => web(agenda, sick))
  await aws.job()
  const operations = aws.journal.entries.map(({ operation }) => operation)
  const sent = operations.indexOf('RollbackInstanceRefresh')
  expect(sent).toBeGreaterThan(0)
  expect(operations.indexOf('GetConsoleOutput')).toBeGreaterThan(sent)
})

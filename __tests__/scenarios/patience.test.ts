/** A bad image, and AWS cannot be asked to roll it back for a while: the rollback is sent all the same. */
import { describe, expect, test } from 'vitest'
import { failed, lost, throttled, unavailable } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import { neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
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

describe('AWS throttles every call, as where hundreds of jobs of one account roll at once', () => {
  const throttledFor = (length: number, begins: Parameters<typeof outage>[0]['begins']) => ({
    faults: [outage({ what: throttled, begins, lastsMs: length })],
  })

  test('for eight minutes from the first call on: the survey waits, and the image is rolled', async () => {
    const first = { operation: 'DescribeAutoScalingGroups', nth: 1 }
    await using aws = await briefly((agenda) => web(agenda), throttledFor(minutes(8), first))
    expect((await aws.job()).outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  })

  test('for forty minutes while it is watched: the pauses grow, and the verdict is true', async () => {
    const started = { operation: 'DescribeInstanceRefreshes', nth: 4 }
    await using aws = await briefly((agenda) => web(agenda), throttledFor(minutes(40), started))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(job.log.join('\n')).toMatch(/Polls succeed again, after 2\d failed polls/)
  })

  test('for two hours: contact is lost, by its right name', async () => {
    const started = { operation: 'DescribeInstanceRefreshes', nth: 4 }
    await using aws = await briefly((agenda) => web(agenda), throttledFor(minutes(120), started))
    const { outputs } = await aws.job()
    expect(outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'lost-contact', fleet: 'unknown' })
    expect(outputs['reason']).toContain('AWS throttles every poll: 30 polls in a row failed.')
  })
})

test('the rollback is sent before anything that only feeds the report', async () => {
  await using aws = await simulated((agenda) => web(agenda, sick))
  await aws.job()
  const operations = aws.journal.entries.map(({ operation }) => operation)
  const sent = operations.indexOf('RollbackInstanceRefresh')
  expect(sent).toBeGreaterThan(0)
  expect(operations.indexOf('GetConsoleOutput')).toBeGreaterThan(sent)
})

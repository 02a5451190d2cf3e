/** A lifecycle hook that nobody answers holds an instance for an hour. A cancel does not wait for it. */
import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { truth, watched } from '../property/sight.ts'
import { minutes, type Simulated, START, simulated } from '../scenario.ts'

const hooked: Web = { group: { hooks: [{ name: 'setup', transition: 'launching', heartbeatTimeout: 3600 }] } }
const at = (different: Web = hooked) => simulated((agenda) => web(agenda, different))
const cancels = (aws: Simulated) =>
  aws.journal.writes().filter(({ operation }) => operation === 'CancelInstanceRefresh')
const noWait = { AutoScalingGroupName: 'web', WaitForTransitioningInstances: false }

/** A refresh whose first new instance waits for its hook. */
async function stuck(aws: Simulated): Promise<void> {
  await aws.job({ runId: '1', killAt: minutes(4) })
  expect(aws.group.instances.some(({ lifecycle }) => lifecycle === 'Pending:Wait')).toBe(true)
}

describe('an instance waits for its hook', () => {
  test('on-conflict replace: the next refresh begins within a minute', async () => {
    await using aws = await at()
    await stuck(aws)
    const began = aws.agenda.now
    await aws.job({
      runId: '2',
      inputs: { 'on-conflict': 'replace' },
      killOn: { operation: 'StartInstanceRefresh', nth: 1, when: 'after' },
    })
    expect(cancels(aws).map(({ input }) => input)).toEqual([noWait])
    expect(aws.group.refreshes.all[1]?.status).toBe('Cancelled')
    expect(aws.agenda.now - began).toBeLessThan(minutes(1))
  })

  test('a rollback to another version than AWS would put back: sent within a minute', async () => {
    await using aws = await at()
    await stuck(aws)
    const began = aws.agenda.now
    await aws.job({
      runId: '2',
      inputs: { mode: 'rollback', image: '', to: '6' },
      killOn: { operation: 'StartInstanceRefresh', nth: 1, when: 'after' },
    })
    expect(cancels(aws).map(({ input }) => input)).toEqual([noWait])
    expect(aws.agenda.now - began).toBeLessThan(minutes(1))
  })

  test('on-failure cancel: the run ends when the refresh does, and not an hour later', async () => {
    await using aws = await at()
    const ran = await watched(aws, { inputs: { 'on-failure': 'cancel', timeout: '30m' } })
    expect(ran.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout' })
    expect(cancels(aws).map(({ input }) => input)).toEqual([noWait])
    expect(aws.group.refreshes.all[0]?.status).toBe('Cancelled')
    expect(aws.agenda.now - START).toBeLessThan(minutes(33))
    // AWS goes on with the launch in the background: it is said, with the command that ends it.
    const [launching] = aws.group.instances.filter(({ lifecycle }) => lifecycle === 'Pending:Wait')
    expect(ran.job.outputs['reason']).toContain(`1 instance of the new version is still launching (${launching?.id})`)
    const command = 'aws autoscaling terminate-instance-in-auto-scaling-group --region eu-west-1'
    expect(ran.job.summary).toContain(`${command} \\\n  --instance-id ${launching?.id}`)
  })

  test('a cancelled job with on-cancel cancel: the refresh is Cancelled at once', async () => {
    await using aws = await at()
    const job = await aws.job({ inputs: { 'on-cancel': 'cancel' }, cancelAt: minutes(4) })
    expect(job.outputs).toMatchObject({ outcome: 'cancelled' })
    expect(cancels(aws).map(({ input }) => input)).toEqual([noWait])
    expect(aws.group.refreshes.all[0]?.status).toBe('Cancelled')
  })
})

test('nothing waits for a hook: what is in flight is waited for, as AWS does by default', async () => {
  await using aws = await at({ behaviour: cannotLaunch('The key pair web does not exist.') })
  const job = await aws.job({ inputs: { 'on-failure': 'cancel' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(cancels(aws).map(({ input }) => input)).toEqual([{ AutoScalingGroupName: 'web' }])
  expect(truth(aws)).toMatchObject({ next: OLD_IMAGE, saved: '7' })
})

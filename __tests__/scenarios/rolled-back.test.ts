/** The way back: for each way that a rollout ends badly, what it does, what it cannot do, and what it says then. */
import { describe, expect, test } from 'vitest'
import { lost } from '../../simulator/aws/gate/faults.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { cannotLaunch, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { hours } from '../brief.ts'
import { golden, minutes, type Simulated, simulated } from '../scenario.ts'

const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const operations = (job: Awaited<ReturnType<Simulated['job']>>) => job.writes.map(({ operation }) => operation)
const sick: Web = { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } }
const meanwhile =
  (at: number, happens: (account: ReturnType<typeof web>) => void, different: Web = sick) =>
  (agenda: Agenda) => {
    const account = web(agenda, different)
    agenda.after(at, () => happens(account))
    return account
  }

describe('on-failure, each way', () => {
  test.each([
    ['rollback', 'previous', 'RollbackSuccessful', ['RollbackInstanceRefresh', 'DeleteLaunchTemplateVersions']],
    ['cancel', 'mixed', 'Cancelled', ['CancelInstanceRefresh']],
    ['leave', 'mixed', 'InProgress', []],
  ] as const)('%s', async (wish, fleet, status, sent) => {
    await using aws = await simulated((agenda) => web(agenda, sick))
    const job = await aws.job({ inputs: { 'on-failure': wish } })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'target-health', fleet })
    expect(aws.group.refreshes.all[0]?.status).toBe(status)
    expect(operations(job).slice(2)).toEqual(sent)
    await golden(import.meta.url, `on failure ${wish}`, aws, [job])
  })
})

test('the answer to the rollback is lost: looked at afresh, and followed', async () => {
  const faults = [{ on: { operation: 'RollbackInstanceRefresh', nth: 1 }, what: lost }]
  await using aws = await simulated((agenda) => web(agenda, sick), { faults })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'target-health' })
  expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
})

test('AWS has begun to roll back already: adopted without a fight', async () => {
  await using aws = await simulated(meanwhile(minutes(2), (account) => account.groups.get('web')?.rollbackRefresh()))
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(operations(job)).not.toContain('RollbackInstanceRefresh')
})

test('the rollback is refused while baking (a rule that is not known of AWS): cancelled, then a new refresh to the old version', async () => {
  // Healthy until the bake, then never again: too late for AWS's own rollback under this rule.
  const different: Web = {
    behaviour: { goesBadAfterSeconds: 660 },
    group: { healthCheckType: 'EC2' },
    rules: { rollbackWhileBaking: 'refused' },
  }
  await using aws = await simulated((agenda) => web(agenda, different))
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'target-health' })
  expect(operations(job).slice(2)).toEqual([
    'RollbackInstanceRefresh',
    'CreateOrUpdateTags',
    'CancelInstanceRefresh',
    'StartInstanceRefresh',
    'DeleteLaunchTemplateVersions',
  ])
  expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  await golden(import.meta.url, 'rollback refused while baking', aws, [job])
})

test('the old image is gone: the rollback fails, and it says what is left and what to do', async () => {
  await using aws = await simulated(meanwhile(minutes(1), ({ images }) => images.delete(OLD_IMAGE)))
  const job = await aws.job({ inputs: { ...hours, timeout: '2h' } })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'rollback-failed' })
  const [step = '', first = ''] = job.annotations.at(-1)?.message.split('\n').slice(-5) ?? []
  expect(step).toContain('See by the first command why the rollback failed')
  expect(first).toContain('describe-scaling-activities')
  await golden(import.meta.url, 'old image gone', aws, [job])
})

test('time is up in the bake: everything is replaced and healthy, so nothing is undone', async () => {
  // Slower than the estimate supposes, so that the limit falls into the bake.
  await using aws = await simulated((agenda) => web(agenda, { behaviour: { bootSeconds: 200 } }))
  const job = await aws.job({ inputs: { 'bake-time': '20m', timeout: '39m' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'timeout', fleet: 'new' })
  expect(job.outputs['reason']).toContain('nothing is undone')
  expect(operations(job).at(-1)).toBe('StartInstanceRefresh')
  expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  await golden(import.meta.url, 'time is up in the bake', aws, [job])
})

describe('instances that AWS may not replace', () => {
  const protect = (count: number) => (agenda: Agenda) => {
    const account = web(agenda)
    account.groups.get('web')?.protect(
      account
        .truth('web')
        .slice(0, count)
        .map(({ id }) => id),
      true,
    )
    return account
  }

  test('one is protected: left out, and counted in the verdict', async () => {
    await using aws = await simulated(protect(1))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({
      outcome: 'succeeded',
      fleet: 'new',
      'instances-replaced': '5',
      'instances-skipped': '1',
    })
    expect(job.outputs['reason']).toMatch(/5 of 6 run .*; 1 left out \(protected\)/)
    await golden(import.meta.url, 'one protected', aws, [job])
  })

  test('all are protected: refused, nothing would be replaced', async () => {
    await using aws = await simulated(protect(6))
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
    expect(job.writes).toEqual([])
    await golden(import.meta.url, 'all protected', aws, [job])
  })

  test('all are protected, and to be replaced all the same', async () => {
    await using aws = await simulated(protect(6))
    const job = await aws.job({ inputs: { 'scale-in-protected-instances': 'refresh' } })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(running(aws)).toEqual(Array(6).fill(NEW_IMAGE))
  })

  test('one in standby: left out', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      account.groups.get('web')?.enterStandby(
        account
          .truth('web')
          .slice(0, 1)
          .map(({ id }) => id),
        { decrement: true },
      )
      agenda.runUntil(agenda.now + minutes(5))
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'instances-skipped': '1' })
    await golden(import.meta.url, 'one in standby', aws, [job])
  })
})

test('launches are suspended in the middle: nothing moves, told as stalled with what can be seen, and back', async () => {
  await using aws = await simulated(
    meanwhile(minutes(4), (account) => account.groups.get('web')?.suspend('Launch', 'Terminate'), {}),
  )
  const job = await aws.job({ inputs: hours })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({
    outcome: 'failed',
    'failure-code': expect.stringMatching(/stalled|rollback-failed/),
  })
  await golden(import.meta.url, 'stalled', aws, [job])
})

test('a template that cannot launch any more is told from the first launches, whatever it was before', async () => {
  await using aws = await simulated((agenda) =>
    web(agenda, { behaviour: cannotLaunch('Invalid device name /dev/x. Launching EC2 instance failed.') }),
  )
  const job = await aws.job({ inputs: { 'max-launch-failures': '1' } })
  expect(job.outputs).toMatchObject({ 'failure-code': 'launch-failures', fleet: 'previous' })
})

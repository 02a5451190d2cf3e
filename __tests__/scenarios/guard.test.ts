/** A bad image is stopped in minutes, not in AWS's hour, before it has eaten the fleet; and what is no fault is none. */
import { describe, expect, test } from 'vitest'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import {
  boots,
  brokenKey,
  cannotLaunch,
  dies,
  flaps,
  goesBad,
  launchIsCancelled,
  neverHealthy,
} from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { brief, hours } from '../brief.ts'
import { golden, minutes, type Simulated, START, simulated } from '../scenario.ts'

const running = (aws: Simulated) =>
  aws.account
    .truth('web')
    .filter(({ lifecycle }) => lifecycle === 'InService')
    .map(({ imageId }) => imageId)
const minutesTo = (aws: Simulated, operation: string) => {
  const call = aws.journal.of(operation)[0]
  return call ? (call.at - START) / 60_000 : Number.POSITIVE_INFINITY
}
const ec2 = { healthCheckType: 'EC2' } as const

describe('a bad image is stopped in minutes, with the reason, and the fleet is back where it was', () => {
  const bad: readonly [string, string, Web][] = [
    [
      'cannot launch',
      'launch-failures',
      { behaviour: cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.') },
    ],
    ['KMS key unusable', 'launch-failures', { behaviour: launchIsCancelled(brokenKey) }],
    ['boots and dies', 'instances-died', { behaviour: dies(40) }],
    ['never healthy, ELB health checks', 'instances-died', { behaviour: neverHealthy() }],
    [
      'never healthy in one of two target groups, EC2 health checks',
      'target-health',
      { behaviour: neverHealthy('api'), secondTargetGroup: 'api', group: ec2 },
    ],
    ['flaps', 'target-health', { behaviour: flaps(50, 40), group: ec2 }],
    ['healthy, then bad in the bake', 'target-health', { behaviour: goesBad(660), group: ec2 }],
  ]
  test.each(bad)('%s → %s', async (name, code, different) => {
    await using aws = await simulated((agenda) => web(agenda, different))
    const job = await aws.job()
    expect(job.exit).toBe(1)
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': code })
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
    expect(job.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
    await golden(import.meta.url, name, aws, [job])
    // The bake comes after the whole roll; all others are told from the first instances.
    expect(minutesTo(aws, 'RollbackInstanceRefresh')).toBeLessThan(name.includes('bake') ? 16 : 7)
  })
})

describe('all instances end just after AWS reports Successful', () => {
  test('and others are not there in time: a second refresh leads back', async () => {
    await using aws = await simulated((agenda) => web(agenda, { behaviour: { ...dies(285), ...boots(75) } }))
    const job = await aws.job({ inputs: brief })
    expect(aws.journal.of('RollbackInstanceRefresh')).toEqual([])
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'failure-code': 'below-minimum' })
    expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
    expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  })

  test('and others are soon there: red, and nothing is undone', async () => {
    await using aws = await simulated((agenda) => web(agenda, { behaviour: dies(285) }))
    const job = await aws.job({ inputs: brief })
    expect(aws.group.refreshes.all.map(({ status }) => status)).toEqual(['Successful'])
    expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'new', 'failure-code': 'instances-died' })
  })
})

describe('what is no fault of the image fails nothing', () => {
  const whole = { outcome: 'succeeded', fleet: 'new', 'failure-code': '' }
  const meanwhile =
    (at: number, happens: (account: ReturnType<typeof web>) => void, different: Web = {}) =>
    (agenda: Agenda) => {
      const account = web(agenda, different)
      agenda.after(at, () => happens(account))
      return account
    }

  test('capacity short, then there before the limit', async () => {
    await using aws = await simulated((agenda) => {
      const account = web(agenda)
      account.shortage({ seconds: 45 })
      return account
    })
    const job = await aws.job()
    expect(job.outputs).toMatchObject(whole)
    await golden(import.meta.url, 'capacity short for a moment', aws, [job])
  })

  test('one Spot interruption: a new instance ends, its successor is healthy', async () => {
    await using aws = await simulated(
      meanwhile(minutes(6), (account) => {
        const fresh = account.groups
          .get('web')
          ?.instances.find((each) => each.launchInfo.imageId === NEW_IMAGE && each.lifecycle === 'InService')
        if (fresh) account.groups.get('web')?.fleet.kill(fresh)
      }),
    )
    const job = await aws.job()
    expect(job.outputs).toMatchObject(whole)
    await golden(import.meta.url, 'one Spot interruption', aws, [job])
  })

  test('scale-out in the middle: the new ones launch the new image', async () => {
    await using aws = await simulated(meanwhile(minutes(4), (account) => account.groups.get('web')?.setDesired(9)))
    const job = await aws.job()
    expect(job.outputs).toMatchObject(whole)
    expect(running(aws)).toEqual(Array(9).fill(NEW_IMAGE))
    await golden(import.meta.url, 'scale-out', aws, [job])
  })

  test('scale-in in the middle', async () => {
    await using aws = await simulated(meanwhile(minutes(7), (account) => account.groups.get('web')?.setDesired(3)))
    const job = await aws.job()
    expect(job.outputs).toMatchObject(whole)
    expect(running(aws)).toEqual(Array(3).fill(NEW_IMAGE))
    await golden(import.meta.url, 'scale-in', aws, [job])
  })
})

test('capacity short for good: stopped, and back', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    agenda.after(minutes(4), () => account.shortage())
    return account
  })
  const job = await aws.job({ inputs: hours })
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject({
    outcome: 'failed',
    'failure-code': expect.stringMatching(/launch-failures|rollback-failed/),
  })
  await golden(import.meta.url, 'capacity short for good', aws, [job])
})

test('a warm-up too short for the target group to tell: refused before AWS could eat the fleet', async () => {
  // EC2 health checks are content as soon as a machine runs; the target group needs 20 s, the warm-up is 5 s.
  await using aws = await simulated((agenda) =>
    web(agenda, { behaviour: neverHealthy(), group: { ...ec2, defaultInstanceWarmup: 5 } }),
  )
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'refused', changed: 'false' })
  expect(job.annotations[0]?.message).toContain('instance-warmup')
  expect(running(aws)).toEqual(Array(6).fill(OLD_IMAGE))
  await golden(import.meta.url, 'warm-up too short', aws, [job])
})

test('a lifecycle hook that nobody completes: AWS gives up after its hour, and the launch that the hook ended is told', async () => {
  const hooks = [
    { name: 'drain', transition: 'terminating', answer: { afterSeconds: 5, result: 'CONTINUE' } },
    { name: 'setup', transition: 'launching', heartbeatTimeout: 1800 },
  ] as const
  await using aws = await simulated((agenda) => web(agenda, { group: { hooks } }))
  const job = await aws.job({ inputs: hours })
  expect(job.exit).toBe(1)
  // An instance in its hook is no stall: it is AWS that gives up. The rollback launches as well, and waits for the same hook.
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'rollback-failed', fleet: 'previous' })
  expect(job.outputs['reason']).toContain('could not continue for an hour')
  expect(job.log.join('\n')).toContain('Lifecycle Action')
  const said = job.annotations.at(-1)?.message ?? ''
  expect(said.match(/--lifecycle-hook-name \S+/g)).toEqual(['--lifecycle-hook-name setup'])
  await golden(import.meta.url, 'stalled hook', aws, [job])
})

/**
 * A rollout that is longer than its job: nothing is undone, the next job of the run takes it up with all guards, and what
 * ended between two jobs is confirmed or told in red, and not rolled out again.
 */
import { describe, expect, test } from 'vitest'
import { failed } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import { type Behaviour, goesBad, neverHealthy } from '../../simulator/aws/world/behaviour.ts'
import { NEW_IMAGE, OLD_IMAGE, type Web, web } from '../../simulator/scenes/web.ts'
import { sparse } from '../brief.ts'
import { excesses } from '../property/duplicate-writes.ts'
import { lies } from '../property/misreports.ts'
import { truth, watched } from '../property/sight.ts'
import { type Job, minutes, type Simulated, simulated } from '../scenario.ts'

/** About forty minutes: two pauses of a quarter of an hour each. */
const long = { ...sparse, 'hand-over': '10m', checkpoints: '20, 50', 'checkpoint-delay': '15m' }
const settings = { images: [NEW_IMAGE], protectedStay: true, settled: false }

const statuses = (aws: Simulated) => aws.group.refreshes.all.map(({ status }) => status)
const images = (aws: Simulated) => [...new Set(truth(aws).instances.map(({ image }) => image))]
const tag = (aws: Simulated) => aws.group.tags.get('ami-rollout:handed-over')?.value
const started = (aws: Simulated) => aws.journal.writes().filter(({ operation }) => operation === 'StartInstanceRefresh')

/** Plays the step in one job after another while it is handed over; `between` is called before each but the first. */
async function chain(
  aws: Simulated,
  {
    inputs = long,
    most = 8,
    between,
  }: { inputs?: Record<string, string>; most?: number; between?: (job: number) => void } = {},
): Promise<readonly Job[]> {
  const jobs: Job[] = []
  do {
    if (jobs.length > 0) between?.(jobs.length)
    const { job } = await expectTruth(aws, inputs)
    jobs.push(job)
  } while (jobs.at(-1)?.outputs['failure-code'] === 'handed-over' && jobs.length < most)
  return jobs
}

async function expectTruth(aws: Simulated, inputs: Record<string, string>, attempt = 1) {
  const ran = await watched(aws, { inputs, attempt })
  expect(lies(ran, settings)).toEqual([])
  expect(excesses(aws)).toEqual([])
  return ran
}

const at = (scene: Web, ...faults: Parameters<typeof outage>[0][]) =>
  simulated((agenda) => web(agenda, { version: '$Latest', ...scene }), { faults: faults.map(outage) })

test('a good image: each job hands over to the next, the last confirms; the alias is given back, the tag is gone', async () => {
  await using aws = await at({})
  const jobs = await chain(aws)
  expect(jobs.length).toBeGreaterThan(2)
  for (const job of jobs.slice(0, -1)) {
    expect(job).toMatchObject({ exit: 1, postExit: 0 })
    expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'handed-over' })
    expect(job.outputs['instance-refresh-id']).toBe(aws.group.refreshes.all[0]?.id)
  }
  expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new', 'failure-code': '' })
  expect(statuses(aws)).toEqual(['Successful'])
  expect(truth(aws)).toMatchObject({ saved: '$Latest', aliasesToRestore: undefined, next: NEW_IMAGE })
  expect(tag(aws)).toBeUndefined()
})

test('handed over: nothing is undone, the alias stays pinned, the tag says what is to be taken up', async () => {
  await using aws = await at({})
  const { job, after } = await expectTruth(aws, long)
  expect(job.writes.map(({ operation }) => operation)).toEqual([
    'CreateOrUpdateTags',
    'UpdateAutoScalingGroup',
    'CreateLaunchTemplateVersion',
    'StartInstanceRefresh',
    'CreateOrUpdateTags',
  ])
  expect(after.active).toBeDefined()
  expect(truth(aws)).toMatchObject({ saved: '7', aliasesToRestore: '$Latest' })
  expect(tag(aws)).toMatch(/^run=9000000001\/1 refresh=[\w-]+ from=7 to=8 until=\d{4}-/)
  expect(job.log.join('\n')).toMatch(/nobody watches it until a later job takes it up/)
})

const bad: readonly (readonly [string, Behaviour])[] = [
  ['never healthy', neverHealthy('api')],
  ['good until the second job', goesBad(900)],
]
test.each(bad)('an image that is %s: rolled back by whichever job sees it', async (_, behaviour) => {
  await using aws = await at({ behaviour, secondTargetGroup: 'api', group: { healthCheckType: 'EC2' } })
  const jobs = await chain(aws)
  expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(jobs.at(-1)?.outputs['failure-code']).toMatch(/^(target-health|below-minimum)$/)
  expect(statuses(aws)).toEqual(['RollbackSuccessful'])
  expect(images(aws)).toEqual([OLD_IMAGE])
  expect(truth(aws)).toMatchObject({ next: OLD_IMAGE })
})

describe('twenty hours, over four jobs', () => {
  const day = {
    'hand-over': '5h30m',
    checkpoints: '5, 25, 50',
    'checkpoint-delay': '6h30m',
    'poll-interval': '5m',
    'bake-time': '20m',
  }

  test('a good image', async () => {
    await using aws = await at({})
    const jobs = await chain(aws, { inputs: day })
    expect(jobs.map(({ outputs }) => outputs['failure-code'])).toEqual([
      'handed-over',
      'handed-over',
      'handed-over',
      '',
    ])
    expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(started(aws)).toHaveLength(1)
  })

  test('an image that goes bad in the third', async () => {
    await using aws = await at({ behaviour: goesBad(13 * 3_600), group: { healthCheckType: 'EC2' } })
    const jobs = await chain(aws, { inputs: day })
    expect(jobs).toHaveLength(3)
    expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    expect(statuses(aws)).toEqual(['RollbackSuccessful'])
  })

  test('AWS’s own rollback, when nobody watches between the second and the third', async () => {
    await using aws = await at({})
    aws.account.alarm({ name: 'errors' })
    const jobs = await chain(aws, {
      inputs: { ...day, alarms: 'errors' },
      between: (job) => {
        if (job !== 2) return
        aws.account.alarms.get('errors')?.become('ALARM')
        aws.pass(minutes(60))
      },
    })
    expect(jobs.map(({ outputs }) => outputs['failure-code'])).toEqual(['handed-over', 'handed-over', 'alarm'])
    expect(started(aws)).toHaveLength(1)
    expect(statuses(aws)).toEqual(['RollbackSuccessful'])
  })
})

describe('a rollback that is longer than the job', () => {
  const slow = {
    ...long,
    'hand-over': '11m',
    'max-healthy-percentage': '117',
    checkpoints: '50',
    'poll-interval': '30s',
    'bake-time': '3m',
  }
  const scene = { behaviour: goesBad(500), group: { healthCheckType: 'EC2', desired: 8, max: 20 } } as const

  test('is handed over with the failure that it was begun for, and taken up', async () => {
    await using aws = await at(scene)
    const jobs = await chain(aws, { inputs: slow })
    const codes = jobs.map(({ outputs }) => outputs['failure-code'])
    expect(codes).toContain('handed-over')
    expect(codes.at(-1)).toBe('target-health')
    const handed = jobs.findLast(({ outputs }) => outputs['failure-code'] === 'handed-over')
    expect(handed?.outputs['reason']).toContain('target-health')
    expect(statuses(aws)).toEqual(['RollbackSuccessful'])
    expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  })

  test('ends between two jobs: told in red with its failure, and nothing is rolled out again', async () => {
    await using aws = await at(scene)
    const jobs = await chain(aws, { inputs: slow, between: () => aws.pass(minutes(90)) })
    expect(jobs.at(-1)?.outputs).toMatchObject({
      outcome: 'failed',
      'failure-code': 'target-health',
      fleet: 'previous',
    })
    expect(started(aws)).toHaveLength(1)
  })
})

describe('a refresh that ends between two jobs', () => {
  test('well: the next job of the same attempt confirms it', async () => {
    await using aws = await at({})
    const jobs = await chain(aws, { between: () => aws.pass(minutes(90)) })
    expect(jobs.map(({ outputs }) => outputs['outcome'])).toEqual(['failed', 'succeeded'])
    expect(started(aws)).toHaveLength(1)
    expect(truth(aws)).toMatchObject({ saved: '$Latest', aliasesToRestore: undefined, next: NEW_IMAGE })
  })

  const ends = [
    ['is cancelled by somebody', 'cancelled-elsewhere', (aws: Simulated) => aws.group.cancelRefresh({ wait: false })],
    ['is rolled back by somebody', 'aws-failed', (aws: Simulated) => aws.group.rollbackRefresh()],
  ] as const
  test.each(ends)('badly (%s): red, and nothing is rolled out again', async (_, code, end) => {
    await using aws = await at({})
    const jobs = await chain(aws, {
      between: () => {
        end(aws)
        aws.pass(minutes(90))
      },
    })
    expect(jobs.map(({ outputs }) => outputs['failure-code'])).toEqual(['handed-over', code])
    expect(started(aws)).toHaveLength(1)
    expect(tag(aws)).toBeUndefined()
  })

  test.each(ends)('badly (%s): a new attempt rolls again', async (_, _code, end) => {
    await using aws = await at({})
    await expectTruth(aws, long)
    end(aws)
    aws.pass(minutes(90))
    const { job } = await expectTruth(aws, { ...long, 'hand-over': 'none' }, 2)
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(started(aws)).toHaveLength(2)
  })

  test('a tag that names a refresh which AWS does not show decides nothing', async () => {
    await using aws = await at({})
    aws.group.tags.set('ami-rollout:handed-over', {
      key: 'ami-rollout:handed-over',
      value: 'run=9000000001/1 refresh=11111111-2222-3333-4444-555555555555 from=6 to=7 until=2026-11-21T05:00:00Z',
      propagateAtLaunch: false,
    })
    const { job } = await expectTruth(aws, { ...long, 'hand-over': 'none' })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
  })
})

test('a check of the user’s that could not end in time is begun by the job that takes the refresh up', async () => {
  await using aws = await at({})
  const begun: string[] = []
  const verifyRunner = () => {
    let step: string | undefined
    return {
      start: (check: { readonly step: string }) => {
        begun.push(check.step)
        step = check.step
      },
      result: () => (step === undefined ? undefined : { step, result: 'passed' as const, tail: [] }),
      end: async () => {},
    }
  }
  const inputs = { ...long, verify: 'curl -f http://web/', 'verify-timeout': '9m', 'bake-time': '12m' }
  const first = await aws.job({ inputs, verifyRunner })
  expect(first.outputs['failure-code']).toBe('handed-over')
  expect(begun).toEqual([])
  await aws.job({ inputs: { ...inputs, 'hand-over': 'none' }, verifyRunner })
  expect(begun).toEqual(['checkpoint 20 %', 'checkpoint 50 %', 'bake'])
})

test('the tag cannot be written: handed over all the same, with the command that writes it', async () => {
  await using aws = await at(
    {},
    {
      what: failed,
      of: { operation: 'CreateOrUpdateTags' },
      begins: { operation: 'CreateOrUpdateTags', nth: 2 },
      lastsMs: minutes(5),
    },
  )
  const { job } = await expectTruth(aws, long)
  expect(job.outputs['failure-code']).toBe('handed-over')
  expect(job.annotations.map(({ message }) => message).join('\n')).toContain('aws autoscaling create-or-update-tags')
  const jobs = await chain(aws)
  expect(jobs.at(-1)?.outputs).toMatchObject({ outcome: 'succeeded' })
})

test.each([
  ['9m', /from 10m/],
  ['soon', /from 10m/],
])('hand-over: %s is refused', async (value, says) => {
  await using aws = await at({})
  const job = await aws.job({ inputs: { 'hand-over': value } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'invalid-input' })
  expect(job.log.join('\n')).toMatch(says)
})

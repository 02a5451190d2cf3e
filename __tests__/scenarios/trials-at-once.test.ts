/**
 * Two runs with a trial that go on at the same time, call beside call: of one group, and of two groups on one launch
 * template. Each ends its own instance and no other, and what each says is true.
 */
import { describe, expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import { type Behaviour, boots, dies, initializing } from '../../simulator/aws/world/behaviour.ts'
import type { Instance } from '../../simulator/aws/world/instance.ts'
import { policyWith } from '../../simulator/policy.ts'
import { contents, NEW_IMAGE, OLD_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import type { VerifyRunner } from '../../src/rollout/ports.ts'
import { sparse } from '../brief.ts'
import { excesses } from '../property/duplicate-writes.ts'
import { lies } from '../property/misreports.ts'
import { watched } from '../property/sight.ts'
import { type Job, minutes, type Simulated, seconds, simulated } from '../scenario.ts'

const OTHER_IMAGE = 'ami-0b5eac1ed7a1e5003'
const [FIRST, SECOND, THIRD] = ['9000000001', '9000000002', '9000000003']
const other = { 'auto-scaling-group': 'other' }

/** The policy of the documentation for any group: two of them share it. */
const policy = (account: Account): unknown =>
  JSON.parse(JSON.stringify(policyWith('trial')(account)).replaceAll('Name/web"', 'Name/*"'))

/** `behaviour`: of the new image; `others`: of another new image. */
const world = (
  { others = {}, ...different }: Web & { readonly others?: Behaviour },
  { gate, furnish }: { readonly gate?: Gate; furnish?(account: Account): void } = {},
): Promise<Simulated> =>
  simulated(
    (agenda) => {
      const account = web(agenda, { group: { desired: 2, min: 1, max: 6 }, ...different })
      account.image({ id: OTHER_IMAGE, name: 'web-other', behaviour: { ...boots(45), ...others } })
      furnish?.(account)
      return account
    },
    { policy, inputs: { ...sparse, trial: 'true' }, ...(gate && { gate }) },
  )

const anotherGroup = (account: Account): void => {
  account.group({ name: 'other', template: { id: TEMPLATE, version: '7' }, desired: 1, min: 1, max: 4 })
}

const trialsIn = ({ account }: Simulated): readonly Instance[] =>
  [...account.ec2Instances.values()].filter(({ launchInfo }) => launchInfo.group === undefined)

/** Waits until a trial has begun, and some time more. */
async function inTrial(aws: Simulated): Promise<void> {
  while (trialsIn(aws).length === 0) await aws.clock.sleep(seconds(1))
  await aws.clock.sleep(seconds(15))
}

/** The run that an instance's tag names. */
const runOf = ({ launchInfo }: Instance): string =>
  /^run=(\d+)/.exec(launchInfo.tags['ami-rollout:trial'] ?? '')?.[1] ?? ''

/** A script that finds the trial bad. */
const refusing = (): VerifyRunner => ({
  start: () => {},
  result: () => ({ step: 'trial', result: 'failed', exit: 1, tail: [] }),
  end: async () => {},
})

/** No instance is left, and each was ended by its own run. */
function eachEndedItsOwn(aws: Simulated, jobs: Readonly<Record<string, Job>>): void {
  const trials = trialsIn(aws)
  expect(trials.map(({ ec2State }) => ec2State)).toEqual(trials.map(() => 'terminated'))
  expect(aws.account.launches.left).toEqual([])
  for (const [run, job] of Object.entries(jobs)) {
    const ended = job.writes.flatMap(({ operation, input }) =>
      operation === 'TerminateInstances' ? [input['InstanceIds']].flat().map(String) : [],
    )
    const own = trials.filter((each) => runOf(each) === run).map(({ id }) => id)
    expect([...new Set(ended)].toSorted()).toEqual(own.toSorted())
  }
  expect(excesses(aws)).toEqual([])
}

const images = ({ account }: Simulated, group = 'web') => [
  ...new Set(account.truth(group).map(({ imageId }) => imageId)),
]

/** Each of the second job's first calls takes its time, and another in each play, so that they fall between others of the first. */
function hesitating(aws: () => Simulated | undefined, play: number): Gate {
  let calls = 0
  return async (call, next) => {
    calls += 1
    if (calls < 60 && call.accessKeyId.endsWith('2')) await aws()?.clock.sleep(((calls * (play + 3)) % 7) * 150)
    return next()
  }
}

describe('one group', () => {
  const terms = { protectedStay: true, moved: true }

  test.each([
    [0, '7'],
    [1, '$Latest'],
  ])('a good and a bad image, play %i, on %s: the good one is rolled', async (play, version) => {
    const met: { aws?: Simulated } = {}
    await using aws = await world({ version, others: dies(20) }, { gate: hesitating(() => met.aws, play) })
    met.aws = aws
    const [good, bad] = await Promise.all([
      watched(aws, { runId: FIRST }),
      watched(aws, { runId: SECOND, inputs: { image: OTHER_IMAGE } }),
    ])
    expect(good.job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(bad.job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    expect(lies(good, { ...terms, images: [NEW_IMAGE] })).toEqual([])
    expect(lies(bad, { ...terms, images: [OTHER_IMAGE] })).toEqual([])
    eachEndedItsOwn(aws, { [FIRST]: good.job, [SECOND]: bad.job })
    expect([images(aws), aws.account.nextLaunch('web').imageId]).toEqual([[NEW_IMAGE], NEW_IMAGE])
    expect([aws.group.configuration.template.version, aws.group.tags.size]).toEqual([
      version === '7' ? '8' : version,
      0,
    ])
  })

  test('a bad image gives the group its alias back during the other’s trial: that is planned again, and rolled', async () => {
    await using aws = await world({ version: '$Default', behaviour: dies(20) })
    const first = aws.job({ runId: FIRST })
    await inTrial(aws)
    const jobs = await Promise.all([first, aws.job({ runId: SECOND, inputs: { image: OTHER_IMAGE } })])
    expect(jobs.map(({ outputs }) => outputs['outcome'])).toEqual(['failed', 'succeeded'])
    expect(jobs[1].log.join('\n')).toContain('somebody has saved version $Default on the group: planning again')
    expect(jobs[1].writes.filter(({ operation }) => operation === 'RunInstances')).toHaveLength(1)
    eachEndedItsOwn(aws, { [FIRST]: jobs[0], [SECOND]: jobs[1] })
    expect([images(aws), aws.account.nextLaunch('web').imageId]).toEqual([[OTHER_IMAGE], OTHER_IMAGE])
  })

  test('who has nothing to roll leaves the alias to the run whose trial goes on, and says so', async () => {
    await using aws = await world({ version: '$Default' })
    const first = aws.job({ runId: FIRST })
    await inTrial(aws)
    const second = await aws.job({ runId: SECOND, inputs: { image: OLD_IMAGE } })
    expect(second.outputs).toMatchObject({ outcome: 'unchanged', changed: 'false' })
    expect(second.summary).toMatch(new RegExp(`is that of run ${FIRST}, which may be in progress`))
    expect((await first).outputs).toMatchObject({ outcome: 'succeeded', 'previous-launch-template-version': '7' })
    expect((await first).log.join('\n')).not.toContain('planning again')
  })

  test('the other run, without a trial, rolls its image meanwhile: a rollback leads there, not further back', async () => {
    await using aws = await world({ behaviour: { ...initializing(600), neverHealthyIn: 'everywhere' } })
    const first = aws.job({ runId: FIRST })
    await inTrial(aws)
    const jobs = await Promise.all([first, aws.job({ runId: SECOND, inputs: { image: OTHER_IMAGE, trial: 'false' } })])
    expect(jobs[1].outputs).toMatchObject({ outcome: 'succeeded' })
    expect(jobs[0].outputs).toMatchObject({ outcome: 'failed', fleet: 'previous', 'previous-image-id': OTHER_IMAGE })
    eachEndedItsOwn(aws, { [FIRST]: jobs[0] })
    expect([images(aws), aws.account.nextLaunch('web').imageId]).toEqual([[OTHER_IMAGE], OTHER_IMAGE])
  })

  test.each([
    [undefined, 'Deleted version 8 of lt-0a1b2c3d4e5f60718, which passed the trial but was not rolled out, so'],
    [anotherGroup, 'Version 8, which passed the trial but was not rolled out, is kept: another Auto Scaling group'],
  ])(
    'the other run’s refresh goes on when the trial has passed, play %#: nothing says that the version failed',
    async (furnish, said) => {
      await using aws = await world({}, { ...(furnish && { furnish }) })
      const first = aws.job({ runId: FIRST, inputs: { 'on-conflict': 'fail' } })
      await inTrial(aws)
      const jobs = await Promise.all([
        first,
        aws.job({ runId: SECOND, inputs: { image: OTHER_IMAGE, trial: 'false' } }),
      ])
      expect(jobs.map(({ outputs }) => [outputs['outcome'], outputs['failure-code']])).toEqual([
        ['failed', 'conflict'],
        ['succeeded', ''],
      ])
      expect(jobs[0].log.join('\n')).toContain(said)
      expect(jobs[0].summary).toContain('which passed the trial but was not rolled out')
    },
  )

  test('one is killed with its machine in its trial: the other leaves that alone, and a third run ends it afterwards', async () => {
    await using aws = await world({})
    const first = aws.job({ runId: FIRST, killAt: seconds(60) })
    await inTrial(aws)
    const jobs = await Promise.all([first, aws.job({ runId: SECOND, inputs: { image: OTHER_IMAGE } })])
    expect(jobs[1].outputs).toMatchObject({ outcome: 'succeeded' })
    const left = trialsIn(aws).filter(({ ec2State }) => ec2State === 'running')
    expect(left.map(runOf)).toEqual([FIRST])
    aws.pass(minutes(60))
    const third = await aws.job({ runId: THIRD, inputs: { image: OTHER_IMAGE } })
    expect(third.outputs).toMatchObject({ outcome: 'unchanged', changed: 'true' })
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated', 'terminated'])
  })

  test('two jobs of one attempt: the second tries an instance of its own', async () => {
    await using aws = await world({})
    const first = aws.job({ runId: FIRST })
    await inTrial(aws)
    const jobs = await Promise.all([first, aws.job({ runId: FIRST })])
    expect(jobs.map(({ outputs }) => outputs['outcome'])).toEqual(['succeeded', 'succeeded'])
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated', 'terminated'])
    expect([images(aws), aws.group.refreshes.all.length]).toEqual([[NEW_IMAGE], 1])
  })

  test.each(['7', '$Latest'])(
    'two jobs of one attempt, on %s: the trial of one fails, and the version that both have stays for the other',
    async (version) => {
      await using aws = await world({ version })
      const first = aws.job({ runId: FIRST, inputs: { verify: 'exit 1' }, verifyRunner: refusing })
      await inTrial(aws)
      const second = aws.job({ runId: FIRST })
      const jobs = await Promise.all([first, second])
      expect(jobs[0].outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial' })
      expect(jobs[0].log.join('\n')).toContain(
        'Version 8, which was not rolled out because the trial failed, is kept: another trial of it goes on',
      )
      expect(jobs[1].outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
      expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated', 'terminated'])
      expect([images(aws), aws.group.refreshes.all.length]).toEqual([[NEW_IMAGE], 1])
    },
  )

  test('two jobs of one attempt, and both trials fail: the second deletes the version', async () => {
    await using aws = await world({ behaviour: dies(20) })
    const first = aws.job({ runId: FIRST })
    await inTrial(aws)
    const jobs = await Promise.all([first, aws.job({ runId: FIRST })])
    expect(jobs.map(({ outputs }) => outputs['failure-code'])).toEqual(['trial', 'trial'])
    expect(aws.account.templates.all[0]?.versions.some(({ number }) => number === 8)).toBe(false)
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated', 'terminated'])
  })
})

describe('two groups on one launch template', () => {
  test('a good and a bad image: one is rolled, of the other nothing is left', async () => {
    await using aws = await world({ others: dies(20) }, { furnish: anotherGroup })
    const [good, bad] = await Promise.all([
      aws.job({ runId: FIRST }),
      aws.job({ runId: SECOND, inputs: { ...other, image: OTHER_IMAGE } }),
    ])
    expect(good.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(bad.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'trial', fleet: 'previous' })
    eachEndedItsOwn(aws, { [FIRST]: good, [SECOND]: bad })
    expect([images(aws), images(aws, 'other')]).toEqual([[NEW_IMAGE], [OLD_IMAGE]])
  })

  test('a clean-up leaves the version whose trial goes on in the other group', async () => {
    await using aws = await world({ others: initializing(600) }, { furnish: anotherGroup })
    const slow = aws.job({ runId: FIRST, inputs: { ...other, image: OTHER_IMAGE } })
    await inTrial(aws)
    // What a third run makes for a group of its own: with it, theirs is not among the newest two.
    const description = `ami-rollout/1 from=7 image=${OLD_IMAGE} sha=0f1e2d3c4b5a run=${THIRD}`
    aws.account.templates.all[0]?.createVersion({ data: contents(OLD_IMAGE), description }, aws.agenda.now)
    const keep = { 'keep-launch-template-versions': '2' }
    const jobs = await Promise.all([slow, aws.job({ runId: SECOND, inputs: keep })])
    expect(jobs.map(({ outputs }) => outputs['outcome'])).toEqual(['succeeded', 'succeeded'])
    eachEndedItsOwn(aws, { [FIRST]: jobs[0], [SECOND]: jobs[1] })
    expect([images(aws), images(aws, 'other')]).toEqual([[NEW_IMAGE], [OTHER_IMAGE]])
  })

  test('one run over both, as a matrix does: one version, a trial for each group', async () => {
    await using aws = await world({}, { furnish: anotherGroup })
    const jobs = await Promise.all([aws.job({ runId: FIRST }), aws.job({ runId: FIRST, inputs: other })])
    expect(jobs.map(({ outputs }) => [outputs['outcome'], outputs['launch-template-version']])).toEqual([
      ['succeeded', '8'],
      ['succeeded', '8'],
    ])
    expect(trialsIn(aws).map(({ ec2State }) => ec2State)).toEqual(['terminated', 'terminated'])
  })

  test('one run over both, and the trial for one fails: the version that both have stays for the other', async () => {
    await using aws = await world({}, { furnish: anotherGroup })
    const bad = { verify: 'exit 1' }
    const jobs = await Promise.all([
      aws.job({ runId: FIRST, inputs: bad, verifyRunner: refusing }),
      aws.job({ runId: FIRST, inputs: other }),
    ])
    expect(jobs.map(({ outputs }) => outputs['outcome'])).toEqual(['failed', 'succeeded'])
    expect([images(aws), images(aws, 'other')]).toEqual([[OLD_IMAGE], [NEW_IMAGE]])
    expect(jobs[0].log.join('\n')).toContain('is kept: another Auto Scaling group uses this launch template')
  })
})

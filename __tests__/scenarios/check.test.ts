/** Is the group what it should be? A check looks and compares; it writes nothing, and a schedule can afford it. */
import { describe, expect, test } from 'vitest'
import { denied } from '../../simulator/aws/gate/faults.ts'
import { documentedPolicy } from '../../simulator/policy.ts'
import { mixed } from '../../simulator/scenes/mixed.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import { golden, type Job, minutes, type Simulated } from '../scenario.ts'

const check = { mode: 'check', image: '' }
const checked = (aws: Simulated) => aws.job({ inputs: check, runId: '9000000002' })
const errors = (job: Job) => job.annotations.filter(({ level }) => level === 'error')
const report = (job: Job) => job.summary + job.log.join('\n')

function expectDrift(job: Job): void {
  expect(job).toMatchObject({ exit: 1, writes: [] })
  expect(job.outputs).toMatchObject({ outcome: 'drifted', 'failure-code': 'drift', fleet: '', changed: 'false' })
  expect(errors(job)).toHaveLength(1)
  expect(errors(job)[0]?.title).toMatch(/^web has drifted: /)
  expect(errors(job)[0]?.message).toMatch(/^Drifted: [\s\S]*\nNext: /)
}

function expectInSync(job: Job): void {
  expect(job).toMatchObject({ exit: 0, writes: [], annotations: [] })
  expect(job.outputs).toMatchObject({ outcome: 'in-sync', 'failure-code': '', fleet: '', changed: 'false' })
}

test('in sync after a deploy', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  await aws.job()
  const job = await checked(aws)
  expectInSync(job)
  expect(job.outputs).toMatchObject({ 'launch-template-version': '8', 'image-id': NEW_IMAGE })
  await golden(import.meta.url, 'in sync', aws, [job])
})

test('a group that nobody ever rolled is in sync with its template; the rights to look are enough to see it', async () => {
  const policy = (account: Simulated['account']) => lookOnly(documentedPolicy(account))
  await using aws = await briefly((agenda) => web(agenda), { policy })
  expectInSync(await checked(aws))
})

describe('six calls', () => {
  const calls = async (desired: number): Promise<readonly string[]> => {
    await using aws = await briefly((agenda) => web(agenda, { group: { desired, max: desired } }))
    expectInSync(await checked(aws))
    return aws.journal.entries.map(({ operation }) => operation)
  }
  const six = [
    'DescribeAutoScalingGroups',
    'DescribeInstanceRefreshes',
    'DescribeInstances',
    'DescribeInstances',
    'DescribeLaunchTemplateVersions',
    'DescribeLaunchTemplates',
  ]

  test('serve a group of up to 100 instances', async () => {
    expect((await calls(6)).toSorted()).toEqual(six)
    expect(await calls(100)).toHaveLength(6)
  })

  test('and one more each further 100', async () => {
    expect(await calls(250)).toHaveLength(8)
  })
})

test('one instance was left out, and still runs the older version', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const [left = ''] = aws.account.truth('web').map(({ id }) => id)
  aws.group.protect([left], true)
  await aws.job()
  const job = await checked(aws)
  expectDrift(job)
  expect(errors(job)[0]?.message).toContain(`1 of 6 instances does not run version 8 with ${NEW_IMAGE}`)
  expect(errors(job)[0]?.message).toContain(`${left} (protected) runs version 7 with ${OLD_IMAGE}`)
  await golden(import.meta.url, 'older version', aws, [job])
})

test('the version is right and the image is not: EC2 has the last word', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const [instance] = aws.group.instances
  if (!instance) throw new Error('the scene has instances')
  Object.assign(instance, { launchInfo: { ...instance.launchInfo, imageId: NEW_IMAGE } })
  const job = await checked(aws)
  expectDrift(job)
  expect(errors(job)[0]?.message).toContain(`was launched from version 7, but runs ${NEW_IMAGE}`)
  expect(errors(job)[0]?.message).toContain('skip-matching: false')
  await golden(import.meta.url, 'image differs', aws, [job])
})

test('somebody moved the template back by hand: what the last rollout left is named', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  await aws.job()
  aws.group.update({ template: { id: TEMPLATE, version: '7' } })
  const job = await checked(aws)
  expectDrift(job)
  expect(job.outputs).toMatchObject({ 'launch-template-version': '7', 'previous-launch-template-version': '8' })
  expect(report(job)).toMatch(/where the last rollout left version 8 with ami-0b5eac1ed7a1e5002 \(2026-11-21 03:/)
  await golden(import.meta.url, 'moved by hand', aws, [job])
})

test('our own rollback to a version that somebody else made is no drift', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  await aws.job()
  const back = await aws.job({ inputs: { mode: 'rollback', image: '' }, runId: '9000000003' })
  expect(back.outputs['outcome']).toBe('succeeded')
  expectInSync(await checked(aws))
})

test('$Latest moves on to a version that nobody rolled', async () => {
  await using aws = await briefly((agenda) => web(agenda, { version: '$Latest' }))
  await aws.job()
  aws.account.templates.all[0]?.createVersion({ data: { ImageId: OLD_IMAGE }, sourceVersion: '8' }, aws.agenda.now)
  const job = await checked(aws)
  expectDrift(job)
  expect(errors(job)[0]?.message).toContain('the group’s template is version 9')
  expect(errors(job)[0]?.message).toContain('6 of 6 instances do not run version 9')
})

test('an alias is owed: the group stays on a number until somebody gives it back', async () => {
  await using aws = await briefly((agenda) => web(agenda, { version: '$Default' }))
  await aws.job()
  const job = await checked(aws)
  expectDrift(job)
  expect(errors(job)[0]?.message).toContain('should follow $Default (now version 7)')
  await golden(import.meta.url, 'alias owed', aws, [job])
})

test('a group that does not exist is one finding, not two', async () => {
  await using aws = await briefly((agenda) => web(agenda))
  const job = await aws.job({ inputs: { mode: 'check', image: '', 'auto-scaling-group': 'nope' } })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight' })
  const errors = job.log.filter((line) => line.startsWith('✖ '))
  expect(errors).toEqual([expect.stringContaining('nope')])
  expect(errors.join()).not.toContain('DescribeInstanceRefreshes')
})

test('a refresh at work is told, and what it has replaced is no drift', async () => {
  await using aws = await briefly((agenda) => web(agenda, { newVersion: true }))
  aws.group.startRefresh({ template: { id: TEMPLATE, version: '8' } })
  aws.pass(minutes(4))
  const job = await checked(aws)
  expectInSync(job)
  expect(job.outputs['reason']).toMatch(
    /^In sync: \d of \d instances run version 7 .* An instance refresh is in progress/,
  )
  expect(job.outputs['reason']).toMatch(/\d instances? runs? what it leads to\.$/)
  await golden(import.meta.url, 'refresh at work', aws, [job])
})

describe('what cannot be seen is refused, not called drift', () => {
  test('no such group', async () => {
    await using aws = await briefly((agenda) => web(agenda))
    const job = await aws.job({ inputs: { ...check, 'auto-scaling-group': 'wbe' } })
    expect(job).toMatchObject({ exit: 1, writes: [] })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', fleet: '' })
  })

  test('instances may not be described', async () => {
    const faults = [{ on: { operation: 'DescribeInstances' }, what: denied }]
    await using aws = await briefly((agenda) => web(agenda), { faults })
    const job = await checked(aws)
    expect(job).toMatchObject({ exit: 1, writes: [] })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied', fleet: '' })
    await golden(import.meta.url, 'may not look', aws, [job])
  })
})

const lookOnly = ({ Statement }: ReturnType<typeof documentedPolicy>) => ({ Statement: Statement.slice(0, 1) })

describe('the warm pool', () => {
  const pool = { minSize: 2, maxGroupPreparedCapacity: 5 }

  test('on the saved version is in sync', async () => {
    await using aws = await briefly((agenda) => web(agenda, { group: { desired: 3, warmPool: pool } }))
    await aws.job({ inputs: { 'max-healthy-percentage': '200' } })
    expectInSync(await checked(aws))
  })

  test('with instances of an older version has drifted: the next scale-out takes them', async () => {
    await using aws = await briefly((agenda) =>
      web(agenda, { newVersion: true, group: { desired: 3, warmPool: pool } }),
    )
    aws.group.save({ id: TEMPLATE, name: 'web', version: '8' })
    const job = await checked(aws)
    expectDrift(job)
    expect(report(job)).toContain('Warmed:')
    expect(JSON.parse(job.report).drift).toMatchObject({ compared: 5 })
  })
})

test('an image of an override’s own is what its instances should run', async () => {
  await using aws = await briefly((agenda) =>
    mixed(agenda, { overrides: [{ instanceType: 'm5.large', imageId: NEW_IMAGE }, { instanceType: 'c6i.large' }] }),
  )
  expect(aws.account.truth('web').some(({ imageId }) => imageId === NEW_IMAGE)).toBe(true)
  expectInSync(await checked(aws))
})

/** Nothing in use is deleted: old template versions of ours go after a success, and a clean-up never fails a rollout. */
import { expect, test } from 'vitest'
import { denied, type Fault, failed, lost } from '../../simulator/aws/gate/faults.ts'
import { outage } from '../../simulator/aws/gate/outage.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { boots, cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { documentedPolicy } from '../../simulator/policy.ts'
import { NEW_IMAGE, TEMPLATE, type Web, web } from '../../simulator/scenes/web.ts'
import { briefly, sparsely } from '../brief.ts'
import { golden, type Job, minutes, type Simulated } from '../scenario.ts'

const DAY = 24 * 3600_000
const keep = { 'keep-launch-template-versions': '2' }
const images = [1, 2, 3, 4].map((number) => `ami-0c1ea4ab1e5e${number}0000`)

/** Four versions of ours, 8 to 11, made in the days before from version 7, which the group runs. */
function withPast(agenda: Agenda, different: Web = {}): Account {
  const account = web(agenda, different)
  for (const [i, id] of images.entries()) {
    const made = agenda.now - (4 - i) * DAY
    account.image({
      id,
      name: `web-2026-11-${17 + i}`,
      behaviour: boots(45),
      creationDate: new Date(made).toISOString(),
    })
    const description = `ami-rollout/1 from=7 image=${id} sha=0f1e2d3c4b5a run=${i + 1}`
    account.templates.all[0]?.createVersion({ data: { ImageId: id }, sourceVersion: '7', description }, made)
  }
  return account
}
/** 211 versions of ours, 8 to 218. */
function withMany(agenda: Agenda): Account {
  const account = web(agenda)
  const [image = ''] = images
  account.image({ id: image, behaviour: boots(45) })
  for (let run = 1; run <= 211; run++) {
    const description = `ami-rollout/1 from=7 image=${image} sha= run=${run}`
    account.templates.all[0]?.createVersion({ data: { ImageId: image }, sourceVersion: '7', description }, agenda.now)
  }
  return account
}
const fleetStatus = ({ account }: Simulated) =>
  account.templates.all[0]?.versions.map(({ number }) => number).toSorted((a, b) => a - b)
const deletions = (job: Job) =>
  job.writes.flatMap(({ operation, input }) =>
    operation === 'DeleteLaunchTemplateVersions' ? [input['Versions']] : [],
  )
const others = [1, 2, 3, 4, 5, 6, 7]

test('after a success the newest two of ours stay, and the old images are named as candidates', async () => {
  await using aws = await briefly((agenda) => withPast(agenda))
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  expect(job.annotations).toEqual([])
  expect(fleetStatus(aws)).toEqual([...others, 11, 12])
  expect(deletions(job)).toEqual([['8', '9', '10']])
  expect(job.writes.at(-1)?.operation).toBe('DeleteLaunchTemplateVersions')
  for (const image of images.slice(0, 3)) expect(job.summary).toContain(image)
  expect([...aws.account.images.values()].filter(({ state }) => state !== 'available')).toEqual([])
  await golden(import.meta.url, 'after a success', aws, [job])
})

test('a plan shows what would go, and leaves it', async () => {
  await using aws = await briefly((agenda) => withPast(agenda))
  const job = await aws.job({ inputs: { ...keep, mode: 'plan' } })
  expect(job).toMatchObject({ exit: 0, writes: [], annotations: [] })
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 10, 11])
  expect(job.log.join('\n')).toContain(`would delete versions 8, 9 and 10 of ${TEMPLATE}`)
  await golden(import.meta.url, 'plan', aws, [job])
  const deploy = await aws.job({ inputs: keep })
  expect(deletions(deploy)).toEqual([['8', '9', '10']])
})

test('another group has one saved, and an alias means another: both stay', async () => {
  await using aws = await briefly((agenda) => {
    const account = withPast(agenda)
    account.group({ name: 'canary', template: { id: TEMPLATE, version: '9' }, desired: 0 })
    account.templates.all[0]?.setDefault('8')
    return account
  })
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 11, 12])
  expect(deletions(job)).toEqual([['10']])
  await golden(import.meta.url, 'in use elsewhere', aws, [job])
})

test('other groups name versions in an override, and by a refresh at work: both stay', async () => {
  await using aws = await sparsely((agenda) => {
    const account = withPast(agenda)
    const override = { instanceType: 't3.large', template: { id: TEMPLATE, version: '8' } }
    account.group({
      name: 'mixed',
      template: { id: TEMPLATE, version: '7' },
      mixed: { overrides: [override] },
      desired: 0,
    })
    const canary = account.group({ name: 'canary', template: { id: TEMPLATE, version: '7' }, desired: 1 })
    canary.suspend('Launch')
    canary.startRefresh({ template: { id: TEMPLATE, version: '9' } })
    return account
  })
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  expect(deletions(job)).toEqual([['10']])
})

test('a hundred other groups are seen to the last', async () => {
  await using aws = await sparsely((agenda) => {
    const account = withPast(agenda)
    for (let i = 0; i < 100; i++)
      account.group({ name: `other-${i}`, template: { id: TEMPLATE, version: '7' }, desired: 0 })
    account.group({ name: 'zebra', template: { id: TEMPLATE, version: '8' }, desired: 0 })
    return account
  })
  expect(deletions(await aws.job({ inputs: keep }))).toEqual([['9', '10']])
})

test('an instance in standby keeps its version through three more deploys', async () => {
  await using aws = await sparsely((agenda) => web(agenda, { group: { min: 1 } }))
  for (const id of images) aws.account.image({ id, behaviour: boots(45) })
  await aws.job({ runId: '1' })
  const [first = ''] = aws.account.truth('web').flatMap(({ id, lifecycle }) => (lifecycle === 'InService' ? [id] : []))
  aws.group.enterStandby([first], { decrement: true })
  for (const [i, image] of images.slice(0, 3).entries())
    expect((await aws.job({ runId: `${i + 2}`, inputs: { ...keep, image } })).exit).toBe(0)
  // 9 is past use; 10 is what 11, which runs, was made from.
  expect(fleetStatus(aws)).toEqual([...others, 8, 10, 11])
  expect(aws.account.truth('web').find(({ id }) => id === first)).toMatchObject({ lifecycle: 'Standby', version: 8 })
})

test('EC2 deletes two of three: the third is told with the command, and the rollout has succeeded', async () => {
  await using aws = await briefly((agenda) => {
    const account = withPast(agenda)
    const [template] = account.templates.all
    const deleteVersion = template?.deleteVersion.bind(template)
    // At that very moment somebody makes it the default, which EC2 does not delete.
    if (template && deleteVersion)
      template.deleteVersion = (number) => {
        if (number === 9) template.setDefault('9')
        return deleteVersion(number)
      }
    return account
  })
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(fleetStatus(aws)).toEqual([...others, 9, 11, 12])
  expect(job.annotations).toHaveLength(1)
  expect(job.annotations[0]).toMatchObject({ level: 'warning', title: 'AMI rollout: left to do' })
  expect(job.annotations[0]?.message).toMatch(/version 9 \(unexpectedError\)[\s\S]*--versions 9$/)
  await golden(import.meta.url, 'one undeleted', aws, [job])
})

test('more than 200 go in two calls, and what the first has deleted is told when the second fails', async () => {
  const of = { operation: 'DeleteLaunchTemplateVersions' }
  const faults = [outage({ what: failed, of, begins: { ...of, nth: 2 }, lastsMs: minutes(10) })]
  await using aws = await sparsely((agenda) => withMany(agenda), { faults })
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  const [first, ...others] = deletions(job).map((versions) => [versions].flat().length)
  expect(first).toBe(200)
  expect(new Set(others)).toEqual(new Set([10]))
  expect(fleetStatus(aws)).toHaveLength(7 + 10 + 2)
  expect(job.log.join('\n')).toContain('Deleted versions 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 and 190 more')
  expect(job.annotations.map(({ level }) => level)).toEqual(['warning'])
  expect(job.annotations[0]?.message).toMatch(/^EC2 did not delete versions 208, 209, .* and 217 \(InternalError\)/)
})

test('a plan shows as many calls as it takes', async () => {
  await using aws = await sparsely((agenda) => withMany(agenda))
  const plan = await aws.job({ inputs: { ...keep, mode: 'plan' } })
  expect(plan.log.filter((line) => / {2}\d+\. ec2:DeleteLaunchTemplateVersions on /.test(line))).toHaveLength(2)
})

test('the answer is lost: asked again, what is gone already is as it should be', async () => {
  const faults = [{ on: { operation: 'DeleteLaunchTemplateVersions', nth: 1 }, what: lost }]
  await using aws = await sparsely((agenda) => withPast(agenda), { faults })
  const job = await aws.job({ inputs: keep })
  expect(job.annotations).toEqual([])
  expect(fleetStatus(aws)).toEqual([...others, 11, 12])
  expect(job.log.join('\n')).toContain('Deleted versions 8, 9 and 10')
})

test('deleting is not allowed: one warning, and the rollout has succeeded', async () => {
  const policy = (account: Account) => without(documentedPolicy(account), 'ec2:DeleteLaunchTemplateVersions')
  await using aws = await briefly((agenda) => withPast(agenda), { policy })
  const job = await aws.job({ inputs: keep })
  expect(job.exit).toBe(0)
  expect(job.outputs['outcome']).toBe('succeeded')
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 10, 11, 12])
  expect(job.annotations.map(({ level }) => level)).toEqual(['warning'])
  await golden(import.meta.url, 'denied', aws, [job])
})

test('a plan that cannot look what would go says so, with the command to look by hand', async () => {
  // Only a clean-up asks for all versions.
  const where: NonNullable<Fault['on']['where']> = ({ operation, input }) =>
    operation === 'DescribeLaunchTemplateVersions' && input['MinVersion'] === '1'
  await using aws = await sparsely((agenda) => withPast(agenda), { faults: [{ on: { where }, what: denied }] })
  const job = await aws.job({ inputs: { ...keep, mode: 'plan' } })
  expect(job.outputs).toMatchObject({ outcome: 'planned', changed: 'false' })
  const told = job.log.join('\n')
  expect(told).toContain('Old template versions could not be cleaned up: DescribeLaunchTemplateVersions')
  expect(told).toContain('aws ec2 describe-launch-template-versions')
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 10, 11])
})

test('a rollout that failed deletes none of the others', async () => {
  const behaviour = cannotLaunch('The key pair web does not exist. Launching EC2 instance failed.')
  await using aws = await sparsely((agenda) => withPast(agenda, { behaviour }))
  const job = await aws.job({ inputs: keep })
  expect(job.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 10, 11])
})

test('a rollback deletes nothing: who goes back may want to go further', async () => {
  await using aws = await sparsely((agenda) => withPast(agenda))
  await aws.job()
  const job = await aws.job({ runId: '9000000002', inputs: { ...keep, mode: 'rollback', image: '' } })
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '7' })
  expect(fleetStatus(aws)).toEqual([...others, 8, 9, 10, 11, 12])
})

test('a fleet that is on the image already is cleaned up as well', async () => {
  await using aws = await sparsely((agenda) => withPast(agenda))
  await aws.job()
  const job = await aws.job({ runId: '9000000002', inputs: { ...keep, image: NEW_IMAGE } })
  expect(job.outputs).toMatchObject({ outcome: 'unchanged', changed: 'true' })
  expect(fleetStatus(aws)).toEqual([...others, 11, 12])
})

type Policy = ReturnType<typeof documentedPolicy>
const without = ({ Statement }: Policy, action: string) => ({
  Statement: Statement.filter(({ Action }) => ![Action].flat().includes(action)),
})

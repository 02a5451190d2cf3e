/** Look before you leap: a refusal has changed nothing, and says everything at once. */
import { expect, test } from 'vitest'
import { denied } from '../../simulator/aws/gate/faults.ts'
import { boots } from '../../simulator/aws/world/behaviour.ts'
import { documentedPolicy } from '../../simulator/policy.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { golden, type Simulated, simulated } from '../scenario.ts'

async function refused(aws: Simulated, title: string, inputs: Readonly<Record<string, string>>, code = 'preflight') {
  const job = await aws.job({ inputs })
  expect(job.exit).toBe(1)
  expect(job.writes).toEqual([])
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': code, changed: 'false' })
  expect(job.annotations.filter(({ level }) => level === 'error')).toHaveLength(1)
  await golden(import.meta.url, title, aws, [job])
  return job
}

test('the group does not exist', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await refused(aws, 'no group', { 'auto-scaling-group': 'wbe' })
})

test('the image does not exist', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  await refused(aws, 'no image', { image: 'ami-00000000000000000' })
})

test('neither exists: both are told', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const job = await refused(aws, 'neither', { 'auto-scaling-group': 'wbe', image: 'ami-00000000000000000' })
  expect(job.annotations[0]?.message).toMatch(/wbe[\s\S]*ami-00000000000000000/)
})

test('the version that the group is saved on does not exist any more', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda, { newVersion: true })
    account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
    account.templates.all[0]?.deleteVersion(8)
    return account
  })
  await refused(aws, 'no version', {})
})

test('the image is still pending', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    account.image({ id: 'ami-0b5eac1ed7a1e5003', state: 'pending', behaviour: boots(45) })
    return account
  })
  await refused(aws, 'image pending', { image: 'ami-0b5eac1ed7a1e5003' })
})

test('somebody else’s refresh is active', async () => {
  await using aws = await simulated((agenda) => {
    const account = web(agenda)
    account.groups.get('web')?.startRefresh()
    return account
  })
  await refused(aws, 'another refresh', {}, 'conflict')
})

test('a hidden right is missing: the trial launch tells, before anything is changed', async () => {
  const policy = (aws: Simulated['account']) => without(documentedPolicy(aws), 'iam:PassRole')
  await using aws = await simulated((agenda) => web(agenda), { policy })
  await refused(aws, 'hidden right', {}, 'access-denied')
})

test('looking is not allowed: every look that was refused is named', async () => {
  const faults = ['DescribeImages', 'DescribeTargetHealth'].map((operation) => ({ on: { operation }, what: denied }))
  await using aws = await simulated((agenda) => web(agenda), { faults })
  const job = await refused(aws, 'may not look', {}, 'access-denied')
  expect(job.log.join('\n')).toMatch(/DescribeImages[\s\S]*DescribeTargetHealth/)
})

test('inputs that cannot be: all problems at once, and not one call to AWS', async () => {
  await using aws = await simulated((agenda) => web(agenda))
  const inputs = { image: 'web', 'on-failure': 'panic', 'bake-time': '1s', alarms: 'cpu', 'on-failur': 'leave' }
  await refused(aws, 'bad input', inputs, 'invalid-input')
  expect(aws.journal.entries).toEqual([])
})

test('much is wrong at once: all of it is told, errors first, each with its remedy', async () => {
  const scene = scenes.get('refused')
  if (!scene) throw new Error('the demo has no such scene')
  await using aws = await simulated(scene.build)
  const job = await refused(aws, 'many at once', scene.inputs)
  const signs = job.log.flatMap((line) => /^([✖⚠·]) /.exec(line)?.[1] ?? [])
  expect(signs.join('')).toMatch(/^✖{4,}⚠{7,}·{2,}$/)
  expect(job.log.filter((line) => line.startsWith('  → '))).toHaveLength(signs.length)
})

type Statement = { readonly Action: string | readonly string[] }
const without = (policy: { readonly Statement: readonly Statement[] }, action: string) => ({
  ...policy,
  Statement: policy.Statement.filter(({ Action }) => !(Array.isArray(Action) ? Action : [Action]).includes(action)),
})

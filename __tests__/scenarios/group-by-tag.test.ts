/** `auto-scaling-group: tag:KEY=VALUE`: the one group of the region with that tag, or nothing is changed. */
import { describe, expect, test } from 'vitest'
import { throttled } from '../../simulator/aws/gate/faults.ts'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { GroupSpec } from '../../simulator/aws/world/specification.ts'
import { documentedPolicy, planPolicy, policyWith } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import type { Job, Simulated } from '../scenario.ts'

const SERVICE = { 'auto-scaling-group': 'tag:Service=web' }

/** The web group with this tag, and others beside it. */
const region =
  (...others: readonly Pick<GroupSpec, 'name' | 'tags' | 'isBeingDeleted'>[]) =>
  (agenda: Agenda): Account => {
    const account = web(agenda, { groupName: 'web-20261114', group: { tags: { Service: 'web' } } })
    for (const other of others) account.group({ template: { id: TEMPLATE, version: '7' }, desired: 1, ...other })
    return account
  }

const group = 'web-20261114'
const images = (aws: Simulated) => new Set(aws.account.truth(group).map(({ imageId }) => imageId))

function expectRefused(aws: Simulated, job: Job): void {
  expect(job).toMatchObject({ exit: 1, postExit: 0, writes: [] })
  expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'preflight', changed: 'false' })
  expect(images(aws)).toEqual(new Set([OLD_IMAGE]))
}

describe('one group has the tag', () => {
  // Those beside it have the key or the value alone, in other letters, or are being deleted.
  const one = region(
    { name: 'api', tags: { Service: 'api' } },
    { name: 'wide', tags: { Service: 'web*' } },
    { name: 'loud', tags: { Service: 'Web', Role: 'web' } },
    { name: 'old', tags: { Service: 'web' }, isBeingDeleted: true },
  )

  test('and is rolled under its name', async () => {
    await using aws = await briefly(one, { group })
    const job = await aws.job({ inputs: SERVICE })
    expect(job).toMatchObject({ exit: 0, postExit: 0 })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', fleet: 'new' })
    expect(images(aws)).toEqual(new Set([NEW_IMAGE]))
    expect(job.summary).toContain(`${group} runs version 8`)
    for (const { name, instances } of aws.account.groups.values())
      if (name !== group) expect(instances.map(({ launchInfo }) => launchInfo.imageId)).toEqual([OLD_IMAGE])
  })

  test.each(['plan', 'check'])('mode: %s reads it', async (mode) => {
    await using aws = await briefly(one, { group, policy: planPolicy })
    const job = await aws.job({ inputs: { ...SERVICE, mode, ...(mode === 'check' && { image: '' }) } })
    expect(job).toMatchObject({ exit: 0, writes: [] })
    expect(job.log.join('\n')).toContain(`${group}: 6 instances`)
  })

  test('however many pages AWS lists groups in, and though it throttles', async () => {
    const faults = [{ on: { operation: 'DescribeAutoScalingGroups', nth: 1 }, what: throttled }]
    await using aws = await briefly(one, { group, recordsAPage: () => 1, faults })
    const job = await aws.job({ inputs: { ...SERVICE, mode: 'plan' } })
    expect(job.outputs).toMatchObject({ outcome: 'planned' })
  })

  test('a rollback that the post step settles goes to it by its name', async () => {
    await using aws = await briefly(one, { group })
    const job = await aws.job({ inputs: SERVICE, cancelAt: 240_000, patience: 1_000 })
    expect(job.postExit).toBe(0)
    aws.pass(3_600_000)
    expect(images(aws)).toEqual(new Set([OLD_IMAGE]))
  })
})

describe('refused, and nothing is changed', () => {
  test('no group has the tag', async () => {
    await using aws = await briefly(region(), { group })
    const job = await aws.job({ inputs: { 'auto-scaling-group': 'tag:Service=wbe' } })
    expectRefused(aws, job)
    expect(job.outputs['reason']).toContain('No Auto Scaling group')
    expect(job.summary).toContain('Not started: tag:Service=wbe was not changed')
    expect(job.summary).not.toContain('matrix')
  })

  test('two groups have it: both are named, with the matrix', async () => {
    await using aws = await briefly(region({ name: 'web-green', tags: { Service: 'web' } }), { group })
    const job = await aws.job({ inputs: SERVICE })
    expectRefused(aws, job)
    expect(job.log.join('\n')).toContain(`"${group}", "web-green"`)
    expect(job.log.join('\n')).toContain(`strategy: { matrix: { group: ["${group}", "web-green"] } }`)
  })

  test.each([
    ['tag:Service=web,api', '["tag:Service=web", "tag:Service=api"]'],
    ['web,api', '["web", "api"]'],
  ])('%s may mean two groups: the matrix is the remedy', async (asked, matrix) => {
    await using aws = await briefly(region(), { group })
    const job = await aws.job({ inputs: { 'auto-scaling-group': asked } })
    expectRefused(aws, job)
    expect(job.log.join('\n')).toContain(`strategy: { matrix: { group: ${matrix} } }`)
  })

  test('a role that may not list groups is told so', async () => {
    await using aws = await briefly(region(), { group, policy: without('autoscaling:DescribeAutoScalingGroups') })
    const job = await aws.job({ inputs: SERVICE })
    expect(job).toMatchObject({ exit: 1, writes: [] })
    expect(job.outputs).toMatchObject({ outcome: 'refused', 'failure-code': 'access-denied' })
    expect(job.log.join('\n')).toContain('DescribeAutoScalingGroups failed')
  })
})

const without = (gone: string) => (account: Account) => ({
  Statement: documentedPolicy(account).Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => action !== gone),
  })),
})

describe('docs/iam-policy-tag.json: a role for whichever group has the tag', () => {
  /** Grants on groups of this name alone are of no use: the name is another after each Terraform apply. */
  const byTag = (account: Account) => {
    const { Statement } = policyWith('tag')(account)
    return { Statement: Statement.filter((each) => !JSON.stringify(each).includes('autoScalingGroupName/web')) }
  }

  test('rolls it, and pins its alias', async () => {
    const build = (agenda: Agenda) =>
      web(agenda, { version: '$Default', groupName: group, group: { tags: { Service: 'web' } } })
    await using aws = await briefly(build, { group, policy: byTag })
    const job = await aws.job({ inputs: SERVICE })
    expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
    expect(images(aws)).toEqual(new Set([NEW_IMAGE]))
  })

  test.each(['RollTheTaggedGroup', 'SaveTheTemplateOfTheTaggedGroup', 'TagTheTaggedGroup'])(
    'without %s nothing is rolled, and the role is named for it',
    async (statement) => {
      const build = (agenda: Agenda) =>
        web(agenda, { version: '$Default', groupName: group, group: { tags: { Service: 'web' } } })
      const policy = (account: Account) => ({
        Statement: byTag(account).Statement.filter((each) => !JSON.stringify(each).includes(`"${statement}"`)),
      })
      await using aws = await briefly(build, { group, policy })
      const job = await aws.job({ inputs: SERVICE })
      expect(job.outputs).toMatchObject({ 'failure-code': 'access-denied' })
      expect([images(aws), aws.group.configuration.template.version]).toEqual([new Set([OLD_IMAGE]), '$Default'])
    },
  )

  test('and no other', async () => {
    const build = (agenda: Agenda) => web(agenda, { groupName: group, group: { tags: { Service: 'api' } } })
    await using aws = await briefly(build, { group, policy: byTag })
    const job = await aws.job({ inputs: { 'auto-scaling-group': group } })
    expect(job.outputs).toMatchObject({ 'failure-code': 'access-denied' })
    expect(images(aws)).toEqual(new Set([OLD_IMAGE]))
  })
})

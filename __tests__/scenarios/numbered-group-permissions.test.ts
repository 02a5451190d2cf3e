/** What docs/iam.md says of a group on a numbered version: which rollouts need to tag it and to save its template, and which do not. */
import { expect, test } from 'vitest'
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { documentedPolicy, type PolicyDocument } from '../../simulator/policy.ts'
import { NEW_IMAGE, OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { briefly } from '../brief.ts'
import type { Simulated } from '../scenario.ts'

const without =
  (...statements: readonly string[]) =>
  (account: Account): PolicyDocument => ({
    Statement: documentedPolicy(account).Statement.filter(({ Sid = '' }) => !statements.includes(Sid)),
  })

/** Terraform has made version 8, and moved the group to its number; the instances run version 7. */
function applied(agenda: Agenda): Account {
  const account = web(agenda, { newVersion: true })
  account.groups.get('web')?.save({ id: TEMPLATE, name: 'web', version: '8' })
  return account
}

const stands = ({ account, group }: Simulated) => ({
  saved: group.configuration.template.version,
  images: [...new Set(account.truth('web').map(({ imageId }) => imageId))],
  refreshes: group.refreshes.all.map(({ status }) => status),
  tags: [...group.tags.keys()],
})

test('an image is rolled without either', async () => {
  await using aws = await briefly((agenda) => web(agenda), { policy: without('SaveTheTemplate', 'TagTheGroup') })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'succeeded' })
  expect(stands(aws)).toEqual({ saved: '8', images: [NEW_IMAGE], refreshes: ['Successful'], tags: [] })
})

test.each([
  ['SaveTheTemplate', 'autoscaling:UpdateAutoScalingGroup'],
  ['TagTheGroup', 'autoscaling:CreateOrUpdateTags'],
])('a version of Terraform’s is not, without %s: red, and the group is as it was', async (statement, permission) => {
  await using aws = await briefly(applied, { policy: without(statement) })
  const job = await aws.job({ inputs: { image: '', 'launch-template-version': '8' } })
  expect(job.outputs).toMatchObject({ outcome: 'failed', 'failure-code': 'access-denied', fleet: 'previous' })
  expect(job.log.join('\n')).toContain(permission)
  expect(stands(aws)).toEqual({ saved: '8', images: [OLD_IMAGE], refreshes: [], tags: [] })
})

/** What EC2 makes is read back before it is rolled: what it lists is believed, not what was asked for. */
import type { DescribeLaunchTemplateVersionsResult, LaunchTemplateVersion } from '@aws-sdk/client-ec2'
import { expect, test } from 'vitest'
import type { Gate } from '../../simulator/aws/call.ts'
import { refuseTemplate } from '../../simulator/aws/world/refusal.ts'
import { OLD_IMAGE, TEMPLATE, web } from '../../simulator/scenes/web.ts'
import { seldomPolled } from '../brief.ts'
import { golden, simulated } from '../scenario.ts'

/** EC2 lists version 8, once it has been made, otherwise than it was made. */
const listed =
  (as: (version: LaunchTemplateVersion) => LaunchTemplateVersion): Gate =>
  async (call, next) => {
    const reply = await next()
    if (call.operation !== 'DescribeLaunchTemplateVersions') return reply
    const { LaunchTemplateVersions = [], ...rest }: DescribeLaunchTemplateVersionsResult = reply
    const versions = LaunchTemplateVersions.map((each) => (each.VersionNumber === 8 ? as(each) : each))
    return { ...rest, LaunchTemplateVersions: versions }
  }

/** EC2 does not find version 8 the first times that it is asked for it. */
function unlisted(times: number): Gate {
  let asked = 0
  return (call, next) => {
    const { Versions } = call.input
    const isIt =
      call.operation === 'DescribeLaunchTemplateVersions' && Array.isArray(Versions) && Versions.includes('8')
    if (isIt && ++asked <= times) throw refuseTemplate.noVersion(TEMPLATE, '8')
    return next()
  }
}

const nothingRolled = { outcome: 'failed', 'failure-code': 'aws-failed', fleet: 'previous', 'instance-refresh-id': '' }

test('a version that differs in more than its image is not rolled: the difference is told, no instance is touched', async () => {
  const gate = listed(({ LaunchTemplateData, ...rest }) => ({
    ...rest,
    LaunchTemplateData: { ...LaunchTemplateData, InstanceType: 't3.nano' },
  }))
  await using aws = await simulated((agenda) => web(agenda, { version: '$Default' }), { gate })
  const job = await aws.job()
  expect(job.exit).toBe(1)
  expect(job.outputs).toMatchObject(nothingRolled)
  expect(aws.group.refreshes.all).toEqual([])
  expect(aws.account.nextLaunch('web').imageId).toBe(OLD_IMAGE)
  expect(aws.group.configuration.template?.version, 'the alias is given back').toBe('$Default')
  await golden(import.meta.url, 'altered', aws, [job])
})

test('a version that has another image than was asked for is not rolled', async () => {
  const gate = listed(({ LaunchTemplateData, ...rest }) => ({
    ...rest,
    LaunchTemplateData: { ...LaunchTemplateData, ImageId: OLD_IMAGE },
  }))
  await using aws = await seldomPolled((agenda) => web(agenda), { gate })
  const job = await aws.job()
  expect(job.outputs).toMatchObject(nothingRolled)
  expect(aws.group.refreshes.all).toEqual([])
})

test('a version that EC2 does not list at once is waited for', async () => {
  await using aws = await seldomPolled((agenda) => web(agenda), { gate: unlisted(8) })
  const job = await aws.job()
  expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
  expect(job.writes.filter(({ operation }) => operation === 'CreateLaunchTemplateVersion')).toHaveLength(1)
})

test('one that it does not list for a minute and a half is not rolled; a rerun asks for the same', async () => {
  await using aws = await seldomPolled((agenda) => web(agenda), { gate: unlisted(10) })
  const keep = { 'failed-version': 'keep' }
  const first = await aws.job({ inputs: keep })
  expect(first.outputs).toMatchObject(nothingRolled)
  expect(first.outputs['reason']).toContain('version 8 of')
  expect(aws.group.refreshes.all).toEqual([])
  const second = await aws.job({ attempt: 2 })
  expect(second.outputs).toMatchObject({ outcome: 'succeeded', 'launch-template-version': '8' })
})

import { expect, test } from 'vitest'
import { impaired, initializing, losesVolume, withoutData } from '../../aws/world/behaviour.ts'
import { allPages, served } from './service-scene.ts'

/** The status of a new instance of an image, so long after it runs: `system instance volumes`. */
async function statusOf(different: Parameters<typeof served>[0], afterSeconds = 0) {
  const { agenda, ec2, group } = await served({ ...different, group: { ...different?.group, desired: 1 } })
  group.startRefresh({ template: { name: 'web', version: '2' }, preferences: { MinHealthyPercentage: 0 } })
  agenda.runUntil(agenda.now + 600_000, () => group.instances.at(-1)?.launchInfo.imageId === 'ami-2')
  const fresh = group.instances.at(-1)
  agenda.runUntil(agenda.now + 600_000, () => fresh?.ec2State === 'running')
  agenda.run(afterSeconds)
  const { InstanceStatuses = [] } = await ec2.describeInstanceStatus({ InstanceIds: [fresh?.id ?? ''] })
  const [status] = InstanceStatuses
  return [status?.SystemStatus, status?.InstanceStatus, status?.AttachedEbsStatus].map((one) => one?.Status).join(' ')
}

test.each([
  ['a good image', {}, 0, 'ok ok ok'],
  ['an image that panics', impaired(60), 30, 'ok ok ok'],
  ['the same a minute later', impaired(60), 90, 'ok impaired ok'],
  ['one that recovers', impaired(60, 60), 150, 'ok ok ok'],
  ['one that never ends to initialize', initializing(), 3000, 'initializing initializing ok'],
  ['one without data for two minutes', withoutData(120), 60, 'insufficient-data insufficient-data ok'],
  ['the same afterwards', withoutData(120), 180, 'ok ok ok'],
  ['one that loses a volume', losesVolume(), 10, 'ok ok impaired'],
] as const)('%s', async (_name, next, after, status) => {
  expect(await statusOf({ next }, after)).toBe(status)
})

test('the details say what was reached', async () => {
  const { ec2, group } = await served()
  const [first] = group.instances
  if (first) first.statusPeriods = [{ check: 'system', status: 'impaired' }]
  const { InstanceStatuses = [] } = await ec2.describeInstanceStatus({ InstanceIds: [first?.id ?? ''] })
  expect(InstanceStatuses[0]?.SystemStatus).toEqual({
    Status: 'impaired',
    Details: [{ Name: 'reachability', Status: 'failed' }],
  })
})

test('only running instances are shown, unless all are asked for', async () => {
  const { ec2, group } = await served()
  const [first] = group.instances
  if (first) group.fleet.kill(first)
  const count = async (IncludeAllInstances?: boolean) =>
    (await ec2.describeInstanceStatus({ ...(IncludeAllInstances && { IncludeAllInstances }) })).InstanceStatuses?.length
  expect(await count()).toBe(5)
  expect(await count(true)).toBe(6)
})

test('pages are for those who name no instance', async () => {
  const { ec2, group } = await served({ group: { desired: 12 } })
  const { sizes, all } = await allPages(async (token) => {
    const answer = await ec2.describeInstanceStatus({ MaxResults: 5, ...(token !== undefined && { NextToken: token }) })
    return [answer.InstanceStatuses ?? [], answer.NextToken] as const
  })
  expect(sizes).toEqual([5, 5, 2])
  expect(new Set(all.map(({ InstanceId }) => InstanceId))).toEqual(new Set(group.instances.map(({ id }) => id)))
  const InstanceIds = [group.instances[0]?.id ?? '']
  await expect(ec2.describeInstanceStatus({ InstanceIds, MaxResults: 5 })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  })
})

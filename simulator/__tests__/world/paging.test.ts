import { expect, test } from 'vitest'
import { refreshTo2 } from './scene.ts'
import { allPages, served } from './service-scene.ts'

const AutoScalingGroupName = 'web'

test('activities come page by page, the newest first, none twice though new ones begin meanwhile', async () => {
  const { autoScaling, agenda, group } = await served({ group: { desired: 0, max: 20 } })
  group.setDesired(7)
  agenda.run(60)
  const { sizes, all } = await allPages(async (NextToken) => {
    const page = await autoScaling.describeScalingActivities({
      AutoScalingGroupName,
      MaxRecords: 3,
      ...(NextToken && { NextToken }),
    })
    group.setDesired(Math.min(20, group.configuration.desired + 1))
    agenda.run(60)
    return [page.Activities ?? [], page.NextToken]
  })
  expect(sizes).toEqual([3, 3, 1])
  expect(new Set(all.map(({ ActivityId }) => ActivityId)).size).toBe(7)
})

test('refreshes: 50 a page unless said', async () => {
  const { autoScaling, agenda, group } = await served({ group: { desired: 0 } })
  for (let count = 0; count < 55; count++) {
    refreshTo2(group)
    agenda.run(60)
  }
  const { sizes, all } = await allPages(async (NextToken) => {
    const page = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName, ...(NextToken && { NextToken }) })
    return [page.InstanceRefreshes ?? [], page.NextToken]
  })
  expect(sizes).toEqual([50, 5])
  const started = all.map(({ StartTime }) => StartTime?.getTime() ?? 0)
  expect(started).toEqual([...started].sort((a, b) => b - a))
})

test('groups and tags', async () => {
  const { autoScaling, account } = await served()
  for (let count = 0; count < 5; count++) {
    account.group({
      name: `g${count}`,
      template: { name: 'web', version: '1' },
      desired: 0,
      tags: { number: String(count) },
    })
  }
  const groups = await allPages(async (NextToken) => {
    const page = await autoScaling.describeAutoScalingGroups({ MaxRecords: 4, ...(NextToken && { NextToken }) })
    return [page.AutoScalingGroups ?? [], page.NextToken]
  })
  expect(groups.sizes).toEqual([4, 2])
  const tags = await allPages(async (NextToken) => {
    const page = await autoScaling.describeTags({ MaxRecords: 2, ...(NextToken && { NextToken }) })
    return [page.Tags ?? [], page.NextToken]
  })
  expect(tags.all.map(({ ResourceId, Value }) => `${ResourceId}=${Value}`)).toEqual([
    'g0=0',
    'g1=1',
    'g2=2',
    'g3=3',
    'g4=4',
  ])
  expect(tags.sizes).toEqual([2, 2, 1])
})

test('what is attached to a group', async () => {
  const { autoScaling, account } = await served()
  const names = ['tg-1', 'tg-2', 'tg-3']
  for (const name of names) account.targetGroup({ name })
  account.group({ name: 'many', template: { name: 'web', version: '1' }, desired: 0, targetGroups: names })
  const sources = await allPages(async (NextToken) => {
    const page = await autoScaling.describeTrafficSources({
      AutoScalingGroupName: 'many',
      MaxRecords: 2,
      ...(NextToken && { NextToken }),
    })
    return [page.TrafficSources ?? [], page.NextToken]
  })
  expect(sources.sizes).toEqual([2, 1])
  const states = await allPages(async (NextToken) => {
    const page = await autoScaling.describeLoadBalancerTargetGroups({
      AutoScalingGroupName: 'many',
      MaxRecords: 1,
      ...(NextToken && { NextToken }),
    })
    return [page.LoadBalancerTargetGroups ?? [], page.NextToken]
  })
  expect(states.sizes).toEqual([1, 1, 1])
})

test('instances, versions, images and instance types of EC2', async () => {
  const { ec2, account, template } = await served({ group: { desired: 12 } })
  for (let count = 3; count <= 7; count++) account.image({ id: `ami-${count}` })
  for (let count = 0; count < 5; count++) template.createVersion({ data: {} }, 0)
  const next = (NextToken: string | undefined) => ({ ...(NextToken && { NextToken }) })
  const instances = await allPages(async (token) => {
    const page = await ec2.describeInstances({ MaxResults: 5, ...next(token) })
    return [page.Reservations ?? [], page.NextToken]
  })
  const versions = await allPages(async (token) => {
    const page = await ec2.describeLaunchTemplateVersions({ LaunchTemplateName: 'web', MaxResults: 4, ...next(token) })
    return [page.LaunchTemplateVersions ?? [], page.NextToken]
  })
  const images = await allPages(async (token) => {
    const page = await ec2.describeImages({ Owners: ['self'], MaxResults: 5, ...next(token) })
    return [page.Images ?? [], page.NextToken]
  })
  const types = await allPages(async (token) => {
    const page = await ec2.describeInstanceTypes({ MaxResults: 5, ...next(token) })
    return [page.InstanceTypes ?? [], page.NextToken]
  })
  expect([instances.sizes, versions.sizes, images.sizes, types.sizes]).toEqual([
    [5, 5, 2],
    [4, 3],
    [5, 2],
    [5, 4],
  ])
  expect(versions.all.map(({ VersionNumber }) => VersionNumber)).toEqual([7, 6, 5, 4, 3, 2, 1])
})

test('target groups, by marker', async () => {
  const { elb, account } = await served()
  for (const name of ['tg-1', 'tg-2']) account.targetGroup({ name })
  const { sizes } = await allPages(async (Marker) => {
    const page = await elb.describeTargetGroups({ PageSize: 2, ...(Marker && { Marker }) })
    return [page.TargetGroups ?? [], page.NextMarker]
  })
  expect(sizes).toEqual([2, 1])
})

test('a token that AWS did not give for this very request is invalid', async () => {
  const { autoScaling, ec2, account } = await served()
  account.group({ name: 'other', template: { name: 'web', version: '1' }, desired: 0 })
  const { NextToken = '' } = await autoScaling.describeAutoScalingGroups({ MaxRecords: 1 })
  const invalid = { name: 'InvalidNextToken' }
  await expect(autoScaling.describeAutoScalingGroups({ NextToken: 'nonsense' })).rejects.toMatchObject(invalid)
  await expect(
    autoScaling.describeAutoScalingGroups({ NextToken, AutoScalingGroupNames: ['web'] }),
  ).rejects.toMatchObject(invalid)
  await expect(autoScaling.describeTags({ NextToken: 'bnVsbA' })).rejects.toMatchObject(invalid)
  await expect(ec2.describeInstances({ NextToken: 'nonsense' })).rejects.toMatchObject(invalid)
})

test.each([101, 0])('a page of %i is refused', async (MaxRecords) => {
  const { autoScaling } = await served()
  await expect(autoScaling.describeAutoScalingGroups({ MaxRecords })).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(autoScaling.describeScalingActivities({ MaxRecords })).rejects.toMatchObject({ name: 'ValidationError' })
})

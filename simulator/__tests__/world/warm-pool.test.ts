import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../aws/world/behaviour.ts'
import { refreshOf, refreshTo2, runUntil, scene, versions } from './scene.ts'
import { served } from './service-scene.ts'

const pooled = { group: { desired: 2, max: 5, warmPool: {} } }
const pool = ({ group }: ReturnType<typeof scene>) =>
  group.warmPool?.instances.map(({ launchInfo, lifecycle }) => `v${launchInfo.template.version} ${lifecycle}`)

describe('a warm pool', () => {
  test('stands beside the group, up to its prepared capacity', () => {
    const world = scene(pooled)
    expect(pool(world)).toEqual(Array(3).fill('v1 Warmed:Stopped'))
    expect(world.group.instances).toHaveLength(2)
  })

  test('is renewed after the instances in service, one by one, before the refresh succeeds', () => {
    const world = scene(pooled)
    refreshTo2(world.group)
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => pool(world)?.includes('v2 Warmed:Pending') ?? false)
    expect(versions(world.group)).toBe('22')
    expect(refreshOf(world.group)).toMatchObject({ status: 'InProgress', percent: 100, pool: { percent: 0 } })
    runUntil(world.agenda, world.group, 'Successful')
    expect(pool(world)).toEqual(Array(3).fill('v2 Warmed:Stopped'))
  })

  test('goes back with the group', () => {
    const world = scene(pooled)
    refreshTo2(world.group)
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => pool(world)?.includes('v2 Warmed:Stopped') ?? false)
    world.group.rollbackRefresh()
    runUntil(world.agenda, world.group, 'RollbackSuccessful')
    expect(pool(world)).toEqual(Array(3).fill('v1 Warmed:Stopped'))
    expect(versions(world.group)).toBe('11')
  })

  test('that cannot be renewed fails the refresh after its hour', () => {
    const world = scene(pooled)
    refreshTo2(world.group)
    world.agenda.runUntil(world.agenda.now + 3_600_000, () => refreshOf(world.group).percent === 100)
    world.account.image({ id: 'ami-2', behaviour: cannotLaunch('No.') })
    runUntil(world.agenda, world.group, 'Failed')
    expect(world.group.configuration.template.version).toBe('1')
  })
})

test('Auto Scaling describes the pool, and a refresh’s progress in each of the two', async () => {
  const { autoScaling, agenda, group, ec2 } = await served(pooled)
  const AutoScalingGroupName = 'web'
  const { Instances, WarmPoolConfiguration } = await autoScaling.describeWarmPool({ AutoScalingGroupName })
  expect(WarmPoolConfiguration).toEqual({ MinSize: 0, PoolState: 'Stopped' })
  expect(Instances).toMatchObject(Array(3).fill({ LifecycleState: 'Warmed:Stopped', LaunchTemplate: { Version: '1' } }))
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({})
  expect(AutoScalingGroups).toMatchObject([{ WarmPoolSize: 3, WarmPoolConfiguration: { PoolState: 'Stopped' } }])
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [Instances?.[0]?.InstanceId ?? ''] })
  expect(Reservations?.[0]?.Instances?.[0]?.State).toEqual({ Code: 80, Name: 'stopped' })
  refreshTo2(group)
  agenda.runUntil(agenda.now + 3_600_000, () => refreshOf(group).percent === 50)
  const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName })
  expect(InstanceRefreshes).toMatchObject([
    {
      PercentageComplete: 25,
      InstancesToUpdate: 4,
      ProgressDetails: {
        LivePoolProgress: { PercentageComplete: 50, InstancesToUpdate: 1 },
        WarmPoolProgress: { PercentageComplete: 0, InstancesToUpdate: 3 },
      },
    },
  ])
})

test('a group that another service manages can be looked at, and not changed', async () => {
  const { autoScaling, account } = await served()
  account.group({ name: 'eks', template: { name: 'web', version: '1' }, desired: 1, operator: 'eks.amazonaws.com' })
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: ['eks'] })
  expect(AutoScalingGroups).toMatchObject([{ Operator: { Principal: 'eks.amazonaws.com' } }])
  const AutoScalingGroupName = 'eks'
  await expect(autoScaling.startInstanceRefresh({ AutoScalingGroupName })).rejects.toMatchObject({
    name: 'ValidationError',
  })
  await expect(autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, MaxSize: 9 })).rejects.toMatchObject({
    name: 'ValidationError',
  })
  expect(account.groups.get('eks')?.configuration.max).toBe(2)
})

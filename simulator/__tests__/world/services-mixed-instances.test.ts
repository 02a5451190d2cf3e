import { describe, expect, test } from 'vitest'
import type { MixedSpec } from '../../aws/world/specification.ts'
import { addMixed, bothArchitectures } from './mixed-scene.ts'
import { runUntil } from './scene.ts'
import { served } from './service-scene.ts'

describe('Auto Scaling and a mixed instances policy', () => {
  const AutoScalingGroupName = 'mixed'

  async function servedMixed(mixed: MixedSpec = bothArchitectures) {
    const world = await served()
    addMixed(world, mixed)
    const describe = async () => {
      const { AutoScalingGroups } = await world.autoScaling.describeAutoScalingGroups({
        AutoScalingGroupNames: ['mixed'],
      })
      return AutoScalingGroups?.[0]
    }
    return { ...world, describe }
  }

  test('describes a policy with defaults, ids and names, and no template beside it', async () => {
    const { account, describe } = await servedMixed()
    const group = await describe()
    const arm = {
      LaunchTemplateId: account.templates.find({ name: 'arm' }).id,
      LaunchTemplateName: 'arm',
      Version: '1',
    }
    expect(group).not.toHaveProperty('LaunchTemplate')
    expect(group?.MixedInstancesPolicy).toEqual({
      LaunchTemplate: {
        LaunchTemplateSpecification: expect.objectContaining({ LaunchTemplateName: 'web', Version: '1' }),
        Overrides: [{ InstanceType: 't3.micro' }, { InstanceType: 't4g.micro', LaunchTemplateSpecification: arm }],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'lowest-price',
      },
    })
    expect(group?.Instances?.find(({ InstanceType }) => InstanceType === 't4g.micro')?.LaunchTemplate).toEqual(arm)
  })

  test('refuses what it describes: a template by id and name both', async () => {
    const { autoScaling, describe } = await servedMixed()
    const { MixedInstancesPolicy } = (await describe()) ?? {}
    const refused = autoScaling.startInstanceRefresh({
      AutoScalingGroupName,
      DesiredConfiguration: { MixedInstancesPolicy },
    })
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Valid requests must contain either launchTemplateId or LaunchTemplateName',
    })
  })

  test('takes a policy in a refresh and in an update, and gives it back', async () => {
    const { autoScaling, describe, ec2, group, agenda, account } = await servedMixed({
      overrides: [{ instanceType: 't3.micro', weight: 2 }],
      distribution: { OnDemandPercentageAboveBaseCapacity: 0 },
    })
    const policy = (Version: string) => ({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version },
        Overrides: [{ InstanceType: 't3.micro' as const, WeightedCapacity: '2' }],
      },
      InstancesDistribution: {
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    })
    const DesiredConfiguration = { MixedInstancesPolicy: policy('2') }
    await autoScaling.startInstanceRefresh({ AutoScalingGroupName, DesiredConfiguration })
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName })
    expect(InstanceRefreshes?.[0]?.DesiredConfiguration).toMatchObject(DesiredConfiguration)
    await expect(
      autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, MixedInstancesPolicy: policy('1') }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('An active instance refresh with a desired configuration'),
    })
    const mixed = account.groups.get('mixed') ?? group
    runUntil(agenda, mixed, 'Successful')
    await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, MixedInstancesPolicy: policy('1') })
    const described = await describe()
    expect(described?.MixedInstancesPolicy).toMatchObject(policy('1'))
    expect(described?.Instances).toMatchObject([{ WeightedCapacity: '2' }, { WeightedCapacity: '2' }])
    const { Reservations } = await ec2.describeInstances({ InstanceIds: [described?.Instances?.[0]?.InstanceId ?? ''] })
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({ InstanceLifecycle: 'spot', ImageId: 'ami-2' })
  })
})

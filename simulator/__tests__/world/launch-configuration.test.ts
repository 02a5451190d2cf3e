import { describe, expect, test } from 'vitest'
import { refusalOf, runUntil, scene } from './scene.ts'
import { served } from './service-scene.ts'

const percentages = { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 }

describe('a group on a launch configuration', () => {
  function configured() {
    const world = scene()
    world.account.launchConfiguration('web-lc', { ImageId: 'ami-1', InstanceType: 't3.micro' })
    const group = world.account.group({ name: 'old', launchConfiguration: 'web-lc', desired: 2 })
    return { ...world, group }
  }

  test('takes no skip matching', () => {
    const { group } = configured()
    expect(refusalOf(() => group.startRefresh({ preferences: { SkipMatching: true } })).code).toBe('ValidationError')
  })

  test('moves to a template by a refresh', () => {
    const { agenda, group } = configured()
    group.startRefresh({ template: { name: 'web', version: '2' }, preferences: percentages })
    runUntil(agenda, group, 'Successful')
    expect(group.configuration).toMatchObject({ template: { name: 'web', version: '2' } })
    expect(group.configuration).not.toHaveProperty('launchConfiguration')
  })

  test('names the launch configuration of a group and of its instances, and no template', async () => {
    const { account, autoScaling, ec2 } = await served()
    account.launchConfiguration('web-lc', { ImageId: 'ami-1' })
    account.group({ name: 'old', launchConfiguration: 'web-lc', desired: 1 })
    const { AutoScalingGroups: [group] = [] } = await autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: ['old'],
    })
    expect(group).toMatchObject({
      LaunchConfigurationName: 'web-lc',
      Instances: [{ LaunchConfigurationName: 'web-lc' }],
    })
    expect(group).not.toHaveProperty('LaunchTemplate')
    expect(group?.Instances?.[0]).not.toHaveProperty('LaunchTemplate')
    const { LaunchTemplates } = await ec2.describeLaunchTemplates({})
    expect(LaunchTemplates?.map(({ LaunchTemplateName }) => LaunchTemplateName)).toEqual(['web'])
  })
})

import { expect, test } from 'vitest'
import { served } from './service-scene.ts'

test('whoever names an image is found, page by page, by type, and by the newest value of a parameter', async () => {
  const { account, ec2, autoScaling } = await served({ group: { desired: 1 } })
  account.parameter('/golden', 'ami-1')
  account.parameter('/older', 'ami-1')
  account.parameter('/older', 'ami-2')
  account.recipes.push({ type: 'imagebuilder:ImageRecipe', name: 'base/1.0.0', imageId: 'ami-1' })
  account.launchConfiguration('old', { ImageId: 'ami-1', InstanceType: 't3.micro' })
  const found: string[] = []
  let NextToken: string | undefined
  do {
    const answer = await ec2.describeImageReferences({
      ImageIds: ['ami-1'],
      IncludeAllResourceTypes: true,
      MaxResults: 5,
      ...(NextToken !== undefined && { NextToken }),
    })
    found.push(...(answer.ImageReferences ?? []).map(({ Arn = '' }) => Arn.split(':').slice(2).join(':')))
    NextToken = answer.NextToken
  } while (NextToken !== undefined)
  expect(found).toEqual([
    expect.stringMatching(/^ec2:eu-west-1:123456789012:instance\/i-/),
    expect.stringMatching(/^ec2:eu-west-1:123456789012:launch-template\/lt-/),
    'ssm:eu-west-1:123456789012:parameter/golden',
    'imagebuilder:eu-west-1:123456789012:image-recipe/base/1.0.0',
  ])
  await expect(ec2.describeImageReferences({ ImageIds: ['ami-1'] })).rejects.toMatchObject({ name: 'MissingParameter' })
  const eleven = Array.from({ length: 11 }, (_, i) => `ami-${i}`)
  await expect(ec2.describeImageReferences({ ImageIds: eleven, IncludeAllResourceTypes: true })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  const { LaunchConfigurations = [] } = await autoScaling.describeLaunchConfigurations({})
  expect(LaunchConfigurations).toMatchObject([{ LaunchConfigurationName: 'old', ImageId: 'ami-1' }])
})

test('an image is tagged, deprecated and disabled by its owner, and then launches nothing', async () => {
  const { account, ec2, agenda, template } = await served()
  account.image({ id: 'ami-3', sharedWith: ['210987654321'] })
  await ec2.createTags({ Resources: ['ami-3'], Tags: [{ Key: 'a', Value: 'b' }] })
  const of = { ImageIds: ['ami-3'] }
  expect((await ec2.describeImages(of)).Images?.[0]).toMatchObject({ Tags: [{ Key: 'a', Value: 'b' }], Public: false })
  const attribute = { ImageId: 'ami-3', Attribute: 'launchPermission' as const }
  expect((await ec2.describeImageAttribute(attribute)).LaunchPermissions).toEqual([{ UserId: '210987654321' }])
  await ec2.enableImageDeprecation({ ImageId: 'ami-3', DeprecateAt: new Date(agenda.now + 120_000) })
  expect((await ec2.describeImages(of)).Images?.[0]?.DeprecationTime).toBe('2026-11-21T03:02:00.000Z')
  await ec2.disableImage({ ImageId: 'ami-3' })
  expect((await ec2.describeImages(of)).Images).toEqual([])
  expect((await ec2.describeImages({ ...of, IncludeDisabled: true })).Images?.[0]?.State).toBe('disabled')
  expect((await ec2.describeImageAttribute(attribute)).LaunchPermissions).toEqual([])
  template.createVersion({ data: { ImageId: 'ami-3', InstanceType: 't3.micro' } }, agenda.now)
  const LaunchTemplate = { LaunchTemplateId: template.id, Version: '3' }
  await expect(ec2.runInstances({ MinCount: 1, MaxCount: 1, LaunchTemplate })).rejects.toMatchObject({
    name: 'InvalidAMIID.Unavailable',
  })
  await expect(ec2.disableImage({ ImageId: 'ami-404' })).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' })
})

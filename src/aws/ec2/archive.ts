/** EC2 adapter for images past use: who names them, whether they are shared, and how they are archived. No SDK type leaves this file. */
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateTagsCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeInstancesCommand,
  DisableImageCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  type ResourceTypeRequest,
} from '@aws-sdk/client-ec2'
import type { ImageReference, ImageUse } from '../../rollout/model/image-archive.ts'
import type { Ms } from '../../rollout/model/time.ts'
import { BATCH, batches } from '../batches.ts'
import type { Calls } from '../connection.ts'
import { pages } from '../paging.ts'
import type { ArchiveReads, ArchiveWrites } from '../services.ts'
import { describedImages, RETIRED_TAG, RETIRED_VERSIONS_TAG } from './images.ts'

/** DescribeImageReferences takes ten ids (API Reference). */
const REFERENCES_AT_ONCE = 10

/** All types; of instances all states but `terminated`, of templates every version. */
const RESOURCE_TYPES: ResourceTypeRequest[] = [
  {
    ResourceType: 'ec2:Instance',
    ResourceTypeOptions: [
      { OptionName: 'state-name', OptionValues: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'] },
    ],
  },
  {
    ResourceType: 'ec2:LaunchTemplate',
    ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['10000'] }],
  },
  { ResourceType: 'ssm:Parameter' },
  { ResourceType: 'imagebuilder:ImageRecipe' },
  { ResourceType: 'imagebuilder:ContainerRecipe' },
]

/** Deprecation cannot be set in the past, and EC2 rounds to the minute. */
const DEPRECATED_IN: Ms = 120_000

/** Reads the users of images. */
export const archiveReadsOf = (calls: Calls): ArchiveReads => ({
  retiredImages: (template) =>
    describedImages(calls, {
      Owners: ['self'],
      Filters: [{ Name: `tag:${RETIRED_TAG}`, Values: [template] }],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    }),
  async imageUses(images) {
    const wanted = new Set(images)
    const [instances, groups, configurations] = await Promise.all([
      instancesOf(calls, images),
      overrides(calls),
      launchConfigurations(calls),
    ])
    return [...instances, ...[...groups, ...configurations].filter(({ image }) => wanted.has(image))]
  },
  async isImageShared(image) {
    const ask = new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' })
    const { LaunchPermissions = [] } = await calls.read('DescribeImageAttribute', (options) =>
      calls.client(EC2Client).send(ask, options),
    )
    return LaunchPermissions.length > 0
  },
  async imageReferences(images, known) {
    const found: ImageReference[] = []
    // In each call: the answers are judged together by it, and any of them may have a gap.
    const beside = known === undefined ? [] : [known]
    for (const batch of batches(images, REFERENCES_AT_ONCE - beside.length))
      found.push(...(await referencesOf(calls, [...new Set([...batch, ...beside])])))
    return found
  },
})

const referencesOf = (calls: Calls, ImageIds: string[]) =>
  pages(calls, 'DescribeImageReferences', {
    page: (token, options) =>
      calls.client(EC2Client).send(
        new DescribeImageReferencesCommand({
          ImageIds,
          ResourceTypes: RESOURCE_TYPES,
          ...(token && { NextToken: token }),
        }),
        options,
      ),
    items: ({ ImageReferences }) =>
      ImageReferences?.map(({ ImageId = '', ResourceType = '', Arn = '' }) => ({
        image: ImageId,
        type: ResourceType,
        resource: Arn.split(':').slice(5).join(':'),
      })),
    next: ({ NextToken }) => NextToken,
  })

async function instancesOf(calls: Calls, images: readonly string[]): Promise<readonly ImageUse[]> {
  const states = ['pending', 'running', 'shutting-down', 'stopping', 'stopped']
  const found: ImageUse[] = []
  for (const batch of batches(images, BATCH))
    found.push(
      ...(await pages(calls, 'DescribeInstances', {
        page: (token, options) =>
          calls.client(EC2Client).send(
            new DescribeInstancesCommand({
              Filters: [
                { Name: 'image-id', Values: [...batch] },
                { Name: 'instance-state-name', Values: states },
              ],
              ...(token && { NextToken: token }),
            }),
            options,
          ),
        items: ({ Reservations = [] }) =>
          Reservations.flatMap(({ Instances = [] }) => Instances).map(({ ImageId = '', InstanceId = '' }) => ({
            image: ImageId,
            by: 'instance' as const,
            instance: InstanceId,
          })),
        next: ({ NextToken }) => NextToken,
      })),
    )
  return found
}

/** The images that overrides of mixed instances policies name themselves, in any group of the region. */
const overrides = (calls: Calls) =>
  pages(calls, 'DescribeAutoScalingGroups', {
    page: (token, options) =>
      calls
        .client(AutoScalingClient)
        .send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, ...(token && { NextToken: token }) }), options),
    items: ({ AutoScalingGroups = [] }) =>
      AutoScalingGroups.flatMap(({ AutoScalingGroupName: group = '', MixedInstancesPolicy: policy }) =>
        (policy?.LaunchTemplate?.Overrides ?? []).flatMap(({ ImageId: image }) =>
          image === undefined ? [] : [{ image, by: 'override' as const, group }],
        ),
      ),
    next: ({ NextToken }) => NextToken,
  })

const launchConfigurations = (calls: Calls) =>
  pages(calls, 'DescribeLaunchConfigurations', {
    page: (token, options) =>
      calls
        .client(AutoScalingClient)
        .send(
          new DescribeLaunchConfigurationsCommand({ MaxRecords: 100, ...(token && { NextToken: token }) }),
          options,
        ),
    items: ({ LaunchConfigurations = [] }) =>
      LaunchConfigurations.map(({ ImageId: image = '', LaunchConfigurationName: name = '' }) => ({
        image,
        by: 'launch-configuration' as const,
        name,
      })),
    next: ({ NextToken }) => NextToken,
  })

/** Tags, deprecates and disables images. Each call may be sent again. */
export const archiveWritesOf = (calls: Calls): ArchiveWrites => ({
  async retireImage(image, { template, versions }) {
    const tag = new CreateTagsCommand({
      Resources: [image],
      Tags: [
        { Key: RETIRED_TAG, Value: template },
        { Key: RETIRED_VERSIONS_TAG, Value: numbersIn(versions) },
      ],
    })
    await calls.write('CreateTags', (options) => calls.client(EC2Client).send(tag, options))
  },
  async archiveImage(image, how) {
    const ec2 = calls.client(EC2Client)
    if (how === 'disable') {
      const disable = new DisableImageCommand({ ImageId: image })
      await calls.write('DisableImage', (options) => ec2.send(disable, options))
      return
    }
    await calls.write('EnableImageDeprecation', (options) => {
      // Counted again for each try.
      const DeprecateAt = new Date(calls.awsNow() + DEPRECATED_IN)
      return ec2.send(new EnableImageDeprecationCommand({ ImageId: image, DeprecateAt }), options)
    })
  },
})

/** A tag's value has at most 256 characters (EC2, Tag restrictions): the newest numbers that fit. */
function numbersIn(versions: readonly number[]): string {
  const fitting = versions.toSorted((a, b) => b - a)
  while (fitting.join(' ').length > 256) fitting.pop()
  return fitting.toReversed().join(' ')
}

/** EC2: images, and the instance types that shall launch them. Its shapes end here. */
import {
  DescribeImagesCommand,
  EC2Client,
  type InstanceTypeInfo,
  paginateDescribeImages,
  paginateDescribeInstanceTypes,
  type Image as SdkImage,
} from '@aws-sdk/client-ec2'
import type { Image, InstanceType } from '../../rollout/facts.ts'
import { commitIn } from '../../rollout/launch-template/image-source.ts'
import { ask, orMissing } from '../ask.ts'
import { BATCH, batches } from '../batches.ts'
import type { Connection } from '../connection.ts'
import type { ImageReads } from '../services.ts'
import { disksFrom } from './disks.ts'

/** Looks at images and instance types. */
export const imageReadsOf = ({ client }: Connection): ImageReads => readsOf(client(EC2Client))

const readsOf = (ec2: EC2Client): ImageReads => ({
  image: (id) =>
    orMissing(async () => {
      const { Images } = await ask('DescribeImages', () => ec2.send(new DescribeImagesCommand({ ImageIds: [id] })))
      return Images?.map(imageFrom)[0]
    }),
  async images(ids) {
    const found: Image[] = []
    for (const batch of batches(ids, BATCH)) {
      // By filter, so that one that does not exist does not fail the call; EC2 then hides what is on its way out.
      const one = new DescribeImagesCommand({
        Filters: [{ Name: 'image-id', Values: [...batch] }],
        IncludeDeprecated: true,
        IncludeDisabled: true,
      })
      const { Images = [] } = await ask('DescribeImages', () => ec2.send(one))
      found.push(...Images.map(imageFrom))
    }
    return found
  },
  imagesNamed: (pattern) =>
    ask('DescribeImages', async () => {
      const found: Image[] = []
      // Deprecated images of our own are listed anyway; disabled ones only when they are asked for.
      const input = { Owners: ['self'], Filters: [{ Name: 'name', Values: [pattern] }], IncludeDisabled: true }
      for await (const { Images = [] } of paginateDescribeImages({ client: ec2, pageSize: 1_000 }, input))
        found.push(...Images.map(imageFrom))
      return found
    }),
  instanceTypes: (names) =>
    ask('DescribeInstanceTypes', async () => {
      const found: InstanceType[] = []
      for (const batch of batches(names, BATCH)) {
        const input = { Filters: [{ Name: 'instance-type', Values: [...batch] }] }
        for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client: ec2 }, input))
          found.push(...InstanceTypes.map(instanceTypeFrom))
      }
      return found
    }),
})

function imageFrom(image: SdkImage): Image {
  const { ImageId = '', Name = '', State = '', Architecture = '', CreationDate, DeprecationTime, Tags = [] } = image
  const commit = commitIn(Tags.map(({ Key = '', Value }) => [Key, Value]))
  const dates = { created: CreationDate, deprecated: DeprecationTime }
  const known = Object.entries(dates).flatMap(([key, text]) => (text === undefined ? [] : [[key, Date.parse(text)]]))
  const { StateReason: { Message: reason } = {}, BootMode: bootMode } = image
  return {
    id: ImageId,
    name: Name,
    state: State,
    architecture: Architecture,
    owner: image.ImageOwnerAlias ?? image.OwnerId ?? '',
    ena: image.EnaSupport ?? false,
    virtualization: image.VirtualizationType ?? '',
    // The model says `Windows`, EC2 `windows`.
    windows: image.Platform?.toLowerCase() === 'windows',
    rootDeviceType: image.RootDeviceType ?? '',
    rootDevice: image.RootDeviceName ?? '',
    disks: disksFrom(image.BlockDeviceMappings),
    ...(reason !== undefined && { reason }),
    ...(bootMode !== undefined && { bootMode }),
    ...(commit !== undefined && { commit }),
    ...Object.fromEntries(known),
  }
}

const instanceTypeFrom = (type: InstanceTypeInfo): InstanceType => ({
  name: type.InstanceType ?? '',
  architectures: type.ProcessorInfo?.SupportedArchitectures ?? [],
  bootModes: type.SupportedBootModes ?? [],
  ena: type.NetworkInfo?.EnaSupport ?? 'supported',
  rootDeviceTypes: type.SupportedRootDeviceTypes ?? [],
  virtualizations: type.SupportedVirtualizationTypes ?? [],
})

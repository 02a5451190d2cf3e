/** EC2: images, and the instance types that shall launch them. Its shapes end here. */
import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeInstanceTypesCommand,
  EC2Client,
  type InstanceTypeInfo,
  type Image as SdkImage,
} from '@aws-sdk/client-ec2'
import { commitIn } from '../../rollout/launch-template/image-source.ts'
import type { Image, InstanceType } from '../../rollout/model/image.ts'
import { BATCH, batches } from '../batches.ts'
import { orMissing } from '../call.ts'
import type { Calls } from '../connection.ts'
import { pages } from '../paging.ts'
import { present } from '../present.ts'
import type { ImageReads } from '../services.ts'
import { disksFrom } from './disks.ts'

/** Looks at images and instance types. */
export const imageReadsOf = (calls: Calls): ImageReads => readsOf(calls, calls.client(EC2Client))

const readsOf = (calls: Calls, ec2: EC2Client): ImageReads => ({
  image: (id) =>
    orMissing(async () => {
      const describe = new DescribeImagesCommand({ ImageIds: [id] })
      const { Images } = await calls.read('DescribeImages', (options) => ec2.send(describe, options))
      return Images?.map(imageFrom)[0]
    }),
  async images(ids) {
    const found: Image[] = []
    // By filter, so that one that does not exist does not fail the call; EC2 then hides what is on its way out.
    for (const batch of batches(ids, BATCH))
      found.push(
        ...(await described(calls, ec2, {
          Filters: [{ Name: 'image-id', Values: [...batch] }],
          IncludeDeprecated: true,
          IncludeDisabled: true,
        })),
      )
    return found
  },
  // Deprecated images of our own are listed anyway; disabled ones only when they are asked for.
  imagesNamed: (pattern) =>
    described(calls, ec2, {
      Owners: ['self'],
      Filters: [{ Name: 'name', Values: [pattern] }],
      IncludeDisabled: true,
      MaxResults: 1_000,
    }),
  async instanceTypes(names) {
    const found: InstanceType[] = []
    for (const batch of batches(names, BATCH)) {
      const filters = [{ Name: 'instance-type', Values: [...batch] }]
      const types = await pages(calls, 'DescribeInstanceTypes', {
        page: (token, options) =>
          ec2.send(new DescribeInstanceTypesCommand({ Filters: filters, ...(token && { NextToken: token }) }), options),
        items: ({ InstanceTypes }) => InstanceTypes,
        next: ({ NextToken }) => NextToken,
      })
      found.push(...types.map(instanceTypeFrom))
    }
    return found
  },
})

const described = async (calls: Calls, ec2: EC2Client, input: DescribeImagesCommandInput): Promise<readonly Image[]> =>
  (
    await pages(calls, 'DescribeImages', {
      page: (token, options) =>
        ec2.send(new DescribeImagesCommand({ ...input, ...(token && { NextToken: token }) }), options),
      items: ({ Images }) => Images,
      next: ({ NextToken }) => NextToken,
    })
  ).map(imageFrom)

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
    // The model says `Windows`, EC2 `windows`.
    windows: image.Platform?.toLowerCase() === 'windows',
    disks: disksFrom(image.BlockDeviceMappings),
    ...present({
      reason,
      bootMode,
      commit,
      ena: image.EnaSupport,
      virtualization: image.VirtualizationType,
      rootDeviceType: image.RootDeviceType,
      rootDevice: image.RootDeviceName,
    }),
    ...Object.fromEntries(known),
  }
}

const instanceTypeFrom = (type: InstanceTypeInfo): InstanceType => ({
  name: type.InstanceType ?? '',
  ...present({
    architectures: listed(type.ProcessorInfo?.SupportedArchitectures),
    bootModes: listed(type.SupportedBootModes),
    ena: type.NetworkInfo?.EnaSupport,
    rootDeviceTypes: listed(type.SupportedRootDeviceTypes),
    virtualizations: listed(type.SupportedVirtualizationTypes),
  }),
})

/** No type takes nothing: a list that is empty says no more than one that is not there. */
const listed = (list: readonly string[] | undefined): readonly string[] | undefined => (list?.length ? list : undefined)

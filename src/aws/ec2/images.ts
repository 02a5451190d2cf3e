/** EC2 adapter for images and instance types. No SDK type leaves this file. */
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

/** On an image that a deleted version of this action named: the launch template, and the numbers of those versions. */
export const RETIRED_TAG = 'ami-rollout:retired'
export const RETIRED_VERSIONS_TAG = 'ami-rollout:retired-versions'

/** Reads images and instance types. */
export const imageReadsOf = (calls: Calls): ImageReads => readsOf(calls, calls.client(EC2Client))

const readsOf = (calls: Calls, ec2: EC2Client): ImageReads => ({
  image: (id) =>
    orMissing(async () => {
      // By id EC2 may leave out what is deprecated or disabled unless asked; its state says why it does not launch.
      const describe = new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true, IncludeDisabled: true })
      const { Images } = await calls.read('DescribeImages', (options) => ec2.send(describe, options))
      return Images?.map(imageFrom)[0]
    }),
  async images(ids) {
    const found: Image[] = []
    // With ids, one missing image would fail the call. With a filter, EC2 hides deprecated and disabled ones unless
    // asked.
    for (const batch of batches(ids, BATCH))
      found.push(
        ...(await describedImages(calls, {
          Filters: [{ Name: 'image-id', Values: [...batch] }],
          IncludeDeprecated: true,
          IncludeDisabled: true,
        })),
      )
    return found
  },
  // The account's own deprecated images are always listed; disabled ones only on request.
  imagesNamed: (pattern) =>
    describedImages(calls, {
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

/** All images that fit, page by page. */
export const describedImages = async (calls: Calls, input: DescribeImagesCommandInput): Promise<readonly Image[]> =>
  (
    await pages(calls, 'DescribeImages', {
      page: (token, options) =>
        calls
          .client(EC2Client)
          .send(new DescribeImagesCommand({ ...input, ...(token && { NextToken: token }) }), options),
      items: ({ Images }) => Images,
      next: ({ NextToken }) => NextToken,
    })
  ).map(imageFrom)

function imageFrom(image: SdkImage): Image {
  const { ImageId = '', Name = '', State = '', Architecture = '', CreationDate, DeprecationTime, Tags = [] } = image
  const commit = commitIn(Tags.map(({ Key = '', Value }) => [Key, Value]))
  const dates = { created: CreationDate, deprecated: DeprecationTime, lastLaunched: image.LastLaunchedTime }
  const known = Object.entries(dates).flatMap(([key, text]) => (text === undefined ? [] : [[key, Date.parse(text)]]))
  const { StateReason: { Message: reason } = {}, BootMode: bootMode } = image
  return {
    id: ImageId,
    name: Name,
    state: State,
    architecture: Architecture,
    productCodes: productCodesFrom(image.ProductCodes),
    // The SDK's enum has `Windows`, EC2 returns `windows`.
    windows: image.Platform?.toLowerCase() === 'windows',
    disks: disksFrom(image.BlockDeviceMappings),
    ...present({
      owner: image.OwnerId,
      ownerAlias: image.ImageOwnerAlias,
      allowed: image.ImageAllowed,
      reason,
      bootMode,
      imds: image.ImdsSupport,
      tpm: image.TpmSupport,
      billedAs: image.PlatformDetails,
      commit,
      ena: image.EnaSupport,
      virtualization: image.VirtualizationType,
      rootDeviceType: image.RootDeviceType,
      rootDevice: image.RootDeviceName,
      source: sourceFrom(image),
      scan: scanFrom(image),
      isPublic: image.Public,
      retired: retiredFrom(image),
    }),
    ...Object.fromEntries(known),
  }
}

function retiredFrom({ Tags = [] }: SdkImage): Image['retired'] {
  const tags = new Map(Tags.map(({ Key, Value = '' }) => [Key, Value]))
  const template = tags.get(RETIRED_TAG)
  const versions = (tags.get(RETIRED_VERSIONS_TAG) ?? '').split(' ').filter(Boolean).map(Number)
  return template === undefined ? undefined : { template, versions: versions.filter(Number.isSafeInteger) }
}

function sourceFrom({ SourceImageId, SourceImageRegion }: SdkImage): Image['source'] {
  return SourceImageId === undefined ? undefined : { image: SourceImageId, ...present({ region: SourceImageRegion }) }
}

function scanFrom({ ScanResults: { FindingScanDate, HighestFindingSeverityLabel } = {} }: SdkImage): Image['scan'] {
  return FindingScanDate && { at: FindingScanDate.getTime(), ...present({ severity: HighestFindingSeverityLabel }) }
}

/** The other type of code, `devpay`, is no longer given. */
const productCodesFrom = (codes: SdkImage['ProductCodes'] = []): readonly string[] =>
  codes.flatMap(({ ProductCodeId: id, ProductCodeType: type }) => (id && type === 'marketplace' ? [id] : []))

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

/** An empty list counts as missing, because every type supports something. */
const listed = (list: readonly string[] | undefined): readonly string[] | undefined => (list?.length ? list : undefined)

/** Images and instance types. */
import type { _InstanceType, Image as ImageShape, InstanceTypeInfo } from '@aws-sdk/client-ec2'
import { AwsError } from '../../error.ts'
import type { Account } from '../../world/account.ts'
import type { Image } from '../../world/image.ts'
import { lastLaunchedOf } from '../../world/image-archive.ts'
import { type InstanceType, instanceTypes } from '../../world/instance-type.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes, tagList } from './common.ts'

/** Handlers that describe images and instance types. */
export const imageCalls = (account: Account) =>
  ({
    DescribeImages: (input) => {
      endDryRun(input)
      const { ImageIds: ids = [], Owners: owners = [], IncludeDeprecated, IncludeDisabled, Filters } = input
      for (const id of ids) mustExist(account, id)
      const wanted = [...account.images.values()]
        .filter((image) => account.maySee(image))
        .filter(({ id }) => ids.length === 0 || ids.includes(id))
        .filter(
          ({ ownerId }) =>
            owners.length === 0 || owners.includes(ownerId) || (owners.includes('self') && ownerId === account.id),
        )
        .filter(({ state }) => state !== 'deregistered' && (state !== 'disabled' || IncludeDisabled === true))
        .filter(
          (image) =>
            ids.length > 0 ||
            IncludeDeprecated === true ||
            image.ownerId === account.id ||
            !isDeprecated(image, account),
        )
        .filter((image) => passes(filterable(image), Filters))
      const page = ec2Page(wanted, input, { key: ({ id }) => id, least: 5, most: 1000 })
      return { Images: page.records.map((image) => describe(image, account)), ...ec2NextToken(page) }
    },
    DescribeInstanceTypes: (input) => {
      endDryRun(input)
      const { InstanceTypes: names = [], Filters } = input
      const unknown = names.filter((name) => !instanceTypes.has(name))
      if (unknown.length > 0) {
        throw new AwsError(
          'InvalidInstanceType',
          `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
        )
      }
      const wanted = [...instanceTypes.values()]
        .filter(({ name }) => names.length === 0 || names.some((asked) => asked === name))
        .filter((type) =>
          passes(
            {
              fields: { 'instance-type': [type.name], 'processor-info.supported-architecture': type.architectures },
              tags: {},
            },
            Filters,
          ),
        )
      const page = ec2Page(wanted, input, { key: ({ name }) => name, least: 5, most: 100 })
      return { InstanceTypes: page.records.map(describeType), ...ec2NextToken(page) }
    },
  }) satisfies Ec2Handlers

function mustExist(account: Account, id: string): void {
  if (!/^ami-[0-9a-z]{1,17}$/.test(id))
    throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`)
  const image = account.images.get(id)
  if (!image || image.state === 'deregistered' || !account.maySee(image)) {
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
  }
}

const isDeprecated = ({ deprecationTime }: Image, account: Account): boolean =>
  deprecationTime !== undefined && Date.parse(deprecationTime) <= account.agenda.now

const filterable = (image: Image) => ({
  fields: {
    'image-id': [image.id],
    name: [image.name],
    state: [image.state],
    architecture: [image.architecture],
    'owner-id': [image.ownerId],
    'is-public': [String(image.public)],
    'root-device-type': [image.rootDeviceType],
    'virtualization-type': [image.virtualization],
    'ena-support': [String(image.enaSupport)],
  },
  tags: image.tags,
})

const describe = (image: Image, account: Account): ImageShape => ({
  ...(account.allowedImages && { ImageAllowed: account.allows(image) }),
  ImageId: image.id,
  Name: image.name,
  ImageLocation: `${image.ownerId}/${image.name}`,
  ImageType: 'machine',
  State: image.state,
  OwnerId: image.ownerId,
  Public: image.public,
  CreationDate: image.creationDate,
  Architecture: image.architecture,
  ...(image.bootMode && { BootMode: image.bootMode }),
  EnaSupport: image.enaSupport,
  Hypervisor: 'xen',
  VirtualizationType: image.virtualization,
  ...(image.platform && { Platform: 'Windows' as const }),
  PlatformDetails: image.platformDetails ?? (image.platform ? 'Windows' : 'Linux/UNIX'),
  ...(image.imdsSupport && { ImdsSupport: image.imdsSupport }),
  ...(image.tpmSupport && { TpmSupport: image.tpmSupport }),
  ...(image.ownerAlias && { ImageOwnerAlias: image.ownerAlias }),
  ...(image.productCode && {
    ProductCodes: [{ ProductCodeId: image.productCode, ProductCodeType: 'marketplace' as const }],
  }),
  RootDeviceName: image.rootDeviceName,
  RootDeviceType: image.rootDeviceType,
  BlockDeviceMappings: image.rootDeviceType === 'ebs' ? [rootDisk(image)] : [],
  ...(image.stateReason !== undefined && {
    StateReason: { Code: image.stateReason.split(':', 1).join(), Message: image.stateReason },
  }),
  ...(image.source && { SourceImageId: image.source.id, SourceImageRegion: image.source.region }),
  ...(image.scan && {
    ScanResults: {
      FindingScanDate: new Date(image.scan.date),
      ...(image.scan.severity && { HighestFindingSeverityLabel: image.scan.severity }),
    },
  }),
  ...(image.deprecationTime !== undefined && { DeprecationTime: image.deprecationTime }),
  ...(image.ownerId === account.id && { LastLaunchedTime: lastLaunchedOf(account, image) }),
  Tags: tagList(image.tags),
})

const rootDisk = ({ rootDeviceName, snapshotId, volumeSize, keepsVolume = false }: Image) => ({
  DeviceName: rootDeviceName,
  Ebs: {
    SnapshotId: snapshotId,
    VolumeSize: volumeSize,
    VolumeType: 'gp3' as const,
    DeleteOnTermination: !keepsVolume,
    Encrypted: false,
  },
})

/** The SDK lists the types' names as a closed union; the table holds real ones. */
const describeType = (type: InstanceType): InstanceTypeInfo => ({
  InstanceType: type.name as _InstanceType,
  CurrentGeneration: type.hypervisor === 'nitro',
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  Hypervisor: type.hypervisor,
  BareMetal: false,
  ProcessorInfo: { SupportedArchitectures: [...type.architectures] },
  VCpuInfo: { DefaultVCpus: type.vcpus },
  MemoryInfo: { SizeInMiB: type.memoryMiB },
  NetworkInfo: { EnaSupport: type.ena },
  BurstablePerformanceSupported: type.burstable,
  SupportedBootModes: [...type.bootModes],
})

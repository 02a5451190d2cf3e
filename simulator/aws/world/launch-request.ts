/** A request of RunInstances together with its launch template: what is launched, by EC2's rules for who overrides whom. */
import { AwsError } from '../error.ts'
import type { Cloud } from './cloud.ts'
import { resolveImage } from './cloud.ts'
import type { BlockDevice, TemplateData, TemplateVersion } from './template.ts'
import type { TemplateName } from './templates.ts'

/** The members of a request that are beside its template, in EC2's words. */
export interface LaunchParameters extends TemplateData {
  readonly SubnetId?: string | undefined
  readonly PrivateIpAddress?: string | undefined
  readonly SecurityGroupIds?: readonly string[] | undefined
  readonly SecurityGroups?: readonly string[] | undefined
  readonly NetworkInterfaces?: readonly NetworkInterface[] | undefined
  readonly DisableApiTermination?: boolean | undefined
  readonly DisableApiStop?: boolean | undefined
  readonly Placement?: { readonly AvailabilityZone?: string | undefined } | undefined
}

/** As far as it is read. */
export interface NetworkInterface {
  readonly DeviceIndex?: number | undefined
  readonly SubnetId?: string | undefined
  readonly NetworkInterfaceId?: string | undefined
  readonly AssociatePublicIpAddress?: boolean | undefined
  readonly DeleteOnTermination?: boolean | undefined
  readonly Groups?: readonly string[] | undefined
}

/** The template that a request names. */
export interface LaunchTemplateRequest extends TemplateName {
  readonly version?: string | undefined
}

/** What is launched. */
export interface MergedLaunch {
  readonly data: LaunchParameters
  readonly imageId: string
  /** The template's id and number, if there is one. */
  readonly template?: { readonly id: string; readonly name: string; readonly version: TemplateVersion }
}

/** Throws EC2's refusals of a template that does not exist and of members that exclude each other. */
export function mergedLaunch(
  cloud: Cloud,
  parameters: LaunchParameters,
  named: LaunchTemplateRequest | undefined,
): MergedLaunch {
  const template = named && cloud.templates.find(named)
  const version = template?.version(named?.version ?? '$Default')
  const own: LaunchParameters = version?.data ?? {}
  checkNetwork(cloud, parameters, own)
  const data = { ...own, ...given(parameters), ...mergedLists(own, parameters) }
  if (data.ImageId === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId')
  return {
    data,
    imageId: resolveImage(cloud, data.ImageId),
    ...(template && version && { template: { id: template.id, name: template.name, version } }),
  }
}

const given = (parameters: LaunchParameters): LaunchParameters =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined))

/** Tags are merged by key, block devices by device name; whatever else is given replaces the template's. */
const mergedLists = (own: LaunchParameters, parameters: LaunchParameters): LaunchParameters => ({
  ...((own.TagSpecifications ?? parameters.TagSpecifications) && {
    TagSpecifications: mergedTags(own.TagSpecifications ?? [], parameters.TagSpecifications ?? []),
  }),
  ...((own.BlockDeviceMappings ?? parameters.BlockDeviceMappings) && {
    BlockDeviceMappings: mergedDevices(own.BlockDeviceMappings ?? [], parameters.BlockDeviceMappings ?? []),
  }),
})

type TagSpecifications = NonNullable<TemplateData['TagSpecifications']>

function mergedTags(own: TagSpecifications, parameters: TagSpecifications): TagSpecifications {
  const types = [...new Set([...own, ...parameters].map(({ ResourceType }) => ResourceType))]
  return types.map((ResourceType) => {
    const tags = new Map(
      [...own, ...parameters]
        .filter((specification) => specification.ResourceType === ResourceType)
        .flatMap(({ Tags = [] }) => Tags.map(({ Key, Value }) => [Key, Value] as const)),
    )
    return { ResourceType, Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) }
  })
}

const mergedDevices = (own: readonly BlockDevice[], parameters: readonly BlockDevice[]): readonly BlockDevice[] => [
  ...new Map([...own, ...parameters].map((device) => [device.DeviceName, device])).values(),
]

/** Interfaces and what belongs into them exclude each other, from either side. */
function checkNetwork({ rules }: Cloud, parameters: LaunchParameters, own: LaunchParameters): void {
  const interfaces = parameters.NetworkInterfaces ?? own.NetworkInterfaces
  if (!interfaces?.length || !rules.interfacesExcludeSubnet) return
  const excluded = [
    ['subnet ID', parameters.SubnetId ?? own.SubnetId],
    ['security groups', parameters.SecurityGroupIds ?? own.SecurityGroupIds],
    ['private address', parameters.PrivateIpAddress ?? own.PrivateIpAddress],
  ] as const
  const [found] = excluded.filter(([, value]) => value !== undefined)
  if (!found) return
  throw new AwsError(
    'InvalidParameterCombination',
    `Network interfaces and an instance-level ${found[0]} may not be specified on the same request`,
  )
}

/** One launch: either the data of a new instance, or AWS's reason why there is none. */
import { AwsError } from '../error.ts'
import type { Cloud } from './cloud.ts'
import type { Configuration, GroupTag } from './configuration.ts'
import { diskComplaint } from './disk.ts'
import { launchFailure } from './image.ts'
import type { Instance, LaunchInfo } from './instance.ts'
import { instanceTypes, typeName } from './instance-type.ts'
import { type LaunchOption, type LaunchSource, launchOptions } from './launch-source.ts'
import { isSpotNext, pickOption } from './purchase.ts'
import type { Refused } from './refusal.ts'
import { hasCapacity, roomComplaint } from './room.ts'
import { subnetOf } from './subnet.ts'
import type { TemplateData } from './template.ts'

/** What is to be launched, where, for whom. */
export interface LaunchRequest {
  readonly group: string
  readonly configuration: Configuration
  readonly tags: Iterable<GroupTag>
  readonly source: LaunchSource
  /** The group's live instances: the emptiest zone gets the next. */
  readonly live: readonly Instance[]
  readonly refreshGeneration: string | undefined
}

/** Either way an activity is written, and it names a zone. */
export type Launch = { readonly zone: string; readonly subnet: string } & (
  | { readonly launchInfo: LaunchInfo }
  | { readonly failure: string }
)

/** Tries to launch. Nothing is changed but the counters of identifiers. */
export function tryLaunch(cloud: Cloud, request: LaunchRequest): Launch {
  const options = currentOptions(cloud, request.source)
  if (options instanceof AwsError) {
    const zone = chooseZone(cloud, request, typeName(undefined))
    return { zone, subnet: subnetOf(zone), failure: `${options.message} Launching EC2 instance failed.` }
  }
  const buysSpot = isSpotNext(request.source, request.live, request.configuration.desired)
  const hasRoom = ({ type }: LaunchOption) => request.configuration.zones.some((zone) => hasCapacity(cloud, type, zone))
  const option = pickOption(options, {
    isSpot: buysSpot,
    live: request.live,
    refreshGeneration: request.refreshGeneration,
    hasCapacity: hasRoom,
  })
  const isSpot = buysSpot || option.version.data.InstanceMarketOptions?.MarketType === 'spot'
  const zone = chooseZone(cloud, request, option.type)
  const place = { zone, subnet: subnetOf(zone) }
  const complaint = complaintAbout(cloud, option, zone, request.configuration.zones)
  if (complaint) return { ...place, failure: statusMessage(request.source, isSpot, complaint) }
  return { ...place, launchInfo: launchInfo(cloud, request, { option, isSpot, ...place }) }
}

function currentOptions(cloud: Cloud, source: LaunchSource): readonly LaunchOption[] | AwsError {
  try {
    return launchOptions(cloud, source)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/**
 * The emptiest zone that has capacity, of equals the one with the fewest instances of this refresh generation, so that a refresh leaves
 * the zones balanced; the emptiest of all when none has capacity.
 */
function chooseZone(cloud: Cloud, { configuration, live, refreshGeneration }: LaunchRequest, type: string): string {
  const open = configuration.zones.filter((zone) => hasCapacity(cloud, type, zone))
  const population = new Map<string, { all: number; refreshGeneration: number }>()
  for (const zone of open.length > 0 ? open : configuration.zones)
    population.set(zone, { all: 0, refreshGeneration: 0 })
  for (const { launchInfo } of live) {
    const zone = population.get(launchInfo.zone)
    if (!zone) continue
    zone.all++
    if (launchInfo.refreshGeneration === refreshGeneration) zone.refreshGeneration++
  }
  const zones = cloud.rules.emptiestZone ? [...population] : [...population].slice(0, 1)
  const [emptiest] = zones.sort(([, a], [, b]) => a.all - b.all || a.refreshGeneration - b.refreshGeneration)
  if (!emptiest) throw new Error('a group needs a zone')
  return emptiest[0]
}

/** EC2's complaint: its code, and the sentences of a StatusMessage. */
function complaintAbout(
  cloud: Cloud,
  { imageId, type: name, version }: LaunchOption,
  zone: string,
  zones: readonly string[],
): Partial<Refused> | undefined {
  const type = instanceTypes.get(name)
  if (!type)
    return { message: 'The requested configuration is currently not supported. Launching EC2 instance failed.' }
  const known = cloud.images.get(imageId)
  const image = known && cloud.maySee(known) ? known : undefined
  const refused = launchFailure(imageId, image, type)
  if (refused) return refused
  const disk = image && diskComplaint(image, version.data.BlockDeviceMappings)
  if (disk) return { ...disk, message: `${disk.message} Launching EC2 instance failed.` }
  if (image?.behaviour.launchRefused !== undefined) return { message: image.behaviour.launchRefused }
  const noRoom = roomComplaint(cloud, { type: name, zone, zones })
  return noRoom && { code: noRoom.code, message: `${noRoom.message} Launching EC2 instance failed.` }
}

/** Groups with a policy put what they wanted to buy, and the code, before the sentence. [seen in real logs of such groups] */
function statusMessage({ mixed }: LaunchSource, isSpot: boolean, { code, message = '' }: Partial<Refused>): string {
  if (!mixed || code === undefined) return message
  return `Could not launch ${isSpot ? 'Spot' : 'On-Demand'} Instances. ${code} - ${message}`
}

interface LaunchPlace {
  readonly option: LaunchOption
  readonly isSpot: boolean
  readonly zone: string
  readonly subnet: string
}

function launchInfo(cloud: Cloud, request: LaunchRequest, { option, ...place }: LaunchPlace): LaunchInfo {
  const { group, refreshGeneration, source } = request
  const { template, version, type, weight, imageId, imageOverridden } = option
  const number = cloud.ids.next('address')
  return {
    id: cloud.ids.resource('i'),
    group,
    ...place,
    type,
    weight,
    imageId,
    imageOverridden,
    behaviour: cloud.images.get(imageId)?.behaviour ?? {},
    address: `10.0.${Math.floor(number / 250) % 250}.${(number % 250) + 4}`,
    template: { id: template.id, name: template.name, version: String(version.number) },
    tags: {
      ...instanceTags(version.data),
      ...groupTags(request.tags),
      'aws:autoscaling:groupName': group,
      ...(source.launchConfiguration === undefined && templateTags(template.id, version.number)),
    },
    launchedAt: cloud.agenda.now,
    ...(source.launchConfiguration !== undefined && { launchConfiguration: source.launchConfiguration }),
    ...(refreshGeneration === undefined ? {} : { refreshGeneration }),
  }
}

function instanceTags({ TagSpecifications }: TemplateData): Record<string, string> {
  const tags = TagSpecifications?.filter(({ ResourceType }) => ResourceType === 'instance').flatMap(
    ({ Tags }) => Tags ?? [],
  )
  return Object.fromEntries(tags?.map(({ Key, Value }) => [Key ?? '', Value ?? '']) ?? [])
}

const groupTags = (tags: Iterable<GroupTag>): Record<string, string> =>
  Object.fromEntries([...tags].filter((tag) => tag.propagateAtLaunch).map(({ key, value }) => [key, value]))

const templateTags = (templateId: string, version: number): Record<string, string> => ({
  'aws:ec2launchtemplate:id': templateId,
  'aws:ec2launchtemplate:version': String(version),
})

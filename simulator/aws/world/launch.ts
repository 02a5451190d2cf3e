/** What a launch comes to: an instance's birth, or AWS's reason why there is none. */
import { AwsError } from '../error.ts'
import type { Behaviour } from './behaviour.ts'
import { insufficientCapacity } from './capacity.ts'
import { type Cloud, resolveImage } from './cloud.ts'
import { type Configuration, type GroupTag, typeName } from './configuration.ts'
import { launchFailure } from './image.ts'
import type { Birth, Instance } from './instance.ts'
import { instanceTypes } from './instance-type.ts'
import type { TemplateData, TemplateVersion } from './template.ts'
import type { TemplateChoice } from './templates.ts'

/** What is to be launched, where, for whom. */
export interface Wanted {
  readonly group: string
  readonly configuration: Configuration
  readonly tags: Iterable<GroupTag>
  readonly template: TemplateChoice
  /** The group's live instances: the emptiest zone gets the next. */
  readonly live: readonly Instance[]
  readonly wave: string | undefined
}

/** Either way an activity is written, and it names a zone. */
export type Launch = { readonly zone: string; readonly subnet: string } & (
  | { readonly birth: Birth }
  | { readonly failure: string }
)

/** Tries to launch. Nothing is changed but the counters of identifiers. */
export function tryLaunch(cloud: Cloud, wanted: Wanted): Launch {
  const version = currentVersion(cloud, wanted.template)
  const type = typeName(version instanceof AwsError ? undefined : version.data.InstanceType)
  const zone = chooseZone(cloud, wanted, type)
  const place = { zone, subnet: subnetOf(zone) }
  if (version instanceof AwsError) return { ...place, failure: `${version.message} Launching EC2 instance failed.` }
  const imageId = resolveImage(cloud, version.data.ImageId ?? '')
  const image = cloud.images.get(imageId)
  const failure = reasonAgainst(cloud, imageId, type, zone, wanted.configuration.zones)
  if (failure !== undefined || !image) return { ...place, failure: failure ?? '' }
  return { ...place, birth: birth(cloud, wanted, version, { imageId, type, ...place, behaviour: image.behaviour }) }
}

/** One subnet a zone is enough. */
export const subnetOf = (zone: string): string => `subnet-0${zone.replaceAll('-', '').padEnd(16, '0')}`

function currentVersion(cloud: Cloud, choice: TemplateChoice): TemplateVersion | AwsError {
  try {
    return cloud.templates.version(choice)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/**
 * The emptiest zone that has capacity, of equals the one with the fewest instances of this wave, so that a refresh leaves
 * the zones balanced; the emptiest of all when none has capacity.
 */
function chooseZone(cloud: Cloud, { configuration, live, wave }: Wanted, type: string): string {
  const open = configuration.zones.filter((zone) => !cloud.capacity.isShort(type, zone, cloud.agenda.now))
  const population = new Map<string, { all: number; wave: number }>()
  for (const zone of open.length > 0 ? open : configuration.zones) population.set(zone, { all: 0, wave: 0 })
  for (const { birth } of live) {
    const zone = population.get(birth.zone)
    if (!zone) continue
    zone.all++
    if (birth.wave === wave) zone.wave++
  }
  const [emptiest] = [...population].sort(([, a], [, b]) => a.all - b.all || a.wave - b.wave)
  if (!emptiest) throw new Error('a group needs a zone')
  return emptiest[0]
}

function reasonAgainst(cloud: Cloud, imageId: string, typeName: string, zone: string, zones: readonly string[]) {
  const type = instanceTypes.get(typeName)
  if (!type) return 'The requested configuration is currently not supported. Launching EC2 instance failed.'
  const image = cloud.images.get(imageId)
  const bad = launchFailure(imageId, image, type) ?? image?.behaviour.launchRefused
  if (bad !== undefined) return bad
  const { now } = cloud.agenda
  if (!cloud.capacity.isShort(typeName, zone, now)) return undefined
  return insufficientCapacity(
    typeName,
    zone,
    zones.filter((other) => !cloud.capacity.isShort(typeName, other, now)),
  )
}

interface Place {
  readonly imageId: string
  readonly type: string
  readonly zone: string
  readonly subnet: string
  readonly behaviour: Behaviour
}

function birth(cloud: Cloud, wanted: Wanted, version: TemplateVersion, place: Place): Birth {
  const { template, group, wave } = wanted
  const number = cloud.ids.next('address')
  return {
    id: cloud.ids.resource('i'),
    group,
    ...place,
    address: `10.0.${Math.floor(number / 250) % 250}.${(number % 250) + 4}`,
    template: { id: template.id, name: template.name, version: String(version.number) },
    tags: { ...instanceTags(version.data), ...groupTags(wanted.tags), ...awsTags(group, template.id, version.number) },
    launchedAt: cloud.agenda.now,
    ...(wave === undefined ? {} : { wave }),
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

const awsTags = (group: string, templateId: string, version: number): Record<string, string> => ({
  'aws:autoscaling:groupName': group,
  'aws:ec2launchtemplate:id': templateId,
  'aws:ec2launchtemplate:version': String(version),
})

/** What a group launches from: a launch template, a mixed instances policy over one, or a launch configuration. */
import { type Cloud, resolveImage, usesParameter } from './cloud.ts'
import type { Instance } from './instance.ts'
import { instanceTypes, typeName } from './instance-type.ts'
import type { TemplateVersion } from './template.ts'
import type { TemplateChoice } from './templates.ts'

/** Of a group with a policy `template` is the policy's own. A launch configuration is kept as a template that nobody sees. */
export interface LaunchSource {
  readonly template: TemplateChoice
  readonly mixed?: MixedPolicy
  /** The launch configuration's name. */
  readonly launchConfiguration?: string
}

/** A mixed instances policy without its template. */
export interface MixedPolicy {
  /** None: the template's own instance type. */
  readonly overrides: readonly Override[]
  readonly distribution: Distribution
}

/** One way to launch, in place of what the template says. */
export interface Override<Template = TemplateChoice> {
  readonly instanceType?: string
  /** What an instance of it counts towards the desired capacity. */
  readonly weight?: number
  readonly template?: Template
  readonly imageId?: string
  readonly requirements?: Requirements
}

/** Attribute-based selection: any type that has what is asked for. */
export interface Requirements {
  readonly VCpuCount?: Range | undefined
  readonly MemoryMiB?: Range | undefined
  readonly [member: string]: unknown
}

interface Range {
  readonly Min?: number | undefined
  readonly Max?: number | undefined
}

/** In AWS's words; `percentage` of what is above the base is on demand. */
export interface Distribution {
  readonly OnDemandAllocationStrategy: string
  readonly OnDemandBaseCapacity: number
  readonly OnDemandPercentageAboveBaseCapacity: number
  readonly SpotAllocationStrategy: string
  readonly SpotInstancePools?: number
  readonly SpotMaxPrice?: string
}

/** [documented: InstancesDistribution] */
export const usualDistribution: Distribution = {
  OnDemandAllocationStrategy: 'prioritized',
  OnDemandBaseCapacity: 0,
  OnDemandPercentageAboveBaseCapacity: 100,
  SpotAllocationStrategy: 'lowest-price',
}

/** All templates that a source names. */
export const templatesOf = ({ template, mixed }: LaunchSource): readonly TemplateChoice[] => [
  template,
  ...(mixed?.overrides ?? []).flatMap((override) => override.template ?? []),
]

/** Whether any of its templates names its image by a Systems Manager parameter. */
export const readsParameter = (cloud: Cloud, source: LaunchSource): boolean =>
  templatesOf(source).some(({ id, version }) =>
    usesParameter(cloud.templates.lookUp({ id })?.find(version)?.data.ImageId),
  )

/** Whether the instance types are left to attribute-based selection. */
export const selectsByAttributes = ({ mixed }: LaunchSource): boolean =>
  mixed?.overrides.some(({ requirements }) => requirements) ?? false

/** One way to launch, with nothing left open. */
export interface LaunchOption {
  readonly template: TemplateChoice
  readonly version: TemplateVersion
  readonly type: string
  readonly weight: number
  readonly imageId: string
  /** The override names the image, and Auto Scaling shows it therefore. */
  readonly imageOverridden: boolean
}

/** All ways, in the order of their priority. Throws EC2's errors for a template or version that is gone. */
export function launchOptions(cloud: Cloud, { template, mixed }: LaunchSource): readonly LaunchOption[] {
  const overrides: readonly Override[] = mixed?.overrides.length ? mixed.overrides : [{}]
  return overrides.flatMap((override) => {
    const choice = override.template ?? template
    const version = cloud.templates.version(choice)
    const imageId = override.imageId ?? resolveImage(cloud, version.data.ImageId ?? '')
    const types = override.requirements
      ? typesWith(override.requirements, cloud.images.get(imageId)?.architecture)
      : [override.instanceType ?? typeName(version.data.InstanceType)]
    return types.map((type) => ({
      template: choice,
      version,
      type,
      weight: override.weight ?? 1,
      imageId,
      imageOverridden: override.imageId !== undefined,
    }))
  })
}

function typesWith({ VCpuCount, MemoryMiB }: Requirements, architecture = 'x86_64'): readonly string[] {
  return [...instanceTypes.values()]
    .filter(({ architectures }) => architectures.some((known) => known === architecture))
    .filter(({ vcpus, memoryMiB }) => within(vcpus, VCpuCount) && within(memoryMiB, MemoryMiB))
    .map(({ name }) => name)
}

const within = (value: number, { Min = 0, Max = Infinity }: Range = {}): boolean => value >= Min && value <= Max

/** What skip matching compares: the template with its version, the instance type, and the image of an override. */
function matches(options: readonly LaunchOption[], { launchInfo }: Instance): boolean {
  return options.some(
    ({ template, version, type, imageId, imageOverridden }) =>
      template.id === launchInfo.template.id &&
      version.number === Number(launchInfo.template.version) &&
      type === launchInfo.type &&
      (!imageOverridden || imageId === launchInfo.imageId),
  )
}

/** Whether an instance is one that this source launches now. Where a template or version of it is gone, none is. */
export function matcherOf(cloud: Cloud, source: LaunchSource): (instance: Instance) => boolean {
  const exists = templatesOf(source).every(({ id, version }) => cloud.templates.lookUp({ id })?.find(version))
  const options = exists ? launchOptions(cloud, source) : []
  return (instance) => matches(options, instance)
}

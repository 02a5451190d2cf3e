/** Checks what a request wants a group to launch: finds what is named, and refuses what could not launch. */
import { AwsError } from '../error.ts'
import type { Cloud } from './cloud.ts'
import { complaint } from './image.ts'
import { instanceTypes } from './instance-type.ts'
import {
  type Distribution,
  type LaunchOption,
  type LaunchSource,
  launchOptions,
  type MixedPolicy,
  type Override,
  usualDistribution,
} from './launch-source.ts'
import { refuse, refuseTemplate } from './refusal.ts'
import type { TemplateChoice, TemplateName } from './templates.ts'

/** A template as requests name it; version `$Default` unless given. */
export type TemplateRequest = TemplateName & { readonly version?: string | undefined }

/** A source as requests name it: a template or a policy. */
export interface SourceRequest {
  readonly template?: TemplateRequest
  readonly mixed?: MixedRequest
}

/** A mixed instances policy as requests name it. What it leaves out of the distribution is AWS's default. */
export interface MixedRequest {
  readonly template: TemplateRequest
  readonly overrides?: readonly Override<TemplateRequest>[]
  readonly distribution?: Partial<Distribution>
}

/** Nothing for a request that names neither. Throws Auto Scaling's ValidationError, and AccessDenied for an image that is not shared. */
export function chooseSource(cloud: Cloud, { template, mixed }: SourceRequest): LaunchSource | undefined {
  if (template && mixed) throw refuse.templateAndPolicy()
  const wanted = mixed?.template ?? template
  if (!wanted) return undefined
  return inTemplateWords(() => {
    const source = { template: choose(cloud, wanted), ...(mixed && { mixed: chooseMixed(cloud, mixed) }) }
    const options = launchOptions(cloud, source)
    if (options.length === 0) throw refuse.noInstanceType()
    for (const option of options) checkLaunchable(cloud, option)
    return source
  })
}

const chooseMixed = (cloud: Cloud, { overrides = [], distribution }: MixedRequest): MixedPolicy => ({
  overrides: overrides.map(({ template, ...override }) => ({
    ...override,
    ...(template && { template: choose(cloud, template) }),
  })),
  distribution: { ...usualDistribution, ...distribution },
})

function choose(cloud: Cloud, { id, name, version = '$Default' }: TemplateRequest): TemplateChoice {
  if ((id === undefined) === (name === undefined)) throw refuse.idOrName()
  const template = cloud.templates.find({ id, name })
  const { created } = template.version(version)
  const isKnown = cloud.agenda.now >= created + cloud.rules.versionKnownAfter * 1000
  if (!isKnown) throw refuseTemplate.noVersion(template.id, version)
  return { id: template.id, name: template.name, version }
}

function checkLaunchable(cloud: Cloud, { template, version, type: name, imageId }: LaunchOption): void {
  const type = instanceTypes.get(name)
  if (!type) throw refuse.badTemplate(`Invalid value '${name}' for InstanceType.`) // the simulator's wording
  if (version.data.ImageId === undefined && imageId === '') {
    throw refuse.badTemplate('The request must contain the parameter ImageId') // the simulator's wording
  }
  const image = cloud.images.get(imageId)
  if (image && !cloud.maySee(image)) throw refuse.templateNotAuthorized(template.id)
  const refused = complaint(imageId, image, type)
  if (refused) throw refuse.badTemplate(refused.message)
}

/** EC2's refusals of a launch template reach the caller of Auto Scaling as its own ValidationError. */
function inTemplateWords<T>(attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    if (!(error instanceof AwsError) || OWN.has(error.code)) throw error
    throw refuse.badTemplate(error.message)
  }
}

const OWN: ReadonlySet<string> = new Set(['ValidationError', 'AccessDenied'])

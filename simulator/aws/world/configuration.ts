/** What a group is told: its size, its template, how it checks health. */
import { AwsError } from '../error.ts'
import { type Cloud, resolveImage } from './cloud.ts'
import { complaint } from './image.ts'
import { instanceTypes } from './instance-type.ts'
import { refuse } from './refusal.ts'
import type { TargetGroup } from './target-group.ts'
import type { TemplateChoice, TemplateName } from './templates.ts'

/** Processes that can be suspended, in AWS's order: what suspending without a list suspends. */
export const processes = [
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const
/** One of them. */
export type Process = (typeof processes)[number]

/** A tag of a group. */
export interface GroupTag {
  readonly key: string
  readonly value: string
  readonly propagateAtLaunch: boolean
}

/** Times in seconds, as AWS takes them. */
export interface Configuration {
  /** The group's saved template; a refresh changes it when it succeeds. */
  readonly template: TemplateChoice
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly zones: readonly string[]
  readonly targetGroups: readonly TargetGroup[]
  readonly healthCheckType: 'EC2' | 'ELB'
  readonly healthCheckGracePeriod: number
  readonly defaultInstanceWarmup?: number
  readonly maintenancePolicy?: { readonly minHealthyPercentage: number; readonly maxHealthyPercentage: number }
  readonly newInstancesProtected: boolean
}

/** The type that a template without one launches, so that a scene need not say it. */
const ANY_TYPE = 't3.micro'

/** The instance type that a template's InstanceType means. */
export const typeName = (type: string | undefined): string => type ?? ANY_TYPE

/**
 * A group's choice out of a request: id or name, version `$Default` unless given. Throws Auto Scaling's ValidationError
 * unless the version stands and its image would launch on its type.
 */
export function chooseTemplate(
  cloud: Cloud,
  wanted: TemplateName & { readonly version?: string | undefined },
): TemplateChoice {
  return inTemplateWords(() => {
    const template = cloud.templates.find(wanted)
    const choice = { id: template.id, name: template.name, version: wanted.version ?? '$Default' }
    checkLaunchable(cloud, choice)
    return choice
  })
}

function checkLaunchable(cloud: Cloud, choice: TemplateChoice): void {
  const { data } = cloud.templates.version(choice)
  const type = instanceTypes.get(typeName(data.InstanceType))
  if (!type) throw refuse.badTemplate(`Invalid value '${data.InstanceType}' for InstanceType.`) // the simulator's wording
  if (data.ImageId === undefined) throw refuse.badTemplate('The request must contain the parameter ImageId') // the simulator's wording
  const imageId = resolveImage(cloud, data.ImageId)
  const refused = complaint(imageId, cloud.images.get(imageId), type)
  if (refused) throw refuse.badTemplate(refused.message)
}

/** EC2's refusals of a launch template reach the caller of Auto Scaling as its own ValidationError. */
function inTemplateWords<T>(choose: () => T): T {
  try {
    return choose()
  } catch (error) {
    if (error instanceof AwsError && error.code !== 'ValidationError') throw refuse.badTemplate(error.message)
    throw error
  }
}

/** Whether a version follows the template instead of being a number. */
export const isAlias = (version: string): boolean => version === '$Latest' || version === '$Default'

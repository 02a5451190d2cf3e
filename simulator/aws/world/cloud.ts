/** What a group finds around it in its account and region. */
import type { Agenda } from './agenda.ts'
import type { Alarms } from './alarm.ts'
import type { Capacity } from './capacity.ts'
import type { Identifiers } from './identifiers.ts'
import type { Image } from './image.ts'
import type { Instance } from './instance.ts'
import type { Rules } from './rules.ts'
import type { LaunchTemplates } from './templates.ts'

/** The account as its groups know it. */
export interface Cloud {
  readonly agenda: Agenda
  readonly region: string
  /** The account's twelve digits. */
  readonly id: string
  readonly rules: Rules
  readonly ids: Identifiers
  readonly images: ReadonlyMap<string, Image>
  /** Systems Manager parameters that name an image, by name. */
  readonly parameters: ReadonlyMap<string, string>
  readonly templates: LaunchTemplates
  readonly capacity: Capacity
  readonly alarms: Alarms
  /** All instances that EC2 knows, the ended ones included; by id. */
  readonly machines: Map<string, Instance>
}

const PARAMETER = 'resolve:ssm:'

/** Whether a template names its image by a Systems Manager parameter instead of an id. */
export const usesParameter = (imageId: string | undefined): boolean => imageId?.startsWith(PARAMETER) ?? false

/** The image id that a template's ImageId means now. */
export function resolveImage(cloud: Cloud, imageId: string): string {
  if (!usesParameter(imageId)) return imageId
  const parameter = imageId.slice(PARAMETER.length)
  return cloud.parameters.get(parameter) ?? imageId
}

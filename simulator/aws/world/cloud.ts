/** The parts of an account that its groups use: clock, ids, images, templates, capacity, alarms. */
import type { Agenda } from './agenda.ts'
import type { Alarms } from './alarm.ts'
import type { Capacity } from './capacity.ts'
import type { Identifiers } from './identifiers.ts'
import type { Image } from './image.ts'
import type { Instance } from './instance.ts'
import type { Parameters } from './parameter.ts'
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
  readonly parameters: Parameters
  readonly templates: LaunchTemplates
  readonly capacity: Capacity
  readonly alarms: Alarms
  /** Our own images, public ones, and those that are shared with us. */
  maySee(image: Image): boolean
  /** All instances that EC2 knows, the ended ones included; by id. */
  readonly ec2Instances: Map<string, Instance>
}

const PARAMETER = 'resolve:ssm:'

/** The parameter that a template names its image by, as it is written there: with its version or label, if it has one. */
export const parameterIn = (imageId: string | undefined): string | undefined =>
  imageId?.startsWith(PARAMETER) ? imageId.slice(PARAMETER.length) : undefined

/** Whether a template names its image by a Systems Manager parameter instead of an id. */
export const usesParameter = (imageId: string | undefined): boolean => parameterIn(imageId) !== undefined

/** The image id that a template's ImageId means now. */
export function resolveImage(cloud: Pick<Cloud, 'parameters'>, imageId: string): string {
  const parameter = parameterIn(imageId)
  return parameter === undefined ? imageId : (cloud.parameters.valueOf(parameter) ?? imageId)
}

/** Launch template versions that name their image by a Systems Manager parameter instead of an id. */

import type { TemplateVersion, Version } from '../model/launch-template.ts'
import type { ParameterImage } from '../model/parameter.ts'

const PREFIX = 'resolve:ssm:'

/** The parameter, with its version or label if given; `undefined` where the version names its image by id. */
export const parameterIn = ({ image }: Pick<TemplateVersion, 'image'>): string | undefined =>
  image.startsWith(PREFIX) ? image.slice(PREFIX.length) : undefined

/**
 * The image to pin such a version to. If all its instances run one image, that image, so that a rollback returns to what
 * ran before; otherwise the image that the parameter means now, which the next scale-out would launch.
 */
export function imageToPin({ means, running: [only, ...others] }: ParameterImage): string | undefined {
  return only !== undefined && others.length === 0 ? only : means
}

/** The id of the image that a saved version launches or is to be pinned to; `undefined` where only a parameter is known. */
export const launchedBy = (saved: Version, parameter: ParameterImage | undefined): string | undefined =>
  parameterIn(saved) === undefined ? saved.image : parameter && imageToPin(parameter)

/** Launch template versions that name their image by a Systems Manager parameter instead of an id. */

import type { TemplateVersion, Version } from '../model/launch-template.ts'
import type { ParameterImage } from '../model/parameter.ts'

const PREFIX = 'resolve:ssm:'

/** The parameter, with the version or label that is named; `undefined` where the version has an image of its own. */
export const parameterIn = ({ image }: Pick<TemplateVersion, 'image'>): string | undefined =>
  image.startsWith(PREFIX) ? image.slice(PREFIX.length) : undefined

/**
 * The image to pin such a version to: the one that all its instances run, so that the rollback leads to what was there
 * and has proved itself; else the one that the parameter means now, which the next scale-out would launch.
 */
export function imageToPin({ means, running: [only, ...others] }: ParameterImage): string | undefined {
  return only !== undefined && others.length === 0 ? only : means
}

/** The image that a saved version launches, or is to be pinned to, by its id; `undefined` where only a parameter is known. */
export const launchedBy = (saved: Version, parameter: ParameterImage | undefined): string | undefined =>
  parameterIn(saved) === undefined ? saved.image : parameter && imageToPin(parameter)

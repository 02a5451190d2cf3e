/** Reads the images that the group's launch templates launch now. */

import { launchedBy } from '../launch-template/parameter.ts'
import { typesOf } from '../matching.ts'
import type { CurrentImage, GroupTemplate } from '../model/group-template.ts'
import type { GroupReads } from './survey-reads.ts'

/**
 * Adds the current images. Where one is gone and there are several templates or images, adds the architectures of the
 * instance types instead, to match the new images.
 */
export async function withCurrentImages(
  { reads, ask, group }: GroupReads,
  templates: readonly GroupTemplate[],
  isMatched: boolean,
): Promise<readonly GroupTemplate[]> {
  const ids = templates.flatMap((each) => launchedImage(each) ?? [])
  const images = ids.length > 0 ? ((await ask(reads.images(ids))) ?? []) : []
  const architecturesFor = async (template: GroupTemplate): Promise<readonly string[]> => {
    const types = typesOf(template, group)
    const known = types.length > 0 ? ((await ask(reads.instanceTypes(types))) ?? []) : []
    return [...new Set(known.flatMap(({ architectures = [] }) => architectures))]
  }
  return Promise.all(
    templates.map(async (each) => {
      const image = images.find(({ id }) => id === launchedImage(each))
      const current: CurrentImage = image
        ? { type: 'image', image }
        : { type: 'unknown', architectures: isMatched ? await architecturesFor(each) : [] }
      return { ...each, current }
    }),
  )
}

/** The id of the image that the template launches or is to be pinned to. */
export const launchedImage = (template: GroupTemplate): string | undefined =>
  template.type === 'found' ? launchedBy(template.saved, template.parameter) : undefined

/** The steps that delete old versions, and archive the images that only those named. Pure. */

import type { ImageArchive } from '../model/image-archive.ts'
import type { TemplateVersion } from '../model/launch-template.ts'
import type { Step } from './steps.ts'

/** The images come last: those of every template are past use only when no version of any names them. */
export const cleanUpSteps = (
  proven: readonly TemplateVersion[],
  keep: number,
  archive: ImageArchive | undefined,
): readonly Step[] => [
  ...proven.map(({ id: template }) => {
    const retires = archive !== undefined
    return { type: 'delete-old-versions', template, keep, expected: [], retires, retired: [] } as const
  }),
  ...(archive
    ? proven.map(({ id }) => ({ type: 'archive-images', template: id, archive, expected: [] }) as const)
    : []),
]

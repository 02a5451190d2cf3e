/** Images that the clean-up archived or, for a plan, would archive, and why the others stay. */

import { duration } from '../../rollout/measure.ts'
import type { Image } from '../../rollout/model/image.ts'
import type { ImageCleanUp } from '../../rollout/model/image-archive.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { blocks, code, details, type Markdown, md, table } from '../markdown.ts'
import { imageCleanUpWords, isPreview, keptWords } from '../words/images.ts'
import type { Section } from './story.ts'

/** The section, with one part for each launch template; nothing where no image was read. */
export const archivedImages: Section = ({ timeline }) => {
  const newest = new Map(
    timeline.milestones.flatMap((milestone) =>
      milestone.type === 'archiving-images' ? [[milestone.cleanUp.template, milestone.cleanUp] as const] : [],
    ),
  )
  const parts = [...newest.values()].flatMap((found) => partsOf(timeline, found))
  return parts.length > 0 ? blocks([md`### Clean-up of images`, ...parts]) : undefined
}

function partsOf(timeline: Timeline, found: ImageCleanUp): readonly Markdown[] {
  const { archived, kept, archive } = found
  const isForetold = isPreview(timeline)
  const done = new Set(timeline.milestones.flatMap(archivedIn))
  const fate = ({ id }: Image) =>
    isForetold ? `would be ${past[archive.how]}` : done.has(id) ? past[archive.how] : 'as before'
  const rows = (images: readonly (readonly [Image, string])[]) =>
    images.map(([{ id, name, created }, says]) => [
      code(id),
      code(name),
      created === undefined ? '–' : `${duration(timeline.now - created)} ago`,
      says,
    ])
  return [
    ...(isForetold ? [md`${imageCleanUpWords(found, isForetold)}.`] : []),
    ...(archived.length > 0
      ? [table(['image', 'name', 'built', 'clean-up'], rows(archived.map((image) => [image, fate(image)])))]
      : []),
    ...(kept.length > 0
      ? [
          details(
            'Why the other images stay',
            table(
              ['image', 'name', 'built', 'stays'],
              rows(kept.map(({ image, because }) => [image, keptWords(because, archive, timeline.now)])),
            ),
          ),
        ]
      : []),
  ]
}

const past = { deprecate: 'deprecated', disable: 'disabled' } as const

const archivedIn = (milestone: Timeline['milestones'][number]): readonly string[] =>
  milestone.type === 'final-step' && milestone.finalStep.did === 'archived' ? milestone.finalStep.images : []

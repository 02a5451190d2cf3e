/**
 * Template versions that the clean-up deleted or, for a plan, would delete, and the images that no version names
 * then.
 */

import { count, duration } from '../../rollout/measure.ts'
import type { CleanUp } from '../../rollout/plan/clean-up.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { blocks, code, details, type Markdown, md, table } from '../markdown.ts'
import { cleanUpWords } from '../words/final-steps.ts'
import type { Section } from './story.ts'

/** The section, with one part for each launch template; nothing where there was nothing to delete. */
export const cleanUp: Section = ({ timeline }) => {
  const newest = new Map(
    timeline.milestones.flatMap((milestone) =>
      milestone.type === 'deleting-versions' ? [[milestone.cleanUp.template, milestone.cleanUp] as const] : [],
    ),
  )
  const parts = [...newest.values()].flatMap((done) => partsOf(timeline, done))
  return parts.length > 0 ? blocks([md`### Clean-up of template versions`, ...parts]) : undefined
}

function partsOf(timeline: Timeline, done: CleanUp): readonly Markdown[] {
  const isPreview = timeline.settings?.mode === 'plan'
  const deleted = isPreview ? done.versions.map(({ version }) => version) : deletedIn(timeline, done.template)
  const stays = done.versions.filter(({ version }) => !deleted.includes(version)).map(({ image }) => image)
  const left = done.images.filter(({ id }) => !stays.includes(id))
  return [
    ...(isPreview ? [md`${cleanUpWords(done, isPreview)}.`] : []),
    ...(done.versions.length > 0
      ? [versions(timeline, done, (version) => deletionWords(deleted.includes(version), isPreview))]
      : []),
    ...(left.length > 0 ? [images(timeline, { ...done, images: left }, isPreview)] : []),
  ]
}

const deletedIn = ({ milestones }: Timeline, template: string): readonly number[] =>
  milestones.flatMap((milestone) =>
    milestone.type === 'final-step' &&
    milestone.finalStep.did === 'deleted' &&
    milestone.finalStep.template === template
      ? milestone.finalStep.versions
      : [],
  )

const deletionWords = (gone: boolean, isPreview: boolean): string => {
  if (isPreview) return 'would go'
  return gone ? 'deleted' : 'still there'
}

const versions = ({ now }: Timeline, { versions: gone }: CleanUp, fate: (version: number) => string): Markdown =>
  table(
    ['version', 'image', 'made', 'clean-up'],
    gone.map(({ version, image, created }) => [version, code(image), `${duration(now - created)} ago`, fate(version)]),
    [0],
  )

/** The unused images, whose snapshots cost money. Other templates may use them; that is not checked. */
const images = ({ now }: Timeline, { images: left, template }: CleanUp, isPreview: boolean): Markdown =>
  details(
    `${count(left.length, 'image')} that ${template} ${isPreview ? 'would not name' : 'does not name'} any more`,
    blocks([
      md`This action deletes no image. Before you deregister one, see that no other template, group or account uses it.`,
      table(
        ['image', 'name', 'built'],
        left.map(({ id, name, created }) => [
          code(id),
          code(name),
          created === undefined ? '–' : `${duration(now - created)} ago`,
        ]),
      ),
    ]),
  )

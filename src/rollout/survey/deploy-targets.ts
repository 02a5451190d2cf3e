/** Reads what a deploy needs of each launch template: the versions in use, and the new image that fits it. */

import { lastRolloutOf } from '../launch-template/last-rollout.ts'
import { markerIn } from '../launch-template/marker.ts'
import { matched } from '../matching.ts'
import type { Group } from '../model/group.ts'
import type { FoundTemplate, GroupTemplate, TemplateTarget } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import { candidateImage, type ImageCandidate } from '../model/image-source.ts'
import type { Version } from '../model/launch-template.ts'
import { isActive } from '../model/refresh-status.ts'
import { withCurrentImages } from './current-images.ts'
import type { GroupReads } from './survey-reads.ts'

/** Adds the versions in use, the current image and the new image to each template. */
export async function withDeployTargets(
  asking: GroupReads,
  templates: readonly GroupTemplate[],
  candidates: readonly ImageCandidate[],
): Promise<readonly GroupTemplate[]> {
  const images = candidates.flatMap((each) => candidateImage(each) ?? [])
  const isMatched = templates.length > 1 || candidates.length > 1
  const [current, versions] = await Promise.all([
    withCurrentImages(asking, templates, isMatched),
    Promise.all(templates.map((each) => (each.type === 'found' ? asking.ask(versionsInUse(asking, each)) : undefined))),
  ])
  const asItIs = candidates.length === 0
  return Promise.all(
    current.map(async (each, i): Promise<GroupTemplate> => {
      const target = asItIs
        ? await withImageOf(asking, each.target)
        : targetWith(matched(each, current, images), each.target)
      return each.type === 'found' ? { ...each, target, versions: versions[i] ?? [] } : { ...each, target }
    }),
  )
}

/** A version that is rolled as it is, with its image. */
async function withImageOf({ reads, ask }: GroupReads, target: TemplateTarget): Promise<TemplateTarget> {
  if (target.type !== 'version' || !target.version.image.startsWith('ami-')) return target
  const image = await ask(reads.image(target.version.image))
  return image ? { ...target, found: { image } } : target
}

/** The image that fits the template, and the version that is named as its source. */
function targetWith(image: Image | undefined, named: TemplateTarget): TemplateTarget {
  if (named.type === 'no-version') return named
  if (!image) return { type: 'none' }
  if (named.type !== 'version') return { type: 'deploy', image }
  return named.version.image === image.id
    ? { type: 'version', version: named.version, found: { image } }
    : { type: 'deploy', image, source: named.version }
}

async function versionsInUse(
  { reads, group, refreshes }: GroupReads,
  { saved, template, target, rollbackOrigin }: FoundTemplate,
): Promise<readonly Version[]> {
  const newer = template.latest > saved.version ? await reads.versionsAfter(template.id, saved.version) : []
  const named = [
    ...group.instances.flatMap((instance) =>
      instance.template?.id === template.id ? [instance.template.version] : [],
    ),
    ...refreshes.flatMap(({ status, to = [] }) =>
      (isActive(status) ? to : []).flatMap((each) => (each.template === template.id ? [Number(each.version)] : [])),
    ),
    ...[markerIn(saved.description)?.from].filter((from) => from !== undefined),
    ...lastOf(group, template.id),
    ...(target.type === 'version' ? [target.version.version] : []),
    ...(rollbackOrigin?.type === 'moved' ? [rollbackOrigin.former.version] : []),
  ]
  const known = new Set([saved.version, ...newer.map(({ version }) => version)])
  const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version))
  const read = await Promise.all(older.map((version) => reads.version(template.id, version)))
  return [saved, ...newer, ...read.flatMap((version) => version ?? [])]
}

/** The version before that the group's tag names for this template, in the order in which the group names its templates. */
function lastOf(group: Group, template: string): readonly number[] {
  const ids = [...new Set(group.templates.map(({ id }) => id))]
  const from = lastRolloutOf(group)?.from[ids.indexOf(template)]
  return from === undefined ? [] : [from]
}

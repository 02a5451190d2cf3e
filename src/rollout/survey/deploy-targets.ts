/** Reads what a deploy needs of each launch template: the versions in use, and the new image that fits it. */

import { markerIn } from '../launch-template/marker.ts'
import { matched } from '../matching.ts'
import type { FoundTemplate, GroupTemplate, TemplateTarget } from '../model/group-template.ts'
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
  return current.map((each, i): GroupTemplate => {
    const image = matched(each, current, images)
    const target: TemplateTarget = image ? { type: 'deploy', image } : { type: 'none' }
    return each.type === 'found' ? { ...each, target, versions: versions[i] ?? [] } : { ...each, target }
  })
}

async function versionsInUse(
  { reads, group, refreshes }: GroupReads,
  { saved, template }: FoundTemplate,
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
  ]
  const known = new Set([saved.version, ...newer.map(({ version }) => version)])
  const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version))
  const read = await Promise.all(older.map((version) => reads.version(template.id, version)))
  return [saved, ...newer, ...read.flatMap((version) => version ?? [])]
}

/** Reads what a rollback needs of each launch template: all versions, the one to return to, and its image. */

import { lastOfTemplate, provenLastRollout } from '../launch-template/last-rollout.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import { notedBy, ROLLBACK_TAG } from '../launch-template/rollback-note.ts'
import { rollbackTargetsOf, stays } from '../launch-template/rollback-target.ts'
import { architecturesOf } from '../matching.ts'
import { type FoundTemplate, foundTemplates, type GroupTemplate, type RollbackTarget } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import type { RollbackTo } from '../model/settings.ts'
import { launchedImage, withCurrentImages } from './current-images.ts'
import type { GroupReads } from './survey-reads.ts'

/** Adds all versions, the target among them, and its image. Where a template is missing, none has a target. */
export async function withRollbackTargets(
  asking: GroupReads,
  templates: readonly GroupTemplate[],
  asked: RollbackTo,
): Promise<readonly GroupTemplate[]> {
  const { reads, ask } = asking
  const hasSeveral = templates.length > 1
  const all = hasSeveral ? await withCurrentImages(asking, templates, true) : templates
  const found = await Promise.all(
    foundTemplates(all).map(async (each) => ({
      ...each,
      versions: (await ask(reads.versionsAfter(each.saved.id, 0))) ?? [each.saved],
    })),
  )
  if (found.length < all.length) return all
  const targets = targetsOf(asking, found, asked)
  const made = targets.find((target) => target.type === 'image')
  const image = made && (await ask(reads.image(made.image)))
  const rollbackTargets = targets.map((target, i) => {
    const template = found[i]
    if (!template) return target
    return pinnedInPlace(hasSeveral && image ? fitting(target, template, image) : target, template)
  })
  const ids = [...new Set(rollbackTargets.flatMap(imageOf))].filter((id) => id !== made?.image)
  const images = [image, ...(await Promise.all(ids.map((id) => ask(reads.image(id)))))]
  return found.map((each, i): GroupTemplate => {
    const to = rollbackTargets[i]
    const known = to && images.find((image) => imageOf(to).some((id) => id === image?.id))
    return to ? { ...each, target: { type: 'rollback', to, ...(known && { found: { image: known } }) } } : each
  })
}

/** Where a person says where to go, what an earlier attempt noted has no say. */
function targetsOf(
  { settings, group, refreshes }: GroupReads,
  found: readonly FoundTemplate[],
  asked: RollbackTo,
): readonly RollbackTarget[] {
  const last = provenLastRollout({ group, refreshes, run: settings.run.id, isOwnStart: () => false })
  const histories = found.map(({ saved, versions }, i) => ({
    saved,
    versions,
    refreshes,
    instances: group.instances,
    ...lastOfTemplate(last, i),
  }))
  const evidence = { run: settings.run, templates: group.templates, newest: refreshes[0] }
  const noted = asked === 'previous' ? notedBy(group.tags.get(ROLLBACK_TAG), evidence) : undefined
  return rollbackTargetsOf(histories, noted ?? asked)
}

/** A template that stays and names its image by a parameter gets the image that it is pinned to. */
function pinnedInPlace(target: RollbackTarget, template: FoundTemplate): RollbackTarget {
  const image = launchedImage(template)
  const isNamed = target.type === 'version' && target.why === 'stays' && parameterIn(target.version) !== undefined
  return isNamed && image !== undefined ? { type: 'image', image } : target
}

const imageOf = (target: RollbackTarget): readonly string[] => {
  if (target.type === 'none') return []
  return [target.type === 'version' ? target.version.image : target.image]
}

/** A rollback to an image applies to the templates of its architecture; the others stay. */
const fitting = (target: RollbackTarget, template: FoundTemplate, { architecture }: Image): RollbackTarget =>
  target.type === 'image' && !architecturesOf(template).includes(architecture) ? stays(template) : target

/** Reads what `image: current` replaces the instances with: the version that the group means now. */

import { lastRolloutOf } from '../launch-template/last-rollout.ts'
import { markerOf } from '../launch-template/lineage.ts'
import { launchedBy, parameterIn } from '../launch-template/parameter.ts'
import { hasSucceeded } from '../launch-template/rollback-target.ts'
import { runs } from '../model/coverage.ts'
import type { FoundTemplate, GroupTemplate } from '../model/group-template.ts'
import type { Version } from '../model/launch-template.ts'
import { isInService } from '../model/lifecycle.ts'
import { namesNumbers } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import { withNamedVersion } from './named-version.ts'
import { withParameter } from './saved-versions.ts'
import type { GroupReads } from './survey-reads.ts'

/**
 * Adds it as the target. There is no older state to return to, unless the version has never proved itself: then it is rolled
 * like any version that is named, from what runs now. Of several templates all have to be proven.
 */
export async function withCurrentVersion(
  asking: GroupReads,
  templates: readonly GroupTemplate[],
): Promise<readonly GroupTemplate[]> {
  const begun = claimedVersion(asking)
  if (begun !== undefined) return withNamedVersion(asking, templates, { asked: begun, images: [] })
  const proven = await Promise.all(templates.map((each) => isProvenVersion(asking, each)))
  const [only] = templates
  if (templates.length === 1 && only?.type === 'found' && proven[0] === false)
    return withNamedVersion(asking, templates, { asked: only.saved.version, images: [] })
  return Promise.all(
    templates.map((each, i) => (proven[i] ? asItIs(asking, each) : { ...each, target: unprovenTarget(each) })),
  )
}

const unprovenTarget = (of: GroupTemplate): GroupTemplate['target'] =>
  of.type === 'found' ? { type: 'no-version', asked: of.saved.version } : of.target

/** What this run set out with, although the group has been set to the version before in the meantime. */
function claimedVersion({ group, refreshes, settings }: GroupReads): number | undefined {
  const last = lastRolloutOf(group)
  if (last?.run !== settings.run.id || last.to.join() === last.from.join()) return undefined
  const active = refreshes.find(({ status }) => isActive(status))
  const isOwn = active ? namesNumbers(active, group.templates, last.to) : last.refresh === undefined
  return isOwn ? last.to[0] : undefined
}

/** `undefined`: the template could not be read. */
async function isProvenVersion(asking: GroupReads, of: GroupTemplate): Promise<boolean | undefined> {
  if (of.type !== 'found') return undefined
  const { saved } = of
  const { group, refreshes } = asking
  const serving = group.instances.filter((each) => isInService(each) && each.template?.id === saved.id)
  const isRun = serving.every((each) => runs(each, { templates: [saved] }))
  return isRun || hasSucceeded({ refreshes }, saved) || isPinned(asking, saved)
}

/** A version that this action made in place of one that names its image by a parameter, with the image that ran then. */
async function isPinned({ reads, ask }: GroupReads, saved: Version): Promise<boolean> {
  const source = markerOf(saved, [saved])?.source
  const former = source === undefined ? undefined : await ask(reads.version(saved.id, source))
  return former !== undefined && parameterIn(former) !== undefined
}

/** The saved version; one that names its image by a parameter gets the image that its instances run. */
async function asItIs(asking: GroupReads, of: GroupTemplate): Promise<GroupTemplate> {
  if (of.type !== 'found') return of
  const same: FoundTemplate = { ...of, rollbackOrigin: { type: 'same' } }
  if (parameterIn(of.saved) === undefined) return { ...same, target: { type: 'version', version: of.saved } }
  if (asking.settings.ssmTemplate !== 'pin') return same
  const pinned = await withParameter(asking, same)
  const id = pinned.type === 'found' ? launchedBy(pinned.saved, pinned.parameter) : undefined
  const image = id === undefined ? undefined : await asking.ask(asking.reads.image(id))
  return image ? { ...pinned, target: { type: 'deploy', image } } : pinned
}

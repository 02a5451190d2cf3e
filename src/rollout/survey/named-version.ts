/** Reads the launch template version that `launch-template-version` names, and the version that a rollback returns to. */

import { lastRolloutOf } from '../launch-template/last-rollout.ts'
import { versionBefore } from '../launch-template/version-before.ts'
import { coverage } from '../model/coverage.ts'
import type { FoundTemplate, GroupTemplate } from '../model/group-template.ts'
import { candidateId, type ImageCandidate } from '../model/image-source.ts'
import type { Alias, Version } from '../model/launch-template.ts'
import { namesVersion } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { GroupReads } from './survey-reads.ts'

/** What the inputs ask for: a version, and the images that a new one is made with. */
export interface NamedVersion {
  readonly asked: number | Alias
  readonly images: readonly ImageCandidate[]
}

/**
 * Adds the version. Where what the group has saved is none to roll back to, the template's `saved` is the version that a
 * rollback returns to from here on, and `rollbackOrigin` says what the group has instead.
 */
export async function withNamedVersion(
  asking: GroupReads,
  templates: readonly GroupTemplate[],
  named: NamedVersion,
): Promise<readonly GroupTemplate[]> {
  const isOne = templates.length === 1
  return Promise.all(
    templates.map(async (each): Promise<GroupTemplate> => {
      const version = isOne && each.type === 'found' ? await versionAsked(asking, each, named.asked) : undefined
      if (each.type !== 'found' || !version) return { ...each, target: { type: 'no-version', asked: named.asked } }
      return withRollbackVersion(
        asking,
        { ...each, target: { type: 'version', version } },
        { version, images: named.images },
      )
    }),
  )
}

/** A re-run whose own refresh is in progress keeps that refresh's version, even if an alias means another one by now. */
async function versionAsked(
  { reads, ask, group, refreshes, settings }: GroupReads,
  { template }: FoundTemplate,
  asked: number | Alias,
): Promise<Version | undefined> {
  const last = lastRolloutOf(group)
  const version = last?.run === settings.run.id ? last.to[0] : undefined
  const active = refreshes.find(({ status }) => isActive(status))
  const isInProgress = version !== undefined && active && namesVersion(active, { id: template.id, version })
  return ask(reads.version(template.id, isInProgress ? version : asked))
}

async function withRollbackVersion(
  asking: GroupReads,
  of: FoundTemplate,
  { version, images }: { readonly version: Version; readonly images: readonly ImageCandidate[] },
): Promise<FoundTemplate> {
  const { reads, ask, group, refreshes, settings } = asking
  const { saved } = of
  // With an image the target is a version made from this one, unless this one launches that image already.
  const isTarget = images.length === 0 || images.some((each) => candidateId(each) === version.image)
  if (isTarget && saved.version === version.version && settings.skipMatching) {
    const { covered, onTarget } = coverage(group.instances, { templates: [version] }, settings)
    if (covered.length === onTarget.length) return of
  }
  const running = [
    ...new Set(group.instances.flatMap(({ template }) => (template?.id === saved.id ? [template.version] : []))),
  ]
  const read = await Promise.all(
    running.map((number) => (number === saved.version ? saved : ask(reads.version(saved.id, number)))),
  )
  const versions = read.flatMap((each) => each ?? [])
  const before = versionBefore(isTarget ? version : undefined, {
    saved,
    versions,
    refreshes,
    instances: group.instances,
  })
  if (!before) return { ...of, rollbackOrigin: { type: 'none' } }
  return before.version === saved.version
    ? of
    : { ...of, saved: before, rollbackOrigin: { type: 'moved', former: saved } }
}

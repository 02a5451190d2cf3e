/** Selects the template versions of this action that may be deleted. Nothing in use is ever deleted. Pure. */

import { isAlias, meaning } from '../launch-template/alias.ts'
import { ancestors, isCopied, markerOf } from '../launch-template/lineage.ts'
import { rollbackTargetOf, type TemplateHistory } from '../launch-template/rollback-target.ts'
import type { Image } from '../model/image.ts'
import type { Instance } from '../model/instance.ts'
import type { Template, TemplateUse, Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { Instant } from '../model/time.ts'

/** Everything that is known to use a template. */
export interface TemplateUsers {
  readonly template: Template
  /** The history of the group in this rollout, with all versions of the template. */
  readonly history: TemplateHistory
  /** The instances of the group's warm pool. */
  readonly pooled: readonly Instance[]
  /** Uses by other groups, including the targets of their active refreshes. */
  readonly others: readonly TemplateUse[]
}

/** The versions to delete, oldest first, and the images that no version names afterwards. */
export interface CleanUp {
  readonly template: string
  /** How many versions of this action stay at least. */
  readonly keep: number
  readonly versions: readonly { readonly version: number; readonly image: string; readonly created: Instant }[]
  /** Images that no remaining version names. They are only reported; this action never deletes images. */
  readonly images: readonly Image[]
}

/**
 * The versions of this action beyond the newest `keep`, oldest first, without those in use. A version whose marker was
 * copied also stays: without it the copies would pass for ours. `tried`: those that a trial has launched which may go on;
 * its run may roll them next, and nothing else names them.
 */
export function unusedVersions(users: TemplateUsers, keep: number, tried: readonly number[] = []): readonly Version[] {
  const used = inUse(users, tried)
  const { versions } = users.history
  return versions
    .filter((each) => markerOf(each, versions) !== undefined)
    .toSorted((a, b) => b.version - a.version)
    .slice(keep)
    .filter((each) => !used.has(each.version) && !isCopied(each, versions))
    .reverse()
}

/** Images of the deleted versions that no remaining version names. */
export function unnamedImages({ history: { versions } }: TemplateUsers, gone: readonly Version[]): readonly string[] {
  const named = new Set(versions.filter((each) => !gone.includes(each)).map(({ image }) => image))
  return [...new Set(gone.map(({ image }) => image))].filter((image) => !named.has(image))
}

/** Version numbers in use: named by an alias, a group, an instance or a refresh, or the rollback target of one of those. */
function inUse({ template, history, pooled, others }: TemplateUsers, tried: readonly number[]): ReadonlySet<number> {
  const named = new Set<number>([
    template.default,
    template.latest,
    history.saved.version,
    ...tried,
    ...[...history.instances, ...pooled].flatMap((each) =>
      each.template?.id === template.id ? [each.template.version] : [],
    ),
    ...versionsInRefreshes(history.refreshes, template),
    ...others.flatMap(({ versions }) => versions.map((each) => numberOf(each, template))),
  ])
  const rollbackTarget = rollbackTargetOf(history, 'previous')
  const target = rollbackTarget.type === 'version' ? [rollbackTarget.version.version] : []
  // A rollback follows markers past failed versions, so all versions between must keep theirs.
  const least =
    rollbackTarget.type === 'version' && rollbackTarget.why === 'chain' ? rollbackTarget.version.version : Infinity
  const back = history.versions
    .filter(({ version }) => named.has(version))
    .flatMap((each) => ancestors(each, history.versions).filter(({ version }, i) => i === 0 || version >= least))
  return new Set([...named, ...target, ...back.map(({ version }) => version)])
}

/** The versions that active refreshes have as target. */
export const versionsInRefreshes = (refreshes: readonly Refresh[], { id, ...where }: Template): readonly number[] =>
  refreshes.flatMap(({ status, to = [] }) =>
    (isActive(status) ? to : []).flatMap(({ template, version }) =>
      template === id ? [numberOf(version, { id, ...where })] : [],
    ),
  )

const numberOf = (version: number | string, template: Template): number =>
  isAlias(version) ? meaning(version, template) : Number(version)

/** What a rollout does. `isNoted`: its tag will say where it came from, since its version has no marker. */
interface ExpectedRoll {
  readonly replaced: ReadonlySet<string>
  readonly isNoted: boolean
}

/** The expected users after a rollout: the replaced instances run its target, and a new version is the latest. */
export function afterRoll(
  users: TemplateUsers,
  { from, to }: { readonly from: Version; readonly to: Version },
  { replaced, isNoted }: ExpectedRoll,
): TemplateUsers {
  const { template, history } = users
  const { id, version } = to
  const exists = history.versions.some((each) => each.version === version)
  return {
    ...users,
    template: { ...template, latest: Math.max(template.latest, version) },
    history: {
      ...history,
      saved: to,
      ...(isNoted && { last: { from: from.version, to: version } }),
      versions: exists ? history.versions : [to, ...history.versions],
      instances: history.instances.map((each) =>
        replaced.has(each.id) && each.template?.id === id ? { ...each, template: { id, version } } : each,
      ),
    },
  }
}

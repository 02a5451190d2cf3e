/** Which template versions of ours may go. Pure; nothing in use is ever deleted. */

import { isAlias, meaning } from '../launch-template/alias.ts'
import { ancestors, isCopied, markerOf } from '../launch-template/lineage.ts'
import { rollbackTargetOf, type TemplateHistory } from '../launch-template/rollback-target.ts'
import type { Image } from '../model/image.ts'
import type { Template, TemplateUse, Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { Instant } from '../model/time.ts'

/** All that can be seen of who uses a template. */
export interface TemplateUsers {
  readonly template: Template
  /** Of the group that was rolled; its versions are all that the template has. */
  readonly past: TemplateHistory
  /** Of other groups, with what their active refreshes lead to. */
  readonly others: readonly TemplateUse[]
}

/** What goes, the oldest first, and what it leaves behind. */
export interface CleanUp {
  readonly template: string
  /** How many of ours stay at least. */
  readonly keep: number
  readonly versions: readonly { readonly version: number; readonly image: string; readonly created: Instant }[]
  /** Images that no version that stays names any more: candidates, which are never deleted here. */
  readonly images: readonly Image[]
}

/**
 * Versions of ours beyond the newest `keep`, the oldest first, less all that is in use; and less those whose marker was
 * copied, since without them the copies would look like ours.
 */
export function superfluous(holdings: TemplateUsers, keep: number): readonly Version[] {
  const used = inUse(holdings)
  const { versions } = holdings.past
  return versions
    .filter((each) => markerOf(each, versions) !== undefined)
    .toSorted((a, b) => b.version - a.version)
    .slice(keep)
    .filter((each) => !used.has(each.version) && !isCopied(each, versions))
    .reverse()
}

/** EC2 deletes at most so many versions in one call. */
const DELETED_AT_ONCE = 200

/** The versions that go, a call for each part. */
export const deletions = (versions: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(versions.length / DELETED_AT_ONCE) }, (_, i) =>
    versions.slice(i * DELETED_AT_ONCE, (i + 1) * DELETED_AT_ONCE),
  )

/** Images of versions that go which nothing that stays names. */
export function orphans({ past: { versions } }: TemplateUsers, gone: readonly Version[]): readonly string[] {
  const named = new Set(versions.filter((each) => !gone.includes(each)).map(({ image }) => image))
  return [...new Set(gone.map(({ image }) => image))].filter((image) => !named.has(image))
}

/** What is named by an alias, a group, an instance or a refresh, and the rollback from each. */
function inUse({ template, past, others }: TemplateUsers): ReadonlySet<number> {
  const named = new Set<number>([
    template.default,
    template.latest,
    past.saved.version,
    ...past.instances.flatMap((each) => (each.template?.id === template.id ? [each.template.version] : [])),
    ...aims(past.refreshes, template),
    ...others.flatMap(({ versions }) => versions.map((each) => numberOf(each, template))),
  ])
  const rollbackTarget = rollbackTargetOf(past, 'previous')
  const target = rollbackTarget.type === 'version' ? [rollbackTarget.version.version] : []
  // Where our markers lead a rollback past versions that did not succeed, it needs the markers along the way.
  const least =
    rollbackTarget.type === 'version' && rollbackTarget.why === 'chain' ? rollbackTarget.version.version : Infinity
  const back = past.versions
    .filter(({ version }) => named.has(version))
    .flatMap((each) => ancestors(each, past.versions).filter(({ version }, i) => i === 0 || version >= least))
  return new Set([...named, ...target, ...back.map(({ version }) => version)])
}

/** Versions that active refreshes lead to. */
export const aims = (refreshes: readonly Refresh[], { id, ...where }: Template): readonly number[] =>
  refreshes.flatMap(({ status, to = [] }) =>
    (isActive(status) ? to : []).flatMap(({ template, version }) =>
      template === id ? [numberOf(version, { id, ...where })] : [],
    ),
  )

const numberOf = (version: number | string, template: Template): number =>
  isAlias(version) ? meaning(version, template) : Number(version)

/** What there will be when the group has been rolled to `to`: these instances run it, and it is the newest if it is new. */
export function afterRoll(holdings: TemplateUsers, to: Version, replaced: ReadonlySet<string>): TemplateUsers {
  const { template, past } = holdings
  const { id, version } = to
  const stands = past.versions.some((each) => each.version === version)
  return {
    ...holdings,
    template: { ...template, latest: Math.max(template.latest, version) },
    past: {
      ...past,
      saved: to,
      versions: stands ? past.versions : [to, ...past.versions],
      instances: past.instances.map((each) =>
        replaced.has(each.id) && each.template?.id === id ? { ...each, template: { id, version } } : each,
      ),
    },
  }
}

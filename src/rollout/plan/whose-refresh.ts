/**
 * Decides who started a refresh. The marker of a version names the run that made it. For a run that made no version, the
 * group's tag names its target, and counts only for the versions in it. Pure.
 */

import type { ProvenLastRollout } from '../launch-template/last-rollout.ts'
import { markerOf } from '../launch-template/lineage.ts'
import { markerIn } from '../launch-template/marker.ts'
import { ROLLBACK_TAG, rollbackNoteIn } from '../launch-template/rollback-note.ts'
import type { Group } from '../model/group.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { namesVersion } from '../model/refresh.ts'
import type { WorkflowRun } from '../model/settings.ts'
import type { KnownTemplate } from './template-changes.ts'

/** `versions`: the refresh's target, one for each template of the group. */
export type Ownership =
  /** It rolls out what this run made. */
  | { readonly owner: 'this-run'; readonly does: 'rollout'; readonly versions: readonly Version[] }
  /** It rolls back what this run rolled out. `failureCode`: why, if the run could write that to the tag. */
  | {
      readonly owner: 'this-run'
      readonly does: 'rollback'
      readonly versions: readonly Version[]
      readonly failureCode: string | undefined
      /** Whether a marker confirms it. With a tag alone a run may adopt the refresh, but never cancels it. */
      readonly isMarked: boolean
    }
  /** Another run of this action started it. */
  | { readonly owner: 'another-run'; readonly versions: readonly Version[] }
  /** Somebody else started it. `versions` is missing where the refresh does not name one version of each template. */
  | { readonly owner: 'somebody-else'; readonly versions?: readonly Version[] }

/** What the decision is based on. */
export interface OwnershipEvidence {
  readonly templates: readonly KnownTemplate[]
  readonly tags: Group['tags']
  readonly run: WorkflowRun
  /** The newest rollout without a version of its own, as far as AWS's history proves it. */
  readonly last: ProvenLastRollout | undefined
}

/** Compares the versions that the refresh names with markers and tags. */
export function whoseRefresh(
  refresh: Pick<Refresh, 'id' | 'to'>,
  { templates, tags, run, last }: OwnershipEvidence,
): Ownership {
  const versions = versionsNamed(refresh, templates)
  if (!versions) return { owner: 'somebody-else' }
  const isMarked = versions.some(({ description }) => markerIn(description) !== undefined)
  const note = rollbackNoteIn(tags.get(ROLLBACK_TAG))
  const isNoted = note?.run === run.id && note.versions.join() === versions.map(({ version }) => version).join()
  if (note && isNoted && (note.refresh ?? refresh.id) === refresh.id)
    return { owner: 'this-run', does: 'rollback', versions, failureCode: note.failureCode, isMarked }
  if (last?.refresh === refresh.id)
    return last.run === run.id ? { owner: 'this-run', does: 'rollout', versions } : { owner: 'another-run', versions }
  // A run that replaced a parameter also made its rollback target, so its rollback tag is checked before its markers.
  const made = versions.map((version, i) => wasMadeBy(run, version, templates[i]))
  const isRollout = versions.every((version, i) => made[i] || version.version === templates[i]?.saved.version)
  if (made.some(Boolean) && isRollout) return { owner: 'this-run', does: 'rollout', versions }
  return { owner: isMarked ? 'another-run' : 'somebody-else', versions }
}

/** The version of each template that a refresh names; `undefined` unless it names one of each, and nothing else. */
function versionsNamed(
  { to = [] }: Pick<Refresh, 'to'>,
  templates: readonly KnownTemplate[],
): readonly Version[] | undefined {
  const found = templates.flatMap(({ versions }) => versions.find((each) => namesVersion({ to }, each)) ?? [])
  return found.length === templates.length && to.length === found.length ? found : undefined
}

/** Whether this action started it, as far as markers show. */
export const isOurs = (ownership: Ownership): boolean =>
  ownership.owner !== 'somebody-else' && (!('isMarked' in ownership) || ownership.isMarked)

/** Whether this run made the version. A copy with its marker does not count. */
export const wasMadeBy = (run: WorkflowRun, version: Version, of: KnownTemplate | undefined): boolean =>
  markerOf(version, of?.versions ?? [])?.run === run.id

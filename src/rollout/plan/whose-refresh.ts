/**
 * Whose refresh is this? The one place that says so. A version with our marker tells whose it was made for; a tag of the
 * group tells what a run that made no version of its own leads to, and counts only for the versions that it names. Pure.
 */

import { markerOf } from '../launch-template/lineage.ts'
import { markerIn, ROLLBACK_TAG, rollbackNoteIn } from '../launch-template/marker.ts'
import type { Group } from '../model/group.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { namesVersion } from '../model/refresh.ts'
import type { WorkflowRun } from '../model/settings.ts'
import type { KnownTemplate } from './template-changes.ts'

/** `versions`: what the refresh leads to, one for each template of the group. */
export type Ownership =
  /** It rolls out what this run made. */
  | { readonly owner: 'this-run'; readonly does: 'rollout'; readonly versions: readonly Version[] }
  /** It takes back what this run rolled out; `failureCode`: why, as far as the run could note it. */
  | {
      readonly owner: 'this-run'
      readonly does: 'rollback'
      readonly versions: readonly Version[]
      readonly failureCode: string | undefined
      /** Whether a marker says so too: a tag alone lets a run go on with what it finds, and cancels nothing. */
      readonly isMarked: boolean
    }
  /** Another run of this action began it. */
  | { readonly owner: 'another-run'; readonly versions: readonly Version[] }
  /** Somebody else did; `versions` is missing where it does not name one of each template. */
  | { readonly owner: 'somebody-else'; readonly versions?: readonly Version[] }

/** What tells whose a refresh is. */
export interface OwnershipEvidence {
  readonly templates: readonly KnownTemplate[]
  readonly tags: Group['tags']
  readonly run: WorkflowRun
}

/** Decides by what the refresh names, held against markers and tags. */
export function whoseRefresh(refresh: Pick<Refresh, 'to'>, { templates, tags, run }: OwnershipEvidence): Ownership {
  const versions = versionsNamed(refresh, templates)
  if (!versions) return { owner: 'somebody-else' }
  const isMarked = versions.some(({ description }) => markerIn(description) !== undefined)
  const note = rollbackNoteIn(tags.get(ROLLBACK_TAG))
  if (note?.run === run.id && note.versions.join() === versions.map(({ version }) => version).join())
    return { owner: 'this-run', does: 'rollback', versions, failureCode: note.failureCode, isMarked }
  // A run that replaced a parameter first has made what it rolls back to as well: its note comes before its markers.
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

/** Whether this action began it, as far as markers tell. */
export const isOurs = (ownership: Ownership): boolean =>
  ownership.owner !== 'somebody-else' && (!('isMarked' in ownership) || ownership.isMarked)

/** A copy of a version, which somebody made, is not this run's. */
export const wasMadeBy = (run: WorkflowRun, version: Version, of: KnownTemplate | undefined): boolean =>
  markerOf(version, of?.versions ?? [])?.run === run.id

/** The group's tag that stores a rollback's target, so that a re-run of the same run does not roll back further. Pure. */

import type { TemplateReference } from '../model/launch-template.ts'
import { namesNumbers, type Refresh } from '../model/refresh.ts'
import { isActive, isRolledBack, isSuccessful } from '../model/refresh-status.ts'
import type { WorkflowRun } from '../model/settings.ts'
import { originIn, originText, type TagOrigin, withoutOrigin } from './tag-origin.ts'

export const ROLLBACK_TAG = 'ami-rollout:rollback'

/** The contents of the tag. `versions`: one for each launch template, in the order in which the group names them. */
export interface RollbackNote extends TagOrigin {
  readonly versions: readonly number[]
  /** The `failure-code` of the rollout that is rolled back; missing for `mode: rollback`. */
  readonly failureCode?: string
  /** The refresh whose rollout is taken back by a second one. It is noted before the first is cancelled. */
  readonly undoes?: string
}

/** The tag's value. */
export const rollbackNote = ({ versions, failureCode, undoes, ...origin }: RollbackNote): string =>
  `to=${versions.join(',')}${failureCode === undefined ? '' : ` code=${failureCode}`}${undoes === undefined ? '' : ` undoes=${undoes}`} ${originText(origin)}`

const form = /^to=(\d+(?:,\d+)*)(?: code=([a-z-]+))?(?: undoes=([\w-]+))?$/

/** Parses the tag's value; `undefined` where this action did not write it. */
export function rollbackNoteIn(value = ''): RollbackNote | undefined {
  const origin = originIn(value)
  const [, versions, failureCode, undoes] = form.exec(withoutOrigin(value)) ?? []
  if (!origin || versions === undefined) return undefined
  return {
    ...origin,
    versions: versions.split(',').map(Number),
    ...(failureCode !== undefined && { failureCode }),
    ...(undoes !== undefined && { undoes }),
  }
}

/** What the note is held against. `templates`: as the group names them. `newest`: the newest refresh of the group. */
export interface NoteEvidence {
  readonly run: Pick<WorkflowRun, 'id'>
  readonly templates: readonly Pick<TemplateReference, 'id'>[]
  readonly newest: Refresh | undefined
}

/**
 * The versions that this run rolled back to, if it did. The note counts only while the group's newest refresh is the one
 * that it names: with a newer one the group has moved on, and without one anybody may have written the tag.
 */
export function notedBy(value: string | undefined, evidence: NoteEvidence): readonly number[] | undefined {
  const note = rollbackNoteIn(value)
  return note?.run === evidence.run.id && isOfNewest(note, evidence) ? note.versions : undefined
}

/** A note without a refresh's id was written before its refresh began, which then leads to exactly these versions. */
const isOfNewest = ({ refresh, versions }: RollbackNote, { templates, newest }: NoteEvidence): boolean =>
  newest !== undefined && (refresh === undefined ? namesNumbers(newest, templates, versions) : newest.id === refresh)

/** A rollback that was noted and not begun: the refresh that it was to take back has ended, and no other has begun since. */
export interface UnbegunRollback {
  readonly note: RollbackNote
  readonly refresh: Refresh
}

/** What the tag says of it, if AWS shows that the noted refresh is the newest and has ended without success. */
export function unbegunRollback(value: string | undefined, newest: Refresh | undefined): UnbegunRollback | undefined {
  const note = rollbackNoteIn(value)
  if (note?.undoes === undefined || note.undoes !== newest?.id) return undefined
  return isActive(newest.status) || isSuccessful(newest.status) || isRolledBack(newest.status)
    ? undefined
    : { note, refresh: newest }
}

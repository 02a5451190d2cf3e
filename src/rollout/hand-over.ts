/**
 * A rollout that is longer than its job: the group's tag by which a job hands the refresh over that it watches, and by
 * which a later job of the run takes it up. What the tag says counts only where AWS's own history shows that refresh.
 */

import type { Group } from './model/group.ts'
import { namesNumbers, type Refresh } from './model/refresh.ts'
import type { WorkflowRun } from './model/settings.ts'
import type { Instant } from './model/time.ts'

/** The group's tag. */
export const HAND_OVER_TAG = 'ami-rollout:handed-over'

/** What a job hands over. `from`, `to`: versions of the rollout, one for each launch template as the group names them. */
export interface HandOverNote {
  readonly run: string
  readonly attempt: number
  readonly refresh: string
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** The failure-code of the rollout that the refresh takes back; missing while it rolls out. */
  readonly failureCode?: string
  /** When the refresh's time limit ends: whole seconds, on AWS's clock. */
  readonly until: Instant
}

/** The tag's value; a tag has at most 256 characters. */
export function handOverNote({ run, attempt, refresh, from, to, failureCode, until }: HandOverNote): string {
  const code = failureCode === undefined ? '' : ` code=${failureCode}`
  return `run=${run}/${attempt} refresh=${refresh} from=${from.join(',')} to=${to.join(',')}${code} until=${new Date(until).toISOString().slice(0, 19)}Z`
}

const form =
  /^run=([\w.-]+)\/(\d+) refresh=([\w-]+) from=(\d+(?:,\d+)*|) to=(\d+(?:,\d+)*)(?: code=([a-z-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/

/** What the tag says, if it is one of ours. */
export function handOverNoteIn(value: string | undefined): HandOverNote | undefined {
  const [, run, attempt, refresh, from, to, failureCode, until] = form.exec(value ?? '') ?? []
  if (run === undefined || refresh === undefined || to === undefined || until === undefined) return undefined
  return {
    run,
    attempt: Number(attempt),
    refresh,
    from: from ? from.split(',').map(Number) : [],
    to: to.split(',').map(Number),
    ...(failureCode !== undefined && { failureCode }),
    until: Date.parse(until),
  }
}

/** What this very run has handed over, in this attempt or an earlier one. */
export function handedOverBy(run: Pick<WorkflowRun, 'id'>, value: string | undefined): HandOverNote | undefined {
  const note = handOverNoteIn(value)
  return note?.run === run.id ? note : undefined
}

/** A note, and the refresh that it hands over. */
export interface ShownNote {
  readonly note: HandOverNote
  readonly refresh: Refresh
}

/** The tag alone decides nothing: AWS must show that refresh, with the versions that the tag names. */
export function shownNote(
  { group, refreshes }: { readonly group: Group; readonly refreshes: readonly Refresh[] },
  run: Pick<WorkflowRun, 'id'>,
): ShownNote | undefined {
  const note = handedOverBy(run, group.tags.get(HAND_OVER_TAG))
  const refresh = note && refreshes.find(({ id }) => id === note.refresh)
  if (!note || !refresh) return undefined
  const isShown =
    namesNumbers(refresh, group.templates, note.to) ||
    (note.failureCode !== undefined && namesNumbers(refresh, group.templates, note.from))
  return isShown ? { note, refresh } : undefined
}

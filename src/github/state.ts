/**
 * The job state for the post step. Main saves it before each write to AWS, so that the post step can finish the run
 * even if main is killed. A pure reducer over the events, and one key in the job's state.
 */
import { getState, saveState, warning } from '@actions/core'
import type { Event } from '../rollout/events.ts'
import type { FailureCode } from '../rollout/failures/index.ts'
import type { UnfinishedRun } from '../rollout/finish-in-post.ts'
import type { RollbackResult } from '../rollout/outcome.ts'
import { REPORT_FILE } from './context.ts'

/** The saved state. `settled`: the post step has nothing left to do. */
export type Saved = UnfinishedRun & { readonly settled: boolean }

/** Reduces one event; `undefined` while nothing has been started. */
export function savedAfter(before: Saved | undefined, event: Event): Saved | undefined {
  switch (event.type) {
    case 'surveyed':
      // A new plan means that the earlier start is known to have begun no refresh.
      return before?.operation.type === 'not-started' && !before.failure ? { ...before, settled: true } : before
    case 'claiming':
    case 'starting':
      return before?.failure ? before : { operation: event.operation, settings: event.settings, settled: false }
    case 'underway': {
      const { operation, settings, failure = before?.failure } = event
      const isSecondRefresh = operation.type === 'refresh' && operation.undoes !== undefined
      // AWS's own rollback keeps the refresh's id, and the post step reads its status again.
      if (operation.type === 'verify-only' || (failure && !isSecondRefresh)) return before
      return { operation, settings, ...(failure && { failure }), settled: false }
    }
    case 'rolling-back':
      return before && { ...before, failure: before.failure ?? event.failure }
    case 'concluded': {
      const { outcome } = event
      // The signal arrived before the run knew whether its start took effect.
      const isStartOpen = outcome.type === 'cancelled' && before?.operation.type === 'not-started' && !before.settled
      const isHandedOver = 'failure' in outcome && outcome.failure.code === 'handed-over'
      const open = !isHandedOver && (isStartOpen || ('rollback' in outcome && isOpen(outcome.rollback)))
      return before && { ...before, settled: !open }
    }
    default:
      return before
  }
}

/** Whether AWS is still replacing instances, or the request to stop did not reach it. */
const isOpen = ({ end, failure }: RollbackResult): boolean =>
  end === 'under-way' || (end === 'failed' && failure !== undefined && unanswered.has(failure.code))

const unanswered: ReadonlySet<FailureCode> = new Set(['lost-contact', 'credentials-expired', 'cancelled'] as const)

const KEY = 'unsettled'

/**
 * The saved state with main's access to AWS. The post step cannot use its own inputs, which are wrong in nested
 * composite actions (actions/runner #3514, #2030).
 */
interface SavedWithAccess<Access> extends Saved {
  readonly access: Access
}

/**
 * Saves each change at once. If that fails, the post step can do nothing, but main's rollout continues with a
 * warning.
 */
export function stateReader<Access>(access: Access): (event: Event) => void {
  let known: Saved | undefined
  return (event) => {
    const next = savedAfter(known, event)
    if (next === known || !next) return
    known = next
    try {
      saveState(KEY, JSON.stringify({ ...next, access } satisfies SavedWithAccess<Access>, withoutMany))
    } catch {
      warning(
        'The state for the post step could not be saved: if this job is cancelled, see to the instance refresh yourself.',
      )
    }
  }
}

/** An environment variable holds no list of thousands of instances. Without it their launch times alone decide. */
const withoutMany = (member: string, value: unknown): unknown => (member === 'knownBefore' ? [] : value)

/** What main left: nothing, an unreadable state, or a run to finish with the access to AWS. */
export type LeftByMain<Access> = 'nothing' | 'broken' | SavedWithAccess<Access>

/** Reads what main left. The content is trusted, because this action wrote it in the same job. */
export function leftByMain<Access>(): LeftByMain<Access> {
  const text = getState(KEY)
  if (text === '') return 'nothing'
  try {
    const saved: Partial<SavedWithAccess<Access>> = JSON.parse(text)
    if (saved.settled === true) return 'nothing'
    const { operation, settings, access, failure } = saved
    if (!operation || !settings || access === undefined) return 'broken'
    return { operation, settings, access, ...(failure && { failure }), settled: false }
  } catch {
    return 'broken'
  }
}

/** Saves the path of main's report for the post step, which otherwise writes its own. */
export function saveReportFile(path: string): void {
  try {
    saveState(REPORT_FILE, path)
  } catch {
    // `stateReader` warns of the same failure.
  }
}

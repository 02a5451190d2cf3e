/**
 * What the post step must know if main cannot end its work: written before each step that it could die in, read by the
 * runner even after a kill. A pure fold over the events, and one key in the job's state.
 */
import { getState, saveState, warning } from '@actions/core'
import type { Event } from '../rollout/events.ts'
import type { FailureCode } from '../rollout/failures/index.ts'
import type { UnfinishedRun } from '../rollout/finish-in-post.ts'
import type { RollbackResult } from '../rollout/outcome.ts'
import { REPORT_FILE } from './context.ts'

/** The last word on a rollout: `settled` once nothing is left to do for the post step. */
export type Saved = UnfinishedRun & { readonly settled: boolean }

/** Adds one event; `undefined` while there is nothing to settle. */
export function savedAfter(before: Saved | undefined, event: Event): Saved | undefined {
  switch (event.type) {
    case 'surveyed':
      // It is planned anew: by now it is known that nothing came of the start before.
      return before?.operation.type === 'not-started' && !before.failure ? { ...before, settled: true } : before
    case 'starting':
      return before?.failure ? before : { operation: event.operation, settings: event.settings, settled: false }
    case 'underway': {
      const { operation, settings, failure = before?.failure } = event
      const isSecondRefresh = operation.type === 'refresh' && operation.undoes !== undefined
      // What AWS itself takes back keeps the refresh's id: post looks afresh how far that is.
      if (operation.type === 'verify-only' || (failure && !isSecondRefresh)) return before
      return { operation, settings, ...(failure && { failure }), settled: false }
    }
    case 'rolling-back':
      return before && { ...before, failure: before.failure ?? event.failure }
    case 'concluded': {
      const { outcome } = event
      // A signal came before it was seen what has become of a start.
      const isStartOpen = outcome.type === 'cancelled' && before?.operation.type === 'not-started' && !before.settled
      const isHandedOver = 'failure' in outcome && outcome.failure.code === 'handed-over'
      const open = !isHandedOver && (isStartOpen || ('rollback' in outcome && isOpen(outcome.rollback)))
      return before && { ...before, settled: !open }
    }
    default:
      return before
  }
}

/** AWS is still replacing instances, or could not be asked to stop: nobody has said no yet. */
const isOpen = ({ end, failure }: RollbackResult): boolean =>
  end === 'under-way' || (end === 'failed' && failure !== undefined && unanswered.has(failure.code))

const unanswered: ReadonlySet<FailureCode> = new Set(['lost-contact', 'credentials-expired', 'cancelled'] as const)

const KEY = 'unsettled'

/** How main reached AWS: post must not depend on its own inputs, which nested composite actions give it wrongly (actions/runner #3514, #2030). */
interface Kept<Access> extends Saved {
  readonly access: Access
}

/** Saves each change, at once. A state that cannot be written costs the post step its work, not main its rollout. */
export function stateReader<Access>(access: Access): (event: Event) => void {
  let known: Saved | undefined
  return (event) => {
    const next = savedAfter(known, event)
    if (next === known || !next) return
    known = next
    try {
      saveState(KEY, JSON.stringify({ ...next, access } satisfies Kept<Access>))
    } catch {
      warning(
        'The state for the post step could not be saved: if this job is cancelled, see to the instance refresh yourself.',
      )
    }
  }
}

/** What main left: nothing, a state that cannot be read, or a run to finish and how AWS is reached for that. */
export type Left<Access> = 'nothing' | 'broken' | Kept<Access>

/** What main left unsettled, if anything. Our own words, written by this action in the same job. */
export function leftByMain<Access>(): Left<Access> {
  const text = getState(KEY)
  if (text === '') return 'nothing'
  try {
    const saved: Partial<Kept<Access>> = JSON.parse(text)
    if (saved.settled === true) return 'nothing'
    const { operation, settings, access, failure } = saved
    if (!operation || !settings || access === undefined) return 'broken'
    return { operation, settings, access, ...(failure && { failure }), settled: false }
  } catch {
    return 'broken'
  }
}

/** Leaves the post step the name of main's report. Without it the post step writes one of its own. */
export function saveReportFile(path: string): void {
  try {
    saveState(REPORT_FILE, path)
  } catch {
    // What is saved for the rollout itself warns of this.
  }
}

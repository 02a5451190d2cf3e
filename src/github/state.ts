/**
 * What the post step must know if main cannot end its work: written before each step that it could die in, read by the
 * runner even after a kill. A pure fold over the events, and one key in the job's state.
 */
import { getState, saveState, warning } from '@actions/core'
import type { Event } from '../rollout/event.ts'
import type { Unsettled } from '../rollout/roll.ts'

/** The last word on a rollout: `settled` once nothing is left to do for the post step. */
export type Saved = Unsettled & { readonly settled: boolean }

/** Adds one event; `undefined` while there is nothing to settle. */
export function savedAfter(before: Saved | undefined, event: Event): Saved | undefined {
  switch (event.is) {
    case 'starting':
      return before?.because ? before : { leg: event.leg, terms: event.terms, settled: false }
    case 'underway':
      if (event.how === 'confirming') return before
      return before && (before.because || event.how === 'back')
        ? { ...before, wayBack: event.leg }
        : { leg: event.leg, terms: event.terms, settled: false }
    case 'retreating':
      return before && { ...before, because: before.because ?? event.because }
    case 'concluded': {
      const { outcome } = event
      const open = 'retreat' in outcome && outcome.retreat.end === 'under-way'
      return before && { ...before, settled: !open }
    }
    default:
      return before
  }
}

const KEY = 'unsettled'

/** Saves each change, at once. A state that cannot be written costs the post step its work, not main its rollout. */
export function stateReader(): (event: Event) => void {
  let known: Saved | undefined
  return (event) => {
    const next = savedAfter(known, event)
    if (next === known) return
    known = next
    try {
      saveState(KEY, JSON.stringify(next))
    } catch {
      warning(
        'The state for the post step could not be saved: if this job is cancelled, see to the instance refresh yourself.',
      )
    }
  }
}

/** What main left unsettled, if anything. Our own words, written by this action in the same job. */
export function unsettled(): Unsettled | undefined {
  const text = getState(KEY)
  const saved: Saved | undefined = text === '' ? undefined : JSON.parse(text)
  return saved?.settled === false ? saved : undefined
}

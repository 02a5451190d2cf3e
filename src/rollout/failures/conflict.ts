import { list } from '../measure.ts'
import { type LateRefusal, lateRefusal, type RefusedCall, refusedCall } from './calls.ts'
import { type FailureRow, none } from './row.ts'

/** Another instance refresh of the group is in progress, or somebody has changed the group just before the start. */
export type Conflict = { readonly code: 'conflict' } & (
  | RefusedCall
  | LateRefusal
  /** Somebody has saved these versions on the group, so it is not what the plan was made for. */
  | { readonly reason: 'moved'; readonly saved: readonly string[] }
  /** Another run has claimed the group. */
  | { readonly reason: 'claimed'; readonly run: string }
)

/** The row of `conflict`. */
export function conflict(failure: Conflict): FailureRow {
  switch (failure.reason) {
    case 'refused':
      return refusedCall(
        failure,
        'Wait for the other refresh and run again, or set `on-conflict`: `wait` waits for it, `replace` cancels it.',
      )
    case 'moved':
      return {
        ...beforeTheStart,
        sentence: `Somebody has changed the group just before the start: it has ${failure.saved.length > 0 ? `version ${list(failure.saved)}` : 'no launch template version'} saved, which this rollout was not planned for.`,
        nextStep: 'See who changed it, then run again: the plan is then made for what is saved.',
      }
    case 'claimed':
      return {
        ...beforeTheStart,
        sentence: `Run ${failure.run} of this action has claimed the group just before the start.`,
        nextStep: 'Wait for that run, then run again.',
      }
    case 'refused-later':
      return lateRefusal(failure)
  }
}

const beforeTheStart = { action: 'leave', runAgain: true, commands: none } as const

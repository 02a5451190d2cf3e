/** Maps each outcome to its exit code and failure code. */

import type { FailureCode } from '../rollout/failures/index.ts'
import type { Outcome } from '../rollout/outcome.ts'

/** Whether the step succeeds or fails, by outcome. */
export const exits = {
  succeeded: 0,
  unchanged: 0,
  planned: 0,
  'in-sync': 0,
  refused: 1,
  failed: 1,
  cancelled: 1,
  drifted: 1,
} as const satisfies Record<Outcome['type'], 0 | 1>

/** The step's exit code. */
export const exitOf = ({ type }: Outcome): 0 | 1 => exits[type]

/** An outcome that fails the step. */
export type FailedOutcome = Extract<Outcome, { type: 'failed' | 'cancelled' }>

/** The failure code; empty when the exit is 0. */
export function codeOf(outcome: Outcome): FailureCode | '' {
  switch (outcome.type) {
    case 'succeeded':
    case 'unchanged':
    case 'planned':
    case 'in-sync':
      return ''
    case 'drifted':
      return 'drift'
    case 'refused':
      return outcome.code
    case 'failed':
    case 'cancelled':
      return outcome.rollback.end === 'failed' ? 'rollback-failed' : outcome.failure.code
  }
}

import { calling, type LateRefusal, type RefusedCall, type TooManyFailedPolls } from './calls.ts'
import type { FailureRow } from './row.ts'

/** AWS did not answer, or its answer did not arrive. */
export type LostContact = { readonly code: 'lost-contact' } & (RefusedCall | TooManyFailedPolls | LateRefusal)

/** The row of `lost-contact`. */
export const lostContact = (failure: LostContact): FailureRow =>
  calling(failure, {
    'out-of-sight': 'Run the job again: it takes up its own refresh.',
    refused:
      failure.reason === 'refused' && failure.problem.kind === 'lost'
        ? 'See whether it took effect, then run the job again: it takes up its own refresh.'
        : 'AWS did not answer: run the job again.',
  })

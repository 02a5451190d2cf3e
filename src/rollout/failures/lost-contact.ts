import { calling, type LateRefusal, type RefusedCall, type TooManyFailedPolls } from './calls.ts'
import type { FailureRow } from './row.ts'

/** AWS did not answer, or its answer did not arrive. */
export type LostContact = { readonly code: 'lost-contact' } & (RefusedCall | TooManyFailedPolls | LateRefusal)

const afterRefusal = {
  lost: 'See whether it took effect, then run the job again: it takes up its own refresh.',
  throttled: 'Run the job again later, or fewer jobs at once: it takes up its own refresh.',
} as const

/** The row of `lost-contact`. */
export const lostContact = (failure: LostContact): FailureRow => {
  const kind = 'problem' in failure ? failure.problem.kind : undefined
  return calling(failure, {
    'out-of-sight': 'Run the job again: it takes up its own refresh.',
    refused: kind === 'lost' || kind === 'throttled' ? afterRefusal[kind] : 'AWS did not answer: run the job again.',
  })
}

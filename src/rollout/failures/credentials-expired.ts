import { calling, type LateRefusal, type RefusedCall, type TooManyFailedPolls } from './calls.ts'
import type { FailureRow } from './row.ts'

/** The credentials expired before the rollout ended and could not be renewed. */
export type CredentialsExpired = { readonly code: 'credentials-expired' } & (
  | RefusedCall
  | TooManyFailedPolls
  | LateRefusal
)

/** The row of `credentials-expired`. */
export const credentialsExpired = (failure: CredentialsExpired): FailureRow =>
  calling(failure, {
    'out-of-sight': 'Run the job again with new credentials that last longer: it takes up its own refresh.',
    refused: 'Run the job again with new credentials.',
  })

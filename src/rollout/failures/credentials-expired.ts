import { calling, type LateRefusal, type RefusedCall, type TooManyFailedPolls } from './calls.ts'
import type { FailureRow } from './row.ts'

/** The credentials expired before the rollout ended and could not be renewed. */
export type CredentialsExpired = { readonly code: 'credentials-expired' } & (
  | RefusedCall
  | TooManyFailedPolls
  | LateRefusal
)

/** This action renews what it has assumed itself. */
const RENEW = 'Set `role-to-assume`: then this step renews its credentials before they expire.'

/** The row of `credentials-expired`. */
export const credentialsExpired = (failure: CredentialsExpired): FailureRow =>
  calling(failure, {
    'out-of-sight': `Run the job again: it takes up its own refresh. ${RENEW}`,
    refused: `Run the job again with new credentials. ${RENEW}`,
  })

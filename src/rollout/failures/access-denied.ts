import { calling, type LateRefusal, type RefusedCall, type TooManyFailedPolls } from './calls.ts'
import type { FailureRow } from './row.ts'

/** The role may not do what the rollout needs. */
export type AccessDenied = { readonly code: 'access-denied' } & (RefusedCall | TooManyFailedPolls | LateRefusal)

/** The row of `access-denied`. */
export const accessDenied = (failure: AccessDenied): FailureRow =>
  calling(failure, {
    'out-of-sight':
      'Give the role the permissions in docs/iam-policy.json, then run again: the run takes up its own refresh.',
    refused:
      'Give the role the permissions in docs/iam-policy.json, and those that AWS checks behind them (ec2:RunInstances, iam:PassRole), then run again.',
  })

/** Maps the kind of an AWS problem to a failure code. No other file does that. */

import type { Problem } from '../model/problem.ts'
import type { Instant } from '../model/time.ts'
import type { Failure } from './index.ts'

/** The failure for a call that the rollout needs and that failed. */
export function refusedBy(problem: Problem): Failure {
  const refused = { reason: 'refused', problem } as const
  switch (problem.kind) {
    case 'denied':
      return { code: 'access-denied', ...refused }
    case 'expired':
      return { code: 'credentials-expired', ...refused }
    case 'conflict':
      return { code: 'conflict', ...refused }
    case 'throttled':
    case 'passing':
    case 'lost':
    case 'environment':
      return { code: 'lost-contact', ...refused }
    case 'missing':
    case 'idle':
    case 'irreversible':
    case 'rejected':
      return { code: 'aws-failed', ...refused }
  }
}

/** Failed polls in a row. `since`: the last poll that succeeded. `problem`: of the newest failed poll. */
export interface FailedPolls {
  readonly polls: number
  readonly since: Instant
  readonly problem: Problem
}

/** The failure for too many failed polls in a row. */
export function tooManyFailedPolls({ polls, since, problem }: FailedPolls): Failure {
  const unseen = { reason: 'out-of-sight', polls, since, problem } as const
  switch (problem.kind) {
    case 'denied':
      return { code: 'access-denied', ...unseen }
    case 'expired':
      return { code: 'credentials-expired', ...unseen }
    default:
      return { code: 'lost-contact', ...unseen }
  }
}

/** Whether the watch ended because AWS could not be read. AWS continues the refresh, and nothing is rolled back. */
export const endedByFailedPolls = (failure: Failure): boolean =>
  'reason' in failure && failure.reason === 'out-of-sight'

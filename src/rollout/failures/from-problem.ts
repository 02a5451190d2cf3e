/** Which failure a problem with AWS is: the one place where kinds of problems become failure codes. */

import type { Problem } from '../model/problem.ts'
import type { Instant } from '../model/time.ts'
import type { Failure } from './index.ts'

/** A call that the rollout needs came to nothing. */
export function refusedBy(problem: Problem): Failure {
  const refused = { reason: 'refused', problem } as const
  switch (problem.kind) {
    case 'denied':
      return { code: 'access-denied', ...refused }
    case 'expired':
      return { code: 'credentials-expired', ...refused }
    case 'conflict':
      return { code: 'conflict', ...refused }
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

/** Polls in a row that saw nothing, since the last that saw something, and what the newest of them met. */
export interface Unseeing {
  readonly polls: number
  readonly since: Instant
  readonly problem: Problem
}

/** AWS could not be seen for too long. */
export function outOfSight({ polls, since, problem }: Unseeing): Failure {
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

/** Whether nobody watches any more: AWS goes on by itself, and nothing is undone. */
export const isOutOfSight = (failure: Failure): boolean => 'reason' in failure && failure.reason === 'out-of-sight'

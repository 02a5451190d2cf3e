/**
 * Failures that no guard reports: AWS refused a call, did not answer for too long, or a later plan refuses. Several codes
 * share these reasons. Nothing is rolled back after them; a re-run of the same run adopts its own refresh.
 */
import { diagnosisOf } from '../environment.ts'
import type { Finding } from '../model/finding.ts'
import type { Problem } from '../model/problem.ts'
import type { Instant } from '../model/time.ts'
import { type FailureRow, none } from './row.ts'
import { problemWords } from './words.ts'

/** A call that the rollout needs failed. */
export interface RefusedCall {
  readonly reason: 'refused'
  readonly problem: Problem
}

/** `polls` polls in a row failed. AWS continues the refresh unwatched. `since`: the last poll that succeeded. */
export interface TooManyFailedPolls {
  readonly reason: 'out-of-sight'
  readonly polls: number
  readonly since: Instant
  readonly problem: Problem
}

/** The run cancelled or awaited another instance refresh, and the plan that it made afterwards refuses. */
export interface LateRefusal {
  readonly reason: 'refused-later'
  readonly findings: readonly Finding[]
}

/** The row of each of these reasons. The next step depends on the code; a late refusal has its own. */
export function calling(
  failure: RefusedCall | TooManyFailedPolls | LateRefusal,
  nextSteps: Readonly<Record<'refused' | 'out-of-sight', string>>,
): FailureRow {
  switch (failure.reason) {
    case 'refused-later':
      return lateRefusal(failure)
    case 'refused':
      return refusedCall(failure, nextSteps.refused)
    case 'out-of-sight':
      return { ...again, sentence: failedPollsWords(failure), nextStep: nextSteps['out-of-sight'] }
  }
}

/** The row of a failed call, for every code. */
export const refusedCall = ({ problem }: RefusedCall, nextStep: string): FailureRow => ({
  ...again,
  sentence: problemWords(problem),
  nextStep: problem.fault ? diagnosisOf(problem.fault).remedy : nextStep,
})

const again = { action: 'leave', runAgain: true, commands: none } as const

const failedPollsWords = ({ polls, problem }: TooManyFailedPolls): string =>
  polls > 1
    ? `${problem.kind === 'throttled' ? 'AWS throttles every poll' : 'AWS does not answer any more'}: ${polls} polls in a row failed. ${problemWords(problem)}`
    : problemWords(problem)

/** The row of a late refusal, for every code. */
export function lateRefusal({ findings }: LateRefusal): FailureRow {
  const errors = findings.filter(({ level }) => level === 'error')
  return {
    action: 'leave',
    sentence: `Another instance refresh had to end first; what was found then blocks the rollout: ${errors.map(({ says }) => says).join(' ')}`,
    nextStep: `${errors[0]?.remedy ?? ''} Then run again.`,
    runAgain: false,
    commands: none,
  }
}

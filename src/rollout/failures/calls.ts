/**
 * Failures that are no guard's: AWS refused a call, could not be seen for too long, or what was seen late is in the way.
 * Several codes have these reasons. Nothing is undone after them, and the same run takes up its own refresh.
 */
import { diagnosisOf } from '../environment.ts'
import type { Finding } from '../model/finding.ts'
import type { Problem } from '../model/problem.ts'
import type { Instant } from '../model/time.ts'
import { type FailureRow, none } from './row.ts'
import { problemWords } from './words.ts'

/** A call that the rollout needs came to nothing. */
export interface RefusedCall {
  readonly reason: 'refused'
  readonly problem: Problem
}

/** So many polls in a row saw nothing: AWS goes on, and nobody watches. `since`: the last that saw something. */
export interface OutOfSight {
  readonly reason: 'out-of-sight'
  readonly polls: number
  readonly since: Instant
  readonly problem: Problem
}

/** Another instance refresh was cancelled to make way; the plan that was made then refuses. */
export interface LateRefusal {
  readonly reason: 'refused-later'
  readonly findings: readonly Finding[]
}

/** The row of each of these reasons; what is to be done differs by code. A late refusal brings its own remedy. */
export function calling(
  failure: RefusedCall | OutOfSight | LateRefusal,
  nextSteps: Readonly<Record<'refused' | 'out-of-sight', string>>,
): FailureRow {
  switch (failure.reason) {
    case 'refused-later':
      return lateRefusal(failure)
    case 'refused':
      return refusedCall(failure, nextSteps.refused)
    case 'out-of-sight':
      return { ...again, sentence: unseenWords(failure), nextStep: nextSteps['out-of-sight'] }
  }
}

/** The row of a call that came to nothing, whatever its code. */
export const refusedCall = ({ problem }: RefusedCall, nextStep: string): FailureRow => ({
  ...again,
  sentence: problemWords(problem),
  nextStep: problem.fault ? diagnosisOf(problem.fault).remedy : nextStep,
})

const again = { action: 'leave', runAgain: true, commands: none } as const

const unseenWords = ({ polls, problem }: OutOfSight): string =>
  polls > 1
    ? `AWS could not be seen any more: ${polls} looks in a row failed. ${problemWords(problem)}`
    : problemWords(problem)

/** The row of a late refusal, whatever its code. */
export function lateRefusal({ findings }: LateRefusal): FailureRow {
  const errors = findings.filter(({ level }) => level === 'error')
  return {
    action: 'leave',
    sentence: `Another instance refresh was cancelled for this one; what was seen then speaks against a rollout: ${errors.map(({ says }) => says).join(' ')}`,
    nextStep: `${errors[0]?.remedy ?? ''} Then run again.`,
    runAgain: false,
    commands: none,
  }
}

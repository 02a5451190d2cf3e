import { type FailureRow, none } from './row.ts'

/** Somebody cancelled this job. `signal`: the signal that the process received. */
export interface Cancelled {
  readonly code: 'cancelled'
  readonly signal: string
}

/** The row of `cancelled`. */
export const cancelled = ({ signal }: Cancelled): FailureRow => ({
  action: 'on-cancel',
  sentence: `This job was cancelled (${signal}).`,
  nextStep: 'Run the job again when the rollout is wanted.',
  runAgain: true,
  commands: none,
})

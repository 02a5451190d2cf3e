import { type FailureRow, none } from './row.ts'

/** The codes that a rollout is rolled back with, and that its rollback is noted with on the group. */
const codes = [
  'launch-failures',
  'instances-died',
  'target-health',
  'below-minimum',
  'alarm',
  'verify',
  'stalled',
  'timeout',
  'aws-failed',
  'cancelled',
] as const

/** An earlier attempt of this run failed with this code and began the rollback that this one takes up. */
export interface EarlierAttempt {
  readonly code: (typeof codes)[number]
  readonly reason: 'earlier-attempt'
}

/** What an earlier attempt noted of its failure. Where it noted none, AWS shows a rollback whose reason nobody knows. */
export const failedEarlier = (noted: string | undefined): EarlierAttempt => ({
  code: codes.find((code) => code === noted) ?? 'aws-failed',
  reason: 'earlier-attempt',
})

/** The row of each such failure, whatever its code. */
export const earlierAttempt = ({ code }: EarlierAttempt): FailureRow => ({
  action: 'leave',
  sentence: `An earlier attempt of this run failed (${code}) and began this rollback.`,
  nextStep: 'See what the earlier attempt reported and fix that, then deploy again.',
  runAgain: false,
  commands: none,
})

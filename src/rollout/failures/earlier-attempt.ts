import { type FailureRow, none } from './row.ts'

/** The failure codes after which a rollout is rolled back. The group's rollback tag stores one of them. */
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

/** An earlier attempt of this run failed with this code and began the rollback that this attempt adopts. */
export interface EarlierAttempt {
  readonly code: (typeof codes)[number]
  readonly reason: 'earlier-attempt'
}

/** The failure that an earlier attempt wrote to the tag. Without a known code there, the reason of the rollback is unknown. */
export const failedEarlier = (noted: string | undefined): EarlierAttempt => ({
  code: codes.find((code) => code === noted) ?? 'aws-failed',
  reason: 'earlier-attempt',
})

/** The row of a failure of an earlier attempt, for every code. */
export const earlierAttempt = ({ code }: EarlierAttempt): FailureRow => ({
  action: 'rollback',
  sentence: `An earlier attempt of this run failed (${code}) and began this rollback.`,
  nextStep: 'See what the earlier attempt reported and fix that, then deploy again.',
  runAgain: false,
  commands: none,
})

/**
 * Why a rollout failed: one row for each value of the output `failure-code`. To add a reason, write its facts and its row
 * in the file of its code; a new code is a new file and a line in `rows`.
 */
import { accessDenied } from './access-denied.ts'
import { alarm } from './alarm.ts'
import { awsFailed } from './aws-failed.ts'
import { belowMinimum } from './below-minimum.ts'
import { cancelled } from './cancelled.ts'
import { cancelledElsewhere } from './cancelled-elsewhere.ts'
import { conflict } from './conflict.ts'
import { credentialsExpired } from './credentials-expired.ts'
import { type EarlierAttempt, earlierAttempt } from './earlier-attempt.ts'
import { handedOver } from './handed-over.ts'
import { instancesDied } from './instances-died.ts'
import { launchFailures } from './launch-failures.ts'
import { lostContact } from './lost-contact.ts'
import { preflight } from './preflight.ts'
import { rollbackFailed } from './rollback-failed.ts'
import type { FailureRow } from './row.ts'
import { stalled } from './stalled.ts'
import { targetHealth } from './target-health.ts'
import { timeout } from './timeout.ts'
import { trial } from './trial.ts'
import { verify } from './verify.ts'

const rows = {
  cancelled,
  'cancelled-elsewhere': cancelledElsewhere,
  'launch-failures': launchFailures,
  'instances-died': instancesDied,
  'target-health': targetHealth,
  'below-minimum': belowMinimum,
  alarm,
  verify,
  trial,
  stalled,
  timeout,
  'aws-failed': awsFailed,
  'rollback-failed': rollbackFailed,
  conflict,
  preflight,
  'access-denied': accessDenied,
  'credentials-expired': credentialsExpired,
  'lost-contact': lostContact,
  'handed-over': handedOver,
} as const

/** Why a rollout failed, with the facts that its sentence needs: counts, times, limits, instances. */
export type Failure = Parameters<(typeof rows)[keyof typeof rows]>[0] | EarlierAttempt

/** Every value of the output `failure-code`, which is empty where the exit code is 0. `drift` and `invalid-input` are no rollout failures. */
export type FailureCode = Failure['code'] | 'drift' | 'invalid-input'

/** The codes with which a plan can refuse. */
export type RefusalCode = Extract<Failure, { reason: 'refused-later' }>['code']

/** The row of a failure: its action, sentence, next step and commands. */
export function rowOf(failure: Failure): FailureRow {
  if ('reason' in failure && failure.reason === 'earlier-attempt') return earlierAttempt(failure)
  // Each row takes the facts of its own code, which is the key that it is found by.
  const row = rows[failure.code] as (failure: Failure) => FailureRow
  return row(failure)
}

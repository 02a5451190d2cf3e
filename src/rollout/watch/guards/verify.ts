/** The verification: when one is due, and the guard for its failure. */

import { verifyFailure } from '../../failures/verify.ts'
import type { Operation } from '../../model/operation.ts'
import { isBaking, isReplacing, isSuccessful, type RefreshStatus } from '../../model/refresh-status.ts'
import type { OperationSettings } from '../../model/settings.ts'
import type { Guard, PolledState } from './guard.ts'

/** The step name of the verification during the bake time. */
export const BAKE = 'bake'

/** The `verify` script failed or timed out. */
export const verifyFailed: Guard = ({ last: { verify } }) =>
  verify?.result === 'failed' || verify?.result === 'timed-out' ? verifyFailure(verify) : undefined

/**
 * The verification to start now. A checkpoint is reached at the first poll at or above its percentage; several reached at
 * once get one verification. A refresh without bake time is verified when AWS is done.
 */
export function dueVerification(
  { last }: PolledState,
  operation: Operation,
  { verify, preferences }: OperationSettings,
): string | undefined {
  if (!verify || operation.type !== 'refresh') return undefined
  const { refresh, verify: newest } = last
  if (!refresh) return undefined
  const step = isReplacing(refresh.status)
    ? checkpointAt(refresh.percent ?? 0, preferences.checkpoints)
    : stepAt(refresh.status)
  return step === newest?.step ? undefined : step
}

const stepAt = (status: RefreshStatus) => (isBaking(status) || isSuccessful(status) ? BAKE : undefined)

function checkpointAt(percent: number, checkpoints: readonly number[]): string | undefined {
  const reached = checkpoints.filter((checkpoint) => checkpoint < 100 && checkpoint <= percent).at(-1)
  return reached === undefined ? undefined : `checkpoint ${reached} %`
}

/** Whether the last verification has passed; always true without a `verify` script. */
export const isVerified = (
  { last: { verify: newest } }: PolledState,
  operation: Operation,
  { verify }: OperationSettings,
): boolean => !verify || operation.type !== 'refresh' || (newest?.step === BAKE && newest.result === 'passed')

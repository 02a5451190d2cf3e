/** The verification: when one is due, and what its verdict means. */

import type { Operation } from '../../model/operation.ts'
import { isBaking, isReplacing, isSuccessful, type RefreshStatus } from '../../model/refresh-status.ts'
import type { OperationSettings } from '../../model/settings.ts'
import type { Guard, PolledState } from './guard.ts'

/** The name of the check in the bake. */
export const BAKE = 'bake'

/** A check that failed, or gave no verdict before its time was up. */
export const verifyFailed: Guard = ({ last: { verify } }) =>
  verify?.result === 'failed' || verify?.result === 'timed-out' ? { code: 'verify', verified: verify } : undefined

/**
 * The check that is to be started now. A checkpoint is reached at the first look at or above its percentage; several
 * passed at once are one check. A refresh that had nothing to bake is checked when AWS is done.
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

/** Whether the last check has passed; without a check there is nothing to wait for. */
export const isVerified = (
  { last: { verify: newest } }: PolledState,
  operation: Operation,
  { verify }: OperationSettings,
): boolean => !verify || operation.type !== 'refresh' || (newest?.step === BAKE && newest.result === 'passed')

/** The guard for a refresh that AWS has ended. It runs first, because AWS's status is certain. */
import { hookWaitsIn } from '../../model/hook-wait.ts'
import { isCancelled, isRollbackFailed, isRolledBack, isRollingBack, NOT_LISTED } from '../../model/refresh-status.ts'
import type { Ms } from '../../model/time.ts'
import { keptByProtection } from '../../scale-in-protection.ts'
import { hasUnrequestedEnd } from '../state.ts'
import type { Guard } from './guard.ts'

/** Polls without the refresh before it counts as gone: AWS may list a new refresh late (eventual consistency). */
const MOST_UNLISTED_POLLS = 10

/**
 * How long the alarms are read again after AWS began a rollback by itself. There is no request to send, so the watch
 * can wait for the cause.
 */
const ALARMS_LIMIT: Ms = 90_000

/** AWS's own rollback is over, and instances of the failed version are still there: waiting does not help. */
export const protectedLeft: Guard = ({ last }, { type, undoes }) => {
  const kept = type === 'native-rollback' && undoes ? keptByProtection(last.instances, undoes) : []
  return kept.length === 0
    ? undefined
    : { code: 'aws-failed', reason: 'protected-left', instances: kept.map(({ id }) => id) }
}

/** Triggers on every final status except the requested one. An unknown status counts as a failure. */
export const awsEndedOtherwise: Guard = (watchState, operation, { preferences, waits }) => {
  const { last, unlisted } = watchState
  const { refresh, alarms = [] } = last
  if (!refresh)
    return unlisted >= MOST_UNLISTED_POLLS ? { code: 'aws-failed', reason: 'ended', status: NOT_LISTED } : undefined
  if (!hasUnrequestedEnd(refresh, operation)) return undefined
  const { status } = refresh
  const isTurned = operation.type === 'refresh' && (isRollingBack(status) || isRolledBack(status))
  const isReasonOpen = isTurned && last.unread.some(({ part }) => part === 'alarms')
  if (isReasonOpen && last.at - watchState.status.since < ALARMS_LIMIT) return undefined
  const statusReason = isTurned ? (refresh.rollbackReason ?? refresh.reason) : refresh.reason
  const why = statusReason === undefined ? {} : { statusReason }
  if (operation.type === 'refresh' && isCancelled(status)) return { code: 'cancelled-elsewhere', ...why }
  if (alarms.length > 0) return { code: 'alarm', alarms, status }
  const code = isRollbackFailed(status) ? 'rollback-failed' : 'aws-failed'
  const requested = isTurned && !preferences.autoRollback && ({ requested: true } as const)
  const hookWaits = hookWaitsIn(last.instances, waits.hookNames)
  return { code, reason: 'ended', status, ...why, ...requested, ...(hookWaits.length > 0 && { hookWaits }) }
}

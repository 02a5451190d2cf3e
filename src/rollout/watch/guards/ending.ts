/** AWS's own ends: certain, and the first to speak. */
import { isCancelled, isRollbackFailed, isRolledBack, isRollingBack, NOT_LISTED } from '../../model/refresh-status.ts'
import type { Ms } from '../../model/time.ts'
import { isOffCourse } from '../state.ts'
import type { Guard } from './guard.ts'

/** A refresh that was just started may not be listed at once (eventual consistency). */
const UNLISTED_LOOKS = 10

/** Where AWS rolls back by itself nothing is left to send: so long the alarms are asked for again that would be the reason. */
const ALARMS_LIMIT: Ms = 90_000

/** Any end but the one asked for; a status that we do not know is an end as well, a bad one. */
export const awsEndedOtherwise: Guard = (watchState, operation, { preferences }) => {
  const { last, unlisted } = watchState
  const { refresh, alarms = [] } = last
  if (!refresh)
    return unlisted >= UNLISTED_LOOKS ? { code: 'aws-failed', reason: 'ended', status: NOT_LISTED } : undefined
  if (!isOffCourse(refresh, operation)) return undefined
  const { status } = refresh
  const isTurned = operation.type === 'refresh' && (isRollingBack(status) || isRolledBack(status))
  const isReasonOpen = isTurned && last.unread.some(({ part }) => part === 'alarms')
  if (isReasonOpen && last.at - watchState.status.since < ALARMS_LIMIT) return undefined
  const statusReason = isTurned ? (refresh.rollbackReason ?? refresh.reason) : refresh.reason
  const why = statusReason === undefined ? {} : { statusReason }
  if (operation.type === 'refresh' && isCancelled(status)) return { code: 'cancelled-elsewhere', ...why }
  if (alarms.length > 0) return { code: 'alarm', alarms, status }
  const code = isRollbackFailed(status) ? 'rollback-failed' : 'aws-failed'
  return { code, reason: 'ended', status, ...why, ...(isTurned && !preferences.autoRollback && { requested: true }) }
}

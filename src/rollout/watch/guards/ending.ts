/** AWS's own ends: certain, and the first to speak. */
import { isCancelled, isRolledBack, isRollingBack, NOT_LISTED } from '../../model/refresh-status.ts'
import { isAstray } from '../memory.ts'
import type { Guard } from './guard.ts'

/** A refresh that was just started may not be listed at once (eventual consistency). */
const UNLISTED_LOOKS = 10

/** Any end but the one asked for; a status that we do not know is an end as well, a bad one. */
export const awsEndedOtherwise: Guard = ({ last: { refresh, alarms = [] }, unlisted }, leg, { preferences }) => {
  if (!refresh) return unlisted >= UNLISTED_LOOKS ? { guard: 'aws', status: NOT_LISTED } : undefined
  if (!isAstray(refresh, leg)) return undefined
  const { status } = refresh
  const isTurned = leg.by === 'refresh' && (isRollingBack(status) || isRolledBack(status))
  const reason = isTurned ? (refresh.rollbackReason ?? refresh.reason) : refresh.reason
  const why = reason === undefined ? {} : { reason }
  if (leg.by === 'refresh' && isCancelled(status)) return { guard: 'cancelled-elsewhere', ...why }
  if (alarms.length > 0) return { guard: 'alarm', alarms, status }
  return { guard: 'aws', status, ...why, ...(isTurned && !preferences.autoRollback && { requested: true }) }
}

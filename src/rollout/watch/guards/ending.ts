/** AWS's own ends: certain, and the first to speak. */
import { isAstray } from '../memory.ts'
import type { Guard } from './guard.ts'

/** A refresh that was just started may not be listed at once (eventual consistency). */
const UNLISTED_LOOKS = 10

/** Any end but the one asked for; a status that we do not know is an end as well, a bad one. */
export const awsEndedOtherwise: Guard = ({ last: { refresh, alarms = [] }, unlisted }, leg) => {
  if (!refresh) return unlisted >= UNLISTED_LOOKS ? { guard: 'aws', status: 'NotListed' } : undefined
  if (!isAstray(refresh, leg)) return undefined
  const { status, reason } = refresh
  const why = reason === undefined ? {} : { reason }
  if (leg.by === 'refresh' && status === 'Cancelled') return { guard: 'cancelled-elsewhere', ...why }
  return alarms.length > 0 ? { guard: 'alarm', alarms, status } : { guard: 'aws', status, ...why }
}

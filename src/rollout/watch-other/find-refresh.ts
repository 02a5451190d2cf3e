/** Which refresh a watching run watches: the active one, else the newest, if its end is recent or bad. */

import type { WatchContext } from '../context.ts'
import type { Group } from '../model/group.ts'
import type { Refresh, WatchedRefresh } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'
import { problemIn } from '../ports.ts'
import { retryingReads } from '../timeouts.ts'

/** A refresh that ended no longer ago is taken to be the one that is meant. On AWS's clock. */
const RECENT: Ms = 900_000
/** AWS lists a new refresh some seconds late (eventual consistency), so only a minute without one means that there is none. */
const SEARCH: Ms = 60_000
const PAUSE: Ms = 10_000

/** The active refresh. */
export const activeIn = (refreshes: readonly Refresh[]): Refresh | undefined =>
  refreshes.find(({ status }) => isActive(status))

/**
 * Asks again for a minute, until a refresh is active. Returns without an answer: the group has changed meanwhile and is
 * read again, whatever was found. A read that fails does not end the search.
 */
export async function askAgain(context: WatchContext, { name }: Group): Promise<void> {
  const { clock, stop } = context
  const reads = retryingReads(context, 'survey')
  for (const until = clock.now() + SEARCH; clock.now() < until && !stop.aborted; ) {
    await clock.sleep(PAUSE, stop)
    const refreshes = await reads.refreshes(name).catch(unread)
    if (activeIn(refreshes)) return
  }
}

const unread = (thrown: unknown): readonly Refresh[] => {
  problemIn(thrown)
  return []
}

/** What is to be watched. `since`: when the run began, on AWS's clock. AWS lists the newest refresh first. */
export function refreshToWatch(refreshes: readonly Refresh[], since: Instant): WatchedRefresh {
  const active = activeIn(refreshes)
  if (active) return { type: 'active', refresh: active }
  const [newest] = refreshes
  if (newest === undefined) return { type: 'none' }
  const isRecent = newest.ended !== undefined && since - newest.ended <= RECENT
  return isRecent || !isSuccessful(newest.status) ? { type: 'ended', refresh: newest } : { type: 'none', newest }
}

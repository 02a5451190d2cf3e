/** Somebody else's refresh: waited for, or cancelled first when the user said so. Then the world is surveyed anew. */

import type { Group } from './facts.ts'
import { outOfSight, refusedBy } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import { isActive } from './model/refresh-status.ts'
import type { Ms, Refresh } from './model.ts'
import type { RolloutSettings } from './policy.ts'
import { type Context, problemIn } from './world.ts'

/** What stands in the way, and how it is met. */
export interface Clearing {
  readonly will: 'wait' | 'replace'
  readonly refresh: Refresh
  readonly group: Group
}

/** Failed looks in a row after which waiting ends. */
const BLIND_LOOKS = 10

/** Longer than this no job of GitHub's own runners waits. */
const LONGEST_WAIT: Ms = 21_600_000

/** How the way became clear: AWS took our cancellation of the refresh, or it came to its own end. */
export type Cleared = 'cancelled' | 'ended'

/** Returns when the refresh is not at work any more, or why that could not be waited for. */
export async function clearTheWay(
  { reads, writes, clock, stop, emit: tell }: Context,
  { will, refresh, group }: Clearing,
  { pollInterval: pause, timeout }: Pick<RolloutSettings, 'pollInterval' | 'timeout'>,
): Promise<Failure | Cleared> {
  const limit = timeout === 'auto' ? LONGEST_WAIT : timeout
  let cleared: Cleared = 'ended'
  try {
    if (will === 'replace' && !stop.aborted) {
      await writes.cancelRefresh(group.name)
      cleared = 'cancelled'
    }
  } catch (thrown) {
    const problem = problemIn(thrown)
    if (problem.kind !== 'idle') return refusedBy(problem)
  }
  for (let blind = 0, waited = 0; ; waited += pause) {
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) }
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status)) return cleared
      tell({ is: 'waiting', at: clock.now(), refresh: now })
      if (waited >= limit) return overdue(limit, now)
      blind = 0
    } catch (thrown) {
      const problem = problemIn(thrown)
      blind += 1
      if (blind >= BLIND_LOOKS || problem.kind === 'expired')
        return outOfSight({ polls: blind, since: group.at, problem })
    }
    await clock.sleep(pause, stop)
  }
}

const overdue = (limit: Ms, { status, percent }: Refresh): Failure => ({
  code: 'timeout',
  limitMs: limit,
  status,
  ...(percent === undefined ? {} : { percent }),
})

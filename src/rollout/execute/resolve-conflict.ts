/** Somebody else's refresh: waited for, or cancelled first when the user said so. Then the world is surveyed again. */

import type { Context } from '../context.ts'
import { outOfSight, refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { ConflictPlan } from '../plan/plan.ts'
import { problemIn } from '../ports.ts'

/** How long is waited. `limit`: for all that are met in this attempt. `until`: on the local clock. */
export interface Patience {
  readonly pause: Ms
  readonly limit: Ms
  readonly until: Instant
}

/** Failed polls in a row after which waiting ends. */
const FAILED_POLLS = 10

/** How the conflict ended: AWS took our cancellation of the refresh, or it came to its own end. */
export type Resolution = 'cancelled' | 'ended'

/** Returns when the refresh is not active any more, or why that could not be waited for. */
export async function resolveConflict(
  context: Context,
  conflict: ConflictPlan,
  patience: Patience,
): Promise<Failure | Resolution> {
  const resolution = conflict.action === 'replace' ? await cancel(context, conflict) : 'ended'
  return typeof resolution === 'string' ? ((await waitFor(context, conflict, patience)) ?? resolution) : resolution
}

async function cancel({ writes, stop }: Context, { group }: ConflictPlan): Promise<Failure | Resolution> {
  if (stop.aborted) return 'ended'
  try {
    await writes.cancelRefresh(group.name)
    return 'cancelled'
  } catch (thrown) {
    const problem = problemIn(thrown)
    return problem.kind === 'idle' ? 'ended' : refusedBy(problem)
  }
}

async function waitFor(
  { reads, clock, stop, emit }: Context,
  { refresh, group }: ConflictPlan,
  { pause, limit, until }: Patience,
): Promise<Failure | undefined> {
  for (let failedPolls = 0; ; ) {
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) }
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status)) return undefined
      emit({ type: 'waiting', at: clock.now(), refresh: now })
      if (clock.now() >= until) return overdue(limit, now)
      failedPolls = 0
    } catch (thrown) {
      const problem = problemIn(thrown)
      failedPolls += 1
      if (failedPolls >= FAILED_POLLS || problem.kind === 'expired')
        return outOfSight({ polls: failedPolls, since: group.at, problem })
    }
    await clock.sleep(Math.max(1_000, Math.min(pause, until - clock.now())), stop)
  }
}

const overdue = (limit: Ms, { status, percent }: Refresh): Failure => ({
  code: 'timeout',
  limitMs: limit,
  status,
  ...(percent === undefined ? {} : { percent }),
})

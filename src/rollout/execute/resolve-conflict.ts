/** Somebody else's refresh: waited for, or cancelled first when the user said so. Then the world is surveyed again. */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { outOfSight, refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive, isCancelling } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { ConflictPlan } from '../plan/plan.ts'
import { problemIn } from '../ports.ts'
import { triesFor } from '../timeouts.ts'
import { mayPass } from '../tries.ts'

/** How long is waited. `limit`: for all that are met in this attempt. `until`: on the local clock. */
export interface WaitingTime {
  readonly pause: Ms
  readonly limit: Ms
  readonly until: Instant
}

/** A poll ends by then, with or without an answer. */
const POLL_LIMIT: Ms = 40_000
/** Failed polls in a row after which waiting ends. */
const FAILED_POLLS = 10

/** How the conflict ended: AWS took our cancellation of the refresh, or it came to its own end. */
export type Resolution = 'cancelled' | 'ended'

/** Returns when the refresh is not active any more, or why that could not be waited for. */
export async function resolveConflict(
  context: Context,
  conflict: ConflictPlan,
  time: WaitingTime,
): Promise<Failure | Resolution> {
  const resolution = conflict.action === 'replace' ? await cancel(context, conflict) : 'ended'
  return typeof resolution === 'string' ? ((await waitFor(context, conflict, time)) ?? resolution) : resolution
}

/** Each try looks first: the one before may have taken effect, and what is active then may be somebody else's next. */
async function cancel(context: Context, { group, refresh }: ConflictPlan): Promise<Failure | Resolution> {
  const { reads, writes, stop } = context
  const tries = triesFor(context, 'resolve')
  for (let resolution: Resolution = 'ended'; ; ) {
    if (stop.aborted) return resolution
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status) || isCancelling(now.status)) return resolution
      await writes.cancelRefresh(group.name)
      return 'cancelled'
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (problem.kind === 'idle') return resolution
      if (problem.kind === 'lost') resolution = 'cancelled'
      if (!mayPass(problem) || !(await tries.next())) return refusedBy(problem)
    }
  }
}

async function waitFor(
  { reads, clock, stop, emit }: Context,
  { refresh, group }: ConflictPlan,
  { pause, limit, until }: WaitingTime,
): Promise<Failure | undefined> {
  for (let failedPolls = 0; ; ) {
    if (stop.aborted) return { code: 'cancelled', signal: String(stop.reason) }
    try {
      const now = await withDeadline(clock, POLL_LIMIT, (over) => reads.within(over).refresh(group.name, refresh.id))
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

/** `on-conflict`: waits for another refresh of the group to end, or cancels it. The caller then surveys and plans again. */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { refusedBy, tooManyFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive, isCancelling } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'
import type { ConflictPlan } from '../plan/plan.ts'
import { problemIn } from '../ports.ts'
import { triesFor } from '../timeouts.ts'
import { isTransient } from '../tries.ts'
import { mostFailedPolls } from '../watch/failed-polls.ts'
import { cancelRefresh } from './cancel-refresh.ts'
import { noteRollbackTarget } from './pin-group.ts'

/** How long to wait. `limit`: for all other refreshes together. `until`: when that ends, on the local clock. */
export interface WaitingTime {
  readonly pause: Ms
  readonly limit: Ms
  readonly until: Instant
}

/** Time limit of one poll. */
const POLL_LIMIT: Ms = 40_000

/** How the conflict ended: AWS accepted our cancellation, or the other refresh ended by itself. */
export type Resolution = 'cancelled' | 'ended'

/** Returns once the refresh is no longer active, or the failure that ended the wait. */
export async function resolveConflict(
  context: Context,
  conflict: ConflictPlan,
  time: WaitingTime,
): Promise<Failure | Resolution> {
  for (const step of conflict.steps) {
    const failure = step.type === 'note-rollback-target' ? await noteRollbackTarget(context, step) : undefined
    if (failure) return failure
  }
  const resolution = conflict.action === 'replace' ? await cancel(context, conflict) : 'ended'
  return typeof resolution === 'string' ? ((await waitFor(context, conflict, time)) ?? resolution) : resolution
}

/**
 * Cancels the refresh. Each try reads the active refresh first: an earlier try may have succeeded, and a newer refresh
 * must not be cancelled by mistake.
 */
async function cancel(context: Context, { group, refresh }: ConflictPlan): Promise<Failure | Resolution> {
  const { reads, stop } = context
  const tries = triesFor(context, 'resolve')
  for (let resolution: Resolution = 'ended'; ; ) {
    if (stop.aborted) return resolution
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status) || isCancelling(now.status)) return resolution
      await cancelRefresh(context, group.name)
      return 'cancelled'
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (problem.kind === 'idle') return resolution
      if (problem.kind === 'lost') resolution = 'cancelled'
      if (!isTransient(problem) || !(await tries.next(problem))) return refusedBy(problem)
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
      if (failedPolls >= mostFailedPolls(problem) || clock.now() >= until)
        return tooManyFailedPolls({ polls: failedPolls, since: group.at, problem })
    }
    await clock.sleep(Math.max(1_000, Math.min(pause, until - clock.now())), stop)
  }
}

const overdue = (limit: Ms, { status, percent }: Refresh): Failure => ({
  code: 'timeout',
  reason: 'unfinished',
  limitMs: limit,
  status,
  ...(percent === undefined ? {} : { percent }),
})

/** Somebody else's refresh: waited for, or cancelled first when the user said so. Then the world is surveyed anew. */

import type { Group } from './facts.ts'
import { type Because, isActive, type Ms, type Refresh } from './model.ts'
import { problemIn, type World } from './world.ts'

/** What stands in the way, and how it is met. */
export interface Clearing {
  readonly will: 'wait' | 'replace'
  readonly refresh: Refresh
  readonly group: Group
}

/** Failed looks in a row after which waiting ends. */
const BLIND_LOOKS = 10

/** Returns when no refresh is at work any more, or why it could not wait for that. */
export async function clearTheWay(
  { reads, writes, clock, stop, tell }: World,
  { will, refresh, group }: Clearing,
  pause: Ms,
): Promise<Because | undefined> {
  try {
    if (will === 'replace' && !stop.aborted) await writes.cancelRefresh(group.name)
  } catch (thrown) {
    const problem = problemIn(thrown)
    if (problem.kind !== 'idle') return { guard: 'refused', problem }
  }
  for (let blind = 0; ; ) {
    if (stop.aborted) return { guard: 'interrupted', signal: String(stop.reason) }
    try {
      const now = await reads.refresh(group.name, refresh.id)
      if (!now || !isActive(now.status)) return undefined
      tell({ is: 'waiting', at: clock.now(), refresh: now })
      blind = 0
    } catch (thrown) {
      const problem = problemIn(thrown)
      blind += 1
      if (blind >= BLIND_LOOKS || problem.kind === 'expired')
        return { guard: 'blind', looks: blind, since: group.at, problem }
    }
    await clock.sleep(pause, stop)
  }
}

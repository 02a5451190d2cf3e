/** Reads the group's scheduled actions, for those that fall into the rollout. */

import type { Schedule } from '../model/scheduled-action.ts'
import type { RolloutSettings } from '../model/settings.ts'
import { problemIn, type Reads } from '../ports.ts'

/** Nothing for a rollback, which is urgent whatever comes meanwhile. The permission may be missing. */
export async function scheduleOf(
  reads: Reads,
  { group, to }: Pick<RolloutSettings, 'group' | 'to'>,
): Promise<Schedule | undefined> {
  if (to !== undefined) return undefined
  const actions = await reads.scheduledActions(group).catch(problemIn)
  return 'kind' in actions ? { type: 'unread', problem: actions } : { type: 'read', actions }
}

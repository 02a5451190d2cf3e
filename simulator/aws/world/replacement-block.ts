/** What stops a refresh from replacing instances: a suspended process, or an alarm without data. */
import type { Alarm } from './alarm.ts'
import type { GroupView } from './group-view.ts'
import { statusReason } from './waiting.ts'

/** `isPause`: AWS's hour does not run meanwhile. */
export interface ReplacementBlock {
  readonly reason: string
  readonly isPause: boolean
}

const processes = ['InstanceRefresh', 'Launch', 'Terminate'] as const

/** A suspended process, or an alarm without data. Whether AWS's hour runs for lack of data is not documented; here it does not. */
export function replacementBlock(
  { rules, isSuspended }: Pick<GroupView, 'rules' | 'isSuspended'>,
  alarms: readonly Alarm[],
): ReplacementBlock | undefined {
  const suspended = processes.find(
    (process) =>
      isSuspended(process) &&
      (process === 'InstanceRefresh' ? rules.suspendedRefreshPauses : rules.suspendedLaunchBlocks),
  )
  if (suspended)
    return { reason: statusReason.ownWording.suspended(suspended), isPause: suspended === 'InstanceRefresh' }
  const blind = rules.alarmWithoutDataPauses && alarms.find(({ state }) => state === 'INSUFFICIENT_DATA')
  if (!blind) return undefined
  return { reason: statusReason.ownWording.alarmWithoutData(blind.name), isPause: true }
}

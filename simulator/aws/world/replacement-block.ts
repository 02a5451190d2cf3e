/** What stops a refresh from replacing instances: a suspended process, or an alarm without data. */
import type { Alarm } from './alarm.ts'
import { statusReason } from './waiting.ts'

/** `isPause`: AWS's hour does not run meanwhile. */
export interface ReplacementBlock {
  readonly reason: string
  readonly isPause: boolean
}

const processes = ['InstanceRefresh', 'Launch', 'Terminate'] as const

/** A suspended process, or an alarm without data. Whether AWS's hour runs for lack of data is not documented; here it does not. */
export function replacementBlock(
  isSuspended: (process: (typeof processes)[number]) => boolean,
  alarms: readonly Alarm[],
): ReplacementBlock | undefined {
  const suspended = processes.find(isSuspended)
  if (suspended)
    return { reason: statusReason.ownWording.suspended(suspended), isPause: suspended === 'InstanceRefresh' }
  const blind = alarms.find(({ state }) => state === 'INSUFFICIENT_DATA')
  return blind && { reason: statusReason.ownWording.alarmWithoutData(blind.name), isPause: true }
}

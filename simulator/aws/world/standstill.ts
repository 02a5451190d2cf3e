/** What keeps a refresh from replacing anything. */
import type { Alarm } from './alarm.ts'
import { statusReason } from './waiting.ts'

/** `isPause`: AWS's hour does not run meanwhile. */
export interface Standstill {
  readonly reason: string
  readonly isPause: boolean
}

const processes = ['InstanceRefresh', 'Launch', 'Terminate'] as const

/** A suspended process, or an alarm without data. Whether AWS's hour runs for lack of data is not documented; here it does not. */
export function standstillOf(
  isSuspended: (process: (typeof processes)[number]) => boolean,
  alarms: readonly Alarm[],
): Standstill | undefined {
  const suspended = processes.find(isSuspended)
  if (suspended) return { reason: statusReason.own.suspended(suspended), isPause: suspended === 'InstanceRefresh' }
  const blind = alarms.find(({ state }) => state === 'INSUFFICIENT_DATA')
  return blind && { reason: statusReason.own.alarmWithoutData(blind.name), isPause: true }
}

import { quote } from '../manual-commands.ts'
import { list } from '../measure.ts'
import type { FiredAlarm } from '../model/alarm.ts'
import type { RefreshStatus } from '../model/refresh-status.ts'
import type { FailureRow } from './row.ts'

/** AWS stopped the instance refresh, and these of its CloudWatch alarms have fired since it began. */
export interface AlarmFired {
  readonly code: 'alarm'
  readonly alarms: readonly FiredAlarm[]
  readonly status: RefreshStatus
}

/** The row of `alarm`. */
export const alarm = ({ alarms, status }: AlarmFired): FailureRow => ({
  action: 'on-failure',
  sentence: `AWS stopped the instance refresh (${status}) and ${alarmsIn(alarms)}.`,
  nextStep: 'See what the alarm saw. Fix the image or the alarm, then deploy again.',
  runAgain: false,
  commands: () => [`aws cloudwatch describe-alarms --alarm-names ${alarms.map(({ name }) => quote(name)).join(' ')}`],
})

function alarmsIn(alarms: readonly FiredAlarm[]): string {
  const firing = alarms.flatMap(({ name, isOver }) => (isOver ? [] : [name]))
  if (firing.length > 0)
    return `${firing.length === 1 ? 'this alarm is' : 'these alarms are'} in ALARM: ${list(firing)}`
  return `${alarms.length === 1 ? 'this alarm' : 'these alarms'} left OK since it began: ${list(alarms.map(({ name }) => name))} (OK again)`
}

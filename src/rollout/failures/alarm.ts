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
  sentence: `${alarmsIn(alarms)}, and AWS stopped the instance refresh (${status}).`,
  nextStep: 'See what the alarm saw. Fix the image or the alarm, then deploy again.',
  runAgain: false,
  commands: () => [`aws cloudwatch describe-alarms --alarm-names ${alarms.map(({ name }) => quote(name)).join(' ')}`],
})

function alarmsIn(alarms: readonly FiredAlarm[]): string {
  const firing = alarms.filter(({ isOver }) => !isOver)
  const these = firing.length > 0 ? firing : alarms
  const names = list(these.map(({ name }) => `“${name}”`))
  const fired = these.length === 1 ? `The alarm ${names} fired` : `The alarms ${names} fired`
  return firing.length > 0 ? fired : `${fired} (OK again)`
}

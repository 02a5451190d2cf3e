import { quote } from '../manual-commands.ts'
import { list } from '../measure.ts'
import type { RefreshStatus } from '../model/refresh-status.ts'
import type { FailureRow } from './row.ts'

/** AWS stopped the instance refresh, and these of its CloudWatch alarms are in ALARM. */
export interface AlarmFired {
  readonly code: 'alarm'
  readonly alarms: readonly string[]
  readonly status: RefreshStatus
}

/** The row of `alarm`. */
export const alarm = ({ alarms, status }: AlarmFired): FailureRow => ({
  action: 'on-failure',
  sentence: `AWS stopped the instance refresh (${status}) and ${alarms.length === 1 ? 'this alarm is' : 'these alarms are'} in ALARM: ${list(alarms)}.`,
  nextStep: 'See what the alarm saw. Fix the image or the alarm, then deploy again.',
  runAgain: false,
  commands: () => [`aws cloudwatch describe-alarms --alarm-names ${alarms.map(quote).join(' ')}`],
})

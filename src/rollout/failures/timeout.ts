import { duration } from '../measure.ts'
import type { Operation } from '../model/operation.ts'
import type { RefreshStatus } from '../model/refresh-status.ts'
import type { Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities } from './words.ts'

/** The time limit is over. */
export interface Timeout {
  readonly code: 'timeout'
  /** `all-replaced`: every instance runs the new version and is healthy, only AWS is not done. */
  readonly reason: 'unfinished' | 'all-replaced'
  readonly limitMs: Ms
  /** The refresh's last status; without a refresh, the type of the operation. */
  readonly status: RefreshStatus | Operation['type']
  readonly percent?: number
}

/** The row of `timeout`. */
export function timeout({ reason, limitMs, status, percent }: Timeout): FailureRow {
  const late = `Not done within ${duration(limitMs)}, the time limit: the instance refresh was ${status}${percent === undefined ? '' : ` at ${percent} %`}.`
  return reason === 'unfinished'
    ? {
        action: 'on-failure',
        sentence: late,
        nextStep: 'The scaling activities show what took so long. Raise `timeout` if this is how long it takes.',
        runAgain: false,
        commands: activities,
      }
    : {
        action: 'leave',
        sentence: `${late} Every instance runs the new version and is healthy, so nothing is undone: AWS goes on by itself.`,
        nextStep:
          'Run the job again once AWS is done: it confirms what AWS has finished. Raise `timeout` if this is how long it takes.',
        runAgain: true,
        commands: activities,
      }
}

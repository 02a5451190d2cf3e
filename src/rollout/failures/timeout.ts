import { duration } from '../measure.ts'
import type { Operation } from '../model/operation.ts'
import type { RefreshStatus } from '../model/refresh-status.ts'
import type { Ms } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities } from './words.ts'

/** The time limit is over. */
export interface Timeout {
  readonly code: 'timeout'
  readonly limitMs: Ms
  /** The refresh's last status; without a refresh, the type of the operation. */
  readonly status: RefreshStatus | Operation['type']
  readonly percent?: number
}

/** The row of `timeout`. */
export const timeout = ({ limitMs, status, percent }: Timeout): FailureRow => ({
  action: 'on-failure',
  sentence: `Not done within ${duration(limitMs)}, the time limit: the instance refresh was ${status}${percent === undefined ? '' : ` at ${percent} %`}.`,
  nextStep: 'The scaling activities tell what took so long; raise `timeout` if this is how long it takes.',
  runAgain: false,
  commands: activities,
})

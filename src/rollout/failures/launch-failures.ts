import type { Counted } from '../model/evidence.ts'
import type { Instant } from '../model/time.ts'
import type { FailureRow } from './row.ts'
import { activities, countedWords } from './words.ts'

/** Launches fail, and none succeeds. */
export interface LaunchFailures {
  readonly code: 'launch-failures'
  readonly seen: number
  readonly limit: number
  readonly since: Instant
  /** AWS's words. */
  readonly messages: readonly Counted[]
}

/** The row of `launch-failures`. */
export const launchFailures = ({ seen, limit, messages }: LaunchFailures): FailureRow => ({
  action: 'on-failure',
  sentence: `${seen === 1 ? '1 launch' : `${seen} launches`} failed and none came into service since, where ${limit} at different times are too many: ${countedWords(messages)}.`,
  nextStep: 'Mend what the launches fail for (image, template, key, quota, capacity), then deploy again.',
  runAgain: false,
  commands: activities,
})

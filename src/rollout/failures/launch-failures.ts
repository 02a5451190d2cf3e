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
  /** A new instance is launched before an old one goes: there has to be room for one more. */
  readonly isLaunchFirst: boolean
}

/** What AWS's words mean is for a person to see: no code comes with them. */
const NO_ROOM =
  ' Only if that is room for one more instance (a quota, addresses, an interface, a reservation): let old instances go first, by `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.'

/** The row of `launch-failures`. */
export const launchFailures = ({ seen, limit, messages, isLaunchFirst }: LaunchFailures): FailureRow => ({
  action: 'on-failure',
  sentence: `${seen === 1 ? '1 launch' : `${seen} launches`} failed and none succeeded (limit ${limit}): ${countedWords(messages)}.`,
  nextStep: `Fix what AWS names above, then deploy again.${isLaunchFirst ? NO_ROOM : ''}`,
  runAgain: false,
  commands: activities,
})

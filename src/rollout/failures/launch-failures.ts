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
  ' If AWS speaks of a quota, of addresses, of an interface in use or of a reservation, there is no room for one more instance than now: set `max-healthy-percentage: 100` with a lower `min-healthy-percentage`, so that old instances go first.'

/** The row of `launch-failures`. */
export const launchFailures = ({ seen, limit, messages, isLaunchFirst }: LaunchFailures): FailureRow => ({
  action: 'on-failure',
  sentence: `${seen === 1 ? '1 launch' : `${seen} launches`} failed and none came into service since, where ${limit} at different times are too many: ${countedWords(messages)}.`,
  nextStep: `Mend what the launches fail for (image, template, key, quota, capacity), then deploy again.${isLaunchFirst ? NO_ROOM : ''}`,
  runAgain: false,
  commands: activities,
})

/** How many polls in a row may fail, and how long to pause after one. */
import type { Problem } from '../model/problem.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'

/** Each is three requests with back-off, so this is minutes. */
const MOST = 10
/** More than one, because IAM changes take some seconds to propagate. */
const MOST_DENIED = 3
/** AWS answers, so nothing is lost from sight: with their growing pauses this is an hour. */
const MOST_THROTTLED = 30
/** The longest pause after throttled polls. */
const LONGEST_PAUSE: Ms = 120_000

/** Failed polls in a row after which a watch ends, the newest with this problem. */
export function mostFailedPolls({ kind }: Problem): number {
  switch (kind) {
    case 'expired':
      return 1
    case 'denied':
      return MOST_DENIED
    case 'throttled':
      return MOST_THROTTLED
    default:
      return MOST
  }
}

/**
 * The pause after failed polls. More calls would make throttling worse, so each throttled poll doubles it: the jobs of one
 * account share its requests. `jitter`: keeps them apart.
 */
export const pauseAfterFailed = (
  { polls, problem }: Pick<NonNullable<WatchState['failedPolls']>, 'polls' | 'problem'>,
  { pollInterval, jitter }: { readonly pollInterval: Ms; readonly jitter: number },
): Ms =>
  problem.kind === 'throttled'
    ? Math.round(jitter * Math.max(2 * pollInterval, Math.min(LONGEST_PAUSE, pollInterval * 2 ** polls)))
    : 2 * pollInterval

/** Scaling activities that a rollout evaluates. */
import type { Instant } from './time.ts'

/** Launches into a group, read back to some time. */
export interface LaunchHistory {
  /** Those that failed or were cancelled. */
  readonly failed: readonly FailedLaunch[]
  /** Every launch that began before has ended, so nothing older need be read again. */
  readonly endedBefore: Instant
}

/** So many failed launches are kept, the newest ones: a limit and its evidence need no more. */
export const MOST_FAILED_LAUNCHES = 100

/** A failed scaling activity. In practice that is a launch, because terminations do not fail. */
export interface FailedLaunch {
  readonly id: string
  readonly began: Instant
  readonly status: 'Failed' | 'Cancelled'
  /** AWS's words. */
  readonly message: string
}

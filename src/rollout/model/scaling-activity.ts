/** Scaling activities that a rollout evaluates. */
import type { Instant } from './time.ts'

/** A failed scaling activity. In practice that is a launch, because terminations do not fail. */
export interface FailedLaunch {
  readonly id: string
  readonly began: Instant
  readonly status: 'Failed' | 'Cancelled'
  /** AWS's words. */
  readonly message: string
}

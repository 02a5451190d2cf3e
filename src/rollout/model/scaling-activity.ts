/** Scaling activities that a rollout looks at. */
import type { Instant } from './time.ts'

/** A scaling activity that came to nothing: in practice a launch, since terminations do not fail. */
export interface FailedLaunch {
  readonly id: string
  readonly began: Instant
  readonly status: 'Failed' | 'Cancelled'
  /** AWS's words. */
  readonly message: string
}

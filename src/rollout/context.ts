/** What each stage of a rollout receives: reads, clock, event sink and stop signal. Only `Context` also has writes. */
import type { Event } from './events.ts'
import type { CompareCommits } from './github.ts'
import type { Instant } from './model/time.ts'
import type { Clock, Reads, VerifyRunner, Writes } from './ports.ts'

/** For stages that only read: plan, check, and the survey before the first write. `emit` never throws. */
export interface ReadContext {
  readonly reads: Reads
  readonly clock: Clock
  /** Missing where the settings do not call for GitHub. */
  readonly compare?: CompareCommits
  /** When this run of the action began, on the local clock. */
  readonly began: Instant
  /** Aborted when the job is cancelled; the reason is the signal's name. */
  readonly stop: AbortSignal
  emit(happening: Event): void
}

/** For watching a refresh, which runs the user's verification and sends nothing to AWS. */
export interface WatchContext extends ReadContext {
  readonly verifyRunner: VerifyRunner
}

/** For stages that also write to AWS. */
export interface Context extends WatchContext {
  readonly writes: Writes
}

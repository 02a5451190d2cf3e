/** What the stages of a rollout are given: how to read, to wait, to report, and, for those that may, to write. */
import type { Event } from './events.ts'
import type { CompareCommits } from './github.ts'
import type { Clock, Reads, VerifyRunner, Writes } from './ports.ts'

/** Who only looks: plan, check, the survey before the first write. `tell` never throws into the story. */
export interface ReadContext {
  readonly reads: Reads
  readonly clock: Clock
  /** Missing where GitHub is not to be asked. */
  readonly compare?: CompareCommits
  /** Aborted when the job is cancelled; the reason is the signal's name. */
  readonly stop: AbortSignal
  emit(happening: Event): void
}

/** Who may also change things. */
export interface Context extends ReadContext {
  readonly writes: Writes
  readonly verifyRunner: VerifyRunner
}

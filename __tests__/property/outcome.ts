/** What a trial came to, for whoever judges it. */
import type { Simulated } from '../scenario.ts'
import type { Truth, Watched } from './sight.ts'
import type { Trial } from './trial.ts'

/** Everything that is known at the end. `theirs`: refreshes that people started. */
export interface Outcome {
  readonly trial: Trial
  readonly jobs: readonly Watched[]
  readonly aws: Simulated
  readonly theirs: ReadonlySet<string>
  readonly end: Truth
}

/** Sentences; none where it was kept. */
export type Promised = (outcome: Outcome) => readonly string[]

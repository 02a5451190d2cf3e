/** Evidence for a failure, in AWS's own text, grouped and counted. */

import type { KnownInstance } from './known-instance.ts'

/** A text, and how often it occurred. */
export interface Counted {
  readonly text: string
  readonly count: number
}

/** Gathered once, after a rollout or a trial has failed. What could not be read is left out. */
export interface Evidence {
  readonly launches: readonly Counted[]
  /** The causes of the last scaling activities of the suspect instances. */
  readonly causes: readonly Counted[]
  /** The suspect instances, with all that is known of each. */
  readonly instances: readonly KnownInstance[]
  /** The last lines of one instance's console output. */
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}

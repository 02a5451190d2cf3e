/** Evidence for a failure, in AWS's own text, grouped and counted. */

/** A text, and how often it occurred. */
export interface Counted {
  readonly text: string
  readonly count: number
}

/** Gathered once, after a rollout has failed. What could not be read is left out. */
export interface Evidence {
  readonly launches: readonly Counted[]
  /** The causes of the last scaling activities of the suspect instances. */
  readonly causes: readonly Counted[]
  readonly ec2Instances: readonly { readonly instance: string; readonly state: string; readonly reason: string }[]
  /** The last lines of one instance's console output. */
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}

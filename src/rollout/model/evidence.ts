/** What was found around a failure: counted and grouped, in AWS's words. */

/** The same words, and how often they were said. */
export interface Counted {
  readonly text: string
  readonly count: number
}

/** Gathered once, when a rollout has failed; what could not be had is left out. */
export interface Evidence {
  readonly launches: readonly Counted[]
  /** Why Auto Scaling did what it did last to the instances that are to blame. */
  readonly causes: readonly Counted[]
  readonly ec2Instances: readonly { readonly instance: string; readonly state: string; readonly reason: string }[]
  /** The tail of one instance's console. */
  readonly console?: { readonly instance: string; readonly lines: readonly string[] }
}

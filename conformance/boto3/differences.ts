/** Where an answer of the simulator is not what botocore's model says, and why that stays. */

export interface Difference {
  /** The complaint that it explains. */
  readonly says: RegExp
  /** Who is right, and the source that says so. */
  readonly source: string
}

export const differences: readonly Difference[] = []

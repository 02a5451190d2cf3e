/** What is done and said about a failure: the form of every row of the table of failure codes. */

/** Everything that a failure code decides. Each row is a pure function from the facts of one failure. */
export interface FailureRow {
  /** The setting that says what becomes of the instance refresh; `leave`: nothing is undone, whatever is set. */
  readonly action: 'on-failure' | 'on-cancel' | 'leave'
  /** Why the rollout ended badly, in a sentence or two. AWS's own words stand in quotation marks. */
  readonly sentence: string
  /** What a person should do about the cause. */
  readonly nextStep: string
  /** Whether the same run, run again, may go well: nothing is to be fixed in the image or the template. */
  readonly runAgain: boolean
  /** Where the cause can be looked at, for a group of this name. */
  readonly commands: (group: string) => readonly string[]
}

/** No command shows more than the report does. */
export const none = (): readonly string[] => []

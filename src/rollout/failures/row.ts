/** The shape of a row in the table of failure codes. */

/** What a failure code decides. Each row is a pure function of the facts of one failure. */
export interface FailureRow {
  /**
   * The input that decides what happens to the instance refresh; `leave`: nothing is rolled back, whatever the inputs say;
   * `rollback`: that was decided before.
   */
  readonly action: 'on-failure' | 'on-cancel' | 'rollback' | 'leave'
  /** Why the rollout failed, in one or two sentences. AWS's own text is quoted. */
  readonly sentence: string
  /** What a person should do about the cause. */
  readonly nextStep: string
  /** The same where no instance of the new version is left, as after a rollback: `commands` would show nothing of it any more. */
  readonly onceGone?: string
  /** Whether a re-run of the same run may succeed without a change to the image or the template. */
  readonly runAgain: boolean
  /** AWS CLI commands that show the cause, for a group of this name. */
  readonly commands: (group: string) => readonly string[]
}

/** For failures of which no command shows more than the report does. */
export const none = (): readonly string[] => []

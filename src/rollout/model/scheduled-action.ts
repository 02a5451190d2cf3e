/** A scheduled action of a group: AWS sets other sizes at a time. */
import type { Problem } from './problem.ts'
import type { Instant } from './time.ts'

/** Sizes that are missing stay as they are. */
export interface ScheduledAction {
  readonly name: string
  /** The next time, if it recurs. */
  readonly at: Instant
  /** In AWS's cron form; missing for one that happens once. */
  readonly recurrence?: string
  readonly min?: number
  readonly max?: number
  readonly desired?: number
}

/** A group's scheduled actions, or why they could not be read: nothing depends on them but a warning. */
export type Schedule =
  | { readonly type: 'read'; readonly actions: readonly ScheduledAction[] }
  | { readonly type: 'unread'; readonly problem: Problem }

/** The statuses of an instance refresh. */

/** AWS's statuses. */
export type RefreshStatus =
  | 'Pending'
  | 'InProgress'
  | 'Baking'
  | 'Successful'
  | 'Failed'
  | 'Cancelling'
  | 'Cancelled'
  | 'RollbackInProgress'
  | 'RollbackFailed'
  | 'RollbackSuccessful'

/** What stood when a rollback began. */
export interface Rollback {
  readonly reason: string
  readonly startedAt: number
  readonly percent: number
  readonly left: number
}

const active: ReadonlySet<RefreshStatus> = new Set([
  'Pending',
  'InProgress',
  'Baking',
  'Cancelling',
  'RollbackInProgress',
])

/** Whether a refresh in this state blocks another one. */
export const isActive = (status: RefreshStatus): boolean => active.has(status)

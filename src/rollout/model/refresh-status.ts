/**
 * The status of an instance refresh, and what it means. Statuses are AWS's (API Reference, InstanceRefresh: Status).
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html
 */

const known = [
  'Pending',
  'InProgress',
  'Baking',
  'Successful',
  'Failed',
  'Cancelling',
  'Cancelled',
  'RollbackInProgress',
  'RollbackSuccessful',
  'RollbackFailed',
] as const

/** The statuses that AWS documents. */
export type KnownRefreshStatus = (typeof known)[number]

/** A status that AWS may add later. It is shown as received and never counts as success. */
export type UnknownRefreshStatus = string & { readonly unknown: 'refresh status' }

/** The status of an instance refresh, known or unknown. */
export type RefreshStatus = KnownRefreshStatus | UnknownRefreshStatus

/** Whether AWS documents the status. */
export const isKnownStatus = (text: string): text is KnownRefreshStatus => known.some((status) => status === text)

/** Converts AWS's text. Only the adapter calls this, when it reads an answer. */
export const refreshStatus = (text: string): RefreshStatus =>
  isKnownStatus(text) ? text : (text as UnknownRefreshStatus)

/** Used in place of a status for a refresh that AWS does not list any more. */
export const NOT_LISTED = 'NotListed'

/** The status of a refresh as last seen. */
export type SeenStatus = RefreshStatus | typeof NOT_LISTED

/** The refresh has not ended. AWS refuses to start a second one meanwhile. */
export const isActive = (status: SeenStatus): boolean =>
  isPending(status) || isReplacing(status) || isBaking(status) || isCancelling(status) || isRollingBack(status)

/** Accepted; no instance has been replaced yet. */
export const isPending = (status: SeenStatus): boolean => status === 'Pending'

/** Instances are being replaced. */
export const isReplacing = (status: SeenStatus): boolean => status === 'InProgress'

/** All instances are replaced; AWS waits for the bake time and can still roll back. */
export const isBaking = (status: SeenStatus): boolean => status === 'Baking'

/** Ended as requested. */
export const isSuccessful = (status: SeenStatus): boolean => status === 'Successful'

/** A cancellation was requested; AWS first finishes the replacements that have begun. */
export const isCancelling = (status: SeenStatus): boolean => status === 'Cancelling'

/** Cancelled. Instances that were replaced stay replaced. */
export const isCancelled = (status: SeenStatus): boolean => status === 'Cancelled'

/** AWS is rolling back to the old version, whoever requested that. */
export const isRollingBack = (status: SeenStatus): boolean => status === 'RollbackInProgress'

/** AWS has rolled back to the old version. */
export const isRolledBack = (status: SeenStatus): boolean => status === 'RollbackSuccessful'

/** AWS could not roll back to the old version. */
export const isRollbackFailed = (status: SeenStatus): boolean => status === 'RollbackFailed'

/** A rollback was requested: in progress, done or failed. */
export const hasRollback = (status: SeenStatus): boolean =>
  isRollingBack(status) || isRolledBack(status) || isRollbackFailed(status)

/** A cancellation was requested: in progress or done. */
export const hasCancel = (status: SeenStatus): boolean => isCancelling(status) || isCancelled(status)

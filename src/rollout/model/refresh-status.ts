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

/** A status that AWS has added since: it is shown as it came, and nothing good is taken from it. */
export type UnknownRefreshStatus = string & { readonly unknown: 'refresh status' }

/** AWS's word for where an instance refresh is. */
export type RefreshStatus = KnownRefreshStatus | UnknownRefreshStatus

/** Whether AWS documents the status. */
export const isKnownStatus = (text: string): text is KnownRefreshStatus => known.some((status) => status === text)

/** Reads AWS's word, once, where its answer comes in. */
export const refreshStatus = (text: string): RefreshStatus =>
  isKnownStatus(text) ? text : (text as UnknownRefreshStatus)

/** A refresh that AWS does not list any more has no status; this stands where one would. */
export const NOT_LISTED = 'NotListed'

/** How a refresh was last seen. */
export type SeenStatus = RefreshStatus | typeof NOT_LISTED

/** AWS is in progress on it, and refuses to start a second one. */
export const isActive = (status: SeenStatus): boolean =>
  isPending(status) || isReplacing(status) || isBaking(status) || isCancelling(status) || isRollingBack(status)

/** Accepted; no instance is touched yet. */
export const isPending = (status: SeenStatus): boolean => status === 'Pending'

/** Instances are being replaced. */
export const isReplacing = (status: SeenStatus): boolean => status === 'InProgress'

/** All are replaced, and AWS can still roll back. */
export const isBaking = (status: SeenStatus): boolean => status === 'Baking'

/** Done as asked. */
export const isSuccessful = (status: SeenStatus): boolean => status === 'Successful'

/** Somebody has asked for its end, which waits for what is in flight. */
export const isCancelling = (status: SeenStatus): boolean => status === 'Cancelling'

/** Ended before its time: what was replaced stays replaced. */
export const isCancelled = (status: SeenStatus): boolean => status === 'Cancelled'

/** The old version is being put back, whoever asked for it. */
export const isRollingBack = (status: SeenStatus): boolean => status === 'RollbackInProgress'

/** The old version is back. */
export const isRolledBack = (status: SeenStatus): boolean => status === 'RollbackSuccessful'

/** The old version could not be put back. */
export const isRollbackFailed = (status: SeenStatus): boolean => status === 'RollbackFailed'

/** A rollback has been asked for, however far it is. */
export const hasRollback = (status: SeenStatus): boolean =>
  isRollingBack(status) || isRolledBack(status) || isRollbackFailed(status)

/** A cancel has been asked for, however far it is. */
export const hasCancel = (status: SeenStatus): boolean => isCancelling(status) || isCancelled(status)

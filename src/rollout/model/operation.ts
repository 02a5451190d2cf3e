/**
 * An operation: what AWS does to a group, or this action only verifies, in one direction and within one time limit.
 * A rollout has one; where it fails, what takes it back is a second one.
 */

import type { Revision } from './launch-template.ts'
import type { Instant } from './time.ts'

/** What a run changes in a group. It stays the same to the end of the run, whichever operations that takes. */
export interface Rollout {
  readonly group: string
  /** The group has a mixed instances policy. */
  readonly mixed?: true
  /** What the group ran before: the rollback. */
  readonly from: Revision
  readonly to: Revision
  /** Whether an older revision was asked for. */
  readonly isRollback: boolean
}

/** What every operation is watched and judged by. `from` and `to` are its own: those of a rollback lead back. */
interface OperationBase extends Rollout {
  /** Target groups, by ARN, and classic load balancers, by name, that every instance of the rollout must be healthy in. */
  readonly targetGroups: readonly string[]
  /** Healthy capacity as the operation began, in units: less can be the new image's fault, more was never promised. */
  readonly baseline: number
  readonly began: Instant
  readonly deadline: Instant
  /** The failed rollout that this operation takes back; missing for the rollout's own operation. */
  readonly undoes?: Rollout
}

/** A start that AWS has not answered, or that never came about: no refresh is known. */
export interface NotStarted extends OperationBase {
  readonly type: 'not-started'
}

/** An instance refresh that leads to `to`. */
export interface RefreshOperation extends OperationBase {
  readonly type: 'refresh'
  readonly refreshId: string
}

/** AWS takes a refresh back (RollbackInstanceRefresh, or its own AutoRollback): it keeps the id of that refresh. */
export interface NativeRollback extends OperationBase {
  readonly type: 'native-rollback'
  readonly refreshId: string
}

/** AWS stops a refresh (CancelInstanceRefresh): what it has replaced stays. */
export interface Cancellation extends OperationBase {
  readonly type: 'cancel'
  readonly refreshId: string
}

/** Nothing moves: what the group runs already is only confirmed. */
export interface VerifyOnly extends OperationBase {
  readonly type: 'verify-only'
}

/** An operation that can be watched to its end. */
export type Operation = RefreshOperation | NativeRollback | Cancellation | VerifyOnly

/** The refresh that AWS knows the operation by, if there is one. */
export const refreshIdOf = (operation: Operation | NotStarted): string | undefined =>
  'refreshId' in operation ? operation.refreshId : undefined

/** The rollout that an operation carries out or takes back. */
export const rolloutOf = (operation: Operation | NotStarted): Rollout => operation.undoes ?? operation

/** The refresh that a start has led to. */
export const startedAs = (refreshId: string, start: NotStarted): RefreshOperation => ({
  ...start,
  type: 'refresh',
  refreshId,
})

/** AWS's own rollback of a refresh. */
export const nativeRollbackOf = (refresh: RefreshOperation): NativeRollback => ({
  ...refresh,
  type: 'native-rollback',
  from: refresh.to,
  to: refresh.from,
  isRollback: true,
  undoes: rolloutFrom(refresh),
})

const rolloutFrom = ({ group, mixed, from, to, isRollback }: Rollout): Rollout => ({
  group,
  ...(mixed && { mixed }),
  from,
  to,
  isRollback,
})

/** The end that a cancelled refresh comes to: it leads nowhere else. */
export const cancellationOf = (refresh: RefreshOperation): Cancellation => ({ ...refresh, type: 'cancel' })

/**
 * An operation: one instance refresh, rollback, cancellation or verification of a group, with one target and one time
 * limit. A rollout has one. If it fails, its rollback is a second operation.
 */

import type { Revision } from './launch-template.ts'
import type { Instant } from './time.ts'

/** What a run changes in a group. It stays the same for the whole run, however many operations that takes. */
export interface Rollout {
  readonly group: string
  /** Set when the group has a mixed instances policy. */
  readonly mixed?: true
  /** What the group ran before: the target of a rollback. */
  readonly from: Revision
  readonly to: Revision
  /** Whether the run is a rollback that the user asked for. */
  readonly isRollback: boolean
  /**
   * The group's tag with the aliases that it is to follow again, as AWS's history confirmed it or as this run wrote it. What
   * the tag says by the end counts only as far as it agrees.
   */
  readonly aliasTag?: string
  /** What the group had saved, a number or an alias, where this run has moved it to `from`. */
  readonly former?: string
}

/** What every operation is evaluated by. `from` and `to` are the operation's own; a rollback has them swapped. */
interface OperationBase extends Rollout {
  /** Target groups, by ARN, and classic load balancers, by name, that every instance of the rollout must be healthy in. */
  readonly targetGroups: readonly string[]
  /** Those of them that judged nobody as the operation began. */
  readonly unjudged: readonly string[]
  /** Whether the group had instances as the operation began: one that has none left proves nothing. */
  readonly hadInstances: boolean
  /** Healthy capacity as the operation began, in units: less can be the new image's fault, more was never promised. */
  readonly baseline: number
  readonly began: Instant
  readonly deadline: Instant
  /** The failed rollout that this operation rolls back; missing for the rollout's own operation. */
  readonly undoes?: Rollout
}

/** A start that AWS has not answered or that was never sent: no refresh id is known. */
export interface NotStarted extends OperationBase {
  readonly type: 'not-started'
}

/** An instance refresh to `to`. */
export interface RefreshOperation extends OperationBase {
  readonly type: 'refresh'
  readonly refreshId: string
}

/** AWS rolls a refresh back (RollbackInstanceRefresh or AutoRollback). It keeps the refresh's id. */
export interface NativeRollback extends OperationBase {
  readonly type: 'native-rollback'
  readonly refreshId: string
}

/** AWS stops a refresh (CancelInstanceRefresh). Instances that it has replaced stay replaced. */
export interface Cancellation extends OperationBase {
  readonly type: 'cancel'
  readonly refreshId: string
}

/** Nothing is changed in AWS: what the group runs already is only verified. */
export interface VerifyOnly extends OperationBase {
  readonly type: 'verify-only'
}

/** An operation that can be watched until it ends. */
export type Operation = RefreshOperation | NativeRollback | Cancellation | VerifyOnly

/** The id of the operation's refresh, if there is one. */
export const refreshIdOf = (operation: Operation | NotStarted): string | undefined =>
  'refreshId' in operation ? operation.refreshId : undefined

/** Whether the rollout changes the version at all; otherwise there is nothing to roll back to. */
export const changesVersions = ({ from, to }: Pick<Rollout, 'from' | 'to'>): boolean =>
  from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version))

/** Whether the age of an instance says which side of the operation it is on: both have the same versions. */
export const isTimed = ({ from, to }: Pick<Operation, 'from' | 'to'>): boolean =>
  from.since !== undefined || to.since !== undefined

/** The rollout that an operation executes or rolls back. */
export const rolloutOf = (operation: Operation | NotStarted): Rollout => operation.undoes ?? operation

/** A start that became this refresh. */
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

/** The part of an operation that is its rollout. */
export const rolloutFrom = ({ group, mixed, from, to, isRollback, aliasTag, former }: Rollout): Rollout => ({
  group,
  ...(mixed && { mixed }),
  from,
  to,
  isRollback,
  ...(aliasTag !== undefined && { aliasTag }),
  ...(former !== undefined && { former }),
})

/** The cancellation of a refresh. Its target stays that of the refresh. */
export const cancellationOf = (refresh: RefreshOperation): Cancellation => ({ ...refresh, type: 'cancel' })

/**
 * The rollback of a failed operation, whether a guard, a signal or the post step asks for it. It reads the refresh first,
 * because AWS may already be rolling back or have ended. A failed rollback is not rolled back in turn.
 */

import type { Context } from '../context.ts'
import { isOutOfSight, refusedBy } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { rowOf } from '../failures/index.ts'
import { aliasTagFor } from '../launch-template/alias.ts'
import { rollbackNote } from '../launch-template/marker.ts'
import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { capacityOf } from '../model/instance.ts'
import type { Revision } from '../model/launch-template.ts'
import { cancellationOf, nativeRollbackOf, type Operation, type RefreshOperation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Refresh } from '../model/refresh.ts'
import {
  hasCancel,
  hasRollback,
  isActive,
  isCancelling,
  isRollbackFailed,
  isSuccessful,
  NOT_LISTED,
} from '../model/refresh-status.ts'
import type { FailureAction, OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { RollbackResult } from '../outcome.ts'
import { problemIn } from '../ports.ts'
import { patiently, triesToRollBack } from '../timeouts.ts'
import { mayPass } from '../tries.ts'
import { watch } from '../watch/watch.ts'
import { startRefresh } from './start-refresh.ts'

/** The operation that failed, the failure, and its settings. */
export interface FailedOperation {
  readonly failure: Failure
  readonly settings: OperationSettings
  /** Called once AWS has accepted the request; evidence for the report is gathered only after that. */
  whenSent?(): void
}

/** Nothing was sent to AWS: there was nothing to undo, or the settings leave it. */
export const nothingUndone: RollbackResult = { how: 'leave', end: 'none' }

/** The action after a failure. Lost contact and somebody else's decision undo nothing. */
export function actionAfter(
  failure: Failure,
  { onFailure, onCancel }: Pick<OperationSettings, 'onFailure' | 'onCancel'>,
): FailureAction {
  switch (rowOf(failure).action) {
    case 'on-failure':
      return onFailure
    case 'on-cancel':
      return onCancel
    case 'leave':
      return 'leave'
  }
}

/** Rolls back as the failure and the settings say, and watches the rollback to its end or until `context.stop` is aborted. */
export async function rollBack(
  context: Context,
  operation: Operation,
  { failure, settings, whenSent = () => {} }: FailedOperation,
): Promise<RollbackResult> {
  if (isOutOfSight(failure) || operation.type === 'verify-only') return nothingUndone
  // The operation is a rollback itself: AWS continues it by itself.
  if (operation.type !== 'refresh')
    return failure.code === 'cancelled' ? { how: howOf(operation), end: 'under-way' } : nothingUndone
  const action = actionAfter(failure, settings)
  const announced = new Set<RollbackResult['how']>()
  const tries = triesToRollBack(context, settings.timeout)
  for (;;) {
    try {
      // Read before each try: AWS may have accepted the last one, and another refresh may be active by now.
      const now = await listed(context, operation)
      return (await undo(context, { operation, failure, settings, action, now, announced, whenSent })) ?? nothingUndone
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (!(mayPass(problem) || problem.kind === 'idle') || !(await tries.next()))
        return refused(action === 'leave' ? 'leave' : 'native-rollback', problem)
    }
  }
}

/** How often to look up a refresh that AWS does not list yet, and the pause between. */
const POLLS = 3
const PAUSE: Ms = 2_500

/** AWS may list a new refresh some seconds late, so only several empty answers mean that it is gone. */
async function listed({ reads, clock }: Context, { group, refreshId }: RefreshOperation): Promise<Refresh | undefined> {
  for (let poll = 1; ; poll++) {
    const found = await reads.refresh(group, refreshId)
    if (found || poll === POLLS) return found
    await clock.sleep(PAUSE)
  }
}

interface Undoing extends Required<FailedOperation> {
  readonly operation: RefreshOperation
  readonly action: FailureAction
  readonly now: Refresh | undefined
  /** What the log has announced already, so that a retry is not announced again. */
  readonly announced: Set<RollbackResult['how']>
  whenSent(): void
}

/** Chooses and sends the request that undoes the operation in its current state. */
async function undo(context: Context, undoing: Undoing): Promise<RollbackResult | undefined> {
  const { action, now, operation } = undoing
  const status = now?.status ?? NOT_LISTED
  if (isRollbackFailed(status)) return undefined
  if (hasRollback(status)) return follow(context, undoing, nativeRollbackOf(operation))
  if (action === 'leave') return undefined
  if (action === 'cancel' && hasCancel(status)) return follow(context, undoing, cancellationOf(operation))
  if (isCancelling(status)) return cancelThenReplace(context, undoing)
  if (isActive(status)) return action === 'cancel' ? cancel(context, undoing) : rollBackNatively(context, undoing)
  // The refresh has ended, so only a second refresh can undo it. After a success only missing capacity justifies that.
  const isWorthIt = !isSuccessful(status) || undoing.failure.code === 'below-minimum'
  return action === 'rollback' && isWorthIt && leadsElsewhere(operation) ? replace(context, undoing) : undefined
}

/** Whether the refresh changed the version at all; otherwise there is nothing to roll back to. */
const leadsElsewhere = ({ from, to }: RefreshOperation): boolean =>
  from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version))

async function rollBackNatively(context: Context, undoing: Undoing): Promise<RollbackResult> {
  const { operation } = undoing
  announce(context, undoing, 'native-rollback')
  try {
    await context.writes.rollbackRefresh(operation.group)
  } catch (thrown) {
    const problem = problemIn(thrown)
    if (mayPass(problem)) throw thrown
    const now = await context.reads.refresh(operation.group, operation.refreshId)
    if (now && hasRollback(now.status)) return follow(context, undoing, nativeRollbackOf(operation))
    if (now && isActive(now.status) && isAnswer(problem)) return cancelThenReplace(context, undoing)
    if (problem.kind === 'idle') throw thrown
    return refused('native-rollback', problem)
  }
  return follow(context, undoing, nativeRollbackOf(operation))
}

/** Whether AWS understood the request and refused it, so that another request may work. */
const isAnswer = ({ kind }: Problem): boolean => kind === 'irreversible' || kind === 'rejected' || kind === 'idle'

async function cancel(context: Context, undoing: Undoing): Promise<RollbackResult> {
  announce(context, undoing, 'cancel')
  await context.writes.cancelRefresh(undoing.operation.group)
  return follow(context, undoing, cancellationOf(undoing.operation))
}

/** For a refresh that AWS cannot roll back: cancels it, waits for its end, and starts a second refresh to the old version. */
async function cancelThenReplace(context: Context, undoing: Undoing): Promise<RollbackResult> {
  const isCancelled = undoing.now !== undefined && isCancelling(undoing.now.status)
  const cancelled = isCancelled
    ? await follow(context, undoing, cancellationOf(undoing.operation))
    : await cancel(context, undoing)
  return cancelled.end === 'arrived' ? replace(context, undoing) : cancelled
}

/** Starts a second refresh, to the old version. */
async function replace(context: Context, undoing: Undoing): Promise<RollbackResult> {
  const { operation, settings } = undoing
  announce(context, undoing, 'new-refresh')
  const group = await context.reads.group(operation.group)
  if (!group) return refused('new-refresh', groupIsGone(operation.group))
  const target = formerVersionsIn(group, operation)
  if ('code' in target) return { how: 'new-refresh', end: 'failed', failure: target }
  const targets = (await Promise.all(operation.targetGroups.map((arn) => context.reads.targets(arn)))).flat()
  const { covered } = coverage(group.instances, operation.from, settings.preferences)
  await note(context, undoing)
  await rememberAliases(context, group)
  const preferences = { ...settings.preferences, skipMatching: true, autoRollback: false, bakeTime: 0 }
  const { mixed, from, to, isRollback } = operation
  const back = await startRefresh(context, {
    group,
    from: to,
    to: target,
    settings: { ...settings, preferences },
    timeout: settings.timeout,
    healthy: capacityOf(covered.filter((each) => isHealthy(each, operation, targets))),
    unjudged: operation.unjudged,
    isRollback: true,
    undoes: { group: group.name, ...(mixed && { mixed }), from, to, isRollback },
  })
  if ('code' in back) return { how: 'new-refresh', end: 'failed', failure: back }
  undoing.whenSent()
  return watchRollback(context, back, { ...settings, preferences })
}

const groupIsGone = (group: string): Problem => ({
  kind: 'missing',
  operation: 'DescribeAutoScalingGroups',
  code: 'NotFound',
  message: group,
})

/** The old versions of the launch templates that the group still names; somebody may have changed its templates meanwhile. */
function formerVersionsIn({ templates }: Group, { from }: RefreshOperation): Revision | Failure {
  const named = [...new Set(templates.map(({ id }) => id))]
  const known = from.templates.filter(({ id }) => named.includes(id))
  return known.length > 0 && known.length === named.length
    ? { templates: known }
    : { code: 'aws-failed', reason: 'moved-away', ids: named }
}

/** Writes the rollback to a tag, so that a re-run adopts it. A missing permission for the tag does not stop the rollback. */
async function note(context: Context, { operation, failure, settings }: Undoing): Promise<void> {
  const versions = operation.from.templates.map(({ version }) => version)
  if (versions.length === 0) return
  const value = rollbackNote({ run: settings.run.id, versions, failureCode: failure.code })
  await patiently(context, 'note').writes.noteRollback(operation.group, value).catch(problemIn)
}

/** The second refresh replaces restored aliases by numbers, so the tag must keep the aliases first. */
async function rememberAliases(context: Context, group: Group): Promise<void> {
  const tag = aliasTagFor(group)
  if (tag !== undefined) await patiently(context, 'note').writes.tagAlias(group.name, tag).catch(problemIn)
}

/** A failing read must not stop the watch of a rollback that has been sent. */
const unseenGroup = (thrown: unknown): undefined => {
  problemIn(thrown)
}

/** Watches a rollback or a cancellation, with its own time limit that starts now. */
async function follow(context: Context, { settings, whenSent }: Undoing, of: Operation): Promise<RollbackResult> {
  // By now AWS has accepted the request, or rolls back by itself.
  whenSent()
  const group = await context.reads.group(of.group).catch(unseenGroup)
  const began = group?.at ?? of.began
  const operation: Operation = {
    ...of,
    began,
    deadline: began + settings.timeout,
    baseline: Math.min(of.baseline, group?.desired ?? of.baseline),
  }
  context.emit({ type: 'underway', at: context.clock.now(), operation, settings, how: 'rollback' })
  return watchRollback(context, operation, settings)
}

/** Watches a rollback to its end or until `context.stop` is aborted. */
export async function watchRollback(
  context: Context,
  operation: Operation,
  settings: OperationSettings,
): Promise<RollbackResult> {
  const how = howOf(operation)
  const { verdict } = await watch(context, operation, settings)
  if (verdict.type === 'arrived') return { how, end: 'arrived' }
  const failure = verdict.failure
  const isUnderWay = failure.code === 'cancelled' || failure.code === 'handed-over' || isOutOfSight(failure)
  return { how, end: isUnderWay ? 'under-way' : 'failed', failure: failure }
}

const howOf = ({ type }: Operation): RollbackResult['how'] =>
  type === 'native-rollback' || type === 'cancel' ? type : 'new-refresh'

const refused = (how: RollbackResult['how'], problem: Problem): RollbackResult => ({
  how,
  end: 'failed',
  failure: refusedBy(problem),
})

function announce({ clock, emit }: Context, undoing: Undoing, how: RollbackResult['how']): void {
  const { operation, failure, announced } = undoing
  if (announced.has(how)) return
  announced.add(how)
  emit({ type: 'rolling-back', at: clock.now(), operation, failure, how })
}

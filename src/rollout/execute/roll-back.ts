/**
 * The rollback of a failed operation, for every caller: a guard, a signal, the post step. It polls afresh, because AWS may
 * be rolling back already or have ended. A rollback has no rollback of its own.
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

/** What has failed, and how it was to be carried out. */
export interface FailedOperation {
  readonly failure: Failure
  readonly settings: OperationSettings
  /** Called once AWS has been asked to undo something: what only feeds the report may begin then. */
  whenSent?(): void
}

/** Nothing was sent: there was nothing to undo, or it was not to be. */
export const nothingUndone: RollbackResult = { how: 'leave', end: 'none' }

/** What a bad end calls for. Lost contact and a decision of somebody else's undo nothing; AWS's own end stands. */
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

/** Rolls back as the failure and the settings say, and watches that to its end, or as long as `context.stop` allows. */
export async function rollBack(
  context: Context,
  operation: Operation,
  { failure, settings, whenSent = () => {} }: FailedOperation,
): Promise<RollbackResult> {
  if (isOutOfSight(failure) || operation.type === 'verify-only') return nothingUndone
  // AWS goes on with a rollback, watched or not.
  if (operation.type !== 'refresh')
    return failure.code === 'cancelled' ? { how: howOf(operation), end: 'under-way' } : nothingUndone
  const action = actionAfter(failure, settings)
  const announced = new Set<RollbackResult['how']>()
  const tries = triesToRollBack(context, settings.timeout)
  for (;;) {
    try {
      // Before each try: AWS may have taken the one before, and the active refresh may be somebody else's by now.
      const now = await listed(context, operation)
      return (await undo(context, { operation, failure, settings, action, now, announced, whenSent })) ?? nothingUndone
    } catch (thrown) {
      const problem = problemIn(thrown)
      if (!(mayPass(problem) || problem.kind === 'idle') || !(await tries.next()))
        return refused(action === 'leave' ? 'leave' : 'native-rollback', problem)
    }
  }
}

/** Polls for a refresh that AWS does not list, and the pause between them. */
const POLLS = 3
const PAUSE: Ms = 2_500

/** AWS may list a refresh some seconds after it was started: only then is it gone. */
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
  /** What the log has said already: a try that is repeated is not said again. */
  readonly announced: Set<RollbackResult['how']>
  whenSent(): void
}

/** What undoes the operation from where AWS is now. */
async function undo(context: Context, undoing: Undoing): Promise<RollbackResult | undefined> {
  const { action, now, operation } = undoing
  const status = now?.status ?? NOT_LISTED
  if (isRollbackFailed(status)) return undefined
  if (hasRollback(status)) return follow(context, undoing, nativeRollbackOf(operation))
  if (action === 'leave') return undefined
  if (action === 'cancel' && hasCancel(status)) return follow(context, undoing, cancellationOf(operation))
  if (isCancelling(status)) return cancelThenReplace(context, undoing)
  if (isActive(status)) return action === 'cancel' ? cancel(context, undoing) : rollBackNatively(context, undoing)
  // What it has replaced stays replaced. After AWS's success only missing capacity is worth another replacement.
  const isWorthIt = !isSuccessful(status) || undoing.failure.code === 'below-minimum'
  return action === 'rollback' && isWorthIt && leadsElsewhere(operation) ? replace(context, undoing) : undefined
}

/** What replaced instances of one version by others of the same has nothing to go back to. */
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

/** AWS has understood and said no: another way may be open. */
const isAnswer = ({ kind }: Problem): boolean => kind === 'irreversible' || kind === 'rejected' || kind === 'idle'

async function cancel(context: Context, undoing: Undoing): Promise<RollbackResult> {
  announce(context, undoing, 'cancel')
  await context.writes.cancelRefresh(undoing.operation.group)
  return follow(context, undoing, cancellationOf(undoing.operation))
}

/** A refresh that cannot be rolled back is cancelled, its end is waited for, and a second one leads to the old version. */
async function cancelThenReplace(context: Context, undoing: Undoing): Promise<RollbackResult> {
  const isCancelled = undoing.now !== undefined && isCancelling(undoing.now.status)
  const cancelled = isCancelled
    ? await follow(context, undoing, cancellationOf(undoing.operation))
    : await cancel(context, undoing)
  return cancelled.end === 'arrived' ? replace(context, undoing) : cancelled
}

/** A second refresh, to the old version. */
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

/** Where the group came from, as far as it names those launch templates still: a policy may have become one template. */
function formerVersionsIn({ templates }: Group, { from }: RefreshOperation): Revision | Failure {
  const named = [...new Set(templates.map(({ id }) => id))]
  const known = from.templates.filter(({ id }) => named.includes(id))
  return known.length > 0 && known.length === named.length
    ? { templates: known }
    : { code: 'aws-failed', reason: 'moved-away', ids: named }
}

/** So that this run, run again, takes up its own rollback. Without the permission for it AWS rolls back all the same. */
async function note(context: Context, { operation, failure, settings }: Undoing): Promise<void> {
  const versions = operation.from.templates.map(({ version }) => version)
  if (versions.length === 0) return
  const value = rollbackNote({ run: settings.run.id, versions, failureCode: failure.code })
  await patiently(context, 'note').writes.noteRollback(operation.group, value).catch(problemIn)
}

/** A group that follows aliases, because it got them back before, is moved to numbers now: what it followed stays known. */
async function rememberAliases(context: Context, group: Group): Promise<void> {
  const tag = aliasTagFor(group)
  if (tag !== undefined) await patiently(context, 'note').writes.tagAlias(group.name, tag).catch(problemIn)
}

/** What has been sent is watched, whatever could not be read just then. */
const unseenGroup = (thrown: unknown): undefined => {
  problemIn(thrown)
}

/** Watches a rollback or a cancellation, from now on with a time limit of its own. */
async function follow(context: Context, { settings, whenSent }: Undoing, of: Operation): Promise<RollbackResult> {
  // AWS has been asked by now, or undoes it by itself.
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

/** Watches what takes an operation back, to its end or as long as `context.stop` allows. */
export async function watchRollback(
  context: Context,
  operation: Operation,
  settings: OperationSettings,
): Promise<RollbackResult> {
  const how = howOf(operation)
  const { verdict } = await watch(context, operation, settings)
  if (verdict.type === 'arrived') return { how, end: 'arrived' }
  const failure = verdict.failure
  const isUnderWay = failure.code === 'cancelled' || isOutOfSight(failure)
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

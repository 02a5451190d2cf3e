/** Executes a plan step by step. `ExecutionState` carries results from one step to the next; a failure ends the execution. */

import type { Context } from '../context.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { withAliasTag } from '../launch-template/alias.ts'
import type { Revision } from '../model/launch-template.ts'
import type { Operation } from '../model/operation.ts'
import { nothingTried, type Tried } from '../model/trial.ts'
import type { Outcome } from '../outcome.ts'
import { resolve, resolveAll, withBindings } from '../plan/bindings.ts'
import { stepsToResolve } from '../plan/build-steps.ts'
import type { ActivePlan, ConflictPlan } from '../plan/plan.ts'
import type { Step } from '../plan/steps.ts'
import { retryingReads, withRetries } from '../timeouts.ts'
import { watch } from '../watch/watch.ts'
import type { NotBegun } from './attempt.ts'
import { isKnownByTag, nameRefreshInTags } from './claim.ts'
import { goneVersions } from './end-state.ts'
import { reportEvidence } from './evidence.ts'
import type { ExecutionState, PlanProgress } from './execution-state.ts'
import { finalStep, type LastStep } from './final-steps.ts'
import { endHandedOver, withHandOver } from './hand-over.ts'
import { raceLost } from './lost-race.ts'
import { existingTargets, failed, newIn, notStarted, succeeded } from './outcomes.ts'
import { isOutdated, type OutdatedPlan, planAgain } from './outdated.ts'
import { prepare } from './prepare.ts'
import { resumeRollback } from './resume-rollback.ts'
import { nothingUndone, rollBack } from './roll-back.ts'
import { adopt, adoptReversal, confirm, revert, startRefresh } from './start-refresh.ts'

/** How the execution of a plan ended. */
export type Execution =
  | { readonly type: 'done'; readonly outcome: Outcome }
  /** Another refresh began first. `to`: the versions that were ready to roll out. */
  | ({ readonly type: 'overtaken' } & NotBegun)
  | OutdatedPlan
  /** AWS does not roll the active refresh back, so it must be cancelled first. */
  | { readonly type: 'conflict'; readonly conflict: ConflictPlan }

/** Executes the plan. `tried`: in this process, before. */
export async function execute(context: Context, plan: ActivePlan, tried: Tried = nothingTried): Promise<Execution> {
  if (plan.action === 'resume-rollback') return done(await resumeRollback(context, plan))
  let state: ExecutionState = { group: plan.group, bindings: new Map(), tried }
  for (const step of plan.steps) {
    const after = await executeStep(context, step, { plan, state })
    if ('type' in after) return after
    state = after
  }
  const { operation, watched } = state
  if (!operation || !watched) throw new Error(`a plan to ${plan.action} has no operation`)
  return done(await succeeded(context, { operation, settings: plan.settings, watched }))
}

const done = (outcome: Outcome): Execution => ({ type: 'done', outcome })

/** Runs one step. Returns the new state, or the end of the whole execution. */
async function executeStep(context: Context, step: Step, progress: PlanProgress): Promise<ExecutionState | Execution> {
  switch (step.type) {
    case 'note-rollout':
    case 'note-rollback-target':
    case 'use-version':
    case 'create-version':
    case 'pin-group':
    case 'confirm-start': {
      const prepared = context.stop.aborted
        ? cancelled(context)
        : await prepare(withRetries(context, 'prepare'), step, progress)
      if (!('code' in prepared)) return prepared
      return isOutdated(step, prepared)
        ? planAgain(context, progress, prepared)
        : stopOrYield(context, withTriedTag(progress, step), prepared)
    }
    case 'trial':
      return tryVersions(context, step, progress)
    case 'end-trials':
      await (await import('./trial/end.ts')).endTrials(context, step.instances)
      return progress.state
    case 'start-refresh':
      return startOperation(context, step, progress)
    case 'roll-back-refresh':
      return revertRefresh(context, progress)
    case 'watch':
    case 'verify-fleet':
      return watchOperation(context, progress)
    case 'set-default-version':
    case 'delete-failed-versions':
    case 'restore-aliases':
    case 'set-parameter':
    case 'delete-old-versions':
    case 'archive-images':
      return runFinalStep(context, step, progress)
    case 'cancel-refresh':
    case 'wait-for-refresh':
      throw new Error(`${step.type} is no step of a plan to ${progress.plan.action}`)
  }
}

/** A pin that failed may have written its tag: the group is then not pinned, and the tag has to go again. */
function withTriedTag({ plan, state }: PlanProgress, step: Step): PlanProgress {
  const tag = step.type === 'pin-group' ? step.aliasTag : undefined
  return { plan, state: tag === undefined ? state : { ...state, group: withAliasTag(state.group, tag) } }
}

/** A write that was refused because another refresh has begun has lost a race: `on-conflict` says what comes next. */
async function stopOrYield(context: Context, progress: PlanProgress, failure: Failure): Promise<Execution> {
  const { plan, state } = progress
  const conflict = await raceLost(context, plan.group.name, failure)
  if (!conflict) return done(await stoppedBefore(context, progress, { failure: orCancelled(context, failure) }))
  const bound = { ...withBindings(plan, state.bindings), group: state.group }
  return { type: 'overtaken', plan: bound, failure: conflict, to: existingTargets(plan), tried: state.tried }
}

const cancelled = ({ stop }: Context): Failure => ({ code: 'cancelled', signal: String(stop.reason) })

/** A signal also aborts the retries of a call. The failure is then `cancelled`, not the call's own error. */
const orCancelled = (context: Context, failure: Failure): Failure =>
  context.stop.aborted && failure.code === 'lost-contact' ? cancelled(context) : failure

/** Ends the execution before its operation began. `to`: the versions that existed by then. */
const stoppedBefore = (
  context: Context,
  { plan, state }: PlanProgress,
  { failure, to }: { readonly failure: Failure; readonly to?: Revision },
): Promise<Outcome> => {
  const bound = withBindings(plan, state.bindings)
  const ended = { ...bound, group: state.group }
  return notStarted(context, { plan: ended, failure, to: to ?? existingTargets(plan), tried: state.tried })
}

/** Tries the versions that have not passed a trial in this process yet: the same request again would answer with the ended instance. */
async function tryVersions(
  context: Context,
  step: Extract<Step, { type: 'trial' }>,
  progress: PlanProgress,
): Promise<ExecutionState | Execution> {
  const { plan, state } = progress
  const versions = step.versions.map((each) => ({ ...each, version: resolve(state.bindings, each.version) }))
  const { tried } = state
  const untried = versions.filter(({ version: { id, version } }) =>
    tried.passed.every((each) => each.id !== id || each.version !== version),
  )
  if (untried.length === 0) {
    const trial = { did: 'skipped', versions: versions.map(({ version }) => version.version) } as const
    context.emit({ type: 'trial', at: context.clock.now(), trial })
    return state
  }
  const bound = { ...withBindings(plan, state.bindings), group: state.group }
  const { runTrial } = await import('./trial/run-trial.ts')
  const { failure, instances: launched } = await runTrial(context, step, { plan: bound, versions: untried })
  const instances = [...tried.instances, ...launched]
  const to = resolveAll(
    state.bindings,
    step.versions.map(({ version }) => version),
  )
  if (!failure)
    return { ...state, tried: { passed: [...tried.passed, ...untried.map(({ version }) => version)], instances } }
  const after = { plan, state: { ...state, tried: { ...tried, instances } } }
  return done(await stoppedBefore(context, after, { failure: orCancelled(context, failure), to }))
}

async function startOperation(
  context: Context,
  { to }: Extract<Step, { type: 'start-refresh' }>,
  progress: PlanProgress,
): Promise<ExecutionState | Execution> {
  const { plan, state } = progress
  if (context.stop.aborted) return done(await stoppedBefore(context, progress, { failure: cancelled(context) }))
  const ready = newIn(plan, resolveAll(state.bindings, to), state.group)
  const bound = withBindings(plan, state.bindings)
  const hasNewVersion = state.bindings.size > 0
  const request = { ...bound, group: state.group, to: ready, hasNewVersion, isClaimed: isKnownByTag(plan) }
  const started = await startRefresh(context, request)
  if (!('code' in started)) {
    await nameRefreshInTags(context, { steps: plan.steps, hasNewVersion }, started)
    return { ...state, operation: started }
  }
  const isOvertaken = started.code === 'conflict'
  return isOvertaken
    ? { type: 'overtaken', plan: { ...bound, group: state.group }, failure: started, to: ready, tried: state.tried }
    : done(await stoppedBefore(context, progress, { failure: started, to: ready }))
}

/** AWS refused to roll the active refresh back: cancel it, then a second refresh returns to the old version. */
async function revertRefresh(context: Context, progress: PlanProgress): Promise<ExecutionState | Execution> {
  const { plan, state } = progress
  if (plan.action !== 'revert') throw new Error(`roll-back-refresh is no step of a plan to ${plan.action}`)
  const reverted = await revert(context, plan)
  if (!('code' in reverted)) return { ...state, operation: reverted }
  // AWS does not answer or refuses the credentials: cancelling would fail the same way.
  if (reverted.code === 'lost-contact' || reverted.code === 'credentials-expired')
    return done(await stoppedBefore(context, progress, { failure: orCancelled(context, reverted), to: plan.to }))
  const { findings, fleetStatus, group, refresh } = plan
  const steps = stepsToResolve('replace', group.name, refresh.id)
  return { type: 'conflict', conflict: { action: 'replace', findings, fleetStatus, group, refresh, steps } }
}

/** Watches the operation until it ends. If it fails, the rollback is a second operation. */
async function watchOperation(context: Context, { plan, state }: PlanProgress): Promise<ExecutionState | Execution> {
  const { settings } = plan
  const operation = state.operation ?? operationToWatch(context, plan, state)
  const { verdict, watchState: watched } = await watch(context, operation, settings)
  const replaced = operation.type === 'verify-only' ? 0 : watched.reached
  if (verdict.type === 'arrived') {
    const versions = await goneVersions(retryingReads(context, 'finalSteps'), operation)
    if (versions.length === 0) return { ...state, operation, watched }
    const failure: Failure = { code: 'aws-failed', reason: 'version-gone', versions }
    return done(
      await failed(context, { rollout: operation, operation, settings, failure, rollback: nothingUndone, replaced }),
    )
  }
  const failure = verdict.failure
  if (failure.code === 'handed-over')
    return done(await endHandedOver(context, { operation, settings, failure, replaced }))
  // The rollback request goes out first. A cancelled job has only seconds left, so it gathers no evidence.
  const isExamined = failure.code !== 'cancelled' && !endedByFailedPolls(failure)
  let evidence: Promise<void> | undefined
  const whenSent = () => {
    if (isExamined) evidence ??= reportEvidence(context, operation, { failure, watched })
  }
  const rollback = await rollBack(context, operation, { failure, settings, whenSent })
  whenSent()
  await evidence
  const end = { rollout: operation, operation, settings, failure, rollback, replaced }
  return done(await failed(context, await withHandOver(context, end)))
}

/** The operation of a plan that starts none: an active refresh or rollback is adopted, or there is only verification. */
function operationToWatch(context: Context, plan: ActivePlan, { bindings, group }: ExecutionState): Operation {
  const bound = { ...withBindings(plan, bindings), group }
  if (bound.action === 'nothing') return confirm(context, bound)
  if (bound.action === 'adopt') return adopt(context, bound)
  if (bound.action === 'revert') return adoptReversal(context, bound)
  throw new Error(`a plan to ${plan.action} has begun no operation`)
}

async function runFinalStep(context: Context, step: LastStep, progress: PlanProgress): Promise<ExecutionState> {
  const { operation } = progress.state
  if (!operation) throw new Error(`${step.type} comes before the operation`)
  await finalStep(context, step, { rollout: operation, proven: operation.to.templates })
  return progress.state
}

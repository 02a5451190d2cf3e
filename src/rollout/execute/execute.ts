/** Executes a plan step by step. `ExecutionState` carries results from one step to the next; a failure ends the execution. */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { isOutOfSight } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import type { Group } from '../model/group.ts'
import type { Revision } from '../model/launch-template.ts'
import type { Operation } from '../model/operation.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Outcome } from '../outcome.ts'
import { type Bindings, bind, resolve, resolveAll, withBindings } from '../plan/bindings.ts'
import { stepsToResolve } from '../plan/build-steps.ts'
import type { ActivePlan, ConflictPlan, PlanOf } from '../plan/plan.ts'
import type { Step } from '../plan/steps.ts'
import { patiently, patientReads } from '../timeouts.ts'
import { watch } from '../watch/watch.ts'
import type { NotBegun } from './attempt.ts'
import { createVersion } from './create-version.ts'
import { goneVersions } from './end-state.ts'
import { gatherEvidence } from './evidence.ts'
import { finalStep, type LastStep } from './final-steps.ts'
import { endHandedOver, withHandOver } from './hand-over.ts'
import { existingTargets, failed, notStarted, succeeded } from './outcomes.ts'
import { noteRollbackTarget, pinGroup } from './pin-group.ts'
import { nothingUndone, rollBack, watchRollback } from './roll-back.ts'
import { adopt, adoptReversal, adoptRollback, confirm, revert, startRefresh } from './start-refresh.ts'

/** How the execution of a plan ended. */
export type Execution =
  | { readonly type: 'done'; readonly outcome: Outcome }
  /** Another refresh began first. `to`: the versions that were ready to roll out. */
  | ({ readonly type: 'overtaken' } & NotBegun)
  /** AWS does not roll the active refresh back, so it must be cancelled first. */
  | { readonly type: 'conflict'; readonly conflict: ConflictPlan }

/** The results of the steps so far. */
export interface ExecutionState {
  /** The group as AWS last described it. */
  readonly group: Group
  /** The real versions that steps have made for the plan's placeholders. */
  readonly bindings: Bindings
  readonly operation?: Operation
  readonly watched?: WatchState
}

/** Executes the plan. */
export async function execute(context: Context, plan: ActivePlan): Promise<Execution> {
  if (plan.action === 'resume-rollback') return done(await resumeRollback(context, plan))
  let progress: ExecutionState = { group: plan.group, bindings: new Map() }
  for (const step of plan.steps) {
    const after = await carryOut(context, step, { plan, progress })
    if ('type' in after) return after
    progress = after
  }
  const { operation, watched } = progress
  if (!operation || !watched) throw new Error(`a plan to ${plan.action} has no operation`)
  return done(await succeeded(context, { operation, settings: plan.settings, watched }))
}

const done = (outcome: Outcome): Execution => ({ type: 'done', outcome })

interface Turn {
  readonly plan: ActivePlan
  readonly progress: ExecutionState
}

/** Runs one step. Returns the new state, or the end of the whole execution. */
async function carryOut(context: Context, step: Step, milestone: Turn): Promise<ExecutionState | Execution> {
  switch (step.type) {
    case 'note-rollback-target':
    case 'use-version':
    case 'create-version':
    case 'pin-group': {
      const prepared = context.stop.aborted
        ? cancelled(context)
        : await prepare(patiently(context, 'prepare'), step, milestone)
      return 'code' in prepared
        ? done(await stoppedBefore(context, milestone, { failure: orCancelled(context, prepared) }))
        : prepared
    }
    case 'start-refresh':
      return start(context, step, milestone)
    case 'roll-back-refresh':
      return rollBackFailed(context, milestone)
    case 'watch':
    case 'verify-fleet':
      return follow(context, milestone)
    case 'set-default-version':
    case 'restore-aliases':
    case 'delete-old-versions':
      return conclude(context, step, milestone)
    case 'cancel-refresh':
    case 'wait-for-refresh':
      throw new Error(`${step.type} is no step of a plan to ${milestone.plan.action}`)
  }
}

const cancelled = ({ stop }: Context): Failure => ({ code: 'cancelled', signal: String(stop.reason) })

/** A signal also aborts the retries of a call. The failure is then `cancelled`, not the call's own error. */
const orCancelled = (context: Context, failure: Failure): Failure =>
  context.stop.aborted && failure.code === 'lost-contact' ? cancelled(context) : failure

type Preparation = Extract<Step, { type: 'note-rollback-target' | 'use-version' | 'create-version' | 'pin-group' }>

async function prepare(
  context: Context,
  step: Preparation,
  { plan, progress }: Turn,
): Promise<ExecutionState | Failure> {
  const { clock, emit } = context
  const { bindings, group } = progress
  switch (step.type) {
    case 'note-rollback-target':
      return (await noteRollbackTarget(context, step, plan.settings.run)) ?? progress
    case 'use-version':
      emit({ type: 'prepared', at: clock.now(), to: resolve(bindings, step.version), how: 'existing' })
      return progress
    case 'create-version': {
      const source = resolve(bindings, step.version.source)
      const made = await createVersion(context, step, { source, run: plan.settings.run })
      return 'code' in made ? made : { ...progress, bindings: bind(bindings, step.version, made) }
    }
    case 'pin-group': {
      const pinned = await pinGroup(context, step, { group, bindings })
      if ('code' in pinned) return pinned
      announceNumbers(context, plan, bindings)
      return { ...progress, group: pinned }
    }
  }
}

/** Reports the plan again if EC2 gave other numbers than planned, because somebody made a version meanwhile. */
function announceNumbers({ clock, emit }: Context, plan: ActivePlan, bindings: Bindings): void {
  const bound = withBindings(plan, bindings)
  if (bound.from.templates.some(({ version }, i) => version !== plan.from.templates[i]?.version))
    emit({ type: 'planned', at: clock.now(), plan: bound })
}

/** Ends the execution before its operation began. `to`: the versions that existed by then. */
const stoppedBefore = (
  context: Context,
  { plan, progress }: Turn,
  { failure, to }: { readonly failure: Failure; readonly to?: Revision },
): Promise<Outcome> => {
  const bound = withBindings(plan, progress.bindings)
  return notStarted(context, { plan: bound, failure, to: to ?? existingTargets(plan) })
}

async function start(
  context: Context,
  { to }: Extract<Step, { type: 'start-refresh' }>,
  milestone: Turn,
): Promise<ExecutionState | Execution> {
  const { plan, progress } = milestone
  if (context.stop.aborted) return done(await stoppedBefore(context, milestone, { failure: cancelled(context) }))
  const ready = resolveAll(progress.bindings, to)
  const bound = withBindings(plan, progress.bindings)
  const hasNewVersion = progress.bindings.size > 0
  const started = await startRefresh(context, { ...bound, group: progress.group, to: ready, hasNewVersion })
  if (!('code' in started)) return { ...progress, operation: started }
  const isOvertaken = started.code === 'conflict'
  return isOvertaken
    ? { type: 'overtaken', plan: bound, failure: started, to: ready }
    : done(await stoppedBefore(context, milestone, { failure: started, to: ready }))
}

/** AWS refused to roll the active refresh back: cancel it, then a second refresh returns to the old version. */
async function rollBackFailed(context: Context, milestone: Turn): Promise<ExecutionState | Execution> {
  const { plan, progress } = milestone
  if (plan.action !== 'revert') throw new Error(`roll-back-refresh is no step of a plan to ${plan.action}`)
  const reverted = await revert(context, plan)
  if (!('code' in reverted)) return { ...progress, operation: reverted }
  // AWS does not answer or refuses the credentials: cancelling would fail the same way.
  if (reverted.code === 'lost-contact' || reverted.code === 'credentials-expired')
    return done(await stoppedBefore(context, milestone, { failure: orCancelled(context, reverted), to: plan.to }))
  const { findings, fleetStatus, group, refresh } = plan
  const steps = stepsToResolve('replace', group.name, refresh.id)
  return { type: 'conflict', conflict: { action: 'replace', findings, fleetStatus, group, refresh, steps } }
}

/** Watches the operation to its end. If it fails, the rollback is a second operation. */
async function follow(context: Context, { plan, progress }: Turn): Promise<ExecutionState | Execution> {
  const { settings } = plan
  const operation = progress.operation ?? takeUp(context, plan, progress)
  const { verdict, watchState: watched } = await watch(context, operation, settings)
  const replaced = operation.type === 'verify-only' ? 0 : watched.reached
  if (verdict.type === 'arrived') {
    const versions = await goneVersions(patientReads(context, 'finalSteps'), operation)
    if (versions.length === 0) return { ...progress, operation, watched }
    const failure: Failure = { code: 'aws-failed', reason: 'version-gone', versions }
    return done(
      await failed(context, { rollout: operation, operation, settings, failure, rollback: nothingUndone, replaced }),
    )
  }
  const failure = verdict.failure
  if (failure.code === 'handed-over')
    return done(await endHandedOver(context, { operation, settings, failure, replaced }))
  // The rollback request goes out first. A cancelled job has only seconds left, so it gathers no evidence.
  const isExamined = failure.code !== 'cancelled' && !isOutOfSight(failure)
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

/** Time limit for the evidence. It serves only the report, so what has not arrived by then is left out. */
const EVIDENCE_LIMIT: Ms = 5_000

async function reportEvidence(
  { reads, clock, emit }: Context,
  operation: Operation,
  found: { readonly failure: Failure; readonly watched: WatchState },
): Promise<void> {
  const evidence = await withDeadline(clock, EVIDENCE_LIMIT, (over) =>
    gatherEvidence(reads.within(over), operation, found),
  )
  emit({ type: 'evidence', at: clock.now(), evidence })
}

/** The operation of a plan that starts none: an active refresh or rollback is adopted, or there is only verification. */
function takeUp(context: Context, plan: ActivePlan, { bindings, group }: ExecutionState): Operation {
  const bound = { ...withBindings(plan, bindings), group }
  if (bound.action === 'nothing') return confirm(context, bound)
  if (bound.action === 'adopt') return adopt(context, bound)
  if (bound.action === 'revert') return adoptReversal(context, bound)
  throw new Error(`a plan to ${plan.action} has begun no operation`)
}

async function conclude(context: Context, step: LastStep, milestone: Turn): Promise<ExecutionState> {
  const { operation } = milestone.progress
  if (!operation) throw new Error(`${step.type} comes before the operation`)
  await finalStep(context, step, { rollout: operation, proven: operation.to.templates })
  return milestone.progress
}

/** Watches the rollback of an earlier attempt to its end. The run still fails, because the new image was not rolled out. */
async function resumeRollback(context: Context, plan: PlanOf<'resume-rollback'>): Promise<Outcome> {
  const { rollout, failure, settings } = plan
  const operation = adoptRollback(context, plan)
  const rollback = await watchRollback(context, operation, settings)
  return failed(context, await withHandOver(context, { rollout, operation, settings, failure, rollback, replaced: 0 }))
}

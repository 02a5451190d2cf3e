/** Carries a plan out, step by step. What a step needs of those before it is one record; a failure ends the walk. */

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
import { existingTargets, failed, notStarted, succeeded } from './outcomes.ts'
import { noteRollbackTarget, pinGroup } from './pin-group.ts'
import { nothingUndone, rollBack, watchRollback } from './roll-back.ts'
import { adopt, adoptReversal, adoptRollback, confirm, revert, startRefresh } from './start-refresh.ts'

/** How carrying out a plan ended. */
export type Execution =
  | { readonly type: 'done'; readonly outcome: Outcome }
  /** Somebody else's refresh began first; `to`: what was ready to be rolled out. */
  | ({ readonly type: 'overtaken' } & NotBegun)
  /** AWS does not roll back what is in flight: it is in the way. */
  | { readonly type: 'conflict'; readonly conflict: ConflictPlan }

/** What the steps so far have brought about. */
export interface ExecutionState {
  /** As AWS shows it now. */
  readonly group: Group
  /** The versions that the plan's placeholders have become. */
  readonly bindings: Bindings
  readonly operation?: Operation
  readonly watched?: WatchState
}

/** Carries out the plan. */
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

/** One step: what has come of it, or how all of it ended. */
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

/** A signal ends the patience with which an answer was waited for: it is the reason then. */
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

/** Somebody may have made a version meanwhile, so that the numbers are others than planned. */
function announceNumbers({ clock, emit }: Context, plan: ActivePlan, bindings: Bindings): void {
  const bound = withBindings(plan, bindings)
  if (bound.from.templates.some(({ version }, i) => version !== plan.from.templates[i]?.version))
    emit({ type: 'planned', at: clock.now(), plan: bound })
}

/** Nothing has begun; `to`: the versions that were ready by then. */
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
  const started = await startRefresh(context, { ...bound, group: progress.group, to: ready })
  if (!('code' in started)) return { ...progress, operation: started }
  const isOvertaken = started.code === 'conflict'
  return isOvertaken
    ? { type: 'overtaken', plan: bound, failure: started, to: ready }
    : done(await stoppedBefore(context, milestone, { failure: started, to: ready }))
}

/** Where AWS will not roll back what is in flight, it is cancelled, and a refresh of its own leads back. */
async function rollBackFailed(context: Context, milestone: Turn): Promise<ExecutionState | Execution> {
  const { plan, progress } = milestone
  if (plan.action !== 'revert') throw new Error(`roll-back-refresh is no step of a plan to ${plan.action}`)
  const reverted = await revert(context, plan)
  if (!('code' in reverted)) return { ...progress, operation: reverted }
  // AWS has not answered: another way would meet the same.
  if (reverted.code === 'lost-contact' || reverted.code === 'credentials-expired')
    return done(await stoppedBefore(context, milestone, { failure: orCancelled(context, reverted), to: plan.to }))
  const { findings, fleetStatus, group, refresh } = plan
  const steps = stepsToResolve('replace', group.name, refresh.id)
  return { type: 'conflict', conflict: { action: 'replace', findings, fleetStatus, group, refresh, steps } }
}

/** The operation to its end; where that is bad, the rollback is a second operation. */
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
  // The rollback is sent first. A cancelled job has seconds: they belong to it alone.
  const isExamined = failure.code !== 'cancelled' && !isOutOfSight(failure)
  const examine = () => reportEvidence(context, operation, { failure, watched })
  let evidence: Promise<void> | undefined
  const whenSent = () => {
    if (isExamined) evidence ??= examine()
  }
  const rollback = await rollBack(context, operation, { failure, settings, whenSent })
  whenSent()
  await evidence
  return done(await failed(context, { rollout: operation, operation, settings, failure, rollback, replaced }))
}

/** What lies around a failure feeds the report alone: it has a few seconds, and what has not come by then is left out. */
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

/** No step has begun an operation: AWS is at it already, or nothing moves. */
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

/** The rollback of an earlier attempt, watched to its end. The run stays red: what it was to roll out is not there. */
async function resumeRollback(context: Context, plan: PlanOf<'resume-rollback'>): Promise<Outcome> {
  const { rollout, failure, settings } = plan
  const operation = adoptRollback(context, plan)
  const rollback = await watchRollback(context, operation, settings)
  return failed(context, { rollout, operation, settings, failure, rollback, replaced: 0 })
}

/** Builds the outcome for each way that a run can end, with the final steps taken and what the fleet runs, read again from AWS. */

import type { Context, ReadContext } from '../context.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { aliasFact } from '../launch-template/alias.ts'
import { formerFact } from '../launch-template/last-rollout.ts'
import { keptFromTraffic } from '../model/fleet-status.ts'
import type { Revision, SavedVersion, TemplateVersion } from '../model/launch-template.ts'
import { type Operation, type Rollout, refreshIdOf } from '../model/operation.ts'
import type { OperationSettings, RolloutSettings } from '../model/settings.ts'
import { nothingTried, type Tried } from '../model/trial.ts'
import type { WatchState } from '../model/watch-state.ts'
import type { Outcome, RollbackResult } from '../outcome.ts'
import { readyTargets } from '../plan/bindings.ts'
import { fleetBefore } from '../plan/fleet-before.ts'
import { type ActivePlan, type Plan, type PlanOf, revisionOf } from '../plan/plan.ts'
import { withoutParameters } from '../plan/template-changes.ts'
import { survey } from '../survey/survey.ts'
import { retryingReads } from '../timeouts.ts'
import type { Attempt, NotBegun } from './attempt.ts'
import { endClaim } from './end-claim.ts'
import { commandsByHand, fleetStatusSeen, readFleetStatus, unknownFleet } from './end-state.ts'
import { restoreAliases } from './final-steps.ts'
import { reportLeftovers, reportMovedVersion } from './leftovers.ts'
import { nothingUndone } from './roll-back.ts'

/** The outcome of a plan that refuses. After another refresh was cancelled it is a failure, since a refusal means nothing was changed. */
export function refusal(
  { code, findings, fleetStatus }: Pick<PlanOf<'refuse'>, 'code' | 'findings' | 'fleetStatus'>,
  { hasCancelled }: Pick<Attempt, 'hasCancelled'> = { hasCancelled: false },
  stop?: AbortSignal,
): Outcome {
  // A signal also aborts the survey's retries; the failure is then `cancelled`, not lost contact.
  if (stop?.aborted && code === 'lost-contact')
    return unchangedBy({ code: 'cancelled', signal: String(stop.reason) }, fleetStatus)
  return hasCancelled
    ? unchangedBy({ code, reason: 'refused-later', findings }, fleetStatus)
    : { type: 'refused', code, findings, fleetStatus }
}

/** The plan that is made after another refresh has ended refuses: what this run made before it is taken away again. */
export function refusedLater(
  context: Context,
  { code, findings }: Pick<PlanOf<'refuse'>, 'code' | 'findings'>,
  left: NotBegun,
): Promise<Outcome> {
  const isCancelled = context.stop.aborted && code === 'lost-contact'
  const failure: Failure = isCancelled
    ? { code: 'cancelled', signal: String(context.stop.reason) }
    : { code, reason: 'refused-later', findings }
  return notStarted(context, { ...left, failure })
}

/** Deletes what this run made before another refresh overtook it, where the plan that is made now has no use for it. */
export async function deleteUnused(context: Context, before: NotBegun, next: Plan): Promise<void> {
  if (next.action !== 'nothing' && next.action !== 'roll') return
  const targets = next.action === 'roll' ? next.changes.map((change) => change.to) : next.to.templates
  const isUsed = before.to.templates.every((made) =>
    targets.some(({ id, version }) => made.id === id && made.version === version),
  )
  if (!isUsed) await withoutFailed(context, notBegun(before))
}

const unchangedBy = (failure: Failure, fleetStatus: ActivePlan['fleetStatus']): Outcome => ({
  type: kindOf(failure),
  failure,
  rollback: nothingUndone,
  fleetStatus,
  replaced: 0,
})

/** A conflict that could not be resolved. The fleet is read again, because the other refresh has continued since the survey. */
export async function unresolved(
  context: Context,
  {
    failure,
    attempt,
    settings,
  }: { readonly failure: Failure; readonly attempt: Attempt; readonly settings: RolloutSettings },
): Promise<Outcome> {
  const begun = attempt.overtaken ?? attempt.left
  if (begun) return notStarted(context, { ...begun, failure })
  if (endedByFailedPolls(failure)) return unchangedBy(failure, unknownFleet)
  const now = withoutParameters(await survey(context, settings), settings)
  return unchangedBy(failure, fleetBefore(now.survey, settings))
}

/** No refresh was started. At most an alias was replaced by a number and a version was made that no instance runs. */
export async function notStarted(context: Context, end: NotBegun): Promise<Outcome> {
  const { plan: decided, failure } = end
  // If AWS did not answer, a refresh may have begun: the post step finds out.
  if (!endedByFailedPolls(failure)) await endClaim(context, decided.group.name, decided.settings.run, decided.group)
  return failed(context, { ...notBegun(end), failure })
}

const notBegun = ({ plan: decided, failure, to, tried }: NotBegun): Omit<FailedRun, 'failure'> => ({
  rollout: rolloutOfPlan(decided, to),
  // Where there was no room for it, the trial has found nothing out about the version.
  trial: { ...tried, hasFailed: failure.code === 'trial' && failure.reason !== 'no-room' },
  settings: decided.settings,
  rollback: nothingUndone,
  replaced: 0,
  saved: savedAfter(decided),
})

/** AWS may show late what this run has saved, or given back: both count as saved. */
function savedAfter({ group, settings }: ActivePlan): readonly SavedVersion[] {
  const { former } = formerFact(group, settings.run.id)
  return [
    ...group.templates,
    ...(former === undefined ? [] : group.templates.map(({ id }) => ({ id, version: former }))),
  ]
}

const rolloutOfPlan = ({ group, from, isRollback, settings }: ActivePlan, to: Revision): Rollout => ({
  group: group.name,
  ...(group.mixed && { mixed: true }),
  from,
  to,
  isRollback,
  ...aliasFact(group),
  ...formerFact(group, settings.run.id),
})

/** The target versions of a plan that exist before its steps run. */
export const existingTargets = (decided: ActivePlan): Revision =>
  decided.action === 'roll' ? newIn(decided, revisionOf(readyTargets(decided.changes))) : revisionOf([])

/** With `image: current` only what is launched from now on is new. `group`: as it was read last. */
export function newIn(decided: ActivePlan, to: Revision, { at, instances } = decided.group): Revision {
  if (decided.action !== 'roll' || !decided.since) return to
  const knownBefore = new Set([...decided.since.knownBefore, ...instances.map(({ id }) => id)])
  return { ...to, since: { began: at, knownBefore: [...knownBefore] } }
}

/** A rollout that failed. `operation`: missing where none began. */
export interface FailedRun {
  readonly rollout: Rollout
  readonly operation?: Operation
  readonly settings: OperationSettings
  readonly failure: Failure
  readonly rollback: RollbackResult
  readonly replaced: number
  readonly trial?: Tried & { readonly hasFailed: boolean }
  /** Where no operation began: the versions that the group may have saved, as this run has left it. Else the rollout's `from`. */
  readonly saved?: readonly SavedVersion[]
}

/** The outcome of every failure. Restores the aliases, unless AWS is still replacing instances, then reads the fleet. */
export async function failed(context: Context, end: FailedRun): Promise<Outcome> {
  const { rollout, failure, rollback, replaced } = end
  if (rollback.end !== 'under-way' && !endedByFailedPolls(failure) && failure.code !== 'handed-over') {
    const { aliasTag = rollout.aliasTag } = rollback
    const to = await withoutFailed(context, end)
    await restoreAliases(context, {
      rollout: { ...rollout, to, ...(aliasTag !== undefined && { aliasTag }) },
      proven: rollout.from.templates,
    })
  }
  if (end.operation) reportMovedVersion(context, rollout)
  // After many failed polls longer retries would only delay the end.
  const reads = endedByFailedPolls(failure) ? context.reads : retryingReads(context, 'finalSteps')
  const now = await readFleetStatus(reads, end)
  return {
    type: kindOf(failure),
    failure,
    rollback,
    fleetStatus: { ...now, byHand: commandsByHand(end, rollback.failure ?? failure, now) },
    replaced,
  }
}

/** What the rollout led to, without the versions that are deleted: nothing runs them, and `$Latest` must not mean them. */
async function withoutFailed(context: Context, end: Omit<FailedRun, 'failure'>): Promise<Revision> {
  const { rollout, operation, rollback, settings, trial = { ...nothingTried, hasFailed: false } } = end
  const { saved = rollout.from.templates } = end
  const isRolledBack = rollback.end === 'arrived' && rollback.how !== 'cancel'
  if (settings.failedVersion === 'keep' || (operation && !isRolledBack)) return rollout.to
  const { deleteFailedVersions } = await import('./deletions/failed-versions.ts')
  const refresh = operation && refreshIdOf(operation)
  const gone = await deleteFailedVersions(context, {
    group: rollout.group,
    templates: [...new Set([...rollout.from.templates, ...rollout.to.templates].map(({ id }) => id))],
    rollout: {
      run: settings.run.id,
      to: rollout.isRollback ? [] : rollout.to.templates,
      isRolledBack,
      saved,
      trial,
      ...(refresh !== undefined && { refresh }),
    },
  })
  const isGone = ({ id, version }: TemplateVersion) => gone.some((each) => each.id === id && each.version === version)
  return { templates: rollout.to.templates.filter((each) => !isGone(each)) }
}

const kindOf = ({ code }: Failure): 'cancelled' | 'failed' => (code === 'cancelled' ? 'cancelled' : 'failed')

/** The outcome of a success. It uses the last poll, so that a read that fails afterwards cannot change the result. */
export async function succeeded(
  context: ReadContext,
  end: { readonly operation: Operation; readonly settings: OperationSettings; readonly watched: WatchState },
): Promise<Outcome> {
  const { operation, watched } = end
  const now = await readFleetStatus(retryingReads(context, 'finalSteps'), { ...end, rollout: operation })
  const { last } = watched
  const fleetStatus = {
    ...(now.fleet === 'unknown' && last ? fleetStatusSeen(last, operation, end.settings) : now),
    withoutTraffic: last ? keptFromTraffic(last.instances, last.targets) : [],
  }
  reportLeftovers(context, { operation, fleetStatus, watched })
  return operation.type === 'verify-only'
    ? { type: 'unchanged', fleetStatus }
    : { type: 'succeeded', fleetStatus, replaced: watched.reached }
}

/** Plans for a group with an active refresh: adopts or rolls back the run's own, handles any other as `on-conflict` says. Pure. */

import { failedEarlier } from '../failures/earlier-attempt.ts'
import { aliasFact } from '../launch-template/alias.ts'
import { formerFact } from '../launch-template/last-rollout.ts'
import { coverage } from '../model/coverage.ts'
import type { Version } from '../model/launch-template.ts'
import type { Preferences, Refresh } from '../model/refresh.ts'
import { isBaking, isCancelling, isReplacing, isRollingBack } from '../model/refresh-status.ts'
import { stepsToAdopt, stepsToResolve, stepsToResume, stepsToRevert, stepsToStop } from './build-steps.ts'
import { estimate } from './estimate.ts'
import { type Decision, type PlanBase, revisionOf } from './plan.ts'
import { baseOf, type Situation } from './plan-base.ts'
import { otherRefreshActive } from './refusals.ts'
import { targetOfRefresh } from './renewal.ts'
import { stepFactsOf } from './step-facts.ts'
import type { KnownTemplate } from './template-changes.ts'
import { isOurs, type Ownership, wasMadeBy, whoseRefresh } from './whose-refresh.ts'

/** Decides what to do about the active refresh. */
export function planWithActiveRefresh(active: Refresh, situation: Situation): Decision {
  const { settings, group, templates, last } = situation
  const ownership = whoseRefresh(active, { templates, tags: group.tags, run: settings.run, last })
  return (
    (settings.to === undefined
      ? adoptOwn(active, ownership, situation)
      : rollbackDuring(active, ownership, situation)) ?? planForConflict(active, ownership, situation)
  )
}

/** A deploy adopts its own active refresh or rollback. A refresh that is being cancelled cannot be adopted. */
function adoptOwn(active: Refresh, ownership: Ownership, situation: Situation): Decision | undefined {
  if (ownership.owner !== 'this-run' || isCancelling(active.status)) return undefined
  const { group, templates, findings, preferences } = situation
  const { versions } = ownership
  const stepFacts = stepFactsFor(situation, versions)
  if (ownership.does === 'rollout') {
    const isWanted = versions.every((version, i) => isTarget(version, templates[i]))
    if (!isWanted || !samePreferences(active.preferences, preferences)) return undefined
    const steps = stepsToAdopt(stepFacts, { to: versions, refresh: active })
    const to = targetOfRefresh(versions, active, situation)
    return { action: 'adopt', findings, refresh: active, to, ...stepFacts.base, steps }
  }
  const failed = templates.flatMap((each, i) => rolledOut(each, situation, { back: versions, i }) ?? [])
  if (failed.length < templates.length) return undefined
  const rollout = {
    group: group.name,
    ...(group.mixed && { mixed: true as const }),
    from: revisionOf(versions),
    to: revisionOf(failed),
    isRollback: false,
    ...aliasFact(group),
    ...formerFact(group, situation.settings.run.id),
  }
  return {
    action: 'resume-rollback',
    findings,
    refresh: active,
    rollout,
    failure: failedEarlier(ownership.failureCode),
    ...stepFacts.base,
    from: rollout.from,
    steps: stepsToResume(stepFacts, versions),
  }
}

/** Whether the version is what this run rolls out. */
export const isTarget = ({ version, image }: Version, of: KnownTemplate | undefined): boolean =>
  of?.existing ? version === of.existing.version : image === of?.target.id

/**
 * A rollback while a refresh of this action is active: adopts it if it has the same target, lets AWS roll it back if it
 * started from that target, otherwise cancels it first.
 */
function rollbackDuring(active: Refresh, ownership: Ownership, situation: Situation): Decision | undefined {
  const { findings, group, templates, preferences } = situation
  const { versions } = ownership
  const targets = rollbackTargets(templates)
  // The target may have no marker. A refresh with the same target and preferences as ours counts as this run's.
  const isSame = versions && areSame(targets, versions) && samePreferences(active.preferences, preferences)
  if (!versions || !(isOurs(ownership) || isSame)) return undefined
  const saved = templates.map((each) => each.saved)
  const isSent = isRollingBack(active.status)
  if (areSame(versions, saved) && isRenewing(active, situation)) return stopRenewal(active, saved, situation)
  if (areSame(targets, versions) && !isCancelling(active.status) && !isSent) {
    const stepFacts = stepFactsFor(situation, saved)
    const steps = stepsToAdopt(stepFacts, { to: versions, refresh: active })
    return { action: 'adopt', findings, refresh: active, to: revisionOf(versions), ...stepFacts.base, steps }
  }
  const isRevertible =
    isSent ||
    ((isReplacing(active.status) || isBaking(active.status)) &&
      group.templates.every(({ version }) => /^\d+$/.test(version)))
  if (areSame(targets, saved) && isRevertible) {
    const stepFacts = stepFactsFor(situation, saved)
    const steps = stepsToRevert(stepFacts, { to: saved, refreshId: active.id, isSent })
    const [from, to] = [revisionOf(versions), revisionOf(saved)]
    return { action: 'revert', findings, refresh: active, isSent, ...stepFacts.base, from, to, steps }
  }
  return resolving(isCancelling(active.status) || isSent ? 'wait' : 'replace', active, situation)
}

/**
 * Whether the active refresh, which leads to what the group has saved, replaces instances of that version: a rollback leaves
 * those alone.
 */
const isRenewing = ({ id, preferences }: Refresh, { settings, last }: Situation): boolean =>
  last?.refresh === id || (preferences.skipMatching === false && settings.skipMatching)

/**
 * There is no older state, and what AWS makes of a rollback between equal versions is not documented: it is stopped where it
 * is. The note keeps this run from going further back once it has ended.
 */
function stopRenewal(active: Refresh, saved: readonly Version[], situation: Situation): Decision {
  const stepFacts = stepFactsFor(situation, saved)
  const isOver = isCancelling(active.status) || isRollingBack(active.status)
  return {
    action: isOver ? 'wait' : 'replace',
    findings: situation.findings,
    refresh: active,
    group: situation.group,
    steps: stepsToStop(stepFacts, { saved, refreshId: active.id, isOver }),
  }
}

/** The refresh belongs to somebody else or cannot be adopted. */
function planForConflict(active: Refresh, ownership: Ownership, situation: Situation): Decision {
  const { onConflict } = situation.settings
  const meet = onConflict === 'auto' ? (isOurs(ownership) ? 'wait' : 'fail') : onConflict
  if (meet === 'fail')
    return {
      action: 'refuse',
      code: 'conflict',
      findings: [...situation.findings, otherRefreshActive(active, situation.group.name)],
    }
  // AWS refuses to cancel a refresh twice, so the run waits for its end.
  return resolving(isCancelling(active.status) ? 'wait' : meet, active, situation)
}

const resolving = (action: 'wait' | 'replace', refresh: Refresh, { findings, group }: Situation): Decision => ({
  action,
  findings,
  refresh,
  group,
  steps: stepsToResolve(action, group.name, refresh.id),
})

/** The rollback targets that exist as versions. */
const rollbackTargets = (templates: readonly KnownTemplate[]): readonly Version[] =>
  templates.flatMap(({ restores }) => restores?.version ?? [])

const areSame = (some: readonly Version[], others: readonly Version[]): boolean =>
  some.length === others.length &&
  some.every(({ id, version }) => others.some((each) => each.id === id && each.version === version))

/**
 * The version that this run rolled out: the one that it made, or the saved one if that launches its image. Where it also
 * made a version to replace a parameter, that one is the rollback target and not meant here.
 */
function rolledOut(
  of: KnownTemplate,
  { settings: { run }, last }: Situation,
  { back, i }: { readonly back: readonly Version[]; readonly i: number },
): Version | undefined {
  const noted = last?.run === run.id ? of.versions.find(({ version }) => version === last.to[i]) : undefined
  return (
    noted ??
    of.versions.find((each) => wasMadeBy(run, each, of) && !back.includes(each)) ??
    (of.saved.image === of.target.id ? of.saved : undefined)
  )
}

/** The time limit counts from the start of the refresh, so the estimate covers the whole fleet. */
export function stepFactsFor(situation: Situation, to: readonly Version[]) {
  const { group, preferences, waits } = situation
  const covers = coverage(group.instances, { templates: to }, preferences)
  const base: Omit<PlanBase, 'steps'> = baseOf(situation, {
    guess: estimate(covers.covered, group, { preferences, waits }),
    covers,
  })
  return { base, ...stepFactsOf(situation, base.timeout) }
}

/** AWS returns the preferences with its defaults filled in, so only the fields that we would send are compared. */
export const samePreferences = (active: Partial<Preferences>, ours: Preferences): boolean =>
  (Object.keys(ours) as (keyof Preferences)[]).every((key) => JSON.stringify(active[key]) === JSON.stringify(ours[key]))

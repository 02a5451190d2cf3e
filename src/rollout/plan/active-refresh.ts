/** A refresh is active already: this run's own is taken up or turned back, any other is met as `on-conflict` says. Pure. */

import { failedEarlier } from '../failures/earlier-attempt.ts'
import { coverage } from '../model/coverage.ts'
import type { Version } from '../model/launch-template.ts'
import type { Preferences, Refresh } from '../model/refresh.ts'
import { isBaking, isCancelling, isReplacing, isRollingBack } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import { stepsToAdopt, stepsToResolve, stepsToResume, stepsToRevert } from './build-steps.ts'
import { estimate } from './estimate.ts'
import { type Decision, type PlanBase, revisionOf } from './plan.ts'
import { baseOf, type Situation } from './plan-base.ts'
import { otherRefreshActive } from './refusals.ts'
import type { KnownTemplate } from './template-changes.ts'
import { isOurs, type Ownership, wasMadeBy, whoseRefresh } from './whose-refresh.ts'

/** What to do about the refresh that is active. */
export function planWithActiveRefresh(active: Refresh, situation: Situation): Decision {
  const { settings, group, templates } = situation
  const ownership = whoseRefresh(active, { templates, tags: group.tags, run: settings.run })
  return (
    (settings.to === undefined ? takeUp(active, ownership, situation) : rollbackDuring(active, ownership, situation)) ??
    meetConflict(active, ownership, situation)
  )
}

/** A deploy that finds its own refresh, forth or back, goes on with it. One that is on its way out cannot be taken up. */
function takeUp(active: Refresh, ownership: Ownership, situation: Situation): Decision | undefined {
  if (ownership.owner !== 'this-run' || isCancelling(active.status)) return undefined
  const { settings, group, templates, findings, preferences } = situation
  const { versions } = ownership
  const given = givenBy(situation, versions)
  if (ownership.does === 'rollout') {
    const isWanted = versions.every(({ image }, i) => image === templates[i]?.target.id)
    if (!isWanted || !samePreferences(active.preferences, preferences)) return undefined
    const steps = stepsToAdopt(given, { to: versions, isActive: true })
    return { action: 'adopt', findings, refresh: active, to: revisionOf(versions), ...given.base, steps }
  }
  const failed = templates.flatMap((each) => rolledOut(each, settings, versions) ?? [])
  if (failed.length < templates.length) return undefined
  const rollout = {
    group: group.name,
    ...(group.mixed && { mixed: true as const }),
    from: revisionOf(versions),
    to: revisionOf(failed),
    isRollback: false,
  }
  return {
    action: 'resume-rollback',
    findings,
    refresh: active,
    rollout,
    failure: failedEarlier(ownership.failureCode),
    ...given.base,
    from: rollout.from,
    steps: stepsToResume(given, versions),
  }
}

/** A rollback during a refresh of ours: taken up if it goes there, rolled back if it came from there, else cancelled first. */
function rollbackDuring(active: Refresh, ownership: Ownership, situation: Situation): Decision | undefined {
  const { findings, group, templates, preferences } = situation
  const { versions } = ownership
  const targets = rollbackTargets(templates)
  // A version without a marker may be rolled back to: a refresh that goes just there, as this one would, is its own.
  const isSame = versions && areSame(targets, versions) && samePreferences(active.preferences, preferences)
  if (!versions || !(isOurs(ownership) || isSame)) return undefined
  const saved = templates.map((each) => each.saved)
  const isSent = isRollingBack(active.status)
  if (areSame(targets, versions) && !isCancelling(active.status) && !isSent) {
    const given = givenBy(situation, saved)
    const steps = stepsToAdopt(given, { to: versions, isActive: true })
    return { action: 'adopt', findings, refresh: active, to: revisionOf(versions), ...given.base, steps }
  }
  const isRevertible =
    isSent ||
    ((isReplacing(active.status) || isBaking(active.status)) &&
      group.templates.every(({ version }) => /^\d+$/.test(version)))
  if (areSame(targets, saved) && isRevertible) {
    const given = givenBy(situation, saved)
    const steps = stepsToRevert(given, { to: saved, refreshId: active.id, isSent })
    const [from, to] = [revisionOf(versions), revisionOf(saved)]
    return { action: 'revert', findings, refresh: active, isSent, ...given.base, from, to, steps }
  }
  return resolving(isCancelling(active.status) || isSent ? 'wait' : 'replace', active, situation)
}

/** Not this run's, or not to be taken up. */
function meetConflict(active: Refresh, ownership: Ownership, situation: Situation): Decision {
  const { onConflict } = situation.settings
  const meet = onConflict === 'auto' ? (isOurs(ownership) ? 'wait' : 'fail') : onConflict
  if (meet === 'fail')
    return { action: 'refuse', code: 'conflict', findings: [...situation.findings, otherRefreshActive(active)] }
  // A refresh that is on its way out cannot be cancelled again: its end is waited for.
  return resolving(isCancelling(active.status) ? 'wait' : meet, active, situation)
}

const resolving = (action: 'wait' | 'replace', refresh: Refresh, { findings, group }: Situation): Decision => ({
  action,
  findings,
  refresh,
  group,
  steps: stepsToResolve(action, group.name, refresh.id),
})

/** Where a rollback would go, as far as that exists. */
const rollbackTargets = (templates: readonly KnownTemplate[]): readonly Version[] =>
  templates.flatMap(({ rollbackTarget: to }) => (to?.type === 'version' ? [to.version] : []))

const areSame = (some: readonly Version[], others: readonly Version[]): boolean =>
  some.length === others.length &&
  some.every(({ id, version }) => others.some((each) => each.id === id && each.version === version))

/**
 * What this run has rolled out: the version that it made, or the saved one if that launches its image. Where it replaced a
 * parameter first it made two, and the rollback leads to one of them.
 */
const rolledOut = (of: KnownTemplate, { run }: RolloutSettings, back: readonly Version[]): Version | undefined =>
  of.versions.find((each) => wasMadeBy(run, each, of) && !back.includes(each)) ??
  (of.saved.image === of.target.id ? of.saved : undefined)

/** Its time limit counts from the refresh's own beginning, so the whole fleet is estimated. */
function givenBy(situation: Situation, to: readonly Version[]) {
  const { group, preferences, inAws, settings } = situation
  const covers = coverage(group.instances, { templates: to }, preferences)
  const base: Omit<PlanBase, 'steps'> = baseOf(situation, {
    guess: estimate(covers.covered, group, preferences),
    covers,
  })
  return { base, group, templates: inAws, settings, limit: base.timeout }
}

/** AWS echoes the preferences of a refresh with its defaults; only what we would send is compared. */
const samePreferences = (active: Partial<Preferences>, ours: Preferences): boolean =>
  (Object.keys(ours) as (keyof Preferences)[]).every((key) => JSON.stringify(active[key]) === JSON.stringify(ours[key]))

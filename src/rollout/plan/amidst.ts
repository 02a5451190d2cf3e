/** A refresh is at work already: ours is taken up or turned back, any other is met as `on-conflict` says. Pure. */

import { coverage, namesVersion } from '../coverage.ts'
import type { Group, Version } from '../facts.ts'
import { markerOf } from '../launch-template/lineage.ts'
import { markerIn, notedBy, ROLLBACK_TAG } from '../launch-template/marker.ts'
import { isBaking, isCancelling, isReplacing, isRollingBack } from '../model/refresh-status.ts'
import type { Finding, Preferences, Refresh, Target } from '../model.ts'
import type { RolloutSettings } from '../policy.ts'
import { estimate } from './estimate.ts'
import type { Known } from './moves.ts'
import { type Decision, type PlanBase, revision } from './plan.ts'
import { conflict } from './refusals.ts'
import { wayOf } from './way.ts'

/** What is known when a plan is made. */
export interface Situation {
  readonly policy: RolloutSettings
  readonly preferences: Preferences
  readonly group: Group
  readonly templates: readonly Known[]
  readonly targets: readonly Target[]
  readonly findings: readonly Finding[]
}

/** What to do about the refresh that is at work. */
export function amidst(running: Refresh, situation: Situation): Decision {
  const { policy, group, templates, findings, preferences } = situation
  const to = versionsNamed(running, templates)
  const goes = goals(templates)
  const ours = to?.some(({ description }) => markerIn(description) !== undefined)
  // A standing version may carry no marker: a refresh that goes just where this rollback would, as it would, is its own.
  const same = to !== undefined && areSame(goes, to) && samePreferences(running.preferences, preferences)
  if (policy.to !== undefined && to && (ours || same)) return midRollback(running, to, situation)
  if (to && !isCancelling(running.status) && madeFor(to, situation))
    if (samePreferences(running.preferences, preferences))
      return { will: 'adopt', findings, refresh: running, to: revision(to), ...wayTo(to, situation) }
  const noted = notedBy(policy.run, group.tags.get(ROLLBACK_TAG))
  const wayBack = to !== undefined && noted?.join() === to.map(({ version }) => version).join()
  const from = templates.flatMap((each) => rolledOut(each, policy, to ?? []) ?? [])
  if (policy.to === undefined && to && wayBack && !isCancelling(running.status) && from.length === templates.length) {
    const way = wayTo(to, situation)
    const back = { from: revision(from), to: revision(to), back: true }
    return { will: 'resume', findings, refresh: running, ...way, ...back }
  }
  const meet = policy.onConflict === 'auto' ? (ours ? 'wait' : 'fail') : policy.onConflict
  if (meet === 'fail') return { will: 'refuse', code: 'conflict', findings: [...findings, conflict(running)] }
  // A refresh that is on its way out anyway cannot be cancelled again: its end is waited for.
  return { will: isCancelling(running.status) ? 'wait' : meet, findings, refresh: running, group }
}

/** The version of each template that a refresh names; `undefined` unless it names one of each, and nothing else. */
function versionsNamed({ to }: Refresh, templates: readonly Known[]): readonly Version[] | undefined {
  const found = templates.flatMap(({ versions }) => versions.find((each) => namesVersion({ to: to ?? [] }, each)) ?? [])
  return found.length === templates.length && to?.length === found.length ? found : undefined
}

/** Where a rollback would go, as far as that stands. */
const goals = (templates: readonly Known[]): readonly Version[] =>
  templates.flatMap(({ rollbackTarget: goal }) => (goal?.is === 'version' ? [goal.version] : []))

const areSame = (some: readonly Version[], others: readonly Version[]): boolean =>
  some.length === others.length &&
  some.every(({ id, version }) => others.some((each) => each.id === id && each.version === version))

/** Whether this very run made these versions for the images that it wants; a template may have launched its image before. */
const madeFor = (to: readonly Version[], { templates, policy }: Situation): boolean =>
  to.some((each, i) => isOf(each, templates[i], policy)) &&
  to.every((each, i) => {
    const { saved, target: wanted } = templates[i] ?? {}
    return each.image === wanted?.id && (isOf(each, templates[i], policy) || each.version === saved?.version)
  })

/**
 * What this run has rolled out: the version that it made, or the saved one if that launches its image. Where it pinned a
 * parameter first it made two, and the way back leads to one of them.
 */
const rolledOut = (held: Known, policy: RolloutSettings, back: readonly Version[]): Version | undefined =>
  held.versions.find((each) => isOf(each, held, policy) && !back.includes(each)) ??
  (held.saved.image === held.target.id ? held.saved : undefined)

/** Whether this run made the version; a copy of it, which somebody made, is not this run's. */
const isOf = (version: Version, held: Known | undefined, { run }: RolloutSettings): boolean =>
  markerOf(version, held?.versions ?? [])?.run === run.id

/** A rollback amidst a refresh of ours: taken up if it goes there, rolled back if it came from there, else cancelled first. */
function midRollback(running: Refresh, to: readonly Version[], situation: Situation): Decision {
  const { findings, group, templates } = situation
  const saved = templates.map((each) => each.saved)
  const way = wayTo(saved, situation)
  const goes = goals(templates)
  const goesBack = isRollingBack(running.status)
  if (areSame(goes, to) && !isCancelling(running.status) && !goesBack)
    return { will: 'adopt', findings, refresh: running, to: revision(to), ...way }
  const revertible =
    goesBack ||
    ((isReplacing(running.status) || isBaking(running.status)) &&
      group.templates.every(({ version }) => /^\d+$/.test(version)))
  if (areSame(goes, saved) && revertible) {
    const back = { from: revision(to), to: revision(saved), sent: goesBack }
    return { will: 'revert', findings, refresh: running, ...way, ...back }
  }
  const settles = isCancelling(running.status) || goesBack
  return { will: settles ? 'wait' : 'replace', findings, refresh: running, group }
}

/** The way of a refresh that is at work on `to` already. Its time limit counts from its own beginning, so the whole fleet is estimated. */
function wayTo(to: readonly Version[], situation: Situation): PlanBase {
  const { group, preferences, templates } = situation
  const covers = coverage(group.instances, { templates: to }, preferences)
  const guess = estimate(covers.covered, group, preferences)
  return wayOf({ ...situation, from: templates.map(({ saved }) => saved), guess, covers })
}

/** AWS echoes the preferences of a refresh with its defaults; only what we would send is compared. */
const samePreferences = (running: Partial<Preferences>, ours: Preferences): boolean =>
  (Object.keys(ours) as (keyof Preferences)[]).every(
    (key) => JSON.stringify(running[key]) === JSON.stringify(ours[key]),
  )

/**
 * A rollback by a second refresh that an earlier attempt of this run noted, and did not get to begin: it had sent no more
 * than the cancel of the first. Pure.
 */

import { failedEarlier } from '../failures/earlier-attempt.ts'
import { aliasFact } from '../launch-template/alias.ts'
import { formerFact } from '../launch-template/last-rollout.ts'
import { markerIn } from '../launch-template/marker.ts'
import { ROLLBACK_TAG, type UnbegunRollback, unbegunRollback } from '../launch-template/rollback-note.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import type { WorkflowRun } from '../model/settings.ts'
import { isTarget, stepFactsFor } from './active-refresh.ts'
import { stepsToResume } from './build-steps.ts'
import { type Decision, revisionOf } from './plan.ts'
import type { Situation } from './plan-base.ts'
import type { KnownTemplate } from './template-changes.ts'
import { whoseRefresh } from './whose-refresh.ts'

/** What it goes between, one version for each template. */
export interface NotedRollback extends UnbegunRollback {
  readonly from: readonly Version[]
  readonly to: readonly Version[]
}

type Evidence = Pick<Situation, 'settings' | 'group' | 'templates' | 'last'>

/**
 * The tag alone decides nothing: the newest refresh has to be this run's rollout of what is asked for, and the version that
 * is noted the one before it, by its marker or by what the run has claimed.
 */
export function notedRollback(newest: Refresh | undefined, evidence: Evidence): NotedRollback | undefined {
  const { settings, group, templates, last } = evidence
  const found = unbegunRollback(group.tags.get(ROLLBACK_TAG), newest)
  if (!found || settings.to !== undefined || settings.currentImage || found.note.run !== settings.run.id)
    return undefined
  const whose = whoseRefresh(found.refresh, { templates, tags: group.tags, run: settings.run, last })
  if (whose.owner !== 'this-run' || whose.does !== 'rollout') return undefined
  const { versions: to } = whose
  const from = versionsBefore(found.refresh, to, evidence)
  const isProven = found.note.versions.join() === from.map(({ version }) => version).join()
  return isProven && to.every((version, i) => isTarget(version, templates[i])) ? { ...found, from, to } : undefined
}

/** The plan to begin it. */
export function beginNoted({ note, refresh, from, to }: NotedRollback, situation: Situation): Decision {
  const { settings, group, findings } = situation
  const stepFacts = stepFactsFor(situation, from)
  const rollout = {
    group: group.name,
    ...(group.mixed && { mixed: true as const }),
    from: revisionOf(from),
    to: revisionOf(to),
    isRollback: false,
    ...aliasFact(group),
    ...formerFact(group, settings.run.id),
  }
  return {
    action: 'resume-rollback',
    findings,
    refresh,
    rollout,
    failure: failedEarlier(note.failureCode),
    ...stepFacts.base,
    from: rollout.from,
    steps: stepsToResume(stepFacts, from, from),
  }
}

/** The versions before those of a refresh of this run, as far as they are known: by what the run has claimed, or by their markers. */
export function versionsBefore(
  refresh: Refresh | undefined,
  to: readonly Version[],
  { settings: { run, currentImage }, templates, last }: Pick<Situation, 'settings' | 'templates' | 'last'>,
): readonly Version[] {
  const isClaimed = last?.run === run.id && last.refresh === refresh?.id
  return to.flatMap((version, i) => {
    if (isClaimed) return templates[i]?.versions.find((each) => each.version === last.from[i]) ?? []
    return (currentImage ? version : versionBefore(version, templates[i], run)) ?? []
  })
}

/** The version before one that this run made. A version that it did not make existed before, so it is its own. */
function versionBefore(version: Version, of: KnownTemplate | undefined, run: WorkflowRun): Version | undefined {
  const marker = markerIn(version.description)
  return marker?.run === run.id ? of?.versions.find((each) => each.version === marker.from) : version
}

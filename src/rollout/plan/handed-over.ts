/** What an earlier job of this run has handed over, held against AWS's own history. Pure. */

import { failedEarlier } from '../failures/earlier-attempt.ts'
import { type HandOverNote, shownNote } from '../hand-over.ts'
import { aliasFact } from '../launch-template/alias.ts'
import { formerFact } from '../launch-template/last-rollout.ts'
import type { Finding } from '../model/finding.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive, isRollingBack } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { stepFactsFor } from './active-refresh.ts'
import { stepsToAdopt, stepsToResume } from './build-steps.ts'
import { type Decision, revisionOf } from './plan.ts'
import type { Situation } from './plan-base.ts'
import { targetOfRefresh } from './renewal.ts'
import { stepFactsOf } from './step-facts.ts'

/**
 * Whether this job goes on with what an earlier one handed over. What blocks a start, such as an alarm that is not
 * OK, must not keep it from being watched.
 */
export function continuesHandOver({ group, refreshes }: Survey, { run, attempt }: RolloutSettings): boolean {
  const shown = group && shownNote({ group, refreshes }, run)
  return shown !== undefined && (isActive(shown.refresh.status) || shown.note.attempt === attempt)
}

/** The findings of a job that goes on: none of them refuses. */
export const asWarnings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => (finding.level === 'error' ? { ...finding, level: 'warning' } : finding))

/** A refresh that was handed over, and the versions between which the rollout goes. */
interface HandedOver {
  readonly note: HandOverNote
  readonly refresh: Refresh
  readonly from: readonly Version[]
  readonly to: readonly Version[]
}

/**
 * A rollback that AWS itself carries out and that was handed over while it was in progress: it is watched until it ends, with
 * the failure that it was begun for. A rollback by a second refresh is known by its own note.
 */
export function resumeHandedOver(active: Refresh, situation: Situation): Decision | undefined {
  const handed = handedOver([active], situation)
  return handed && handed !== 'unknown' && isRollingBack(active.status) && handed.note.failureCode !== undefined
    ? resuming(handed, situation)
    : undefined
}

/**
 * What was handed over has ended before anybody took it up. A later job of the same attempt starts no second refresh: it
 * confirms what AWS has done, or reports its bad end. Only a new attempt rolls again.
 */
export function planAfterHandOver(refreshes: readonly Refresh[], situation: Situation): Decision | undefined {
  const { settings, group, findings } = situation
  const handed = handedOver(refreshes, situation)
  if (handed === undefined || (handed !== 'unknown' && handed.note.attempt !== settings.attempt)) return undefined
  if (handed === 'unknown') return { action: 'refuse', code: 'preflight', findings: [...findings, versionsGone] }
  const { note, refresh, from, to } = handed
  if (isActive(refresh.status)) return undefined
  if (note.failureCode !== undefined) return resuming(handed, situation)
  const { base } = stepFactsFor(situation, to)
  const steps = stepsToAdopt(stepFactsOf(situation, base.timeout), { to, refresh })
  // What was healthy before it began is not known any more: the whole capacity was promised.
  const taken = { from: revisionOf(from), to: targetOfRefresh(to, refresh, situation), healthy: group.desired }
  return { action: 'adopt', findings, refresh, ...base, ...taken, steps }
}

function resuming({ note, refresh, from, to }: HandedOver, situation: Situation): Decision {
  const { settings, group, findings } = situation
  const stepFacts = stepFactsFor(situation, from)
  const rollout = {
    group: group.name,
    ...(group.mixed && { mixed: true as const }),
    from: revisionOf(from),
    to: revisionOf(to),
    isRollback: settings.to !== undefined,
    ...aliasFact(group),
    ...formerFact(group, settings.run.id),
  }
  const failure = failedEarlier(note.failureCode)
  const steps = stepsToResume(stepFacts, from)
  return {
    action: 'resume-rollback',
    findings,
    refresh,
    rollout,
    failure,
    ...stepFacts.base,
    from: rollout.from,
    steps,
  }
}

function handedOver(refreshes: readonly Refresh[], situation: Situation): HandedOver | 'unknown' | undefined {
  const { settings, group } = situation
  const shown = shownNote({ group, refreshes }, settings.run)
  if (!shown) return undefined
  const { note, refresh } = shown
  const [from, to] = [versionsOf(note.from, situation), versionsOf(note.to, situation)]
  if (!from || !to) return note.attempt === settings.attempt ? 'unknown' : undefined
  return isWanted(to, situation) ? { note, refresh, from, to } : undefined
}

/** What a deploy takes up leads to its own image: a tag with an older refresh must not stand for the rollout that is asked for. */
const isWanted = (to: readonly Version[], { settings, templates }: Situation): boolean =>
  settings.to !== undefined || to.every(({ image }, i) => image === templates[i]?.target.id)

/** None where there is nothing to roll back to; `undefined` where one is gone. */
function versionsOf(numbers: readonly number[], { templates }: Situation): readonly Version[] | undefined {
  if (numbers.length === 0) return []
  const found = templates.flatMap(({ versions }, i) => versions.find(({ version }) => version === numbers[i]) ?? [])
  return found.length === templates.length ? found : undefined
}

const versionsGone: Finding = {
  level: 'error',
  rule: 'handed-over',
  says: 'An earlier job of this attempt handed a rollout over, and a launch template version that it goes from or to does not exist any more.',
  remedy: 'See what the group runs. Run the whole workflow again to roll the image again.',
}

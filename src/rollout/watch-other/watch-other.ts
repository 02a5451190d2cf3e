/**
 * `mode: watch`: a refresh that somebody else started is watched with all guards to its true end. It gets a context
 * without writes, so it cannot send anything.
 */

import type { WatchContext } from '../context.ts'
import { unknownFleet } from '../execute/end-state.ts'
import { refusal } from '../execute/outcomes.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import type { Outcome } from '../outcome.ts'
import { refusalCode } from '../plan/refusals.ts'
import { collectProblems } from '../ports.ts'
import { access } from '../preflight/access.ts'
import { readable } from '../preflight/group.ts'
import { readableMixed, watchableMixed } from '../preflight/mixed.ts'
import { retryingReads } from '../timeouts.ts'
import { cancelledBefore, watchToEnd } from './end.ts'
import { activeIn, askAgain, refreshToWatch } from './find-refresh.ts'
import { watchCase } from './operation.ts'
import { readRevisions } from './revisions.ts'
import { surveyToWatch } from './survey.ts'

/** Watches the refresh that is in progress, or judges the newest. Where there is none, the group is only confirmed. */
export async function watchOther(context: WatchContext, settings: RolloutSettings): Promise<Outcome> {
  const { clock, emit, stop } = context
  const read = async (): Promise<Survey> => {
    const survey = await surveyToWatch(context, settings)
    emit({ type: 'surveyed', at: clock.now(), survey, settings })
    return survey
  }
  const first = await read()
  const refused = (survey: Survey, more: readonly Finding[] = []): Outcome => {
    const findings = [...findingsIn(survey, settings), ...more]
    return refusal({ code: refusalCode(survey, settings), findings, fleetStatus: unknownFleet }, undefined, stop)
  }
  if (!isWatchable(first, settings)) return refused(first)
  const since = first.group.at
  const isFound = activeIn(first.refreshes) !== undefined
  if (!isFound) {
    const [newest] = first.refreshes
    emit({ type: 'watching', at: clock.now(), search: { did: 'asking-again', ...(newest && { newest }) } })
    await askAgain(context, first.group)
    if (stop.aborted) return cancelledBefore(context, first)
  }
  const survey = isFound ? first : await read()
  if (!isWatchable(survey, settings)) return refused(survey)
  const watched = refreshToWatch(survey.refreshes, since)
  const { ask, problems } = collectProblems()
  const reads = retryingReads(context, 'survey')
  const revisions = await readRevisions({ reads, ask }, survey, watched.type === 'none' ? undefined : watched.refresh)
  if (problems.length > 0 || revisions.findings.length > 0)
    return refused({ ...survey, problems }, problems.length > 0 ? [] : revisions.findings)
  emit({ type: 'watching', at: clock.now(), search: { did: 'found', watched } })
  return watchToEnd(context, watchCase({ survey, watched, revisions }, settings))
}

const findingsIn = (survey: Survey, settings: RolloutSettings): readonly Finding[] =>
  [...access, ...readable, ...readableMixed, ...watchableMixed].flatMap((rule) => rule(survey, settings))

const isWatchable = (survey: Survey, settings: RolloutSettings): survey is Survey & { readonly group: Group } =>
  survey.group !== undefined && findingsIn(survey, settings).every(({ level }) => level !== 'error')

/** Decides the plan from one survey. Pure: the same survey and settings give the same plan. */

import { provenLastRollout } from '../launch-template/last-rollout.ts'
import { coverage } from '../model/coverage.ts'
import type { Group } from '../model/group.ts'
import { foundTemplates } from '../model/group-template.ts'
import type { Instance } from '../model/instance.ts'
import type { Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { names } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { judgingNobody } from '../model/target.ts'
import { waitsOf } from '../model/waits.ts'
import { healthyIn, lowered, preferencesFor } from '../preferences.ts'
import { mostSevereFirst, preflightFindings } from '../preflight/index.ts'
import { planWithActiveRefresh, samePreferences } from './active-refresh.ts'
import { readyTargets } from './bindings.ts'
import { stepsToAdopt, stepsToConfirm, stepsToRoll } from './build-steps.ts'
import { isOfOthers } from './claim-steps.ts'
import { estimate, withTrial } from './estimate.ts'
import { fleetBefore } from './fleet-before.ts'
import { asWarnings, continuesHandOver, planAfterHandOver, resumeHandedOver } from './handed-over.ts'
import { leftVersions } from './left-versions.ts'
import { meanwhile } from './meanwhile.ts'
import { beginNoted, notedRollback, versionsBefore } from './noted-rollback.ts'
import { confirmingFacts, parameterLeft, settableParameter } from './parameter-step.ts'
import type { SavedPin } from './pins.ts'
import { type Decision, type Plan, type PlanBase, revisionOf, type TemplateChange } from './plan.ts'
import { baseOf, type Situation } from './plan-base.ts'
import {
  allLeftOut,
  claimedByOther,
  outlastsJob,
  refusalCode,
  sharedLatest,
  shortSession,
  tooFarApart,
  tooShort,
} from './refusals.ts'
import { isReplaced, newSince, ownSuccess, targetOfRefresh } from './renewal.ts'
import { staleness } from './staleness.ts'
import { stepFactsOf } from './step-facts.ts'
import { changeOf, knownTemplates, withoutParameters } from './template-changes.ts'
import { plannedTrial, withLeftTrials } from './trial.ts'
import { whoseRefresh } from './whose-refresh.ts'

/** Decides the plan of a deploy or a rollback. */
export function plan(found: Survey, settings: RolloutSettings): Plan {
  const { survey, pins } = withoutParameters(found, settings)
  const decided = withLeftTrials(decide(survey, settings, { found, pins }), found, settings)
  return { ...decided, fleetStatus: fleetBefore(survey, settings) }
}

/** The parameters to replace by images, and the templates as AWS has them now. */
interface Pinning {
  readonly found: Survey
  readonly pins: readonly SavedPin[]
}

function decide(survey: Survey, asked: RolloutSettings, pinning: Pinning): Decision {
  const { group, refreshes, targets } = survey
  const templates = survey.templates.flatMap(knownTemplates)
  const settings = templates.every(({ canRollBack }) => canRollBack) ? asked : withoutRollback(asked)
  const isComplete = templates.length > 0 && templates.length === survey.templates.length
  const active = refreshes.find(({ status }) => isActive(status))
  const changes = group && isComplete ? templates.map((of) => changeOf(of, group, settings)) : []
  const made = [...pinning.pins.map(({ version }) => version), ...changes.map(({ to }) => to)]
  const last = group && lastRollout(group, survey, settings)
  const isOwn =
    active &&
    group &&
    whoseRefresh(active, { templates, tags: group.tags, run: settings.run, last }).owner === 'this-run'
  const noted = group && isComplete ? notedRollback(refreshes[0], { settings, group, templates, last }) : undefined
  const found = preflightFindings(survey, asked)
  const facts = mostSevereFirst([
    ...(continuesHandOver(survey, settings) || noted ? asWarnings(found) : found),
    ...(active || noted ? [] : sharedLatest(made, pinning.found)),
    // A refresh that this run has begun is adopted even if a newer image exists by now.
    ...(isOwn || noted ? [] : staleness(survey, settings)),
  ])
  if (!group || !isComplete || facts.some(({ level }) => level === 'error'))
    return { action: 'refuse', code: refusalCode(survey, settings), findings: facts }

  const claim = isOfOthers(settings) ? claimedByOther(survey, settings.run.id) : undefined
  if (claim) return { action: 'refuse', code: 'conflict', findings: [...facts, claim] }
  const unjudged = judgingNobody(survey.targetGroups, targets)
  const waits = waitsOf(survey.launchEnvironment, survey.targetGroups)
  const healthy = healthyIn(group, { targets, unjudged })
  const preferences = preferencesFor(settings, group, healthy)
  const findings = [...facts, ...lowered(settings, preferences, group, healthy)]
  const inAws = foundTemplates(pinning.found.templates).map(({ template }) => template)
  const situation: Situation = {
    settings,
    preferences,
    group,
    templates,
    inAws,
    targets,
    unjudged,
    waits,
    schedule: survey.launchEnvironment?.schedule,
    findings,
    left: leftVersions(templates, { settings, refreshes, to: readyTargets(changes) }),
    parameter: settableParameter(survey),
    last,
  }
  if (noted) return beginNoted(noted, situation)
  if (active) return resumeHandedOver(active, situation) ?? planWithActiveRefresh(active, situation)
  return (
    planAfterHandOver(refreshes, situation) ??
    planFresh({ changes, pins: pinning.pins, refreshes, warmPool: survey.warmPool }, situation)
  )
}

/** Without a version to roll back to, a rollout that has to end is stopped where it is. */
const withoutRollback = (settings: RolloutSettings): RolloutSettings => ({
  ...settings,
  onFailure: settings.onFailure === 'rollback' ? 'cancel' : settings.onFailure,
  onCancel: settings.onCancel === 'rollback' ? 'cancel' : settings.onCancel,
})

/** The newest rollout without a version of its own. A start of this run that was not answered has its preferences. */
function lastRollout(group: Group, { refreshes, targets, targetGroups }: Survey, settings: RolloutSettings) {
  const healthy = healthyIn(group, { targets, unjudged: judgingNobody(targetGroups, targets) })
  const preferences = preferencesFor(settings, group, healthy)
  const isOwnStart = (refresh: Refresh) => samePreferences(refresh.preferences, preferences)
  return provenLastRollout({ group, refreshes, run: settings.run.id, isOwnStart })
}

interface Fresh {
  readonly changes: readonly TemplateChange[]
  readonly pins: readonly SavedPin[]
  /** The history, the newest first. */
  readonly refreshes: readonly Refresh[]
  readonly warmPool: readonly Instance[]
}

/** Plans for a group without an active refresh: roll, save templates only, or do nothing. */
function planFresh({ changes, pins, refreshes, warmPool }: Fresh, situation: Situation): Decision {
  const { settings, preferences, group, templates, waits, findings } = situation
  const to = readyTargets(changes)
  const allExist = to.length === changes.length
  const since = newSince(settings, group, warmPool)
  const covers = coverage(group.instances, { templates: to, ...(since && { since }) }, preferences)
  const allThere = allExist && covers.onTarget.length === covers.covered.length
  const due = settings.skipMatching ? covers.covered.filter((each) => !covers.onTarget.includes(each)) : covers.covered
  const isTemplateOnly = settings.skipMatching && allThere
  const trial = isTemplateOnly ? undefined : plannedTrial(changes, { group, settings, templates })
  const guess = withTrial(estimate(due, group, { preferences, waits }), trial)
  const base = baseOf(situation, { guess, covers })
  const stepFacts = { ...stepFactsOf(situation, base.timeout), ...(trial && { trial }) }

  if (covers.covered.length === 0 && covers.leftOut.some(({ why }) => why !== 'warming up'))
    return { action: 'refuse', code: 'preflight', findings: [...findings, allLeftOut(covers)] }
  const own = since && ownSuccess(refreshes, to, situation)
  const newest = since ? own : refreshes[0]
  const isSaved = templates.every(({ saved }, i) => saved.version === to[i]?.version)
  if (since ? isReplaced(covers, own) : allThere && settings.skipMatching && isSaved) {
    const confirming = confirmingFacts(stepFacts, { to, newest, last: situation.last })
    return (
      adoptUnverified(newest, to, { base, situation }) ?? {
        action: 'nothing',
        findings: mostSevereFirst([...findings, ...parameterLeft(stepFacts, confirming, to)]),
        to: revisionOf(to),
        ...base,
        steps: stepsToConfirm(confirming, { to, pins }),
      }
    )
  }
  if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100)
    return { action: 'refuse', code: 'preflight', findings: [...findings, tooFarApart(preferences)] }
  if (settings.timeout !== 'auto' && settings.timeout < guess.length)
    return { action: 'refuse', code: 'preflight', findings: [...findings, tooShort(settings.timeout, guess)] }
  return {
    action: 'roll',
    findings: mostSevereFirst([
      ...findings,
      ...shortSession(settings, guess, group.at),
      ...outlastsJob(guess, settings),
      ...(isTemplateOnly ? [] : meanwhile({ group, schedule: situation.schedule, guess })),
    ]),
    changes,
    estimate: guess,
    isTemplateOnly,
    ...(since && { since }),
    ...base,
    steps: stepsToRoll(stepFacts, { changes, pins }),
  }
}

/**
 * A refresh of this run that has ended and was never verified, because an earlier attempt was killed. It is adopted, so
 * that its result is evaluated and, if necessary, rolled back.
 */
function adoptUnverified(
  newest: Refresh | undefined,
  to: readonly Version[],
  { base, situation }: { readonly base: Omit<PlanBase, 'steps'>; readonly situation: Situation },
): Decision | undefined {
  const { settings, findings } = situation
  const sources = versionsBefore(newest, to, situation)
  const changed = settings.currentImage || sources.some(({ version }, i) => version !== to[i]?.version)
  if (!changed || sources.length < to.length || settings.to !== undefined) return undefined
  if (!newest || !isSuccessful(newest.status) || !names(newest, revisionOf(to))) return undefined
  if (newest.ended === undefined || base.group.at - newest.ended >= base.timeout) return undefined
  // The healthy capacity before it began is unknown now, so the desired capacity is the baseline.
  const healthy = base.group.desired
  const steps = stepsToAdopt(stepFactsOf(situation, base.timeout), { to, refresh: newest })
  return {
    action: 'adopt',
    findings,
    refresh: newest,
    to: targetOfRefresh(to, newest, situation),
    ...base,
    from: revisionOf(sources),
    healthy,
    steps,
  }
}

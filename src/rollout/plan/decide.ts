/** What to do, decided once from one survey. Pure: the same survey and the same wishes give the same plan. */

import { coverage, names, standingOf } from '../coverage.ts'
import type { GroupTemplate, Survey, Version } from '../facts.ts'
import { markerIn } from '../launch-template/marker.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { Refresh } from '../model.ts'
import type { FleetStatus } from '../outcome.ts'
import type { RolloutSettings } from '../policy.ts'
import { preflight } from '../preflight/index.ts'
import { amidst, type Situation } from './amidst.ts'
import { estimate } from './estimate.ts'
import { pinned } from './image-pin.ts'
import { type Known, moveOf, whole } from './moves.ts'
import {
  type Decision,
  type ImagePin,
  type Plan,
  type PlanBase,
  revision,
  standingIn,
  type TemplateChange,
} from './plan.ts'
import { healthyIn, lowered, preferencesFor } from './preferences.ts'
import { allLeftOut, outlastsJob, refusalCode, sharedLatest, shortSession, tooFarApart, tooShort } from './refusals.ts'
import { wayOf } from './way.ts'

/** Decides what a deploy, or a rollback, does. */
export function plan(found: Survey, policy: RolloutSettings): Plan {
  const { survey, pins } = pinned(found, policy)
  const decided: Plan = { ...decide(survey, policy, pins), standing: asFound(survey, policy) }
  const isForth = decided.will === 'roll' || decided.will === 'nothing'
  return isForth && pins.length > 0 ? { ...decided, imagePins: pins } : decided
}

/** What the instances run before anything is done, by the images of the versions that they name. */
function asFound(
  { group, images, templates, problems }: Survey,
  { to, scaleInProtectedInstances }: RolloutSettings,
): FleetStatus {
  const asked = images.map(({ id }) => id)
  const wantedIn = ({ rollbackTarget: goal }: (typeof templates)[number]) =>
    goal?.is === 'version' ? [goal.version.image] : asked
  const right = templates.flatMap((held) => held.versions.filter(({ image }) => wantedIn(held).includes(image)))
  const savedRight = templates.every((held) => wantedIn(held).includes(held.saved?.image))
  const standing = standingOf(
    coverage(group?.instances ?? [], { templates: right }, { scaleInProtectedInstances }),
    savedRight,
    to !== undefined,
  )
  // A version that could not be read may be what they run, and so may a newer one that somebody has deleted since.
  const isUnread = problems.some(({ operation }) => operation === 'DescribeLaunchTemplateVersions')
  const isGone = standing.runs.some(({ template }) => template && templates.some((held) => lacks(held, template)))
  return group && templates.length > 0 && templates.every(({ saved }) => saved) && !isUnread && !isGone
    ? standing
    : { ...standing, fleet: 'unknown' }
}

/** Whether a version newer than the saved one is not there any more. */
const lacks = ({ named, saved, versions }: GroupTemplate, { id, version }: Pick<Version, 'id' | 'version'>): boolean =>
  named.id === id && version > (saved?.version ?? version) && versions.every((each) => each.version !== version)

function decide(survey: Survey, policy: RolloutSettings, pins: readonly ImagePin[]): Decision {
  const { group, refreshes, targets } = survey
  const templates = survey.templates.flatMap(whole)
  const complete = templates.length > 0 && templates.length === survey.templates.length
  const running = refreshes.find(({ status }) => isActive(status))
  const moves = group && complete ? templates.map((held) => moveOf(held, group, policy)) : []
  const facts = [...preflight(survey, policy), ...(running ? [] : sharedLatest([...pins, ...moves], survey))]
  if (!group || !complete || facts.some(({ level }) => level === 'error'))
    return { will: 'refuse', code: refusalCode(survey, policy), findings: facts }

  const healthy = healthyIn(group, targets)
  const preferences = preferencesFor(policy, group, healthy)
  const findings = [...facts, ...lowered(policy, preferences, group, healthy)]
  const situation: Situation = { policy, preferences, group, templates, targets, findings }
  return running ? amidst(running, situation) : anew(moves, situation, refreshes)
}

/** Nothing is at work: roll, move the templates, or find that all is right. */
function anew(moves: readonly TemplateChange[], situation: Situation, refreshes: readonly Refresh[]): Decision {
  const { policy, preferences, group, templates, findings } = situation
  const to = standingIn(moves)
  const stands = to.length === moves.length
  const covers = coverage(group.instances, { templates: to }, preferences)
  const allThere = stands && covers.onTarget.length === covers.covered.length
  const due = policy.skipMatching ? covers.covered.filter((each) => !covers.onTarget.includes(each)) : covers.covered
  const guess = estimate(due, group, preferences)
  const way = wayOf({ ...situation, from: templates.map(({ saved }) => saved), guess, covers })

  if (covers.covered.length === 0 && covers.leftOut.some(({ why }) => why !== 'warming up'))
    return { will: 'refuse', code: 'preflight', findings: [...findings, allLeftOut(covers)] }
  if (allThere && policy.skipMatching && templates.every(({ saved }, i) => saved.version === to[i]?.version))
    return justDone(refreshes[0], to, { way, situation }) ?? { will: 'nothing', findings, to: revision(to), ...way }
  if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooFarApart(preferences)] }
  if (policy.timeout !== 'auto' && policy.timeout < guess.length)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooShort(policy.timeout, guess)] }
  const told = [...findings, ...shortSession(policy, guess, group.at), ...outlastsJob(guess)]
  return { will: 'roll', findings: told, moves, estimate: guess, moveOnly: policy.skipMatching && allThere, ...way }
}

/**
 * A refresh of this very run that AWS has just finished, and that nobody has confirmed: taken up at its end, so that
 * what it did is judged, and if need be undone, as if the run had never been ended.
 */
function justDone(
  newest: Refresh | undefined,
  to: readonly Version[],
  { way, situation }: { readonly way: PlanBase; readonly situation: Situation },
): Decision | undefined {
  const { policy, templates, findings } = situation
  const from = to.map((version, i) => sourceOf(version, templates[i], policy))
  const sources = from.flatMap((each) => each ?? [])
  const changed = sources.some(({ version }, i) => version !== to[i]?.version)
  if (!changed || sources.length < to.length || policy.to !== undefined) return undefined
  if (!newest || !isSuccessful(newest.status) || !names(newest, revision(to))) return undefined
  if (newest.ended === undefined || way.group.at - newest.ended >= way.timeout) return undefined
  // What was healthy before it began is not known any more: the whole capacity was promised.
  const healthy = way.group.desired
  return { will: 'adopt', findings, refresh: newest, to: revision(to), ...way, from: revision(sources), healthy }
}

/** The version that this run made another from; one that it did not make was there before. */
function sourceOf(version: Version, held: Known | undefined, { run }: RolloutSettings): Version | undefined {
  const marker = markerIn(version.description)
  return marker?.run === run.id ? held?.versions.find((each) => each.version === marker.from) : version
}

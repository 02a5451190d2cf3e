/** What to do, decided once from one survey. Pure: the same survey and the same wishes give the same plan. */

import { versionOf } from './alias.ts'
import { type Coverage, coverage, names, standingOf } from './coverage.ts'
import { type Estimate, estimate } from './estimate.ts'
import type { Draft, Group, Held, Image, Survey, Template, Version, Why } from './facts.ts'
import { describe, markerIn, notedBy, ROLLBACK_TAG, tokenFor } from './marker.ts'
import {
  type Alias,
  type Difference,
  type FailureCode,
  type Finding,
  isActive,
  type Ms,
  type Preferences,
  type Refresh,
  type Revision,
  type Standing,
  type TemplateVersion,
} from './model.ts'
import { type Policy, type Terms, VERIFY_SLACK } from './policy.ts'
import { healthyIn, lowered, preferencesFor } from './preferences.ts'
import { preflight } from './preflight/index.ts'
import { allLeftOut, conflict, refusalCode, shortSession, tooFarApart, tooShort } from './refusals.ts'
import { alterations, differences as differencesOf } from './template.ts'

/** The version to roll to: one that stands, or one still to be made from `source`. */
export type Target = { readonly take: Version } | { readonly make: Draft; readonly source: Version }

/** What every plan that goes on knows: the facts that it was made from, and what its watch is judged by. */
interface Way {
  readonly group: Group
  readonly template: Template
  readonly from: Revision
  readonly terms: Terms
  readonly timeout: Ms
  readonly coverage: Coverage
  /** Instances in service that are healthy everywhere now. */
  readonly healthy: number
  /** Whether this leads back to an older revision. */
  readonly back: boolean
}

/** The plan, with everything that was found on the way to it. */
export type Plan = { readonly findings: readonly Finding[]; readonly standing: Standing } & (
  | { readonly will: 'refuse'; readonly code: FailureCode }
  /** The fleet and the saved template are right already: confirm and finish. */
  | ({ readonly will: 'nothing'; readonly to: Revision } & Way)
  /** A refresh of this very run is at work: take it up. */
  | ({ readonly will: 'adopt'; readonly refresh: Refresh; readonly to: Revision } & Way)
  /** A rollout of ours is in flight and this is its way back: AWS rolls it back, or does so already (`sent`). */
  | ({ readonly will: 'revert'; readonly refresh: Refresh; readonly to: Revision; readonly sent: boolean } & Way)
  /** An earlier attempt of this run was on its way back by a refresh of its own: that is taken up, and the run is red. */
  | ({ readonly will: 'resume'; readonly refresh: Refresh; readonly to: Revision } & Way)
  /** Somebody else's refresh first: wait for its end, or cancel it; then survey and plan anew. */
  | { readonly will: 'wait' | 'replace'; readonly refresh: Refresh; readonly group: Group }
  | ({
      readonly will: 'roll'
      readonly target: Target
      /** The alias that the group follows now and must be pinned from. */
      readonly alias?: Alias
      readonly estimate: Estimate
      /** Why a rollback goes where it goes, and all that it brings back besides the image. */
      readonly goal?: Why
      readonly differences: readonly Difference[]
      /** True when no instance will be replaced: only the saved template moves. */
      readonly moveOnly: boolean
    } & Way)
)

/** Decides what a deploy does. */
export const plan = (survey: Survey, policy: Policy): Plan => ({
  ...decide(survey, policy),
  standing: asFound(survey, policy),
})

type Decision = Plan extends infer P ? (P extends Plan ? Omit<P, 'standing'> : never) : never

/** What the instances run before anything is done, by the images of the versions that they name. */
function asFound(
  { group, images, templates: [held], problems }: Survey,
  { to, scaleInProtectedInstances }: Policy,
): Standing {
  const { saved, versions = [], goal } = held ?? {}
  const wanted = goal?.is === 'version' ? [goal.version.image] : images.map(({ id }) => id)
  const templates = versions.filter((version) => wanted.includes(version.image))
  const standing = standingOf(
    coverage(group?.instances ?? [], { templates }, { scaleInProtectedInstances }),
    wanted.includes(saved?.image),
    to !== undefined,
  )
  // A version that could not be read may be what they run.
  const isUnread = problems.some(({ operation }) => operation === 'DescribeLaunchTemplateVersions')
  return group && saved && !isUnread ? standing : { ...standing, fleet: 'unknown' }
}

function decide(survey: Survey, policy: Policy): Decision {
  const facts = preflight(survey, policy)
  const {
    group,
    templates: [held],
  } = survey
  const { template, saved, wanted: image, versions = [], goal: goes } = held ?? {}
  if (!group || !template || !saved || !image || facts.some(({ level }) => level === 'error'))
    return { will: 'refuse', code: refusalCode(survey), findings: facts }

  const running = survey.refreshes.find(({ status }) => isActive(status))
  const healthy = healthyIn(group, survey.targets)
  const preferences = preferencesFor(policy, group, healthy)
  const findings = [...facts, ...lowered(policy, preferences, group, healthy)]
  const found: Found = { group, template, saved, image, versions, ...(goes && { goal: goes }) }
  if (running) return amidst(running, { survey, policy, findings, preferences }, found)

  const target = goes?.is === 'version' ? { take: goes.version } : targetOf(policy, found)
  const to = 'take' in target ? target.take : undefined
  const covers = coverage(group.instances, { templates: to ? [to] : [] }, preferences)
  const right = policy.skipMatching ? covers.onTarget.length : 0
  const guess = estimate(covers.covered.length - right, group, preferences)
  const way = wayOf({ policy, preferences, found, targets: survey.targets, guess, covers })

  if (covers.covered.length === 0 && covers.leftOut.some(({ why }) => why !== 'warming up'))
    return { will: 'refuse', code: 'preflight', findings: [...findings, allLeftOut(covers)] }
  if (to && policy.skipMatching && to.version === saved.version && covers.onTarget.length === covers.covered.length)
    return (
      justDone(survey, to, { findings, way, policy, found }) ?? { will: 'nothing', findings, to: revision(to), ...way }
    )
  if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooFarApart(preferences)] }
  if (policy.timeout !== 'auto' && policy.timeout < guess.length)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooShort(policy.timeout, guess)] }
  const follows = group.template && versionOf(group.template.version)
  const alias = typeof follows === 'string' ? { alias: follows } : {}
  const moveOnly = policy.skipMatching && covers.onTarget.length === covers.covered.length && to !== undefined
  const differences = to ? differencesOf(saved.data, to.data) : imageOnly(saved, image)
  const goal = goes?.is === 'version' ? { goal: goes.why } : {}
  const told = [...findings, ...shortSession(policy, guess, group.at)]
  return { will: 'roll', findings: told, target, ...alias, estimate: guess, ...goal, differences, moveOnly, ...way }
}

interface Found extends Pick<Held, 'versions' | 'goal'> {
  readonly group: Group
  readonly template: Template
  readonly saved: Version
  readonly image: Image
}
type Asked = { readonly survey: Survey; readonly policy: Policy; readonly preferences: Preferences }

/**
 * A refresh of this very run that AWS has just finished, and that nobody has confirmed: taken up at its end, so that
 * what it did is judged, and if need be undone, as if the run had never been ended.
 */
function justDone(
  { refreshes: [newest] }: Survey,
  to: Version,
  {
    findings,
    way,
    policy,
    found,
  }: { readonly findings: readonly Finding[]; readonly way: Way; readonly policy: Policy; readonly found: Found },
): Decision | undefined {
  const marker = markerIn(to.description)
  const from = found.versions.find(({ version }) => version === marker?.from)
  const ours = marker?.run === policy.run.id && newest?.status === 'Successful' && names(newest, revision(to))
  const recent = newest?.ended !== undefined && way.group.at - newest.ended < way.timeout
  if (!ours || !recent || !from || policy.to !== undefined) return undefined
  // What was healthy before it began is not known any more: the whole capacity was promised.
  const healthy = way.group.desired
  return { will: 'adopt', findings, refresh: newest, to: revision(to), ...way, from: revision(from), healthy }
}

/** Of an active refresh: ours is adopted; any other is met as `on-conflict` says. */
function amidst(running: Refresh, asked: Asked & { readonly findings: readonly Finding[] }, found: Found): Decision {
  const { policy, findings, preferences } = asked
  const { group, template, image, versions, goal } = found
  const to = versions.find(
    ({ version }) => running.to?.template === template.id && String(version) === running.to.version,
  )
  const marker = to && markerIn(to.description)
  // A standing version may carry no marker: a refresh that goes just where this rollback would, as it would, is its own.
  const same =
    goal?.is === 'version' && goal.version.version === to?.version && samePreferences(running.preferences, preferences)
  if (policy.to !== undefined && to && (marker || same)) return midRollback(running, to, { asked, found })
  const ours = to && running.status !== 'Cancelling' && marker?.run === policy.run.id && to.image === image.id
  if (ours && samePreferences(running.preferences, preferences)) {
    const way = wayTo(to, asked, found)
    return { will: 'adopt', findings, refresh: running, to: revision(to), ...way }
  }
  const wayBack = notedBy(policy.run, group.tags.get(ROLLBACK_TAG))
  if (policy.to === undefined && to && to.version === wayBack && running.status !== 'Cancelling') {
    const way = wayTo(to, asked, found)
    const from = versions.find(({ description }) => markerIn(description)?.run === policy.run.id) ?? found.saved
    return { will: 'resume', findings, refresh: running, ...way, from: revision(from), to: revision(to), back: true }
  }
  const meet = policy.onConflict === 'auto' ? (marker ? 'wait' : 'fail') : policy.onConflict
  if (meet === 'fail') return { will: 'refuse', code: 'conflict', findings: [...findings, conflict(running)] }
  // A refresh that is on its way out anyway cannot be cancelled again: its end is waited for.
  return { will: running.status === 'Cancelling' ? 'wait' : meet, findings, refresh: running, group }
}

/** A rollback amidst a refresh of ours: taken up if it goes there, rolled back if it came from there, else cancelled first. */
function midRollback(
  running: Refresh,
  to: Version,
  { asked, found }: { readonly asked: Asked & { readonly findings: readonly Finding[] }; readonly found: Found },
): Decision {
  const { findings } = asked
  const { group, saved } = found
  const way = wayTo(saved, asked, found)
  const goal = found.goal?.is === 'version' ? found.goal.version.version : undefined
  const goesBack = running.status === 'RollbackInProgress'
  if (goal === to.version && running.status !== 'Cancelling' && !goesBack)
    return { will: 'adopt', findings, refresh: running, to: revision(to), ...way }
  const revertible =
    goesBack ||
    ((running.status === 'InProgress' || running.status === 'Baking') && /^\d+$/.test(group.template?.version ?? ''))
  if (goal === saved.version && revertible)
    return {
      will: 'revert',
      findings,
      refresh: running,
      ...way,
      from: revision(to),
      to: revision(saved),
      sent: goesBack,
    }
  const settles = running.status === 'Cancelling' || goesBack
  return { will: settles ? 'wait' : 'replace', findings, refresh: running, group }
}

/** The way of a refresh that is at work on `to` already. Its time limit counts from its own beginning, so the whole fleet is estimated. */
function wayTo(to: Version, { survey, policy, preferences }: Asked, found: Found): Way {
  const covers = coverage(found.group.instances, { templates: [to] }, preferences)
  const guess = estimate(covers.covered.length, found.group, preferences)
  return wayOf({ policy, preferences, found, targets: survey.targets, guess, covers })
}

/** AWS echoes the preferences of a refresh with its defaults; only what we would send is compared. */
const samePreferences = (running: Partial<Preferences>, ours: Preferences): boolean =>
  (Object.keys(ours) as (keyof Preferences)[]).every(
    (key) => JSON.stringify(running[key]) === JSON.stringify(ours[key]),
  )

/** A version that stands and launches the image is taken; otherwise one is made from the version in use. */
function targetOf(policy: Policy, { group, template, saved, image, versions: known }: Found): Target {
  if (saved.image === image.id) return { take: saved }
  const versions = new Set(
    group.instances.flatMap((instance) => (instance.lifecycle === 'InService' ? [instance.template?.version] : [])),
  )
  const common = versions.size === 1 ? known.find(({ version }) => versions.has(version)) : undefined
  if (common?.image === image.id) return { take: common }
  const standing = known.find(
    ({ description, image: its, data }) =>
      markerIn(description)?.from === saved.version && its === image.id && alterations(saved.data, data).length === 0,
  )
  if (standing) return { take: standing }
  const { id } = template
  const make: Draft = {
    template: id,
    source: saved.version,
    image: image.id,
    description: describe(saved.version, image.id, policy.run),
    token: tokenFor(id, saved.version, image.id, policy.run),
  }
  return { make, source: saved }
}

interface Making {
  readonly policy: Policy
  readonly preferences: Preferences
  readonly found: Found
  readonly targets: Survey['targets']
  readonly guess: Estimate
  readonly covers: Coverage
}

const revision = ({ id, name, version, image }: TemplateVersion): Revision => ({
  templates: [{ id, name, version, image }],
})

const HOUR: Ms = 3_600_000

function wayOf({ policy, preferences, found, targets, guess, covers }: Making): Way {
  const timeout = policy.timeout === 'auto' ? Math.max(HOUR, 2 * guess.length) : policy.timeout
  const { targetHealthTimeout, maxLaunchFailures, pollInterval, onFailure, onCancel } = policy
  const verify = verifyLimits(policy)
  const limits = { targetHealthTimeout, maxLaunchFailures, timeout, ...(verify && { verify }) }
  const terms: Terms = { preferences, pollInterval, ...limits, onFailure, onCancel, run: policy.run }
  const { group, template, saved } = found
  const healthy = healthyIn(group, targets)
  return {
    group,
    template,
    from: revision(saved),
    terms,
    timeout,
    coverage: covers,
    healthy,
    back: policy.to !== undefined,
  }
}

function verifyLimits({ verify, checkpointDelay, bakeTime, pollInterval }: Policy): Terms['verify'] {
  const within = (pause: Ms): Ms => verify?.timeout ?? pause - 2 * pollInterval - VERIFY_SLACK
  return verify && { checkpoint: within(checkpointDelay), bake: within(bakeTime) }
}

/** A version that is still to be made differs in its image only: that is checked when it has been made. */
const imageOnly = (saved: Version, image: Image): readonly Difference[] =>
  saved.image === image.id ? [] : [{ path: 'ImageId', from: saved.image, to: image.id }]

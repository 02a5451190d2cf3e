/** What to do, decided once from one survey. Pure: the same survey and the same wishes give the same plan. */

import { versionOf } from './alias.ts'
import { type Coverage, coverage, isHealthy, standingOf } from './coverage.ts'
import { type Estimate, estimate } from './estimate.ts'
import type { Draft, Group, Image, Survey, Template, Version } from './facts.ts'
import { describe, markerIn, tokenFor } from './marker.ts'
import {
  type Alias,
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
import { type Policy, type Terms, VERIFY_SLACK, warmupOf } from './policy.ts'
import { preflight } from './preflight/index.ts'
import { alterations } from './template.ts'

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
}

/** The plan, with everything that was found on the way to it. */
export type Plan = { readonly findings: readonly Finding[]; readonly standing: Standing } & (
  | { readonly will: 'refuse'; readonly code: FailureCode }
  /** The fleet and the saved template are right already: confirm and finish. */
  | ({ readonly will: 'nothing'; readonly to: Revision } & Way)
  /** A refresh of this very run is at work: take it up. */
  | ({ readonly will: 'adopt'; readonly refresh: Refresh; readonly to: Revision } & Way)
  /** Somebody else's refresh first: wait for its end, or cancel it; then survey and plan anew. */
  | { readonly will: 'wait' | 'replace'; readonly refresh: Refresh; readonly group: Group }
  | ({
      readonly will: 'roll'
      readonly target: Target
      /** The alias that the group follows now and must be pinned from. */
      readonly alias?: Alias
      readonly estimate: Estimate
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
function asFound({ group, saved, versions }: Survey, { image, scaleInProtectedInstances }: Policy): Standing {
  const templates = versions.filter((version) => version.image === image)
  const standing = standingOf(
    coverage(group?.instances ?? [], { templates }, { scaleInProtectedInstances }),
    saved?.image === image,
  )
  return group && saved ? standing : { ...standing, fleet: 'unknown' }
}

function decide(survey: Survey, policy: Policy): Decision {
  const findings = preflight(survey, policy)
  const { group, template, saved, image } = survey
  if (!group || !template || !saved || !image || findings.some(({ level }) => level === 'error'))
    return { will: 'refuse', code: refusalCode(survey), findings }

  const running = survey.refreshes.find(({ status }) => isActive(status))
  const preferences = preferencesFor(policy, group)
  const found = { group, template, saved, image }
  if (running) return amidst(running, { survey, policy, findings, preferences }, found)

  const target = targetOf(survey, policy, found)
  const to = 'take' in target ? target.take : undefined
  const covers = coverage(group.instances, { templates: to ? [to] : [] }, preferences)
  const right = policy.skipMatching ? covers.onTarget.length : 0
  const guess = estimate(covers.covered.length - right, group, preferences)
  const way = wayOf({ policy, preferences, found, targets: survey.targets, guess, covers })

  if (to && policy.skipMatching && to.version === saved.version && covers.onTarget.length === covers.covered.length)
    return { will: 'nothing', findings, to: revision(to), ...way }
  if (covers.covered.length === 0 && covers.leftOut.length > 0)
    return { will: 'refuse', code: 'preflight', findings: [...findings, allLeftOut(covers)] }
  if (preferences.maxHealthyPercentage - preferences.minHealthyPercentage > 100)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooFarApart(preferences)] }
  if (policy.timeout !== 'auto' && policy.timeout < guess.length)
    return { will: 'refuse', code: 'preflight', findings: [...findings, tooShort(policy.timeout, guess)] }
  const follows = group.template && versionOf(group.template.version)
  const alias = typeof follows === 'string' ? { alias: follows } : {}
  const moveOnly = policy.skipMatching && covers.onTarget.length === covers.covered.length && to !== undefined
  return { will: 'roll', findings, target, ...alias, estimate: guess, moveOnly, ...way }
}

type Found = { readonly group: Group; readonly template: Template; readonly saved: Version; readonly image: Image }
type Asked = { readonly survey: Survey; readonly policy: Policy; readonly preferences: Preferences }

/** Of an active refresh: ours is adopted; any other is met as `on-conflict` says. */
function amidst(running: Refresh, asked: Asked & { readonly findings: readonly Finding[] }, found: Found): Decision {
  const { survey, policy, findings, preferences } = asked
  const { group, template } = found
  const to = survey.versions.find(
    ({ version }) => running.to?.template === template.id && String(version) === running.to.version,
  )
  const marker = to && markerIn(to.description)
  const ours = to && running.status !== 'Cancelling' && marker?.run === policy.run.id && to.image === policy.image
  if (ours && samePreferences(running.preferences, preferences)) {
    const covers = coverage(group.instances, { templates: [to] }, preferences)
    const guess = estimate(covers.covered.length, group, preferences)
    const way = wayOf({ policy, preferences, found, targets: survey.targets, guess, covers })
    return { will: 'adopt', findings, refresh: running, to: revision(to), ...way }
  }
  const meet = policy.onConflict === 'auto' ? (marker ? 'wait' : 'fail') : policy.onConflict
  if (meet === 'fail') return { will: 'refuse', code: 'conflict', findings: [...findings, conflict(running)] }
  // A refresh that is on its way out anyway cannot be cancelled again: its end is waited for.
  return { will: running.status === 'Cancelling' ? 'wait' : meet, findings, refresh: running, group }
}

/** AWS echoes the preferences of a refresh with its defaults; only what we would send is compared. */
const samePreferences = (running: Partial<Preferences>, ours: Preferences): boolean =>
  (Object.keys(ours) as (keyof Preferences)[]).every(
    (key) => JSON.stringify(running[key]) === JSON.stringify(ours[key]),
  )

/** A version that stands and launches the image is taken; otherwise one is made from the version in use. */
function targetOf(survey: Survey, policy: Policy, { group, template, saved, image }: Found): Target {
  if (saved.image === image.id) return { take: saved }
  const versions = new Set(
    group.instances.flatMap((instance) => (instance.lifecycle === 'InService' ? [instance.template?.version] : [])),
  )
  const common = versions.size === 1 ? survey.versions.find(({ version }) => versions.has(version)) : undefined
  if (common?.image === image.id) return { take: common }
  const standing = survey.versions.find(
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

/** What is asked of AWS: both percentages always, launch first where nobody said otherwise. */
function preferencesFor(policy: Policy, group: Group): Preferences {
  const usual = group.maintenance ?? { minHealthyPercentage: 100, maxHealthyPercentage: 120 }
  return {
    minHealthyPercentage: policy.minHealthyPercentage ?? usual.minHealthyPercentage,
    maxHealthyPercentage: policy.maxHealthyPercentage ?? usual.maxHealthyPercentage,
    instanceWarmup: warmupOf(policy, group),
    bakeTime: policy.bakeTime / 1000,
    skipMatching: policy.skipMatching,
    autoRollback: policy.onFailure === 'rollback',
    scaleInProtectedInstances: policy.scaleInProtectedInstances,
    standbyInstances: policy.standbyInstances,
    checkpoints: policy.checkpoints,
    checkpointDelay: policy.checkpoints.length > 0 ? policy.checkpointDelay / 1000 : 0,
    alarms: policy.alarms,
  }
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
  const terms: Terms = { preferences, pollInterval, ...limits, onFailure, onCancel }
  const { group, template, saved } = found
  const healthy = group.instances.filter(
    (each) => each.lifecycle === 'InService' && isHealthy(each, group, targets),
  ).length
  return { group, template, from: revision(saved), terms, timeout, coverage: covers, healthy }
}

function verifyLimits({ verify, checkpointDelay, bakeTime, pollInterval }: Policy): Terms['verify'] {
  const within = (pause: Ms): Ms => verify?.timeout ?? pause - 2 * pollInterval - VERIFY_SLACK
  return verify && { checkpoint: within(checkpointDelay), bake: within(bakeTime) }
}

const refusalCode = ({ problems }: Survey): FailureCode => {
  if (problems.some(({ kind }) => kind === 'expired')) return 'credentials-expired'
  if (problems.some(({ kind }) => kind === 'denied')) return 'access-denied'
  return problems.some(({ kind }) => kind === 'passing') ? 'lost-contact' : 'preflight'
}

const conflict = ({ id, status }: Refresh): Finding => ({
  level: 'error',
  rule: 'conflict',
  says: `Another instance refresh (${id}) is at work on this group: ${status}.`,
  remedy: 'Wait for its end and run again, or set `on-conflict` to `wait` or `replace`.',
})

const allLeftOut = ({ leftOut }: Coverage): Finding => ({
  level: 'error',
  rule: 'all-left-out',
  says: `All ${leftOut.length} instances would be left out (${[...new Set(leftOut.map(({ why }) => why))].join(', ')}): nothing would be replaced.`,
  remedy:
    'Set `scale-in-protected-instances: refresh` or `standby-instances: terminate`, or put instances back in service.',
})

/** AWS: «The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100». */
const tooFarApart = ({ minHealthyPercentage: min, maxHealthyPercentage: max }: Preferences): Finding => ({
  level: 'error',
  rule: 'percentages',
  says: `The healthy percentages of this rollout would be ${min} and ${max} (what is not set here comes from the group); AWS takes at most 100 between them.`,
  remedy: 'Set both `min-healthy-percentage` and `max-healthy-percentage`.',
})

const tooShort = (timeout: Ms, guess: Estimate): Finding => ({
  level: 'error',
  rule: 'timeout',
  says: `\`timeout\` is ${Math.round(timeout / 60_000)} min, but this rollout is estimated to take ${Math.ceil(guess.length / 60_000)} min.`,
  remedy: 'Raise `timeout`, or leave it at `auto`.',
})

/** The calls by which a plan would change something in AWS, in their order, if all goes well. Pure. */

import type { Group, Survey, Template } from '../facts.ts'
import {
  ALIAS_TAG,
  aliasesOwed,
  aliasTag,
  aliasTagFor,
  isAlias,
  mayGiveBack,
  meaning,
} from '../launch-template/alias.ts'
import { isActive } from '../model/refresh-status.ts'
import type { Alias, TemplateVersion } from '../model.ts'
import type { RolloutSettings } from '../policy.ts'
import { type CleanUp, deletions } from './clean-up.ts'
import { type ImagePin, type Plan, standingIn, type Target } from './plan.ts'

/** One call, what it changes (a group by its name, a launch template by its id), and why. */
export interface Step {
  readonly call:
    | 'CreateOrUpdateTags'
    | 'UpdateAutoScalingGroup'
    | 'DeleteTags'
    | 'StartInstanceRefresh'
    | 'RollbackInstanceRefresh'
    | 'CancelInstanceRefresh'
    | 'CreateLaunchTemplateVersion'
    | 'ModifyLaunchTemplate'
    | 'DeleteLaunchTemplateVersions'
  readonly on: string
  readonly why: Why
}

/** `versions`: what is saved, deleted, gone to. */
export type Why =
  | { readonly to: 'note-the-goal'; readonly versions: readonly number[] }
  | { readonly to: 'remember-aliases' | 'forget-aliases' | 'remember-the-rest' }
  | { readonly to: 'pin'; readonly versions: readonly number[] }
  | { readonly to: 'fix-the-image' | 'make'; readonly version: number; readonly from: number; readonly image: string }
  | { readonly to: 'roll'; readonly versions: readonly number[] }
  | { readonly to: 'roll-back' | 'clear-the-way' }
  | { readonly to: 'set-the-default'; readonly version: number }
  | { readonly to: 'give-back'; readonly aliases: readonly Alias[] }
  | { readonly to: 'clean-up'; readonly versions: readonly number[] }

/** What a plan was made from, and what would be cleaned up after it. */
export interface Foreseen {
  readonly plan: Plan
  readonly policy: RolloutSettings
  readonly survey: Survey
  readonly cleanUps: readonly CleanUp[]
}

/** The steps. After a refusal, or where another refresh must end first, what comes then is planned anew. */
export function itinerary({ plan, policy, survey, cleanUps }: Foreseen): readonly Step[] {
  if (!('terms' in plan))
    return plan.will === 'replace'
      ? [{ call: 'CancelInstanceRefresh', on: plan.group.name, why: { to: 'clear-the-way' } }]
      : []
  const templates = survey.templates.flatMap(({ template }) => template ?? [])
  const start: Journey = { steps: [], group: plan.group, templates: new Map(templates.map((each) => [each.id, each])) }
  const fixed = withImages(start, ('imagePins' in plan && plan.imagePins) || [])
  if (plan.will === 'roll') return finished(rolled(noted(fixed, plan, policy), plan), policy, cleanUps).steps
  const going = plan.will === 'revert' ? rolledBack(noted(fixed, plan, policy), plan) : fixed
  // AWS saves what its refresh leads to; where none is at work the group keeps what it has, be it an alias.
  const isAtWork = 'refresh' in plan && isActive(plan.refresh.status)
  const there = isAtWork ? savedOn(going, plan.to.templates) : going
  const arrived = { ...there, proven: plan.to.templates }
  // What an earlier attempt went back to is confirmed, and the run is red all the same.
  return finished(arrived, plan.will === 'resume' ? { ...policy, ...nothingToSpare } : policy, cleanUps).steps
}

const rolledBack = (journey: Journey, { sent: isSent }: Reverting): Journey =>
  isSent ? journey : sent(journey, 'RollbackInstanceRefresh', { to: 'roll-back' })

const nothingToSpare = { setDefaultVersion: false, keepTemplateVersions: undefined }

/** The way so far, and what stands in AWS by then. */
interface Journey {
  readonly steps: readonly Step[]
  readonly group: Group
  readonly templates: ReadonlyMap<string, Template>
}

type Rolling = Extract<Plan, { will: 'roll' }>
type Reverting = Extract<Plan, { will: 'revert' }>

const sent = (journey: Journey, call: Step['call'], why: Why, on = journey.group.name): Journey => ({
  ...journey,
  steps: [...journey.steps, { call, on, why }],
})

/** Other versions are saved on the group. */
function savedOn(journey: Journey, versions: readonly Pick<TemplateVersion, 'id' | 'version'>[]): Journey {
  const templates = journey.group.templates.map((named) => {
    const version = versions.find(({ id }) => id === named.id)?.version
    return version === undefined ? named : { ...named, version: String(version) }
  })
  return { ...journey, group: { ...journey.group, templates } }
}

const tagged = (journey: Journey, value: string): Journey => ({
  ...journey,
  group: { ...journey.group, tags: new Map([...journey.group.tags, [ALIAS_TAG, value]]) },
})

const noted = (journey: Journey, plan: Rolling | Reverting, { to }: RolloutSettings): Journey => {
  const versions = (plan.will === 'revert' ? plan.to.templates : standingIn(plan.moves)).map(({ version }) => version)
  return to === 'previous' && versions.length > 0
    ? sent(journey, 'CreateOrUpdateTags', { to: 'note-the-goal', versions })
    : journey
}

/** A version that is taken, or the one that EC2 will make next. */
function reached(journey: Journey, template: string, to: Target, aim: 'make' | 'fix-the-image') {
  if ('take' in to) return { journey, version: to.take.version }
  const its = journey.templates.get(template)
  const version = (its?.latest ?? 0) + 1
  const { source: from, image } = to.make
  const made = sent(journey, 'CreateLaunchTemplateVersion', { to: aim, version, from, image }, template)
  const templates = its ? new Map([...made.templates, [template, { ...its, latest: version }]]) : made.templates
  return { journey: { ...made, templates }, version }
}

/** One version after the other, of pins and of moves alike. */
function reachedAll(
  journey: Journey,
  ways: readonly { readonly id: string; readonly to: Target }[],
  aim: 'make' | 'fix-the-image',
) {
  const versions: { readonly id: string; readonly version: number }[] = []
  let now = journey
  for (const { id, to } of ways) {
    const { journey: next, version } = reached(now, id, to, aim)
    now = next
    versions.push({ id, version })
  }
  return { journey: now, versions }
}

const numbers = (versions: readonly { readonly version: number }[]): readonly number[] =>
  versions.map(({ version }) => version)

/** Templates that name their image by a parameter get versions with an image of their own first. */
function withImages(start: Journey, pins: readonly ImagePin[]): Journey {
  if (pins.length === 0) return start
  const ways = pins.map(({ template, to }) => ({ id: template.id, to }))
  const { journey, versions } = reachedAll(start, ways, 'fix-the-image')
  const follows = start.group.templates.some(
    ({ id, version }) => isAlias(version) && pins.some(({ template }) => template.id === id),
  )
  const tag = follows ? aliasTagFor(start.group) : undefined
  const remembered =
    tag === undefined ? journey : tagged(sent(journey, 'CreateOrUpdateTags', { to: 'remember-aliases' }), tag)
  return savedOn(sent(remembered, 'UpdateAutoScalingGroup', { to: 'pin', versions: numbers(versions) }), versions)
}

/** From the pin to the end of the refresh. */
function rolled(start: Journey, { moves }: Rolling): Arrived {
  const ways = moves.map(({ template, to }) => ({ id: template.id, to }))
  const { journey, versions } = reachedAll(pinned(start), ways, 'make')
  const going = sent(journey, 'StartInstanceRefresh', { to: 'roll', versions: numbers(versions) })
  return { ...savedOn(going, versions), proven: versions }
}

/** Aliases are remembered, then numbers are saved in their place. */
function pinned(journey: Journey): Journey {
  const { group, templates } = journey
  const tag = aliasTagFor(group)
  if (tag === undefined) return journey
  const versions = group.templates.flatMap(({ id, version }) => {
    const template = templates.get(id)
    return isAlias(version) && template ? [{ id, version: meaning(version, template) }] : []
  })
  const remembered = tagged(sent(journey, 'CreateOrUpdateTags', { to: 'remember-aliases' }), tag)
  return savedOn(sent(remembered, 'UpdateAutoScalingGroup', { to: 'pin', versions: numbers(versions) }), versions)
}

/** `proven`: what the fleet runs well on by then. */
interface Arrived extends Journey {
  readonly proven: readonly Pick<TemplateVersion, 'id' | 'version'>[]
}

/** The chores, as after a success. */
function finished(
  arrived: Arrived,
  { setDefaultVersion, keepTemplateVersions }: Pick<RolloutSettings, 'setDefaultVersion' | 'keepTemplateVersions'>,
  cleanUps: readonly CleanUp[],
): Journey {
  const settled = givenBack(setDefaultVersion ? withDefaults(arrived) : arrived)
  const due = keepTemplateVersions === undefined ? [] : cleanUps
  const calls = due.flatMap(({ template, versions }) =>
    deletions(numbers(versions)).map((some) => ({ template, versions: some })),
  )
  return calls.reduce<Journey>(
    (journey, { template, versions }) =>
      sent(journey, 'DeleteLaunchTemplateVersions', { to: 'clean-up', versions }, template),
    settled,
  )
}

function withDefaults(arrived: Arrived): Arrived {
  let now = arrived
  for (const { id, version } of arrived.proven) {
    const template = now.templates.get(id)
    if (!template || template.default === version) continue
    const set = sent(now, 'ModifyLaunchTemplate', { to: 'set-the-default', version }, id)
    now = { ...now, ...set, templates: new Map([...now.templates, [id, { ...template, default: version }]]) }
  }
  return now
}

/** By the same rule as at the end of a rollout: only where the alias leads to what has proved itself. */
function givenBack(arrived: Arrived): Journey {
  const { group, templates, proven } = arrived
  const owed = aliasesOwed(group)
  const due = proven.flatMap(({ id, version }) => {
    const [alias, template] = [owed.get(id), templates.get(id)]
    const saved = group.templates.find((named) => named.id === id)?.version
    return alias && template && saved !== undefined && (saved === alias || mayGiveBack(alias, saved, template, version))
      ? [{ id, alias, saved }]
      : []
  })
  if (due.length === 0) return arrived
  const aliases = due.map(({ alias }) => alias)
  const back = due.some(({ alias, saved }) => alias !== saved)
    ? sent(arrived, 'UpdateAutoScalingGroup', { to: 'give-back', aliases })
    : arrived
  const left = new Map([...owed].filter(([id]) => due.every((each) => each.id !== id)))
  return left.size === 0
    ? sent(back, 'DeleteTags', { to: 'forget-aliases' })
    : tagged(sent(back, 'CreateOrUpdateTags', { to: 'remember-the-rest' }), aliasTag(left, group.templates))
}

/** From a decision to its steps. Each step is described by what AWS will hold when it is its turn, if all goes well. Pure. */

import { ALIAS_TAG, aliasTagFor, isAlias, meaning } from '../launch-template/alias.ts'
import { restorable } from '../launch-template/restorable-aliases.ts'
import type { Group } from '../model/group.ts'
import type { Template, TemplateVersion } from '../model/launch-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Ms } from '../model/time.ts'
import { readyTargets } from './bindings.ts'
import type { TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion } from './planned-version.ts'
import type { AliasPin, AliasRestoration, ParameterPin, Step } from './steps.ts'

/** What stands in AWS after the steps so far, as far as later steps depend on it. */
interface Projection {
  readonly steps: readonly Step[]
  readonly group: Group
  readonly templates: ReadonlyMap<string, Template>
}

type Known = Pick<TemplateVersion, 'id' | 'version'>

/** What the steps are made from. */
export interface StepFacts {
  readonly group: Group
  /** The group's launch templates as the survey found them. */
  readonly templates: readonly Template[]
  readonly settings: Pick<RolloutSettings, 'to' | 'setDefaultVersion' | 'keepTemplateVersions'>
  /** A watch ends by then at the latest. */
  readonly limit: Ms
}

/** Replace what a parameter names, pin, make versions, refresh, finish. */
export function stepsToRoll(
  given: StepFacts,
  { changes, pins }: { readonly changes: readonly TemplateChange[]; readonly pins: readonly ParameterPin[] },
): readonly Step[] {
  const to = changes.map((change) => change.to)
  const noted = noteTarget(replaceParameters(start(given), pins), readyTargets(changes), given)
  const made = changes.reduce(prepare, pinAliases(noted))
  const refreshed = savedOn(
    then(made, { type: 'start-refresh', group: given.group.name, to }, { type: 'watch', limit: given.limit }),
    to,
  )
  return finish(refreshed, to, given)
}

/** The fleet is right already. */
export function stepsToConfirm(
  given: StepFacts,
  { to, pins }: { readonly to: readonly TemplateVersion[]; readonly pins: readonly ParameterPin[] },
): readonly Step[] {
  const ready = then(replaceParameters(start(given), pins), { type: 'verify-fleet', limit: given.limit })
  return finish(ready, to, given)
}

/** A refresh of this run is watched. AWS saves what it leads to when it succeeds; one that has ended has saved it already. */
export const stepsToAdopt = (
  given: StepFacts,
  { to, isActive }: { readonly to: readonly TemplateVersion[]; readonly isActive: boolean },
): readonly Step[] => {
  const watched = then(start(given), { type: 'watch', limit: given.limit })
  return finish(isActive ? savedOn(watched, to) : watched, to, given)
}

/** What is in flight is rolled back by AWS, unless it is doing so already. */
export function stepsToRevert(
  given: StepFacts,
  on: { readonly to: readonly TemplateVersion[]; readonly refreshId: string; readonly isSent: boolean },
): readonly Step[] {
  const noted = noteTarget(start(given), on.to, given)
  const { name: group } = given.group
  const sent = on.isSent ? noted : then(noted, { type: 'roll-back-refresh', group, refreshId: on.refreshId })
  return finish(savedOn(then(sent, { type: 'watch', limit: given.limit }), on.to), on.to, given)
}

/** The rollback of an earlier attempt is watched; aliases are all that is put in order after a failure. */
export const stepsToResume = (given: StepFacts, to: readonly TemplateVersion[]): readonly Step[] => {
  const watched = savedOn(then(start(given), { type: 'watch', limit: given.limit }), to)
  return then(watched, restoration(watched, to)).steps
}

/** Another refresh first; what comes then is planned when it has ended. */
export const stepsToResolve = (action: 'wait' | 'replace', group: string, refreshId: string): readonly Step[] => [
  ...(action === 'replace' ? [{ type: 'cancel-refresh', group, refreshId } as const] : []),
  { type: 'wait-for-refresh', refreshId },
]

const start = ({ group, templates }: StepFacts): Projection => ({
  steps: [],
  group,
  templates: new Map(templates.map((each) => [each.id, each])),
})

const then = (projection: Projection, ...steps: readonly Step[]): Projection => ({
  ...projection,
  steps: [...projection.steps, ...steps],
})

/** Other versions are saved on the group. */
function savedOn(projection: Projection, versions: readonly Known[]): Projection {
  const templates = projection.group.templates.map((named) => {
    const version = versions.find(({ id }) => id === named.id)?.version
    return version === undefined ? named : { ...named, version: String(version) }
  })
  return { ...projection, group: { ...projection.group, templates } }
}

const tagged = (projection: Projection, value: string): Projection => ({
  ...projection,
  group: { ...projection.group, tags: new Map([...projection.group.tags, [ALIAS_TAG, value]]) },
})

const noteTarget = (
  projection: Projection,
  versions: readonly TemplateVersion[],
  { settings }: StepFacts,
): Projection =>
  settings.to === 'previous' && versions.length > 0
    ? then(projection, { type: 'note-rollback-target', group: projection.group.name, versions })
    : projection

/** A version that exists is taken; else it is the one that EC2 makes next. */
function prepare(projection: Projection, { from, to: version }: TemplateChange): Projection {
  return isPlanned(version) && version !== from
    ? newest(then(projection, { type: 'create-version', version }), version)
    : then(projection, { type: 'use-version', version })
}

function newest(projection: Projection, { id, version }: PlannedVersion): Projection {
  const template = projection.templates.get(id)
  return template
    ? { ...projection, templates: new Map([...projection.templates, [id, { ...template, latest: version }]]) }
    : projection
}

/** Templates that name their image by a parameter get versions with an image of their own first. */
function replaceParameters(projection: Projection, pins: readonly ParameterPin[]): Projection {
  if (pins.length === 0) return projection
  const made = pins.reduce((so, pin) => {
    const { version } = pin
    return isPlanned(version) ? newest(then(so, { type: 'create-version', version, replaces: pin }), version) : so
  }, projection)
  const follows = projection.group.templates.some(
    ({ id, version }) => isAlias(version) && pins.some((pin) => pin.version.id === id),
  )
  const tag = follows ? aliasTagFor(projection.group) : undefined
  return pin(made, pins, tag)
}

/** Aliases are remembered, then numbers are saved in their place. */
function pinAliases(projection: Projection): Projection {
  const { group, templates } = projection
  const tag = aliasTagFor(group)
  if (tag === undefined) return projection
  const pins = group.templates.flatMap(({ id, version }): readonly AliasPin[] => {
    const template = templates.get(id)
    return isAlias(version) && template
      ? [{ alias: version, version: { id, name: template.name, version: meaning(version, template) } }]
      : []
  })
  return pin(projection, pins, tag)
}

function pin(projection: Projection, pins: readonly (AliasPin | ParameterPin)[], aliasTag: string | undefined) {
  const { name: group } = projection.group
  const pinned = then(projection, { type: 'pin-group', group, pins, ...(aliasTag !== undefined && { aliasTag }) })
  const saved = savedOn(
    pinned,
    pins.map(({ version }) => version),
  )
  return aliasTag === undefined ? saved : tagged(saved, aliasTag)
}

/** The final steps, as after a success. */
function finish(projection: Projection, proven: readonly TemplateVersion[], { settings }: StepFacts): readonly Step[] {
  const defaults = settings.setDefaultVersion ? proven.reduce(setDefault, projection) : projection
  const { steps } = then(defaults, restoration(defaults, proven))
  // Who goes back may want to go further back yet.
  const keep = settings.to === undefined ? settings.keepTemplateVersions : undefined
  const deletions = keep === undefined ? [] : proven.map(({ id }) => deletionIn(id, keep))
  return [...steps, ...deletions]
}

const deletionIn = (template: string, keep: number): Step => ({
  type: 'delete-old-versions',
  template,
  keep,
  expected: [],
})

function setDefault(projection: Projection, version: TemplateVersion): Projection {
  const template = projection.templates.get(version.id)
  const isDue = template !== undefined && template.default !== version.version
  const set = then(projection, { type: 'set-default-version', version, isDue })
  return isDue
    ? { ...set, templates: new Map([...set.templates, [version.id, { ...template, default: version.version }]]) }
    : set
}

/** By the rule that holds at the end of a rollout as well. */
function restoration({ group, templates }: Projection, proven: readonly TemplateVersion[]): Step {
  const { restore, tag } = restorable({ group, templates: [...templates.values()], proven })
  const expected: AliasRestoration = {
    restored: restore.map(({ alias }) => alias),
    isSaved: restore.every(({ alias, saved }) => alias === saved),
    keepsTag: tag !== undefined,
  }
  return { type: 'restore-aliases', group: group.name, expected }
}

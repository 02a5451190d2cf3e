/** Turns a decision into steps. Each step is built from the state that AWS will have when the step runs, if all succeed. Pure. */

import { ALIAS_TAG, aliasTagFor, isAlias, meaning, taggedAliases } from '../launch-template/alias.ts'
import { restorable } from '../launch-template/restorable-aliases.ts'
import { rollbackNote } from '../launch-template/rollback-note.ts'
import { originOf, type TagOrigin } from '../launch-template/tag-origin.ts'
import type { Group } from '../model/group.ts'
import type { Template, TemplateVersion, Version } from '../model/launch-template.ts'
import type { Refresh } from '../model/refresh.ts'
import { isActive } from '../model/refresh-status.ts'
import { readyTargets } from './bindings.ts'
import { type ClaimedRollout, rolloutNote, startConfirmation } from './claim-steps.ts'
import { cleanUpSteps } from './clean-up-steps.ts'
import type { LeftVersions } from './left-versions.ts'
import { factsTakenUp, parameterSteps } from './parameter-step.ts'
import type { AliasPin, Pin, SavedPin } from './pins.ts'
import type { TemplateChange } from './plan.ts'
import { isPlanned, type PlannedVersion } from './planned-version.ts'
import type { StepFacts } from './step-facts.ts'
import type { AliasRestoration, Step } from './steps.ts'

/** The expected state in AWS after the steps so far, as far as later steps depend on it. */
interface Projection {
  readonly steps: readonly Step[]
  readonly group: Group
  readonly templates: ReadonlyMap<string, Template>
}

type Known = Pick<TemplateVersion, 'id' | 'version'>

/** The steps of a roll: replace parameters, pin aliases, make versions, try them, refresh, final steps. */
export function stepsToRoll(facts: StepFacts, { changes, pins }: ClaimedRollout): readonly Step[] {
  const to = changes.map((change) => change.to)
  const claimed = then(start(facts), ...rolloutNote(facts, { changes, pins }))
  const noted = noteTarget(replaceSaved(claimed, { pins, origin: originFor(facts) }), facts, {
    versions: readyTargets(changes),
  })
  const made = changes.reduce(prepare, pinAliases(noted, originFor(facts)))
  const tried = facts.trial ? then(made, facts.trial) : made
  const ready = then(tried, ...startConfirmation(facts, { changes }))
  const refreshed = savedOn(
    then(ready, { type: 'start-refresh', group: facts.group.name, to }, { type: 'watch', limit: facts.limit }),
    to,
  )
  return finish(refreshed, to, facts)
}

/** The steps where the fleet already runs the target. */
export function stepsToConfirm(
  facts: StepFacts,
  { to, pins }: { readonly to: readonly TemplateVersion[]; readonly pins: readonly SavedPin[] },
): readonly Step[] {
  const replaced = replaceSaved(start(facts), { pins, origin: originFor(facts) })
  const ready = then(replaced, { type: 'verify-fleet', limit: facts.limit })
  return finish(ready, to, facts)
}

/** The steps to watch a refresh of this run. AWS saves the target on the group when the refresh succeeds. */
export const stepsToAdopt = (
  facts: StepFacts,
  { to, refresh }: { readonly to: readonly TemplateVersion[]; readonly refresh: Refresh },
): readonly Step[] => {
  const watched = then(start(facts), { type: 'watch', limit: facts.limit })
  return finish(isActive(refresh.status) ? savedOn(watched, to) : watched, to, factsTakenUp(facts, refresh))
}

/** The steps to let AWS roll the active refresh back, unless it does so already. */
export function stepsToRevert(
  facts: StepFacts,
  on: { readonly to: readonly TemplateVersion[]; readonly refreshId: string; readonly isSent: boolean },
): readonly Step[] {
  const noted = noteTarget(start(facts), facts, { versions: on.to, refresh: on.refreshId })
  const { name: group } = facts.group
  const sent = on.isSent ? noted : then(noted, { type: 'roll-back-refresh', group, refreshId: on.refreshId })
  return finish(savedOn(then(sent, { type: 'watch', limit: facts.limit }), on.to), on.to, facts)
}

/**
 * The steps to watch the rollback of an earlier attempt. After a failure, restoring aliases is the only final step.
 * `begins`: the versions of the second refresh, where the earlier attempt has not begun it.
 */
export const stepsToResume = (
  facts: StepFacts,
  to: readonly TemplateVersion[],
  begins: readonly Version[] = [],
): readonly Step[] => {
  const { name: group } = facts.group
  const begun = begins.length > 0 ? then(start(facts), { type: 'start-refresh', group, to: begins }) : start(facts)
  const watched = savedOn(then(begun, { type: 'watch', limit: facts.limit }), to)
  return then(watched, restoration(watched, to)).steps
}

/** The steps to wait for another refresh or cancel it. What follows is planned when it has ended. */
export const stepsToResolve = (action: 'wait' | 'replace', group: string, refreshId: string): readonly Step[] => [
  ...(action === 'replace' ? [{ type: 'cancel-refresh', group, refreshId } as const] : []),
  { type: 'wait-for-refresh', refreshId },
]

/** The steps to stop a refresh of the versions that the group has saved, and to note that this is as far back as it goes. */
export const stepsToStop = (
  facts: StepFacts,
  on: { readonly saved: readonly TemplateVersion[]; readonly refreshId: string; readonly isOver: boolean },
): readonly Step[] => [
  ...noteTarget(start(facts), facts, { versions: on.saved }).steps,
  ...stepsToResolve(on.isOver ? 'wait' : 'replace', facts.group.name, on.refreshId),
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

/** Projects that these versions are saved on the group. */
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

const originFor = ({ settings, group, limit }: StepFacts): TagOrigin => originOf(settings, group, limit)

/** `refresh`: the one that AWS is to roll back; without it a new one is started. */
function noteTarget(
  projection: Projection,
  facts: StepFacts,
  { versions, refresh }: { readonly versions: readonly TemplateVersion[]; readonly refresh?: string },
): Projection {
  if (facts.settings.to !== 'previous' || versions.length === 0) return projection
  const origin = { ...originFor(facts), ...(refresh !== undefined && { refresh }) }
  const note = rollbackNote({ versions: versions.map(({ version }) => version), ...origin })
  return then(projection, { type: 'note-rollback-target', group: projection.group.name, versions, note })
}

/** Adds the step that uses an existing version or makes a new one. */
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

/** Adds the steps that save versions which a rollback can return to, in place of what the group has saved. */
function replaceSaved(
  projection: Projection,
  { pins, origin }: { readonly pins: readonly SavedPin[]; readonly origin: TagOrigin },
): Projection {
  if (pins.length === 0) return projection
  const made = pins.reduce((so, pin) => {
    const { version } = pin
    return 'parameter' in pin && isPlanned(version)
      ? newest(then(so, { type: 'create-version', version, replaces: pin }), version)
      : so
  }, projection)
  const follows = projection.group.templates.some(
    ({ id, version }) => isAlias(version) && pins.some((pin) => pin.version.id === id),
  )
  const tag = follows ? aliasTagFor(projection.group, origin) : undefined
  return pin(made, pins, tag)
}

/** Adds the step that tags the group with its aliases and saves numbers in their place. */
function pinAliases(projection: Projection, origin: TagOrigin): Projection {
  const { group, templates } = projection
  const tag = aliasTagFor(group, origin)
  if (tag === undefined) return projection
  const pins = group.templates.flatMap(({ id, version }): readonly AliasPin[] => {
    const template = templates.get(id)
    return isAlias(version) && template
      ? [{ alias: version, version: { id, name: template.name, version: meaning(version, template) } }]
      : []
  })
  return pin(projection, pins, tag)
}

function pin(projection: Projection, pins: readonly Pin[], aliasTag: string | undefined) {
  const { name: group } = projection.group
  const pinned = then(projection, { type: 'pin-group', group, pins, ...(aliasTag !== undefined && { aliasTag }) })
  const saved = savedOn(
    pinned,
    pins.map(({ version }) => version),
  )
  return aliasTag === undefined ? saved : tagged(saved, aliasTag)
}

/** Adds the final steps after a success. */
function finish(projection: Projection, proven: readonly TemplateVersion[], facts: StepFacts): readonly Step[] {
  const { settings, left } = facts
  const defaults = settings.setDefaultVersion ? proven.reduce(setDefault, projection) : projection
  const cleared = left.reduce(deleteFailed, defaults)
  const { steps } = then(cleared, restoration(cleared, proven))
  // After a rollback the user may roll back further, so old versions stay.
  const keep = settings.to === undefined ? settings.keepTemplateVersions : undefined
  const set = parameterSteps(facts, proven)
  return keep === undefined ? [...steps, ...set] : [...steps, ...set, ...cleanUpSteps(proven, keep, settings.archive)]
}

/** Before the aliases are restored: `$Latest` may mean one of them. */
function deleteFailed(projection: Projection, { template: id, versions, latest }: LeftVersions): Projection {
  const { templates } = projection
  const template = templates.get(id)
  const deleted = then(projection, { type: 'delete-failed-versions', template: id, expected: versions })
  return template && versions.includes(template.latest)
    ? { ...deleted, templates: new Map([...templates, [id, { ...template, latest }]]) }
    : deleted
}

function setDefault(projection: Projection, version: TemplateVersion): Projection {
  const template = projection.templates.get(version.id)
  const isDue = template !== undefined && template.default !== version.version
  const set = then(projection, { type: 'set-default-version', version, isDue })
  return isDue
    ? { ...set, templates: new Map([...set.templates, [version.id, { ...template, default: version.version }]]) }
    : set
}

/** Predicts which aliases will be restored, by the rule that the final step uses. */
function restoration({ group, templates }: Projection, proven: readonly TemplateVersion[]): Step {
  const { restore, tag } = restorable({
    group,
    aliases: taggedAliases(group),
    templates: [...templates.values()],
    proven,
  })
  const expected: AliasRestoration = {
    restored: restore.map(({ alias }) => alias),
    isSaved: restore.every(({ alias, saved }) => alias === saved),
    keepsTag: tag !== undefined,
  }
  return { type: 'restore-aliases', group: group.name, expected }
}

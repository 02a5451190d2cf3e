/**
 * Reads group, images, versions and operations from a timeline that may have stopped anywhere. The post step's has no
 * survey.
 */

import { idIn } from '../rollout/launch-template/image-source.ts'
import type { CommandTarget } from '../rollout/manual-commands.ts'
import { list } from '../rollout/measure.ts'
import type { Finding } from '../rollout/model/finding.ts'
import type { FleetStatus } from '../rollout/model/fleet-status.ts'
import { foundTemplates, targetImage } from '../rollout/model/group-template.ts'
import type { Revision, TemplateVersion } from '../rollout/model/launch-template.ts'
import type { Observation } from '../rollout/model/observation.ts'
import { type NotStarted, type Operation, type Rollout, refreshIdOf, rolloutOf } from '../rollout/model/operation.ts'
import type { Instant } from '../rollout/model/time.ts'
import { readyTargets } from '../rollout/plan/bindings.ts'
import type { Plan } from '../rollout/plan/plan.ts'
import { isPlanned } from '../rollout/plan/planned-version.ts'
import type { OperationRecord, Timeline } from '../rollout/timeline.ts'
import type { FailedOutcome } from './outcomes.ts'

/** The record of an operation, and whether it is the rollback. */
export interface WatchedOperation extends OperationRecord {
  readonly isRollback: boolean
}

/** The operations in order. A rollback has `undoes`, or begins after a rollback was reported. */
export function watchedOperations({ milestones, operations }: Timeline): readonly WatchedOperation[] {
  const rollback = milestones.findIndex(({ type }) => type === 'rolling-back')
  const before =
    rollback < 0 ? operations.length : milestones.slice(0, rollback).filter(({ type }) => type === 'underway').length
  return operations.map((each, i) => ({
    ...each,
    isRollback: i >= before || each.how === 'rollback' || each.operation.undoes !== undefined,
  }))
}

/** The rollout's own operation; if only its rollback was seen, that. A start that another refresh overtook is none of it. */
function mainOperation(timeline: Timeline): Operation | NotStarted | undefined {
  const { milestones, operations } = timeline
  const planned = milestones.slice(
    Math.max(
      0,
      milestones.findLastIndex(({ type }) => type === 'surveyed'),
    ),
  )
  return (
    watchedOperations(timeline).find(({ isRollback }) => !isRollback)?.operation ??
    planned.find((milestone) => milestone.type === 'rolling-back' || milestone.type === 'starting')?.operation ??
    operations[0]?.operation
  )
}

/** What the run changes. */
function rolloutIn(timeline: Timeline): Rollout | undefined {
  const operation = mainOperation(timeline)
  return operation && rolloutOf(operation)
}

/** Whether the user asked for a rollback. */
export const isRollback = (timeline: Timeline): boolean =>
  timeline.settings?.to !== undefined || (rolloutIn(timeline)?.isRollback ?? false)

/** Whether the run watches a refresh that somebody else has started. */
export const isWatching = ({ settings }: Timeline): boolean => settings?.mode === 'watch'

/** Every version that the run knows, each once. It gives the image of an instance's version. */
export function knownVersions(timeline: Timeline): Versions {
  const { survey, drift, operations } = timeline
  const all = [
    ...toOf(timeline),
    ...fromOf(timeline),
    ...operations.flatMap(({ operation }) => [...operation.from.templates, ...operation.to.templates]),
    ...foundTemplates(survey?.templates ?? []).flatMap(({ saved, versions }) => [saved, ...versions]),
    ...(drift?.saved ?? []),
  ]
  return all.filter(({ id, version }, i) => i === all.findIndex((each) => each.id === id && each.version === version))
}

/** The group's name, from the settings or the rollout. */
export const groupOf = (timeline: Timeline): string => timeline.settings?.group ?? rolloutIn(timeline)?.group ?? ''

/** Versions, one for each launch template of the group as far as they are known. */
type Versions = Revision['templates']

/** The group as the target of a command to copy. */
export const addresseeOf = (timeline: Timeline): CommandTarget => {
  const mixed = timeline.survey?.group?.mixed !== undefined || rolloutIn(timeline)?.mixed
  return { group: groupOf(timeline), ...(mixed && { mixed: true }) }
}

/** The versions that the group ran before; for a check, what the last rollout left if that differs. */
export function fromOf(timeline: Timeline): Versions {
  const { plan, survey, drift } = timeline
  if (drift) return drift.moved?.left ?? []
  if (plan && 'from' in plan) return plan.from.templates
  return rolloutIn(timeline)?.from.templates ?? foundTemplates(survey?.templates ?? []).map(({ saved }) => saved)
}

/**
 * The versions that the group is rolled to, once they are known: a plan that is to make one knows only its image. Of
 * a check, what it should run.
 */
export function toOf(timeline: Timeline): Versions {
  const { plan, to, drift } = timeline
  if (to.length > 0) return to
  return drift?.saved ?? some(rolloutIn(timeline)?.to) ?? planned(plan)
}

const some = (revision: Revision | undefined): Versions | undefined =>
  revision && revision.templates.length > 0 ? revision.templates : undefined

function planned(plan: Plan | undefined): Versions {
  if (plan?.action === 'nothing' || plan?.action === 'adopt' || plan?.action === 'revert') return plan.to.templates
  if (plan?.action === 'resume-rollback') return plan.rollout.to.templates
  return plan?.action === 'roll' ? readyTargets(plan.changes) : []
}

/** The images of the rollout, one for each launch template; before they are known, those that the inputs name. */
export function imagesOf(timeline: Timeline): readonly string[] {
  const { survey, settings, drift } = timeline
  const targets = drift ? [] : (survey?.templates.map(targetImage) ?? [])
  const wanted = targets.every((image) => image) ? targets.flatMap((image) => image?.id ?? []) : []
  const asked = settings?.images.flatMap((ref) => idIn(ref) ?? []) ?? []
  const to = toOf(timeline).map(({ image }) => image)
  return [wanted, asked, to].find((ids) => ids.length > 0) ?? []
}

/** The same in a sentence. */
export const imageOf = (timeline: Timeline): string => oneOf(imagesOf(timeline))

/** `ami-…`, `ami-… or ami-…`: what an instance runs is one of them. */
export const oneOf = (images: readonly string[]): string => [...new Set(images)].join(' or ')

/** The instance refresh that the run started or took up; empty if there was none. */
export const refreshOf = (timeline: Timeline): string => {
  const operation = mainOperation(timeline)
  return (operation && refreshIdOf(operation)) ?? ''
}

/** Whether this is main's end of a cancelled job: the post step goes on with the rollback, and reports its end. */
export const isLeftToPost = ({ survey }: Timeline, { type, rollback }: FailedOutcome): boolean =>
  type === 'cancelled' && rollback.end === 'under-way' && survey !== undefined

/** The newest poll that saw something. */
export const lastSeen = ({ operations }: Timeline): Observation | undefined =>
  operations.findLast(({ last }) => last !== undefined)?.last

/**
 * When the rollout was broken off, by a failure or by a person; `undefined` while it goes well, and where none was
 * begun.
 */
export function rolloutStoppedAt(timeline: Timeline): Instant | undefined {
  const { milestones, outcome } = timeline
  const rollouts = watchedOperations(timeline).filter(({ isRollback }) => !isRollback)
  if (rollouts.length === 0) return undefined
  const reported = milestones.find(({ type }) => type === 'evidence' || type === 'rolling-back')
  const isBad = outcome?.type === 'failed' || outcome?.type === 'cancelled'
  return reported?.at ?? (isBad ? rollouts.at(-1)?.points.at(-1)?.at : undefined)
}

/** Whether an operation leads to the versions that are rolled out. */
export const leadsTo = ({ to }: Operation, versions: Versions): boolean =>
  to.templates.length > 0 &&
  to.templates.every(({ id, version }) => versions.some((each) => each.id === id && each.version === version))

/** The old and new version of one launch template. `to` is missing while the version is still to be made. */
export interface VersionChange {
  readonly id: string
  readonly name: string
  readonly from?: TemplateVersion
  readonly to?: TemplateVersion
  readonly image: string
}

/** The old and new version of each known launch template. */
export function versionChanges(timeline: Timeline): readonly VersionChange[] {
  const [before, after] = [fromOf(timeline), toOf(timeline)]
  const added = after.filter(({ id }) => !before.some((each) => each.id === id))
  return [...before, ...added].map(({ id, name }) => {
    const [from, to] = [before, after].map((versions) => versions.find((each) => each.id === id))
    const template = timeline.survey?.templates.find(({ named }) => named.id === id)
    const image = to?.image ?? (template && targetImage(template)?.id) ?? imageOf(timeline)
    return { id, name, ...(from && { from }), ...(to && { to }), image }
  })
}

/** The number of the version that this run makes, or has made, its own of a template from. */
export function sourceNumber(timeline: Timeline, template: string): number | undefined {
  const { plan } = timeline
  const to = plan?.action === 'roll' ? plan.changes.find((change) => change.template.id === template)?.to : undefined
  // Without `before` the source is the version in use, whose number may have been bound since.
  return to && isPlanned(to) && to.before
    ? to.source.version
    : fromOf(timeline).find(({ id }) => id === template)?.version
}

/** `version 7`, `versions 7 and 5`; of several templates `web version 7, arm version 3`. */
export function versionNumbers(versions: readonly Omit<TemplateVersion, 'image'>[]): string {
  const templates = new Set(versions.map(({ id }) => id))
  if (templates.size > 1) return versions.map(({ name, version }) => `${name} version ${version}`).join(', ')
  const numbers = [...new Set(versions.map(({ version }) => String(version)))]
  return numbers.length === 0 ? 'the new version' : `${numbers.length > 1 ? 'versions' : 'version'} ${list(numbers)}`
}

/** The versions that instances run, with their templates' names as far as they are known. */
export function runningVersions(
  timeline: Timeline,
  { runs }: Pick<FleetStatus, 'runs'>,
): readonly Omit<TemplateVersion, 'image'>[] {
  const known = knownVersions(timeline)
  return runs.flatMap(({ template }) =>
    template ? [{ ...template, name: known.find(({ id }) => id === template.id)?.name ?? template.id }] : [],
  )
}

/** `ami-… (version 7)`; of several templates each with its name. */
export const versionsWords = (versions: Versions): string =>
  versions
    .map(({ name, version, image }) => `${image} (${versions.length > 1 ? `${name} ` : ''}version ${version})`)
    .join(', ')

/** The findings of a plan that no earlier plan of this run had, since a run may plan more than once. */
export function newFindings(plan: Plan, { milestones }: Timeline): readonly Finding[] {
  const plans = milestones.flatMap((milestone) => (milestone.type === 'planned' ? [milestone.plan] : []))
  const own = plans.indexOf(plan)
  const reported = new Set(
    (own < 0 ? plans : plans.slice(0, own)).flatMap(({ findings }) => findings.map(({ says }) => says)),
  )
  return plan.findings.filter(({ says }) => !reported.has(says))
}

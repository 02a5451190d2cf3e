/** A sentence for each milestone. The log and the summary's list of events share them. */

import type { Event, PinnedVersion } from '../rollout/events.ts'
import { rowOf } from '../rollout/failures/index.ts'
import { count } from '../rollout/measure.ts'
import { running } from '../rollout/model/fleet-status.ts'
import { foundTemplates } from '../rollout/model/group-template.ts'
import { unitsOf } from '../rollout/model/instance.ts'
import type { TemplateVersion } from '../rollout/model/launch-template.ts'
import { refreshIdOf } from '../rollout/model/operation.ts'
import { isKnownStatus, type KnownRefreshStatus, type RefreshStatus } from '../rollout/model/refresh-status.ts'
import { STEADY_POLLS } from '../rollout/model/settings.ts'
import { nounOf } from '../rollout/model/target.ts'
import type { Plan } from '../rollout/plan/plan.ts'
import type { Milestone, Timeline } from '../rollout/timeline.ts'
import { driftedVersionWords } from './drift.ts'
import { imageOf, sourceNumber, type VersionChange, versionChanges, versionNumbers, versionsWords } from './facts.ts'
import { rollWords } from './verdict.ts'
import { cleanUpWords, finalStepWords } from './words/final-steps.ts'
import { refreshWords, runningWords } from './words/fleet.ts'
import { imageCleanUpWords, isPreview } from './words/images.ts'
import { trialWords } from './words/trial.ts'
import { watchingWords } from './words/watching.ts'

/** The sentence for a milestone; `undefined` where none is needed or another part reports it. */
export function milestoneWords(milestone: Milestone, timeline: Timeline): string | undefined {
  switch (milestone.type) {
    case 'surveyed':
      return surveyWords(milestone)
    case 'planned':
      return planWords(milestone, timeline)
    case 'waiting':
      return `Waiting for another instance refresh: ${refreshWords(milestone.refresh)}`
    case 'watching':
      return watchingWords(milestone.search)
    case 'pinning-image':
      return `Version ${milestone.source.version} of ${milestone.source.id} names its image by a parameter: a version is made from it with ${milestone.image}`
    case 'pinned-image':
      return `Version ${milestone.version.version}${ofTemplate(milestone.version, timeline)} is made`
    case 'pinning':
      return milestone.pins.map((pin) => pinWords(pin, milestone.pins.length > 1)).join('; ')
    case 'prepared':
      return preparedWords(milestone, timeline)
    case 'trial':
      return trialWords(milestone.trial)
    case 'starting':
      // Any other start is reported when AWS has accepted it.
      return milestone.operation.type === 'native-rollback' ? 'Asking AWS to roll the instance refresh back' : undefined
    case 'underway':
      return underwayWords(milestone)
    case 'rolling-back':
      return `↩ ${rollbackReports[milestone.how]}${milestone.failure.code === 'cancelled' ? `: ${rowOf(milestone.failure).sentence}` : ''}`
    case 'deleting-versions':
      return cleanUpWords(milestone.cleanUp, isPreview(timeline))
    case 'archiving-images':
      return imageCleanUpWords(milestone.cleanUp, isPreview(timeline))
    case 'final-step':
      return finalStepWords(milestone.finalStep)
    case 'preparing':
    case 'checked':
    case 'claiming':
    case 'noted':
    case 'pinned':
    case 'evidence':
    case 'concluded':
      return undefined
  }
}

function pinWords(pin: PinnedVersion, isOneOfSeveral: boolean): string {
  const { name, version } = pin
  const of = isOneOfSeveral ? ` of ${name}` : ''
  if ('former' in pin)
    return `The group has version ${pin.former} saved, and a failed rollout could not return to it: it is set to version ${version} for the rollout`
  return 'alias' in pin
    ? `The group follows ${pin.alias}${of}: it is pinned to version ${version}, which that means now`
    : `The group is pinned to version ${version}${of} with ${pin.image}, and does not follow the parameter ${pin.parameter} any more`
}

/** ` of web`, where the group has several templates. */
const ofTemplate = ({ name }: TemplateVersion, { survey }: Timeline): string =>
  survey && survey.templates.length > 1 ? ` of ${name}` : ''

function surveyWords({ survey, settings }: Extract<Event, { type: 'surveyed' }>): string {
  const { group, templates, warmPool } = survey
  if (!group) return `Read ${settings.group}`
  const saved = foundTemplates(templates).map((each) => each.saved)
  const template = saved.length > 0 ? `, template ${driftedVersionWords(saved)}` : ''
  const nouns = Map.groupBy(group.targetGroups, nounOf)
  const targets = [...nouns].map(([noun, of]) => count(of.length, noun)).join(', ') || 'no target group'
  const weighed = unitsOf(group.instances) === 'instances' ? '' : ' units of capacity'
  const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(running(warmPool))}` : ''
  return `${group.name}: ${count(group.instances.length, 'instance')} (desired ${group.desired}${weighed}, ${group.min} to ${group.max})${template}, ${targets}${pool}`
}

/** The plan in a sentence: versions, batches and duration. */
function planWords({ plan }: Extract<Event, { type: 'planned' }>, timeline: Timeline): string | undefined {
  // The findings of a refusal are reported with its outcome.
  if (plan.action === 'refuse') return undefined
  const pace = plan.action === 'roll' && !plan.isTemplateOnly ? `: ${rollWords(plan)}` : ''
  return `${intent(plan)}: ${versionChangeWords(timeline)}${pace}`
}

const intent = (plan: Exclude<Plan, { action: 'refuse' }>): string => {
  switch (plan.action) {
    case 'nothing':
      return 'Nothing to roll'
    case 'adopt':
      return 'Taking up this run’s own refresh'
    case 'wait':
      return 'Another refresh first'
    case 'replace':
      return 'Cancelling another refresh first'
    case 'resume-rollback':
      return 'Taking up this run’s own rollback'
    case 'revert':
      return plan.isSent ? 'AWS is rolling back already' : 'Rolling back what is in flight'
    case 'roll':
      if (plan.isRollback) return 'Rollback'
      return plan.isTemplateOnly ? 'Moving the group’s template' : 'Plan'
  }
}

/** `ami-old (version 7) → ami-new (version 8)`. */
function versionChangeWords(timeline: Timeline): string {
  const changes = versionChanges(timeline)
  if (changes.length === 0) return `an unknown image → ${imageOf(timeline)} (a new version)`
  return changes
    .map((change) => `${changes.length > 1 ? `${change.name} ` : ''}${templateWords(change, timeline)}`)
    .join(', ')
}

function templateWords({ from, to, image }: VersionChange, { plan }: Timeline): string {
  if (from && from.version === to?.version) return versionsWords([from])
  // While another refresh is dealt with first, it is not decided yet which version it will be.
  if (!to && plan?.action !== 'roll') return from ? `${versionsWords([from])} → ${image}` : image
  const target = to ? versionsWords([to]) : `${image} (a new version)`
  if (!from && plan && 'settings' in plan) return `${target}, and no version to roll back to`
  return `${from ? versionsWords([from]) : 'an unknown image'} → ${target}`
}

function preparedWords({ to, how }: Extract<Event, { type: 'prepared' }>, timeline: Timeline): string {
  const source = sourceNumber(timeline, to.id)
  const from = source === undefined ? '' : ` from version ${source}`
  return `Version ${to.version} of ${to.id} with ${to.image} ${how === 'made' ? `is made${from}` : 'already exists'}`
}

/** The sentence for an operation that AWS has accepted. AWS's own rollback was reported when it was requested. */
const underwayWords = ({ how, operation }: Extract<Event, { type: 'underway' }>): string | undefined => {
  switch (how) {
    case 'started':
      return `Instance refresh ${refreshIdOf(operation)} to ${versionNumbers(operation.to.templates)} started`
    case 'found':
      return `Instance refresh ${refreshIdOf(operation)} found: the answer to its start was lost`
    case 'adopted':
      return `Instance refresh ${refreshIdOf(operation)} of an earlier attempt of this run taken up`
    case 'confirming':
      return 'The group runs this image already: nothing is started, its state is confirmed'
    // What is watched was reported as it was found.
    case 'watched':
      return undefined
    case 'rollback':
      return operation.type === 'refresh' ? `Rollback started: instance refresh ${refreshIdOf(operation)}` : undefined
  }
}

const rollbackReports: Readonly<Record<Extract<Event, { type: 'rolling-back' }>['how'], string>> = {
  'native-rollback': 'Asking AWS to roll the instance refresh back',
  'new-refresh': 'Rolling back by a second instance refresh',
  cancel: 'Asking AWS to cancel the instance refresh',
  leave: 'Leaving it as it is',
}

/** What a status of an instance refresh means. */
export const statusWords = (status: RefreshStatus): string =>
  isKnownStatus(status) ? statuses[status] : `AWS’s status is ${status}`

const statuses: Readonly<Record<KnownRefreshStatus, string>> = {
  Pending: 'Pending: AWS accepted the instance refresh',
  InProgress: 'InProgress: AWS replaces instances',
  Baking: 'Baking: AWS has replaced what it had to; until the bake time has passed it can still roll back',
  Successful: `AWS reports Successful. Confirming: every instance healthy, ${STEADY_POLLS} checks in a row`,
  Failed: 'Failed: AWS has given up',
  Cancelling: 'Cancelling: AWS finishes what is in flight',
  Cancelled: 'Cancelled: what was replaced stays replaced',
  RollbackInProgress: 'RollbackInProgress: AWS puts the old version back',
  RollbackSuccessful: 'RollbackSuccessful: AWS has put the old version back',
  RollbackFailed: 'RollbackFailed: AWS could not put the old version back',
}

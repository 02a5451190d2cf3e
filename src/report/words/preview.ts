/** Sentences of the preview of a plan. */

import { count, duration, list } from '../../rollout/measure.ts'
import { running } from '../../rollout/model/fleet-status.ts'
import { isSuccessful } from '../../rollout/model/refresh-status.ts'
import type { Survey } from '../../rollout/model/survey.ts'
import { type Alternative, alternativesFor } from '../../rollout/plan/alternatives.ts'
import type { Call, Purpose } from '../../rollout/plan/call.ts'
import { type Estimate, LAUNCH } from '../../rollout/plan/estimate.ts'
import type { Permission } from '../../rollout/plan/permissions.ts'
import type { Plan } from '../../rollout/plan/plan.ts'
import { runningWords } from './fleet.ts'

/** The purpose of a call. */
export function purposeWords(purpose: Purpose): string {
  switch (purpose.type) {
    case 'note-rollback-target':
      return `notes where this rollback goes (${versionWords(purpose.versions)}), so that it goes no further when it is run again`
    case 'note-rollout':
      return `notes on the group that this run rolls ${versionWords(purpose.versions)} out, so that later runs know it`
    case 'remember-aliases':
      return 'notes which alias the group follows'
    case 'pin':
      return `pins the group to ${versionWords(purpose.versions)}: ${pinReasons[purpose.replaces]}`
    case 'replace-parameter':
      return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}, which ${imageSources[purpose.imageFrom]}`
    case 'create-version':
      return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}`
    case 'try':
      return `launches a trial of version ${purpose.version} outside the group, judged within ${duration(purpose.limit)}`
    case 'end-trial':
      return 'ends the trial, however it went'
    case 'end-left-trials':
      return 'ends what an earlier trial has left'
    case 'roll':
      return `rolls the group to ${versionWords(purpose.versions)}`
    case 'roll-back':
      return 'has AWS roll back what is in flight'
    case 'cancel-other-refresh':
      return 'cancels the instance refresh in progress; then it is planned again'
    case 'set-parameter':
      return `writes ${purpose.image} to the parameter`
    case 'set-default':
      return `makes version ${purpose.version} the template’s default`
    case 'restore-aliases':
      return `lets the group follow ${list([...new Set(purpose.aliases)])} again`
    case 'forget-aliases':
      return 'takes that note away'
    case 'remember-other-aliases':
      return 'keeps the note of what cannot be followed again yet'
    case 'delete-failed':
      return `deletes ${versionWords(purpose.versions)}, whose rollout failed, if nothing uses ${purpose.versions.length === 1 ? 'it' : 'them'} any more`
    case 'delete-versions':
      return `deletes ${versionWords(purpose.versions)}`
    case 'retire-image':
      return 'notes on the image which launch template named it'
    case 'deprecate':
      return 'deprecates an image that nothing uses'
    case 'disable':
      return 'disables an image that nothing uses'
  }
}

const pinReasons = {
  alias: 'AWS cannot roll back an alias',
  parameter: 'AWS cannot roll back a version that names its image by a parameter',
  former: 'a rollback leads to what is saved, and what is saved now is no version to roll back to',
} as const

const imageSources = {
  instances: 'the instances run',
  parameter: 'the parameter means now',
} as const

const versionWords = (versions: readonly number[]): string =>
  `${versions.length === 1 ? 'version' : 'versions'} ${list(versions.map(String), 10)}`

/** `What a deploy would change in AWS, in 2 calls`. */
export const stepsTitle = (calls: readonly Call[], plan: Plan): string => {
  const who = 'isRollback' in plan && plan.isRollback ? 'a rollback' : 'a deploy'
  if (calls.length > 0) return `What ${who} would change in AWS, in ${count(calls.length, 'call')} if all goes well`
  return plan.action === 'wait'
    ? `What ${who} would change in AWS is planned when the way is clear`
    : `What ${who} would change in AWS: nothing`
}

type Rolling = Extract<Plan, { action: 'roll' }>

/** The batches and duration of the rollout, and the assumptions of the estimate. */
export function paceWords(plan: Rolling, survey: Survey | undefined): readonly string[] {
  const { estimate: guess, settings } = plan
  if (guess.replaced === 0) return ['No instance is replaced: only the group’s saved launch template moves.']
  const { instanceWarmup, bakeTime, checkpointDelay } = settings.preferences
  const total = instancesOf(plan)
  const pauses =
    guess.pauses > 0 ? `, ${count(guess.pauses, 'pause')} of ${duration(checkpointDelay)} at checkpoints` : ''
  const trial = plan.steps.find((step) => step.type === 'trial')
  const trying = trial ? `${duration(guess.trial)} of trial (at most ${duration(trial.limit)}), ` : ''
  const { deregistrationDelay, registration } = settings.waits
  const draining = deregistrationDelay > 0 ? `, ${duration(deregistrationDelay)} of draining` : ''
  return [
    `${Math.min(guess.stay, total)} of ${total} instances stay in service, up to ${guess.extra} more run meanwhile; ${batchWords(guess)}: about ${duration(guess.length)} in all.`,
    `Assumed for each batch: ${duration(LAUNCH)} from launch to service, ${duration(Math.max(instanceWarmup, registration))} of warm-up. Besides: ${trying}${duration(bakeTime)} of bake time${pauses}${draining}.`,
    ...hookWords(survey),
    ...poolWords(survey),
    ...lastWords(survey),
  ]
}

/** A cell each: how long, in which batches, how many more instances, how many stay in service. */
const paceCells = (plan: Rolling, { estimate: its }: Alternative) =>
  [
    `about ${duration(its.length)}`,
    batchWords(its),
    its.extra > 0 ? `up to ${its.extra} more` : 'none more',
    `${Math.min(its.stay, instancesOf(plan))} of ${instancesOf(plan)} stay in service`,
  ] as const

const instancesOf = ({ coverage }: Rolling): number => coverage.covered.length + coverage.leftOut.length

/** The chosen percentages and others, a row each; empty where no others would go another way. */
export function paceRows(plan: Rolling): readonly (readonly string[])[] {
  const rows = alternativesFor(plan).map((pace, i) => {
    const percentages = `${pace.minHealthyPercentage} % to ${pace.maxHealthyPercentage} %`
    const how = i === 0 ? 'chosen' : inputsOf(plan, pace)
    return [`${percentages} (${how})`, ...paceCells(plan, pace)]
  })
  return rows.length > 1 ? rows : []
}

/** What to set for other percentages than the plan's. */
function inputsOf(
  { settings }: Rolling,
  { minHealthyPercentage: min, maxHealthyPercentage: max }: Alternative,
): string {
  const { minHealthyPercentage, maxHealthyPercentage } = settings.preferences
  return [
    ...(min === minHealthyPercentage ? [] : [`\`min-healthy-percentage: ${min}\``]),
    ...(max === maxHealthyPercentage ? [] : [`\`max-healthy-percentage: ${max}\``]),
  ].join(', ')
}

/** The others in a sentence each. */
export const otherPaceWords = (plan: Rolling): readonly string[] =>
  alternativesFor(plan)
    .slice(1)
    .map((pace) => `With ${inputsOf(plan, pace).replace(', ', ' and ')}: ${paceCells(plan, pace).join(', ')}.`)

/** `6 batches of 1`, `all at once`. */
const batchWords = ({ batches, size }: Estimate): string =>
  batches === 1 ? 'all at once' : `${batches} batches of ${size}`

const hookWords = (survey: Survey | undefined): readonly string[] =>
  (survey?.launchEnvironment?.hooks ?? []).map(
    ({ name, at, timeout }) =>
      `Not counted: the lifecycle hook ${name} holds each ${at === 'launch' ? 'new' : 'old'} instance until somebody answers, for up to ${duration(timeout)}.`,
  )

/** AWS replaces what is in service first (User Guide, "How an instance refresh works"). */
const poolWords = (survey: Survey | undefined): readonly string[] =>
  survey && survey.warmPool.length > 0
    ? [
        `Not counted: the warm pool (${runningWords(running(survey.warmPool))}). AWS replaces its instances last, and a scale-out before then draws them as they are.`,
      ]
    : []

function lastWords(survey: Survey | undefined): readonly string[] {
  const last = survey?.refreshes.find(({ status }) => isSuccessful(status))
  return last?.began === undefined || last.ended === undefined
    ? []
    : [`The last instance refresh that succeeded took ${duration(last.ended - last.began)}.`]
}

/** What happens if the rollout fails. */
export function rollbackPlanWords(plan: Rolling): string {
  if (plan.since) return 'If it fails it is stopped where it is: there is no older state to roll back to.'
  const from = list(plan.from.templates.map(({ version, image }) => `version ${version} (${image})`))
  switch (plan.settings.onFailure) {
    case 'rollback':
      return `If it fails it is rolled back to ${from}. This action does so as soon as it detects a bad image, AWS itself even if the runner is lost.`
    case 'cancel':
      return `If it fails it is stopped where it is; \`mode: rollback\` returns to ${from}.`
    case 'leave':
      return `If it fails nothing is undone; \`mode: rollback\` returns to ${from}.`
  }
}

/** The titles of the groups of permissions. */
export const permissionTitles: Readonly<Record<Permission['for'], string>> = {
  reads: 'to read',
  changes: 'to change',
  launch: 'checked by AWS for whoever names a launch template, as if to launch it',
  undo: 'only if something goes wrong',
}

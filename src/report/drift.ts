/** The result of `mode: check` in words, and what to do about it. */

import type { AliasToRestore, Drift, DriftedInstance } from '../rollout/drift.ts'
import {
  type CommandTarget,
  defaultCommand,
  endTrialCommand,
  filter,
  lookUpCommand,
  saveCommand,
} from '../rollout/manual-commands.ts'
import { count, duration, list, moment } from '../rollout/measure.ts'
import type { TemplateVersion } from '../rollout/model/launch-template.ts'
import { isInService } from '../rollout/model/lifecycle.ts'
import { refreshWords } from './words/fleet.ts'

/** The result of a check without drift. */
export function inSyncWords(drift: Drift): string {
  const { saved, compared, active } = drift
  const right = compared - (active?.onTarget ?? 0)
  const counted =
    compared === 0
      ? `the group is empty; its template is ${driftedVersionWords(saved)}`
      : `${right} of ${count(compared, 'instance')} ${right === 1 ? 'runs' : 'run'} ${driftedVersionWords(saved)}`
  return `In sync: ${counted}.${activeWords(drift)}`
}

/** The result of a check with drift. */
export const driftWords = (drift: Drift): string => `Drifted: ${differs(drift)}`

/** What differs, as a sentence that begins in lower case. */
export function differs(drift: Drift): string {
  const { saved, compared, drifted, moved, aliasesToRestore, trials } = drift
  const when = moved?.ended === undefined ? '' : ` (${moment(moved.ended)})`
  const parts = [
    ...(moved
      ? [
          `the group’s template is ${driftedVersionWords(saved)}, where the last rollout left ${driftedVersionWords(moved.left)}${when}`,
        ]
      : []),
    ...(drifted.length > 0
      ? [
          `${drifted.length} of ${count(compared, 'instance')} ${drifted.length === 1 ? 'does' : 'do'} not run ${driftedVersionWords(saved)}`,
        ]
      : []),
    ...aliasesToRestore.map(
      (each) =>
        `the group should follow ${each.alias}${ofTemplate(each.saved, saved)} (now version ${each.means}), which a rollout has not given back`,
    ),
    ...trials.map(({ instance, run }) => `${instance} is a trial that run ${run} has left`),
  ]
  return `${parts.map((part, i) => (i === 0 ? part : sentenceCase(part))).join('. ')}.${activeWords(drift)}`
}

const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** `version 7 with ami-…`; of several templates each with its name. */
export const driftedVersionWords = (versions: readonly TemplateVersion[]): string =>
  list(
    versions.map(
      ({ name, version, image }) => `${versions.length > 1 ? `${name} ` : ''}version ${version} with ${image}`,
    ),
    versions.length,
  )

/** ` of web`, where there are several templates. */
const ofTemplate = ({ name }: TemplateVersion, all: readonly TemplateVersion[]): string =>
  all.length > 1 ? ` of ${name}` : ''

/** The saved version of an instance's template; the first one where its template is not among them. */
const ownOf = (template: DriftedInstance['template'], saved: readonly TemplateVersion[]): TemplateVersion | undefined =>
  saved.find(({ id }) => id === template?.id) ?? saved[0]

function activeWords({ active }: Drift): string {
  if (!active) return ''
  const { refresh, onTarget } = active
  const there =
    onTarget > 0 ? `: ${count(onTarget, 'instance')} ${onTarget === 1 ? 'runs' : 'run'} what it leads to` : ''
  return ` An instance refresh is in progress, ${refreshWords(refresh)}${there}.`
}

/** `i-… runs version 6 with ami-…, launched 3 d ago`. */
export function driftedWords(
  { instance, lifecycle, differs, template, image, age, leftOut }: DriftedInstance,
  saved: readonly TemplateVersion[],
): string {
  const where = isInService({ lifecycle }) ? (leftOut ? ` (${leftOut})` : '') : ` (${lifecycle})`
  const since = age === undefined ? '' : `, launched ${duration(age)} ago`
  const says = {
    version: `runs ${templateWords(template, saved)}${image === undefined ? '' : ` with ${image}`}`,
    image: `was launched from version ${ownOf(template, saved)?.version}, but runs ${image}`,
    unknown: 'is not listed by EC2',
  }
  return `${instance}${where} ${says[differs]}${since}`
}

const templateWords = (template: DriftedInstance['template'], saved: readonly TemplateVersion[]): string => {
  if (!template) return 'no launch template'
  const own = saved.find(({ id }) => id === template.id)
  return `version ${template.version}${own ? ofTemplate(own, saved) : ` of ${template.id}`}`
}

/** Instances that one sentence names at most. */
const MOST_NAMED = 3

/** What the compared instances run, counted: `4 of 6 run version 8 with ami-…, 2 run version 7 with ami-….` */
export function driftNow({ saved, compared, drifted, active }: Drift): string {
  const right = compared - drifted.length - (active?.onTarget ?? 0)
  const others = Map.groupBy(drifted, ({ template, image }) =>
    [templateWords(template, saved), ...(image === undefined ? [] : [image])].join(' with '),
  )
  const kinds = [...(right > 0 ? [[driftedVersionWords(saved), right] as const] : [])].concat(
    [...others].map(([what, these]) => [what, these.length] as const),
  )
  if (kinds.length === 0) return ''
  const shares = kinds.map(
    ([what, number], i) => `${number}${i === 0 ? ` of ${compared}` : ''} ${number === 1 ? 'runs' : 'run'} ${what}`,
  )
  return `${list(shares, MOST_KINDS)}.`
}

/** Kinds of instances that one sentence counts at most. */
const MOST_KINDS = 4

/** The first instances in a sentence; empty when there are none. */
export function driftedList({ drifted, saved }: Drift): readonly string[] {
  if (drifted.length === 0) return []
  const named = drifted.slice(0, MOST_NAMED).map((each) => driftedWords(each, saved))
  const more = drifted.length - named.length
  return [`${[...named, ...(more > 0 ? [`${more} more`] : [])].join('; ')}.`]
}

/** What to do next, with commands to copy. */
interface Step {
  readonly says: string
  readonly commands: readonly string[]
}

/** What to do, in order: check the saved template, replace instances, restore aliases. */
export function driftStep(on: CommandTarget, drift: Drift): Step {
  const aliasesToRestore = drift.aliasesToRestore.map((each) => aliasRestorationStep(on, each))
  const steps = [movedStep(drift), ...(drift.moved ? [] : [driftedStep(drift)]), ...aliasesToRestore, trialsStep(drift)]
  return {
    says: steps.flatMap((step) => step?.says ?? []).join(' '),
    commands: [
      ...steps.flatMap((step) => step?.commands ?? []),
      ...(drift.drifted.length > 0 ? [describeInstancesCommand(on)] : []),
    ],
  }
}

const trialsStep = ({ trials }: Drift): Step | undefined =>
  trials.length === 0
    ? undefined
    : {
        says: 'End what is left of the trial; the next deploy does it too.',
        commands: [endTrialCommand(trials.map(({ instance }) => instance))],
      }

const imageWords = (versions: readonly TemplateVersion[]): string =>
  list([...new Set(versions.map(({ image }) => image))], versions.length)

/** The image that the last rollout left, and the one that is saved now, by what becomes of the instances. */
function choiceWords({ saved, moved, drifted, compared }: Drift): string {
  const [left, now] = [imageWords(moved?.left ?? []), imageWords(saved)]
  const isLeftEverywhere = drifted.length === compared && drifted.every(({ image }) => image === left)
  return isLeftEverywhere
    ? `${left} to keep what runs, or ${now} to replace every instance`
    : `${left}, which the last rollout left, or ${now}, which the group has saved now`
}

const movedStep = (drift: Drift): Step | undefined =>
  drift.moved && {
    says: `Find out who moved the group. Then deploy ${choiceWords(drift)}.`,
    commands: [lookUpCommand('UpdateAutoScalingGroup')],
  }

/**
 * How to replace drifted instances. AWS skips by version, so a wrong image with the right version is replaced only
 * with all others.
 */
function driftedStep({ saved, drifted }: Drift): Step | undefined {
  if (drifted.length === 0) return undefined
  const wishes = [
    ...(drifted.some(({ differs }) => differs === 'image') ? ['`skip-matching: false`'] : []),
    ...(drifted.some(({ leftOut }) => leftOut === 'protected') ? ['`scale-in-protected-instances: refresh`'] : []),
    ...(drifted.some(({ leftOut }) => leftOut === 'standby') ? ['`standby-instances: terminate`'] : []),
  ]
  const by = wishes.length > 0 ? ` with ${list(wishes)}` : ''
  const isAll = drifted.some(({ differs }) => differs === 'image')
  const what = isAll ? 'every instance, since AWS skips by version' : 'what differs'
  return { says: `Deploy ${imageWords(saved)} to this group${by}: that replaces ${what}.`, commands: [] }
}

function aliasRestorationStep(on: CommandTarget, { saved, alias, means }: AliasToRestore): Step {
  const back = saveCommand(on, [{ id: saved.id, version: alias }])
  if (means === saved.version)
    return { says: `Give ${alias} back: it means the version that the group has saved.`, commands: [back] }
  return alias === '$Default'
    ? {
        says: `Make version ${saved.version} the template’s default, then give ${alias} back (\`set-default-version: true\` has a rollout do both).`,
        commands: [defaultCommand(saved.id, saved.version), back],
      }
    : {
        says: `Deploy the image of version ${means}, which ${alias} means now: when it has proved itself, the alias is given back.`,
        commands: [],
      }
}

/** The group's instances by EC2, whose image is the one that counts. */
const describeInstancesCommand = ({ group }: CommandTarget): string =>
  `aws ec2 describe-instances --filters ${filter('tag:aws:autoscaling:groupName', group)} --query 'Reservations[].Instances[].[InstanceId,ImageId,LaunchTime]' --output table`

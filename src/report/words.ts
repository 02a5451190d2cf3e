/** Data → sentences: why, and what is waited for. What AWS wrote is quoted as AWS's and never looked into. */
import type { CleanUp } from '../rollout/clean-up.ts'
import type { Chore } from '../rollout/event.ts'
import type { Undeleted, Why } from '../rollout/facts.ts'
import type { Waiting } from '../rollout/judge.ts'
import type {
  Because,
  Blocker,
  Counted,
  Difference,
  Evidence,
  LeftOut,
  Problem,
  Refresh,
  Retreat,
  Shortfall,
  Standing,
  Verified,
} from '../rollout/model.ts'
import type { Point } from '../rollout/timeline.ts'
import { count, duration, list, targetGroupName } from './measure.ts'

/** Why a rollout ended badly, in a sentence or two. */
export function becauseWords(because: Because): string {
  switch (because.guard) {
    case 'aws':
      return `${endWords(because.status)}.${quoted(because.reason)}`
    case 'cancelled-elsewhere':
      return `Somebody else cancelled the instance refresh.${quoted(because.reason)}`
    case 'target-health':
      return `Not healthy for longer than ${duration(because.limit)}: ${shortWords(because.short)}.`
    case 'below-minimum': {
      const why = because.short.length > 0 ? `; not healthy: ${shortWords(because.short)}` : ''
      return `Only ${because.healthy} instances are healthy where at least ${because.minimum} were promised, for longer than ${duration(because.limit)}${why}.`
    }
    case 'launch-failures':
      return `${because.seen === 1 ? '1 launch' : `${because.seen} launches`} failed and none came into service since, where ${because.limit} at different times are too many: ${countedWords(because.messages)}.`
    case 'instances-died':
      return `${count(because.instances.length, 'new instance')} came into service and ended again (${list(because.instances)}), the longest after ${duration(because.lived)}${because.ill.length > 0 ? `; not healthy before in ${list(because.ill.map(targetGroupName))}` : ''}.`
    case 'flapping':
      return `${because.instance} was healthy and then was not ${because.falls} times, where ${because.limit} are too many.`
    case 'stalled':
      return `Nothing has changed for ${duration(because.limit)}: ${because.waitingFor.map(blockerWords).join('; ')}.`
    case 'alarm':
      return `AWS stopped the instance refresh (${because.status}) and ${because.alarms.length === 1 ? 'this alarm is' : 'these alarms are'} in ALARM: ${list(because.alarms)}.`
    case 'verify':
      return verifyWords(because.verified)
    case 'not-on-version':
      return `AWS is done, but ${count(because.instances.length, 'instance')} (${list(because.instances)}) did not run the version and image asked for, for longer than ${duration(because.limit)}.`
    case 'deadline':
      return `Not done within ${duration(because.limit)}, the time limit: the instance refresh was ${because.status}${because.percent === undefined ? '' : ` at ${because.percent} %`}.`
    case 'blind':
      return because.looks > 1
        ? `AWS could not be seen any more: ${because.looks} looks in a row failed. ${problemWords(because.problem)}`
        : problemWords(because.problem)
    case 'interrupted':
      return `This job was cancelled (${because.signal}).`
    case 'refused':
      return problemWords(because.problem)
    case 'altered':
      return because.differences.length > 0
        ? `The new template version differs from its source in more than the image: ${list(because.differences.map(({ path, from, to }) => `${path} (${from ?? 'nothing'} → ${to ?? 'nothing'})`))}.`
        : 'The new template version does not have the image that was asked for.'
  }
}

/** `“…” (×3); “…”`: AWS's words, counted. */
export const countedWords = (counted: readonly Counted[]): string =>
  counted.map(({ text, count: times }) => `“${text}”${times > 1 ? ` (×${times})` : ''}`).join('; ')

/** What was found around a failure: launches that failed, instances with the reason of their state. */
export const evidenceWords = ({ launches, causes, machines }: Evidence): readonly string[] => [
  ...launches.map(({ text, count: times }) => `${times === 1 ? '1 launch' : `${times} launches`} failed: “${text}”`),
  ...causes.map(({ text, count: times }) => `${count(times, 'instance')}: “${text}”`),
  ...[...Map.groupBy(machines, ({ state, reason }) => `${state}: “${reason}”`)].map(
    ([why, these]) => `${list(these.map(({ instance }) => instance))} ${why}`,
  ),
]

/** Why a rollback goes where it goes. */
export const goalWords: Readonly<Record<Why, string>> = {
  chain: 'This is the version that the present one was made from, past those whose rollout did not succeed.',
  history: 'This is the newest lower version that a successful instance refresh named.',
  asked: 'This is the version that was asked for.',
  'newest-with-image': 'This is the newest version that ran the image that was asked for.',
}

/** `UserData: “…” → “…”`. Long values are cut: what matters is that they differ. */
export const differenceWords = ({ path, from, to }: Difference): string =>
  `${path}: ${valueWords(from)} → ${valueWords(to)}`

const valueWords = (value: string | undefined): string =>
  value === undefined ? 'not set' : `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`

/** What holds a refresh up. */
function blockerWords({ by, instances }: Blocker): string {
  const which = instances.length > 0 ? ` (${list(instances)})` : ''
  return `${blockers[by]}${which}`
}

const blockers: Readonly<Record<Blocker['by'], string>> = {
  'lifecycle-hook': 'a lifecycle hook waits for its action',
  'scale-in-protection': 'scale-in protection keeps instances of the old version',
  standby: 'instances of the old version are in Standby',
  launches: 'launches keep failing',
  drain: 'instances do not finish terminating',
  unknown: 'what AWS waits for cannot be seen',
}

/** How the user's check ended; its last line is the user's own. */
function verifyWords({ step, result, exit, tail }: Verified): string {
  const last = tail.at(-1)
  const said = last === undefined ? '' : ` Its last line: “${last}”`
  if (result === 'timed-out') return `verify gave no verdict in time (${step}).${said}`
  return `verify failed (${step})${exit === undefined ? '' : ` with exit code ${exit}`}.${said}`
}

/** What a status means that is not the end asked for. A status we do not know is named, never guessed at. */
const endWords = (status: string): string =>
  ends.get(status) ?? `The instance refresh became ${status}, which is no success`

const ends: ReadonlyMap<string, string> = new Map([
  ['Failed', 'AWS ended the instance refresh as Failed'],
  ['Cancelled', 'The instance refresh was cancelled before its end'],
  ['Successful', 'AWS ended the instance refresh as Successful, which was not what this way back waited for'],
  ['RollbackInProgress', 'AWS began to roll the instance refresh back by itself'],
  ['RollbackSuccessful', 'AWS rolled the instance refresh back by itself'],
  ['RollbackFailed', 'AWS could not roll the instance refresh back: it ended as RollbackFailed'],
  ['NotListed', 'AWS does not list the instance refresh any more'],
])

/** ` AWS says: “…”`, or nothing. */
export const quoted = (text: string | undefined): string => (text ? ` AWS says: “${text}”` : '')

/** `2 instances in web-tg (unhealthy: Timeout), where 4 of 6 are healthy`, for each target group. */
const shortWords = (short: readonly Shortfall[]): string =>
  short
    .map(({ targetGroup, instances, states, healthy, judged }) => {
      const instead = states.length > 0 ? ` (${list(states.map(stateWords))})` : ''
      return `${count(instances.length, 'instance')} in ${targetGroupName(targetGroup)}${instead}, where ${healthy} of ${judged} are healthy`
    })
    .join('; ')

/** A target's state or reason without the namespace that ELBv2 puts before it. */
export const stateWords = (state: string): string => state.replace(/\b(Target|Elb)\.(?=[A-Z])/, '')

/** What AWS, or the way to it, answered instead. */
export function problemWords({ kind, operation, code, message }: Problem): string {
  return `${problemKinds[kind].replace('%', operation)} (${code}).${quoted(message)}`
}

const problemKinds: Readonly<Record<Problem['kind'], string>> = {
  passing: '% was not answered, after several tries',
  lost: 'The answer to % was lost; it may have taken effect',
  denied: 'The role may not call %, or lacks a right that AWS checks with it',
  expired: 'The credentials have expired: % was refused',
  missing: '% found nothing of that name',
  conflict: '% was refused: another instance refresh is at work',
  idle: '% was refused: no instance refresh is at work',
  irreversible: '% was refused: this instance refresh cannot be rolled back',
  rejected: 'AWS refused %',
}

/** What a watch waits for. */
export const waitingWords: Readonly<Record<Waiting, string>> = {
  'first-look': 'the first look',
  start: 'AWS to begin the instance refresh',
  replacement: 'instances to be replaced, to warm up and to get healthy',
  bake: 'the bake time to pass: AWS can still roll back',
  rollback: 'AWS to finish its rollback',
  cancel: 'AWS to finish cancelling',
  'steady-health': 'every covered instance to be right, several looks in a row',
}

/** A refresh in a few words: `3f0c… InProgress 33 %`. */
export const refreshWords = ({ id, status, percent }: Pick<Refresh, 'id' | 'status' | 'percent'>): string =>
  `${id} ${status}${percent === undefined ? '' : ` ${percent} %`}`

/** `2 of 6 run ami-… · 1 starting · 6 healthy · 33 %`. */
export const progressWords = (point: Omit<Point, 'at'>, image: string): string =>
  [
    `${point.onTarget} of ${point.total} run ${image}`,
    ...(point.starting > 0 ? [`${point.starting} starting`] : []),
    ...(point.leaving > 0 ? [`${point.leaving} leaving`] : []),
    `${point.healthy} healthy`,
    ...(point.percent === undefined ? [] : [`${point.percent} %`]),
  ].join(' · ')

/** `5 of 6 run ami-…; 1 left out (protected)`. */
export function standingWords({ fleet, covered, onTarget, leftOut }: Standing, image: string): string {
  if (fleet === 'unknown') return 'what the instances run could not be seen'
  const total = covered + leftOut.length
  if (total === 0) return `the group is empty; its template launches the ${fleet} image`
  const share = onTarget === 0 ? `none of ${total} runs ${image}` : `${onTarget} of ${total} run ${image}`
  return `${share}${leftOut.length > 0 ? `; ${leftOutWords(leftOut)}` : ''}`
}

/** `2 left out (protected), 1 left out (standby)`. */
export const leftOutWords = (leftOut: readonly LeftOut[]): string =>
  [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, these]) => `${these.length} left out (${why})`).join(', ')

/** What was done about a bad end. */
export function retreatWords({ how, end, because }: Retreat): string {
  switch (end) {
    case 'none':
      return 'Nothing was undone.'
    case 'arrived':
      return arrivals[how]
    case 'under-way':
      return `${underWay[how]}, unwatched from here.${because && because.guard !== 'interrupted' ? ` ${becauseWords(because)}` : ''}`
    case 'failed':
      return `${failures[how]}${because ? `: ${becauseWords(because)}` : '.'}`
  }
}

const arrivals: Readonly<Record<Retreat['how'], string>> = {
  'native-rollback': 'AWS rolled the instance refresh back.',
  'new-refresh': 'A second instance refresh put the old version back.',
  cancel: 'The instance refresh was cancelled; what it had replaced stays replaced.',
  leave: 'Nothing was undone.',
}
const underWay: Readonly<Record<Retreat['how'], string>> = {
  'native-rollback': 'AWS goes on rolling the instance refresh back',
  'new-refresh': 'AWS goes on with a second instance refresh to the old version',
  cancel: 'AWS goes on cancelling the instance refresh',
  leave: 'AWS goes on by itself',
}
const failures: Readonly<Record<Retreat['how'], string>> = {
  'native-rollback': 'The rollback did not work',
  'new-refresh': 'The second instance refresh, to the old version, did not work',
  cancel: 'The instance refresh could not be cancelled',
  leave: 'How AWS left it could not be seen',
}

/** What was put in order at the end, or was not. */
export function choreWords(chore: Chore): string {
  switch (chore.did) {
    case 'given-back':
      return `The group follows ${chore.alias} again.`
    case 'set':
      return `Version ${chore.version} is the template's default now.`
    case 'kept':
      return `The group stays on version ${chore.version}: ${chore.alias} means version ${chore.means}, which is not the one that proved itself here. Once ${chore.alias} means a proven version, give it back.`
    case 'deleted':
      return `Deleted ${versionList(chore.versions)} of ${chore.template}, made by this action and past use.`
    case 'undeleted':
      return undeletedWords(chore.undeleted)
    case 'failed':
      return `${undone[chore.what]}: ${chore.problem}`
  }
}

const undeletedWords = (undeleted: readonly Undeleted[]): string =>
  [...Map.groupBy(undeleted, ({ code, message }) => `(${code}).${quoted(message)}`)]
    .map(([why, these]) => `EC2 did not delete ${versionList(these.map(({ version }) => version))} ${why}`)
    .join(' ')

const undone: Readonly<Record<Chore['what'], string>> = {
  alias: "The group's alias could not be given back",
  'default-version': "The template's default version could not be set",
  'clean-up': 'Old template versions could not be cleaned up',
}

/** What a clean-up deletes, or after a plan would. */
export function tidyingWords({ versions, template, keep }: CleanUp, foreseen: boolean): string {
  const rest = `the newest ${keep} that this action made stay, and all that is in use`
  if (versions.length === 0) return `Clean-up after a success would delete nothing of ${template}: ${rest}`
  const which = `${versionList(versions.map(({ version }) => version))} of ${template}`
  return foreseen ? `Clean-up after a success would delete ${which}: ${rest}` : `Clean-up: deleting ${which}; ${rest}`
}

/** `version 3`, `versions 1, 2 and 3`. */
const versionList = (versions: readonly number[]): string =>
  `${versions.length === 1 ? 'version' : 'versions'} ${list(versions.map(String), 10)}`

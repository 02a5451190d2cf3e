/** Why a rollout ended badly, and what was found around it. What AWS wrote is quoted as AWS's and never looked into. */

import type { Because, Blocker, Counted, Evidence, Shortfall } from '../../rollout/because.ts'
import { NOT_LISTED, type SeenStatus } from '../../rollout/model/refresh-status.ts'
import type { Finding, Problem, Verified } from '../../rollout/model.ts'
import { count, duration, list, targetGroupName } from '../measure.ts'

/** Why a rollout ended badly, in a sentence or two. */
export function becauseWords(because: Because): string {
  switch (because.guard) {
    case 'aws':
      return `${endWords(because.status)}${because.requested ? ': somebody else did, since AWS was not told to roll back by itself' : ''}.${quoted(because.reason)}`
    case 'cancelled-elsewhere':
      return `Somebody else cancelled the instance refresh.${quoted(because.reason)}`
    case 'target-health':
      return `Not healthy for longer than ${duration(because.limit)}: ${shortWords(because.short)}.`
    case 'below-minimum': {
      const why = because.short.length > 0 ? `; not healthy: ${shortWords(because.short)}` : ''
      return `Only ${because.healthy} ${because.units ?? 'instances'} are healthy where at least ${because.minimum} were promised, for longer than ${duration(because.limit)}${why}.`
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
    case 'refused-later':
      return `Another instance refresh was cancelled for this one; what was seen then speaks against a rollout: ${says(because.findings)}`
    case 'altered':
      return because.differences.length > 0
        ? `The new template version differs from its source in more than the image: ${list(because.differences.map(({ path, from, to }) => `${path} (${from ?? 'nothing'} → ${to ?? 'nothing'})`))}.`
        : 'The new template version does not have the image that was asked for.'
    case 'moved-away':
      return `Somebody has moved the group meanwhile to ${list(because.ids) || 'no launch template'}, which this rollout did not start from: what it should launch is to be chosen by hand.`
    case 'version-gone':
      return `${list(because.versions.map(({ id, version }) => `Version ${version} of ${id}`))} ${because.versions.length === 1 ? 'was' : 'were'} deleted meanwhile: the instances run it, but the group can launch no other from it.`
  }
}

const says = (findings: readonly Finding[]): string =>
  findings
    .filter(({ level }) => level === 'error')
    .map((finding) => finding.says)
    .join(' ')

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
const endWords = (status: SeenStatus): string =>
  ends.get(status) ?? `The instance refresh became ${status}, which is no success`

const ends: ReadonlyMap<SeenStatus, string> = new Map<SeenStatus, string>([
  ['Failed', 'AWS ended the instance refresh as Failed'],
  ['Cancelled', 'The instance refresh was cancelled before its end'],
  ['Successful', 'AWS ended the instance refresh as Successful, which was not what this way back waited for'],
  ['RollbackInProgress', 'AWS is rolling the instance refresh back, which this job did not ask for'],
  ['RollbackSuccessful', 'AWS has rolled the instance refresh back, which this job did not ask for'],
  ['RollbackFailed', 'AWS could not roll the instance refresh back: it ended as RollbackFailed'],
  [NOT_LISTED, 'AWS does not list the instance refresh any more'],
])

/** ` AWS says: “…”`, or nothing. */
export const quoted = (text: string | undefined): string => (text ? ` AWS says: “${text}”` : '')

/** `2 instances in web-tg (i-1 and i-2; unhealthy: Timeout), where 4 of 6 are healthy`, for each target group. */
const shortWords = (short: readonly Shortfall[]): string =>
  short
    .map(({ targetGroup, instances, states, healthy, judged }) => {
      const instead = [list(instances, 2), ...(states.length > 0 ? [list(states.map(stateWords))] : [])].join('; ')
      return `${count(instances.length, 'instance')} in ${targetGroupName(targetGroup)} (${instead}), where ${healthy} of ${judged} are healthy`
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

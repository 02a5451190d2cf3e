/** Words for the fleet's versions, the progress, and what the watch waits for. */

import { count, list } from '../../rollout/measure.ts'
import type { LeftOut } from '../../rollout/model/coverage.ts'
import type { FleetStatus, Running } from '../../rollout/model/fleet-status.ts'
import type { Revision, TemplateVersion } from '../../rollout/model/launch-template.ts'
import type { Refresh } from '../../rollout/model/refresh.ts'
import type { Point } from '../../rollout/timeline.ts'
import type { Waiting } from '../../rollout/verdict.ts'
import { versionNumbers } from '../facts.ts'

/** What a watch waits for. */
export const waitingWords: Readonly<Record<Waiting, string>> = {
  'first-poll': 'the first poll',
  start: 'AWS to begin the instance refresh',
  replacement: 'instances to be replaced, to warm up and to get healthy',
  bake: 'the bake time to pass: AWS can still roll back',
  rollback: 'AWS to finish its rollback',
  cancel: 'AWS to finish cancelling',
  'steady-health': 'every instance to be healthy on its version, several checks in a row',
}

/** A refresh in a few words: `3f0c… InProgress 33 %`. */
export const refreshWords = ({ id, status, percent }: Pick<Refresh, 'id' | 'status' | 'percent'>): string =>
  `${id} ${status}${percent === undefined ? '' : ` ${percent} %`}`

/** `2 of 6 on version 8 · 1 starting · all healthy · AWS: 33 %`. */
export const progressWords = (point: Omit<Point, 'at'>, to: Revision): string =>
  [
    `${point.onTarget} of ${point.expected} ${onTargetWords(to)}`,
    ...(point.starting > 0 ? [`${point.starting} starting`] : []),
    ...(point.leaving > 0 ? [`${point.leaving} leaving`] : []),
    ...(point.retained > 0 ? [`${point.retained} retained`] : []),
    point.healthy === point.expected ? 'all healthy' : `${point.healthy} of ${point.expected} healthy`,
    ...(point.percent === undefined ? [] : [`AWS: ${point.percent} %`]),
  ].join(' · ')

/** `on version 8`; `new`, where older instances run the same version. */
export const onTargetWords = ({ templates, since }: Revision): string =>
  since ? 'new' : `on ${versionNumbers(templates)}`

/** The most versions that one sentence counts. */
const MOST_KINDS = 4

/** `5 of 6 run version 8 (ami-…); 1 left out (protected)`, `2 of 6 run version 8 (ami-…), 4 run version 7 (ami-…)`. */
export function fleetStatusWords(status: FleetStatus, known: readonly TemplateVersion[]): string {
  const { fleet, warmPool, withoutTraffic, launching } = status
  if (fleet === 'unknown') return 'what the instances run could not be seen'
  const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(warmPool)}` : ''
  return `${shareWords(status, known)}${trafficWords(withoutTraffic)}${launchingWords(launching)}${pool}`
}

/** `2 instances on version 7, 1 instance on version 8`. */
export const runningWords = (runs: readonly Running[]): string =>
  runs.map(({ template, instances }) => `${count(instances, 'instance')} on ${versionWords(template, [])}`).join(', ')

/** `; 2 healthy instances get no traffic (zonal shift)`. */
const trafficWords = (kept: FleetStatus['withoutTraffic']): string =>
  kept.length === 0
    ? ''
    : `; ${count(kept.length, 'healthy instance')} ${kept.length === 1 ? 'gets' : 'get'} no traffic (${[...new Set(kept.map(({ by }) => by))].join(', ')})`

/** `; 1 instance of the new version is still launching (i-…)`. */
const launchingWords = (ids: FleetStatus['launching']): string =>
  ids.length === 0
    ? ''
    : `; ${count(ids.length, 'instance')} of the new version ${ids.length === 1 ? 'is' : 'are'} still launching (${list(ids)})`

/** `, 2 of them new`: the version does not show it. */
const newWords = ({ isRenewal, onTarget, covered }: FleetStatus): string => {
  if (!isRenewal || covered === 0) return ''
  return `, ${onTarget === covered ? 'all' : onTarget === 0 ? 'none' : onTarget} of them new`
}

function shareWords(status: FleetStatus, known: readonly TemplateVersion[]): string {
  const { fleet, covered, runs, leftOut } = status
  const total = covered + leftOut.length
  if (total === 0) return `the group is empty; its template launches the ${fleet} image`
  const kinds = runs.slice(0, MOST_KINDS).map(({ template, instances }, i) => {
    const of = i === 0 ? ` of ${total}` : ''
    return `${instances}${of} ${instances === 1 ? 'runs' : 'run'} ${versionWords(template, known)}`
  })
  const more = runs.length - kinds.length
  const shares =
    [...kinds, ...(more > 0 ? [`${more} more versions`] : [])].join(', ') || `none of ${total} is in service`
  return `${shares}${newWords(status)}${leftOut.length > 0 ? `; ${leftOutWords(leftOut)}` : ''}`
}

/** `version 8 (ami-…)`; with its template's name where several templates are known. */
export function versionWords(template: Running['template'], known: readonly TemplateVersion[]): string {
  if (!template) return 'no launch template'
  const its = known.find(({ id, version }) => id === template.id && version === template.version)
  const name = known.find(({ id }) => id === template.id)?.name ?? template.id
  const isAlone = known.every(({ id }) => id === template.id)
  return `version ${template.version}${isAlone ? '' : ` of ${name}`}${its ? ` (${its.image})` : ''}`
}

/** `2 left out (protected), 1 left out (standby)`. */
export const leftOutWords = (leftOut: readonly LeftOut[]): string =>
  [...Map.groupBy(leftOut, ({ why }) => why)]
    .map(([why, these]) => `${these.length} left out (${why === 'warming up' ? 'not in service yet' : why})`)
    .join(', ')

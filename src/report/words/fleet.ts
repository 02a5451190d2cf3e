/** What a fleet runs, how far it has come, and what is waited for. */
import type { Waiting } from '../../rollout/judge.ts'
import type { LeftOut, Refresh, Standing } from '../../rollout/model.ts'
import type { Point } from '../../rollout/timeline.ts'

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

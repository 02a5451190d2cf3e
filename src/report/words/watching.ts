/** Words for a refresh that this step has not started and only watches. */

import type { Event } from '../../rollout/events.ts'
import { moment } from '../../rollout/measure.ts'
import type { Refresh } from '../../rollout/model/refresh.ts'
import type { Timeline } from '../../rollout/timeline.ts'
import { lastSeen } from '../facts.ts'
import { refreshWords } from './fleet.ts'

/** What the search for the refresh has come to. */
export function watchingWords(search: Extract<Event, { type: 'watching' }>['search']): string {
  if (search.did === 'asking-again')
    return `No instance refresh is in progress (${newestWords(search.newest)}). AWS lists a new one some seconds late: asking again for a minute`
  const { watched } = search
  switch (watched.type) {
    case 'active':
      return `Watching somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}. Nothing is sent to AWS`
    case 'ended':
      return `Somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}, has ended: its result is judged`
    case 'none':
      return `No instance refresh to watch (${newestWords(watched.newest)}): the group is only confirmed`
  }
}

const newestWords = (newest: Refresh | undefined): string =>
  newest ? `the newest, ${refreshWords(newest)}, ${timesOf(newest)}` : 'AWS lists none'

/** `began 2026-11-21 03:00 UTC, ended 2026-11-21 03:12 UTC`. */
const timesOf = ({ began, ended }: Refresh): string =>
  [
    began === undefined ? 'not begun yet' : `began ${moment(began)}`,
    ...(ended === undefined ? [] : [`ended ${moment(ended)}`]),
  ].join(', ')

/** What was watched, and that it is not this step's: for every end. */
export function nothingSent(timeline: Timeline): string {
  const its = lastSeen(timeline)?.refresh
  return its
    ? `Nothing was sent to AWS: instance refresh ${its.id} is somebody else’s (${timesOf(its)}).`
    : 'Nothing was sent to AWS.'
}

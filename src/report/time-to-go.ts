/** How long a rollout still takes, by the pace that it has shown. */
import { isBaking, isReplacing, isRollingBack } from '../rollout/model/refresh-status.ts'
import type { Ms } from '../rollout/model/time.ts'
import type { OperationRecord, Timeline } from '../rollout/timeline.ts'

const MINUTE: Ms = 60_000
const SHORT: Ms = 10_000

/** Until AWS is done, about; `undefined` where nothing shows it. The plan counts until the first instance is replaced. */
export function timeToGo({ plan, operations, now }: Timeline): Ms | undefined {
  const watched = operations.at(-1)
  const status = watched?.statuses.at(-1)
  if (!watched || !status) return undefined
  const isFirst = operations.length === 1
  const bake = isFirst && plan && 'settings' in plan ? plan.settings.preferences.bakeTime : 0
  if (isBaking(status.status)) return rounded(status.at + bake - now)
  if (!isReplacing(status.status) && !isRollingBack(status.status)) return undefined
  const replacing = byPace(watched, now)
  if (replacing !== undefined) return rounded(replacing + bake)
  return isFirst && plan?.action === 'roll' ? rounded(watched.at + plan.estimate.length - now) : undefined
}

/** As long for each instance that is left as for each that has come; `undefined` before the first. */
function byPace({ at, points }: OperationRecord, now: number): Ms | undefined {
  const [first, newest] = [points[0], points.at(-1)]
  if (!first || !newest || newest.onTarget <= first.onTarget) return undefined
  const came = points.find(({ onTarget }) => onTarget >= newest.onTarget)?.at ?? now
  const each = (came - at) / (newest.onTarget - first.onTarget)
  return Math.max(0, (newest.expected - newest.onTarget) * each - (now - came))
}

/** To the minute, or to ten seconds for less than two; what should be over by now is not known. */
function rounded(left: Ms): Ms | undefined {
  if (left <= 0) return undefined
  const unit = left < 2 * MINUTE ? SHORT : MINUTE
  return Math.ceil(left / unit) * unit
}

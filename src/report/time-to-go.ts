/** How long a rollout still takes, by the pace that it has shown. */
import { isBaking, isReplacing, isRollingBack } from '../rollout/model/refresh-status.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import type { OperationRecord, Timeline } from '../rollout/timeline.ts'

const MINUTE: Ms = 60_000
const SHORT: Ms = 10_000

/** Until AWS is done, about; `undefined` where nothing shows it. The plan counts until the first instance is replaced. */
export function timeToGo({ plan, operations, now }: Timeline): Ms | undefined {
  const watched = operations.at(-1)
  const status = watched?.statuses.at(-1)
  if (!watched || !status) return undefined
  const isFirst = operations.length === 1
  const { instanceWarmup, bakeTime } = plan && 'settings' in plan ? plan.settings.preferences : unknown
  const bake = isFirst ? bakeTime : 0
  if (isBaking(status.status)) return rounded(status.at + bake - now)
  if (!isReplacing(status.status) && !isRollingBack(status.status)) return undefined
  const replacing = byPace(watched, { now, instanceWarmup })
  if (replacing !== undefined) return rounded(replacing + bake)
  return isFirst && plan?.action === 'roll' ? rounded(watched.at + plan.estimate.length - now) : undefined
}

/** Without a plan, as in a post step. */
const unknown = { instanceWarmup: 0, bakeTime: 0 }

/**
 * As long for each instance that is left as from one that has come to the next, and the warm-up of the last; `undefined`
 * before the first. When only one batch has come, AWS warms it up before it launches the next.
 */
function byPace(
  { at, points }: OperationRecord,
  { now, instanceWarmup }: { readonly now: Instant; readonly instanceWarmup: Ms },
): Ms | undefined {
  const [begin, newest] = [points[0], points.at(-1)]
  const first = points.find(({ onTarget }) => onTarget > (begin?.onTarget ?? 0))
  if (!begin || !newest || !first || newest.onTarget <= begin.onTarget) return undefined
  const came = points.find(({ onTarget }) => onTarget >= newest.onTarget)?.at ?? now
  const each =
    newest.onTarget > first.onTarget
      ? (came - first.at) / (newest.onTarget - first.onTarget)
      : (came - at + instanceWarmup) / (newest.onTarget - begin.onTarget)
  return Math.max(0, (newest.expected - newest.onTarget) * each + instanceWarmup - (now - came))
}

/** To the minute, or to ten seconds for less than two; what should be over by now is not known. */
function rounded(left: Ms): Ms | undefined {
  if (left <= 0) return undefined
  const unit = left < 2 * MINUTE ? SHORT : MINUTE
  return Math.ceil(left / unit) * unit
}

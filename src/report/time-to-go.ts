/** How long a rollout, or its rollback, still takes: by the pace that it has shown, and before that by the plan. */
import { isBaking, isPending, isReplacing, isRollingBack } from '../rollout/model/refresh-status.ts'
import type { Instant, Ms } from '../rollout/model/time.ts'
import type { OperationRecord, Timeline } from '../rollout/timeline.ts'

const MINUTE: Ms = 60_000
const SHORT: Ms = 10_000

/**
 * Until AWS is done, about; negative for what takes longer than was expected. `undefined` where nothing shows it: before
 * the first status, while AWS cancels, and after its end.
 */
export function timeToGo(timeline: Timeline): Ms | undefined {
  const { plan, operations, now } = timeline
  const watched = operations.at(-1)
  const status = watched?.statuses.at(-1)
  if (!watched || !status) return undefined
  const isFirst = operations.length === 1
  const { instanceWarmup, bakeTime } = plan && 'settings' in plan ? plan.settings.preferences : unknown
  const bake = isFirst ? bakeTime : 0
  if (isBaking(status.status)) return rounded(Math.max(SHORT, status.at + bake - now))
  if (!(isPending(status.status) || isReplacing(status.status) || isRollingBack(status.status))) return undefined
  const rate = rateOf(watched, { now, instanceWarmup })
  if (rate) return rounded(leftBy(rate, watched) + instanceWarmup - (now - rate.came) + bake)
  const { at } = watched
  if (isFirst) return plan?.action === 'roll' ? rounded(at + plan.estimate.length - now) : undefined
  const before = rateOf(operations[0], { now: at, instanceWarmup }) ?? plannedRate(timeline)
  return before && rounded(leftBy(before, watched) + instanceWarmup - (now - at))
}

/** Without a plan, as in a post step. */
const unknown = { instanceWarmup: 0, bakeTime: 0 }

/** The time from one replaced instance to the next, and when the newest one came. */
interface ReplacementRate {
  readonly each: Ms
  readonly came: Instant
}

/** What the instances that are left take at this pace. */
const leftBy = ({ each }: ReplacementRate, { points }: OperationRecord): Ms => {
  const newest = points.at(-1)
  return newest ? Math.max(0, newest.expected - newest.onTarget) * each : 0
}

/**
 * The pace that an operation has shown; `undefined` before the first instance. When only one batch has come, AWS warms it
 * up before it launches the next.
 */
function rateOf(
  record: OperationRecord | undefined,
  { now, instanceWarmup }: { readonly now: Instant; readonly instanceWarmup: Ms },
): ReplacementRate | undefined {
  if (!record) return undefined
  const { at, points } = record
  const [begin, newest] = [points[0], points.at(-1)]
  const first = points.find(({ onTarget }) => onTarget > (begin?.onTarget ?? 0))
  if (!begin || !newest || !first || newest.onTarget <= begin.onTarget) return undefined
  const came = points.find(({ onTarget }) => onTarget >= newest.onTarget)?.at ?? now
  const each =
    newest.onTarget > first.onTarget
      ? (came - first.at) / (newest.onTarget - first.onTarget)
      : (came - at + instanceWarmup) / (newest.onTarget - begin.onTarget)
  return { each, came }
}

/** The pace that the plan expects of a rollout, for a rollback before it has shown its own. */
function plannedRate({ plan, now }: Timeline): ReplacementRate | undefined {
  if (plan?.action !== 'roll' || plan.estimate.replaced === 0) return undefined
  const { length, trial, replaced } = plan.estimate
  return { each: (length - trial - plan.settings.preferences.bakeTime) / replaced, came: now }
}

/** To the minute, or to ten seconds for less than two. */
function rounded(left: Ms): Ms {
  const unit = Math.abs(left) < 2 * MINUTE ? SHORT : MINUTE
  return Math.ceil(left / unit) * unit
}

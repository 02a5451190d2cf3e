/** What single polls cannot show: streaks, first times, steadiness. A pure fold over the polls of one operation. */
import { hasImage, runs } from '../model/coverage.ts'
import type { Ec2Instance, Instance } from '../model/instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { FailedPoll, Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import {
  isActive,
  isCancelled,
  isRolledBack,
  isRollingBack,
  isSuccessful,
  type RefreshStatus,
} from '../model/refresh-status.ts'
import type { FailedLaunch } from '../model/scaling-activity.ts'
import type { OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { WatchState } from '../model/watch-state.ts'
import { fold, noNewInstances } from './new-instances.ts'
import { answerable, healthyNow, minimumHealthy, type Seen } from './standing.ts'

export const initialState: WatchState = {
  machines: new Map(),
  unlisted: 0,
  steady: 0,
  reached: 0,
  newcomers: noNewInstances,
  failures: [],
  low: { looks: 0, since: 0 },
  still: { since: 0, picture: '' },
  status: { status: undefined, since: 0, after: 0 },
}

/** Adds one look. */
export function reduce(
  memory: WatchState,
  seen: Observation | FailedPoll,
  leg: Operation,
  terms: OperationSettings,
): WatchState {
  if ('problem' in seen) return { ...memory, blind: stillBlind(memory, seen.problem) }
  const { blind: _, wrongSince, ...kept } = memory
  const machines = known(memory.machines, seen)
  const newcomers = fold(memory.newcomers, seen, leg, machines)
  const picture = pictureOf(seen)
  const status = seen.refresh?.status
  const next: WatchState & Seen = {
    ...kept,
    last: seen,
    machines,
    unlisted: leg.type === 'verify-only' || seen.refresh ? 0 : memory.unlisted + 1,
    reached: Math.max(memory.reached, newcomers.present.size),
    newcomers,
    failures: together(memory.failures, seen.failures ?? []),
    still: picture === memory.still.picture ? memory.still : { since: seen.at, picture },
    status:
      status === memory.status.status ? memory.status : { status, since: seen.at, after: memory.last?.at ?? seen.at },
  }
  const right = isRight(next, leg, terms)
  return {
    ...next,
    low: isLow(next, leg, terms)
      ? { looks: memory.low.looks + 1, since: memory.low.looks > 0 ? memory.low.since : seen.at }
      : initialState.low,
    steady: right ? memory.steady + 1 : 0,
    ...(isDone(seen, leg) && !right && { wrongSince: wrongSince ?? seen.at }),
  }
}

const stillBlind = ({ blind, last }: WatchState, problem: Problem) => ({
  looks: (blind?.looks ?? 0) + 1,
  since: last?.at ?? 0,
  problem,
})

/** Machines seen now or before, of instances that still exist. */
function known(
  before: ReadonlyMap<string, Ec2Instance>,
  { instances, machines }: Observation,
): ReadonlyMap<string, Ec2Instance> {
  return new Map(
    instances.flatMap(({ id }) => {
      const machine = machines.get(id) ?? before.get(id)
      return machine ? [[id, machine] as const] : []
    }),
  )
}

const MOST_FAILURES = 100

function together(before: readonly FailedLaunch[], now: readonly FailedLaunch[]): readonly FailedLaunch[] {
  const ids = new Set(before.map(({ id }) => id))
  return [...before, ...now.filter(({ id }) => !ids.has(id))].sort((a, b) => a.began - b.began).slice(-MOST_FAILURES)
}

/** Everything that moves when a refresh moves, as one text. */
const pictureOf = ({ refresh, desired, instances, targets }: Observation): string =>
  JSON.stringify([
    refresh?.status,
    refresh?.percent,
    refresh?.left,
    desired,
    instances.map(({ id, lifecycle, healthy }) => `${id} ${lifecycle} ${healthy}`).sort(),
    targets.map(({ targetGroup, instance, state }) => `${targetGroup} ${instance} ${state}`).sort(),
  ])

const isGoal: Readonly<Record<Operation['type'], (status: RefreshStatus) => boolean>> = {
  refresh: isSuccessful,
  'native-rollback': isRolledBack,
  cancel: isCancelled,
  'verify-only': () => false,
}

/** Whether AWS has done what the leg asked of it; what stands only to be confirmed is done from the start. */
export const isDone = ({ refresh }: Observation, { type: by }: Operation): boolean =>
  by === 'verify-only' || (refresh !== undefined && isGoal[by](refresh.status))

/** Whether AWS has left the leg's course: an end, or a way back, that the leg did not ask for. */
export function isAstray(refresh: Observation['refresh'], leg: Operation): boolean {
  if (refresh === undefined || isGoal[leg.type](refresh.status)) return false
  return !isActive(refresh.status) || (leg.type === 'refresh' && isRollingBack(refresh.status))
}

/** A way back is right when nothing runs what it leads away from; any other leg when everything runs what it leads to. */
const belongs = (instance: Instance, leg: Operation, machines: ReadonlyMap<string, Ec2Instance>): boolean =>
  leg.type === 'native-rollback' ? !runs(instance, leg.from) : hasImage(instance, leg.to, machines)

/** Covered instances that do not run what they should, by Auto Scaling's version or by EC2's image. */
export const misplaced = (memory: Seen, leg: Operation, terms: OperationSettings): readonly string[] =>
  answerable(memory, leg, terms)
    .covered.filter((instance) => !belongs(instance, leg, memory.machines))
    .map(({ id }) => id)

/**
 * Everything right: each covered instance where it belongs and healthy everywhere, and enough of them. Instances that
 * still warm up after a scale-out are not waited for; an empty group proves nothing unless it shall be empty.
 */
function isRight(memory: Seen, leg: Operation, terms: OperationSettings): boolean {
  const { covered } = answerable(memory, leg, terms)
  if (covered.length === 0 && memory.last.desired > 0) return false
  if (healthyNow(memory, leg) < minimumHealthy(memory, leg, terms)) return false
  return covered.every((each) => belongs(each, leg, memory.machines) && isHealthy(each, leg, memory.last.targets))
}

/** Less healthy capacity than promised, by more than a tenth or one instance, and not without the new image's part in it. */
function isLow(memory: Seen, leg: Operation, terms: OperationSettings): boolean {
  const { last } = memory
  if (leg.type !== 'refresh') return false
  const minimum = minimumHealthy(memory, leg, terms)
  if (healthyNow(memory, leg) >= minimum - Math.max(1, Math.ceil(minimum / 10))) return false
  return last.instances.some((each) => isInService(each) && runs(each, leg.to) && !isHealthy(each, leg, last.targets))
}

/** Reduces the polls of one operation to a watch state: counts of polls in a row, first times, stability. Pure. */
import { hasImage, runs } from '../model/coverage.ts'
import type { Ec2Instance, Instance } from '../model/instance.ts'
import { isTerminating } from '../model/lifecycle.ts'
import type { FailedPoll, Observation } from '../model/observation.ts'
import { changesVersions, type Operation } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import {
  isActive,
  isCancelled,
  isRolledBack,
  isRollingBack,
  isSuccessful,
  type RefreshStatus,
} from '../model/refresh-status.ts'
import { type FailedLaunch, MOST_FAILED_LAUNCHES } from '../model/scaling-activity.ts'
import type { OperationSettings } from '../model/settings.ts'
import { isHealthy } from '../model/target.ts'
import type { WatchState } from '../model/watch-state.ts'
import { isBelowMinimum } from './below-minimum.ts'
import { hasFailedHost, isHostKnown } from './failed-host.ts'
import {
  coverageOf,
  healthyNow,
  isEc2Unread,
  minimumHealthy,
  type Polled,
  withReadTargetGroups,
} from './healthy-capacity.ts'
import { noNewInstances, reduceNewInstances } from './new-instances.ts'
import { isBeingRegistered } from './registration.ts'
import { hasPassed, lacksCapacity, withChecks } from './status-checks.ts'
import { unlessSameMap } from './unless-same.ts'

export const initialState: WatchState = {
  ec2Instances: new Map(),
  checks: new Map(),
  unlisted: 0,
  steady: 0,
  reached: 0,
  newInstances: noNewInstances,
  failedLaunches: [],
  launchesEndedBefore: 0,
  endingUntil: 0,
  belowMinimum: { polls: 0, since: 0 },
  unchanged: { since: 0 },
  status: { status: undefined, since: 0, after: 0 },
}

/** Adds one poll. */
export function reduce(
  watchState: WatchState,
  seen: Observation | FailedPoll,
  operation: Operation,
  settings: OperationSettings,
): WatchState {
  if ('problem' in seen) return withFailedPoll(watchState, seen)
  const {
    failedPolls: _,
    unconfirmed,
    wrongSince,
    doneSince = isDone(seen, operation) ? seen.at : undefined,
    ...kept
  } = watchState
  const ec2Instances = unlessSameMap(watchState.ec2Instances, known(watchState.ec2Instances, seen))
  const { last } = watchState
  const checks = unlessSameMap(watchState.checks, withChecks(watchState.checks, seen))
  // Of one that is gone EC2 said something before.
  const allChecks = { get: (id: string) => checks.get(id) ?? watchState.checks.get(id) }
  const newInstances = reduceNewInstances(watchState.newInstances, seen, operation, {
    ec2Instances,
    isUnfit: (id) => lacksCapacity({ id }, watchState.checks),
    hasFailedHost: (id) => hasFailedHost(id, allChecks),
    isHostKnown: (id, since) => isHostKnown(id, since, { checks: allChecks, at: seen.at }),
    isBeingRegistered: (id) =>
      last !== undefined && isBeingRegistered(id, { ...watchState, last }, { operation, waits: settings.waits }),
  })
  const [unread] = seen.unread
  const status = seen.refresh?.status
  const next: WatchState & Polled = {
    ...kept,
    last: seen,
    ec2Instances,
    checks,
    ...(doneSince !== undefined && { doneSince }),
    unlisted: operation.type === 'verify-only' || seen.refresh ? 0 : watchState.unlisted + 1,
    reached: Math.max(watchState.reached, newInstances.present.size),
    newInstances,
    endingUntil: seen.instances.some(isTerminating) ? seen.at : watchState.endingUntil,
    failedLaunches: together(watchState.failedLaunches, seen.launches?.failed ?? []),
    launchesEndedBefore: seen.launches?.endedBefore ?? watchState.launchesEndedBefore,
    unchanged: last && isWithoutProgress(last, seen) ? watchState.unchanged : { since: seen.at },
    status:
      status === watchState.status.status
        ? watchState.status
        : { status, since: seen.at, after: watchState.last?.at ?? seen.at },
  }
  // A part that could not be read counts neither as a fault nor as proof of success.
  const checkable = withReadTargetGroups(operation, seen)
  const right = isRight(next, checkable, settings)
  const wrong = right ? unread && wrongSince : (wrongSince ?? seen.at)
  return {
    ...next,
    belowMinimum: isBelowMinimum(next, checkable, settings)
      ? {
          polls: watchState.belowMinimum.polls + 1,
          since: watchState.belowMinimum.polls > 0 ? watchState.belowMinimum.since : seen.at,
        }
      : initialState.belowMinimum,
    steady: right && !unread ? watchState.steady + 1 : 0,
    ...(isDone(seen, operation) && wrong !== undefined && { wrongSince: wrong }),
    ...(isDone(seen, operation) &&
      unread && { unconfirmed: withOneMoreFailure(unconfirmed, watchState, unread.problem) }),
  }
}

function withFailedPoll(watchState: WatchState, { problem, verify }: FailedPoll): WatchState {
  const { last } = watchState
  return {
    ...watchState,
    ...(last && verify && { last: { ...last, verify } }),
    failedPolls: withOneMoreFailure(watchState.failedPolls, watchState, problem),
  }
}

const withOneMoreFailure = (before: WatchState['failedPolls'], { last }: WatchState, problem: Problem) => ({
  polls: (before?.polls ?? 0) + 1,
  since: before?.since ?? last?.at ?? 0,
  problem,
})

/** EC2's data, from this poll or earlier ones, of the instances that are still in the group. */
function known(
  before: ReadonlyMap<string, Ec2Instance>,
  { instances, ec2Instances }: Observation,
): ReadonlyMap<string, Ec2Instance> {
  const all = new Map<string, Ec2Instance>()
  for (const { id } of instances) {
    const ec2Instance = ec2Instances.get(id) ?? before.get(id)
    if (ec2Instance) all.set(id, ec2Instance)
  }
  return all
}

function together(before: readonly FailedLaunch[], now: readonly FailedLaunch[]): readonly FailedLaunch[] {
  const ids = new Set(before.map(({ id }) => id))
  return [...before, ...now.filter(({ id }) => !ids.has(id))]
    .sort((a, b) => a.began - b.began)
    .slice(-MOST_FAILED_LAUNCHES)
}

/** Whether nothing has changed that changes when a refresh makes progress. */
const isWithoutProgress = (was: Observation, is: Observation): boolean =>
  was.refresh?.status === is.refresh?.status &&
  was.refresh?.percent === is.refresh?.percent &&
  was.refresh?.left === is.refresh?.left &&
  was.desired === is.desired &&
  isSame(was.instances, is.instances, ({ id, lifecycle, healthy }) => `${id} ${lifecycle} ${healthy}`) &&
  isSame(was.targets, is.targets, ({ targetGroup, instance, state }) => `${targetGroup} ${instance} ${state}`)

/** Whether both lists say the same, in whatever order. Most members are the same objects as in the poll before. */
function isSame<T>(was: readonly T[], is: readonly T[], wordsOf: (each: T) => string): boolean {
  const others = (these: readonly T[], those: readonly T[]) => {
    const known = new Set(those)
    return these.filter((each) => !known.has(each)).map(wordsOf)
  }
  return was.length === is.length && others(was, is).sort().join('\n') === others(is, was).sort().join('\n')
}

const isDesiredEnd: Readonly<Record<Operation['type'], (status: RefreshStatus) => boolean>> = {
  refresh: isSuccessful,
  'native-rollback': isRolledBack,
  cancel: isCancelled,
  'verify-only': () => false,
}

/** Whether AWS has done what the operation requested. A verify-only operation is done from the start. */
export const isDone = ({ refresh }: Pick<Observation, 'refresh'>, { type: by }: Operation): boolean =>
  by === 'verify-only' || (refresh !== undefined && isDesiredEnd[by](refresh.status))

/** Whether the refresh has an end, or a rollback, that the operation did not request. */
export function hasUnrequestedEnd(refresh: Observation['refresh'], operation: Operation): boolean {
  if (refresh === undefined || isDesiredEnd[operation.type](refresh.status)) return false
  return !isActive(refresh.status) || (operation.type === 'refresh' && isRollingBack(refresh.status))
}

/**
 * Whether an instance runs what it should. After AWS's rollback: anything but the failed version, if there was another.
 * Otherwise: the target.
 */
const belongs = (instance: Instance, operation: Operation, ec2Instances: ReadonlyMap<string, Ec2Instance>): boolean =>
  operation.type === 'native-rollback' && changesVersions(operation)
    ? !runs(instance, operation.from)
    : hasImage(instance, operation.to, ec2Instances)

/** Instances in this rollout that do not run what they should, by Auto Scaling's version or EC2's image. */
export const offTarget = (watchState: Polled, operation: Operation, settings: OperationSettings): readonly string[] =>
  coverageOf(watchState, operation, settings)
    .covered.filter(
      (instance) => !belongs(instance, operation, watchState.ec2Instances) && !isUnread(instance, watchState),
    )
    .map(({ id }) => id)

/**
 * Everything right: each covered instance where it belongs, healthy everywhere and passing EC2's status checks, and
 * enough of them. Instances that still warm up after a scale-out are not waited for; an empty group proves nothing
 * unless it was empty before.
 */
function isRight(watchState: WatchState & Polled, operation: Operation, settings: OperationSettings): boolean {
  const { covered } = coverageOf(watchState, operation, settings)
  const isEmptied = operation.hadInstances && operation.type !== 'native-rollback'
  if (covered.length === 0 && (watchState.last.desired > 0 || isEmptied)) return false
  return (
    covered.every(
      (each) =>
        (belongs(each, operation, watchState.ec2Instances) || isUnread(each, watchState)) &&
        isHealthy(each, operation, watchState.last.targets) &&
        (operation.type === 'native-rollback' ||
          hasPassed(each.id, watchState.checks, watchState.doneSince) ||
          isStatusUnread(watchState.last)),
    ) && healthyNow(watchState, operation) >= minimumHealthy(watchState, operation, settings)
  )
}

/** Whether this poll could not read EC2's status checks. */
const isStatusUnread = ({ unread }: Observation): boolean => unread.some(({ part }) => part === 'status-checks')

/** Whether the fleet is all replaced and healthy, whatever AWS is still at. */
export const isReplacedAndHealthy = (
  watchState: Polled,
  operation: Operation,
  settings: OperationSettings,
): boolean => {
  const { covered } = coverageOf(watchState, operation, settings)
  return (
    covered.length > 0 &&
    healthyNow(watchState, operation) >= minimumHealthy(watchState, operation, settings) &&
    covered.every(
      (each) =>
        belongs(each, operation, watchState.ec2Instances) &&
        isHealthy(each, operation, watchState.last.targets) &&
        !lacksCapacity(each, watchState.checks),
    )
  )
}

/** Whether this instance could not be read from EC2. */
const isUnread = ({ id }: Instance, { last, ec2Instances }: Polled): boolean =>
  !ec2Instances.has(id) && isEc2Unread(last)

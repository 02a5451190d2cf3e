/**
 * One poll, within a time limit. It reads the refresh and the group, which are essential, and further parts in
 * parallel. If a read of such a part fails, only that part of the observation is unknown.
 */

import type { WatchContext } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { firedSince } from '../model/alarm.ts'
import { healthChecksOf } from '../model/group.ts'
import { type Ec2Instance, withAttached } from '../model/instance.ts'
import type { FailedPoll, Observation } from '../model/observation.ts'
import { isTimed, type Operation, refreshIdOf } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Unread } from '../model/refresh.ts'
import type { Target } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn, type Reads } from '../ports.ts'
import { pollRequest, type WatchSubject } from './poll-delay.ts'
import { unlessSame } from './unless-same.ts'

/** Time limit for the refresh and the group: enough for one try that times out and a second one. */
const ESSENTIAL_LIMIT: Ms = 40_000
/** Time limit for each of the two rounds of further reads. Shorter, because the guards wait for them. */
const SIDE_LIMIT: Ms = 15_000

/**
 * Polls once. Only without the refresh or the group is the result a `FailedPoll`; other failed reads are listed in
 * `unread`.
 */
export async function observe(
  context: WatchContext,
  watchState: WatchState,
  on: WatchSubject,
): Promise<Observation | FailedPoll> {
  const { reads, clock, verifyRunner } = context
  const { operation } = on
  try {
    const [[refresh, group], targets] = await Promise.all([
      withDeadline(clock, ESSENTIAL_LIMIT, (over) => essentials(reads.within(over), operation)),
      withDeadline(clock, SIDE_LIMIT, (over) => targetsIn(reads.within(over), operation, watchState)),
    ])
    if (!group) return { problem: groupIsGone(operation), ...verdictOf(verifyRunner) }
    const known = isTimed(operation) ? withAttached(group.instances, watchState.ec2Instances) : group.instances
    const ask = pollRequest(watchState, { refresh, group: { ...group, instances: known }, targets: targets.seen }, on)
    const sides = await withDeadline(clock, SIDE_LIMIT, (over) => sidesOf(reads.within(over), on, ask))
    return {
      at: group.at,
      ...(refresh && { refresh }),
      desired: group.desired,
      saved: group.templates,
      endsUnhealthyTargets: healthChecksOf(group).includes('ELB'),
      instances: unlessSame(
        watchState.last?.instances,
        isTimed(operation) ? withAttached(known, sides.seen.ec2Instances) : known,
      ),
      targets: targets.seen,
      ...sides.seen,
      unread: [...targets.unread, ...sides.unread],
      ...verdictOf(verifyRunner),
    }
  } catch (thrown) {
    return { problem: problemIn(thrown), ...verdictOf(verifyRunner) }
  }
}

const essentials = (reads: Reads, operation: Operation) => {
  const id = refreshIdOf(operation)
  return Promise.all([id === undefined ? undefined : reads.refresh(operation.group, id), reads.group(operation.group)])
}

/** The verification's result does not depend on AWS, so a failed poll has it too. */
function verdictOf(verifyRunner: WatchContext['verifyRunner']): Pick<Observation, 'verify'> {
  const verify = verifyRunner.result()
  return verify ? { verify } : {}
}

interface PartRead<T> {
  readonly seen: T
  readonly unread: readonly Unread[]
}

/** The targets. For a target group that could not be read, they are those of the last poll. */
async function targetsIn(
  reads: Reads,
  operation: Operation,
  { last }: WatchState,
): Promise<PartRead<readonly Target[]>> {
  const before = (arn: string) => last?.targets.filter(({ targetGroup }) => targetGroup === arn) ?? []
  const asked = await Promise.all(
    operation.targetGroups.map(async (targetGroup): Promise<PartRead<readonly Target[]>> => {
      const targets = await reads.targets(targetGroup).catch(problemIn)
      return isProblem(targets)
        ? { seen: before(targetGroup), unread: [{ part: 'targets', targetGroup, problem: targets }] }
        : { seen: targets, unread: [] }
    }),
  )
  const seen = unlessSame(
    last?.targets,
    asked.flatMap((each) => each.seen),
  )
  return { seen, unread: asked.flatMap(({ unread }) => unread) }
}

/** Reads the parts that are needed only where something is new or seems wrong. */
async function sidesOf(
  reads: Reads,
  { operation, settings }: WatchSubject,
  ask: ReturnType<typeof pollRequest>,
): Promise<PartRead<Pick<Observation, 'ec2Instances' | 'statusChecks' | 'launches' | 'alarms'>>> {
  const { alarms: names } = settings.preferences
  const [ec2Instances, statusChecks, launches, alarms] = await Promise.all([
    ask.ec2Instances.length > 0
      ? reads.ec2Instances(ask.ec2Instances).catch(problemIn)
      : new Map<string, Ec2Instance>(),
    ask.statusChecks.length > 0 ? reads.statusChecks(ask.statusChecks).catch(problemIn) : undefined,
    ask.launchesSince === undefined ? undefined : reads.launches(operation.group, ask.launchesSince).catch(problemIn),
    ask.alarms && names.length > 0 ? reads.alarms(names).catch(problemIn) : undefined,
  ])
  return {
    seen: {
      ec2Instances: isProblem(ec2Instances) ? new Map() : ec2Instances,
      ...(statusChecks && !isProblem(statusChecks) && { statusChecks }),
      ...(launches && !isProblem(launches) && { launches }),
      ...(alarms && !isProblem(alarms) && { alarms: firedSince(alarms, operation.began) }),
    },
    unread: [
      ...(isProblem(ec2Instances) ? [{ part: 'ec2-instances', problem: ec2Instances } as const] : []),
      ...(isProblem(statusChecks) ? [{ part: 'status-checks', problem: statusChecks } as const] : []),
      ...(isProblem(launches) ? [{ part: 'scaling-activities', problem: launches } as const] : []),
      ...(isProblem(alarms) ? [{ part: 'alarms', problem: alarms } as const] : []),
    ],
  }
}

const isProblem = (read: object | undefined): read is Problem =>
  read !== undefined && 'kind' in read && 'operation' in read

const groupIsGone = ({ group }: Operation): Problem => ({
  kind: 'missing',
  operation: 'DescribeAutoScalingGroups',
  code: 'NotFound',
  message: `${group} is gone`,
})

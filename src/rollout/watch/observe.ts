/**
 * One poll, within a limit of time: the refresh and the group, without which nothing can be judged, and beside them what
 * only completes the picture. A side call that fails leaves its part of the observation unknown, and nothing else.
 */

import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import type { Ec2Instance } from '../model/instance.ts'
import type { FailedPoll, Observation } from '../model/observation.ts'
import { type Operation, refreshIdOf } from '../model/operation.ts'
import type { Problem } from '../model/problem.ts'
import type { Unread } from '../model/refresh.ts'
import type { Target } from '../model/target.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn, type Reads } from '../ports.ts'
import { type On, pollRequest } from './poll-delay.ts'

/** For the refresh and the group: one answer that never comes, and another try. */
const ESSENTIAL_LIMIT: Ms = 40_000
/** For each of the two rounds of side calls: shorter, since the guards wait for them. */
const SIDE_LIMIT: Ms = 15_000

/** Polls once. A failing call is part of what was observed; only without the refresh or the group has the poll failed. */
export async function observe(context: Context, watchState: WatchState, on: On): Promise<Observation | FailedPoll> {
  const { reads, clock, verifyRunner } = context
  const { operation } = on
  try {
    const [[refresh, group], targets] = await Promise.all([
      withDeadline(clock, ESSENTIAL_LIMIT, (over) => essentials(reads.within(over), operation)),
      withDeadline(clock, SIDE_LIMIT, (over) => targetsIn(reads.within(over), operation, watchState)),
    ])
    if (!group) return { problem: groupIsGone(operation), ...verdictOf(verifyRunner) }
    const ask = pollRequest(watchState, { refresh, group, targets: targets.seen }, on)
    const sides = await withDeadline(clock, SIDE_LIMIT, (over) => sidesOf(reads.within(over), on, ask))
    return {
      at: group.at,
      ...(refresh && { refresh }),
      desired: group.desired,
      saved: group.templates,
      instances: group.instances,
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

/** The verdict of the verification does not come from AWS: it counts in a poll that failed, too. */
function verdictOf(verifyRunner: Context['verifyRunner']): Pick<Observation, 'verify'> {
  const verify = verifyRunner.result()
  return verify ? { verify } : {}
}

interface Seen<T> {
  readonly seen: T
  readonly unread: readonly Unread[]
}

/** The targets; of a target group that could not be read, as they were seen last. */
async function targetsIn(reads: Reads, operation: Operation, { last }: WatchState): Promise<Seen<readonly Target[]>> {
  const before = (arn: string) => last?.targets.filter(({ targetGroup }) => targetGroup === arn) ?? []
  const asked = await Promise.all(
    operation.targetGroups.map(async (targetGroup): Promise<Seen<readonly Target[]>> => {
      const targets = await reads.targets(targetGroup).catch(problemIn)
      return isProblem(targets)
        ? { seen: before(targetGroup), unread: [{ part: 'targets', targetGroup, problem: targets }] }
        : { seen: targets, unread: [] }
    }),
  )
  return { seen: asked.flatMap(({ seen }) => seen), unread: asked.flatMap(({ unread }) => unread) }
}

/** What is asked for only where something is new or looks wrong. */
async function sidesOf(
  reads: Reads,
  { operation, settings }: On,
  ask: ReturnType<typeof pollRequest>,
): Promise<Seen<Pick<Observation, 'ec2Instances' | 'statusChecks' | 'failedLaunches' | 'alarms'>>> {
  const { alarms: names } = settings.preferences
  const [ec2Instances, statusChecks, failures, alarms] = await Promise.all([
    ask.ec2Instances.length > 0
      ? reads.ec2Instances(ask.ec2Instances).catch(problemIn)
      : new Map<string, Ec2Instance>(),
    ask.statusChecks.length > 0 ? reads.statusChecks(ask.statusChecks).catch(problemIn) : undefined,
    ask.failures ? reads.failedLaunches(operation.group, operation.began).catch(problemIn) : undefined,
    ask.alarms && names.length > 0 ? reads.alarms(names).catch(problemIn) : undefined,
  ])
  return {
    seen: {
      ec2Instances: isProblem(ec2Instances) ? new Map() : ec2Instances,
      ...(statusChecks && !isProblem(statusChecks) && { statusChecks }),
      ...(failures && !isProblem(failures) && { failedLaunches: failures }),
      ...(alarms &&
        !isProblem(alarms) && { alarms: [...alarms].flatMap(([name, state]) => (state === 'ALARM' ? [name] : [])) }),
    },
    unread: [
      ...(isProblem(ec2Instances) ? [{ part: 'ec2-instances', problem: ec2Instances } as const] : []),
      ...(isProblem(statusChecks) ? [{ part: 'status-checks', problem: statusChecks } as const] : []),
      ...(isProblem(failures) ? [{ part: 'scaling-activities', problem: failures } as const] : []),
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

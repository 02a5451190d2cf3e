/**
 * One poll, within a limit of time: the refresh and the group, without which nothing can be judged, and beside them what
 * only completes the picture. A side call that fails leaves its part of the observation unknown, and nothing else.
 */
import { withDeadline } from '../deadline.ts'
import { type Operation, refreshIdOf } from '../model/operation.ts'
import type { Ec2Instance, FailedPoll, Ms, Observation, Problem, Target, Unread } from '../model.ts'
import { type Context, problemIn, type Reads } from '../world.ts'
import type { WatchState } from './memory.ts'
import { askFor, type On } from './pace.ts'

/** For the refresh and the group: one answer that never comes, and another try. */
const ESSENTIAL_LIMIT: Ms = 40_000
/** For each of the two rounds of side calls: shorter, since the guards wait for them. */
const SIDE_LIMIT: Ms = 15_000

/** Polls once. A failing call is part of what was observed; only without the refresh or the group has the poll failed. */
export async function observe(context: Context, memory: WatchState, on: On): Promise<Observation | FailedPoll> {
  const { reads, clock, probe } = context
  const { leg } = on
  try {
    const [[refresh, group], targets] = await Promise.all([
      withDeadline(clock, ESSENTIAL_LIMIT, (over) => essentials(reads.within(over), leg)),
      withDeadline(clock, SIDE_LIMIT, (over) => targetsIn(reads.within(over), leg, memory)),
    ])
    if (!group) return { problem: groupIsGone(leg), ...verdictOf(probe) }
    const ask = askFor(memory, { refresh, group }, on)
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
      ...verdictOf(probe),
    }
  } catch (thrown) {
    return { problem: problemIn(thrown), ...verdictOf(probe) }
  }
}

const essentials = (reads: Reads, leg: Operation) => {
  const id = refreshIdOf(leg)
  return Promise.all([id === undefined ? undefined : reads.refresh(leg.group, id), reads.group(leg.group)])
}

/** The verdict of the user's check does not come from AWS: it counts in a poll that failed, too. */
function verdictOf(probe: Context['probe']): Pick<Observation, 'verify'> {
  const verify = probe.result()
  return verify ? { verify } : {}
}

interface Seen<T> {
  readonly seen: T
  readonly unread: readonly Unread[]
}

/** The targets; of a target group that could not be read, as they were seen last. */
async function targetsIn(reads: Reads, leg: Operation, { last }: WatchState): Promise<Seen<readonly Target[]>> {
  const before = (arn: string) => last?.targets.filter(({ targetGroup }) => targetGroup === arn) ?? []
  const asked = await Promise.all(
    leg.targetGroups.map(async (targetGroup): Promise<Seen<readonly Target[]>> => {
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
  { leg, terms }: On,
  ask: ReturnType<typeof askFor>,
): Promise<Seen<Pick<Observation, 'machines' | 'failures' | 'alarms'>>> {
  const { alarms: names } = terms.preferences
  const [machines, failures, alarms] = await Promise.all([
    ask.machines.length > 0 ? reads.ec2Instances(ask.machines).catch(problemIn) : new Map<string, Ec2Instance>(),
    ask.failures ? reads.failedLaunches(leg.group, leg.began).catch(problemIn) : undefined,
    ask.alarms && names.length > 0 ? reads.alarms(names).catch(problemIn) : undefined,
  ])
  return {
    seen: {
      machines: isProblem(machines) ? new Map() : machines,
      ...(failures && !isProblem(failures) && { failures }),
      ...(alarms &&
        !isProblem(alarms) && { alarms: [...alarms].flatMap(([name, state]) => (state === 'ALARM' ? [name] : [])) }),
    },
    unread: [
      ...(isProblem(machines) ? [{ part: 'ec2-instances', problem: machines } as const] : []),
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

/** What lies around a failure: gathered once, when it is certain, and never a reason to fail by itself. */

import { runs } from './coverage.ts'
import { isOutOfSight } from './failures/from-problem.ts'
import type { Failure } from './failures/index.ts'
import type { Evidence } from './model/evidence.ts'
import { isInService } from './model/lifecycle.ts'
import type { Operation } from './model.ts'
import { grouped } from './watch/guards/launches.ts'
import type { WatchState } from './watch/memory.ts'
import { problemIn, type Reads } from './world.ts'

/** Instances whose end or state is looked up. */
const MOST_MACHINES = 20

/** Failed launches, the states of the instances that are to blame, and one console. What cannot be had is left out. */
export async function gather(reads: Reads, leg: Operation, because: Failure, memory: WatchState): Promise<Evidence> {
  const blamed = blame(because, memory, leg)
  const some = blamed.slice(0, MOST_MACHINES)
  // Of an instance that is still in service the last that was done is its launch, which blames nothing.
  const serving = memory.last?.instances.filter(isInService).map(({ id }) => id) ?? []
  const gone = some.filter((id) => !serving.includes(id))
  const [failures, causes, machines, console] = await Promise.all([
    reads.failedLaunches(leg.group, leg.began).catch(nothing),
    gone.length > 0 ? reads.causes(leg.group, gone).catch(nothing) : undefined,
    some.length > 0 ? reads.ec2Instances(some).catch(nothing) : undefined,
    blamed[0] === undefined ? undefined : reads.console(blamed[0]).catch(nothing),
  ])
  return {
    launches: grouped((failures ?? memory.failures).map(({ message }) => message)),
    causes: grouped(causes ?? []),
    machines: [...(machines ?? [])].flatMap(([instance, { state, reason }]) =>
      reason === undefined ? [] : [{ instance, state, reason }],
    ),
    ...(console &&
      console.length > 0 &&
      blamed[0] !== undefined && { console: { instance: blamed[0], lines: console } }),
  }
}

const nothing = (thrown: unknown): undefined => {
  problemIn(thrown)
  return undefined
}

/** The instances that a failure points at, the new ones where it points at none. */
function blame(because: Failure, { newcomers, last }: WatchState, leg: Operation): readonly string[] {
  if ('instances' in because) return because.instances
  if ('instance' in because) return [because.instance]
  if ('short' in because && because.short.length > 0)
    return [...new Set(because.short.flatMap(({ instances }) => instances))]
  const lost = newcomers.lost.map(({ id }) => id)
  const present = last?.instances.filter((each) => runs(each, leg.to)).map(({ id }) => id) ?? []
  return because.code === 'cancelled' || isOutOfSight(because) ? [] : [...lost, ...present]
}

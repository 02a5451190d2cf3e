/** What lies around a failure: gathered once, when it is certain, and never a reason to fail by itself. */

import { isOutOfSight } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { runs } from '../model/coverage.ts'
import type { Evidence } from '../model/evidence.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn, type Reads } from '../ports.ts'
import { grouped } from '../watch/guards/launches.ts'

/** Instances whose end or state is looked up. */
const MOST_EC2_INSTANCES = 20

/** Failed launches, the states of the instances that are to blame, and one console. What cannot be had is left out. */
export async function gatherEvidence(
  reads: Reads,
  operation: Operation,
  { failure, watched }: { readonly failure: Failure; readonly watched: WatchState },
): Promise<Evidence> {
  const blamed = blame(failure, watched, operation)
  const some = blamed.slice(0, MOST_EC2_INSTANCES)
  // Of an instance that is still in service the last that was done is its launch, which blames nothing.
  const serving = watched.last?.instances.filter(isInService).map(({ id }) => id) ?? []
  const gone = some.filter((id) => !serving.includes(id))
  const [failures, causes, ec2Instances, console] = await Promise.all([
    reads.failedLaunches(operation.group, operation.began).catch(nothing),
    gone.length > 0 ? reads.causes(operation.group, gone).catch(nothing) : undefined,
    some.length > 0 ? reads.ec2Instances(some).catch(nothing) : undefined,
    blamed[0] === undefined ? undefined : reads.console(blamed[0]).catch(nothing),
  ])
  return {
    launches: grouped((failures ?? watched.failedLaunches).map(({ message }) => message)),
    causes: grouped(causes ?? []),
    ec2Instances: [...(ec2Instances ?? [])].flatMap(([instance, { state, reason }]) =>
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
function blame(failure: Failure, { newInstances, last }: WatchState, { to }: Operation): readonly string[] {
  if ('instances' in failure) return failure.instances
  if ('instance' in failure) return [failure.instance]
  if ('short' in failure && failure.short.length > 0)
    return [...new Set(failure.short.flatMap(({ instances }) => instances))]
  const lost = newInstances.lost.map(({ id }) => id)
  const present = last?.instances.filter((each) => runs(each, to)).map(({ id }) => id) ?? []
  return failure.code === 'cancelled' || isOutOfSight(failure) ? [] : [...lost, ...present]
}

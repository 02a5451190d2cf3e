/** Evidence for a failure. It is gathered once, when the operation has failed, and a read that fails is skipped. */

import type { ReadContext } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { runs } from '../model/coverage.ts'
import type { Evidence } from '../model/evidence.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn, type Reads } from '../ports.ts'
import { grouped } from '../watch/guards/launches.ts'

/** At most so many instances are described in EC2. */
const MOST_EC2_INSTANCES = 20

/** Reads failed launches, the states of the suspect instances and one console output. What cannot be read is left out. */
async function gatherEvidence(
  reads: Reads,
  operation: Operation,
  { failure, watched }: { readonly failure: Failure; readonly watched: WatchState },
): Promise<Evidence> {
  const blamed = suspectInstances(failure, watched, operation)
  const some = blamed.slice(0, MOST_EC2_INSTANCES)
  // The last activity of an instance still in service is its launch, which explains no failure.
  const serving = watched.last?.instances.filter(isInService).map(({ id }) => id) ?? []
  const gone = some.filter((id) => !serving.includes(id))
  const [launches, causes, ec2Instances, console] = await Promise.all([
    reads.launches(operation.group, operation.began).catch(nothing),
    gone.length > 0 ? reads.causes(operation.group, gone).catch(nothing) : undefined,
    some.length > 0 ? reads.ec2Instances(some).catch(nothing) : undefined,
    blamed[0] === undefined ? undefined : reads.console(blamed[0]).catch(nothing),
  ])
  return {
    launches: grouped((launches?.failed ?? watched.failedLaunches).map(({ message }) => message)),
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

/** The instances that a failure names; where it names none, the new instances. */
function suspectInstances(failure: Failure, { newInstances, last }: WatchState, { to }: Operation): readonly string[] {
  if ('instances' in failure) return failure.instances
  if ('instance' in failure) return [failure.instance]
  if ('verified' in failure && failure.verified.on) return [failure.verified.on.instance]
  if ('short' in failure && failure.short.length > 0)
    return [...new Set(failure.short.flatMap(({ instances }) => instances))]
  const lost = newInstances.lost.map(({ id }) => id)
  const present = last?.instances.filter((each) => runs(each, to)).map(({ id }) => id) ?? []
  return failure.code === 'cancelled' || endedByFailedPolls(failure) ? [] : [...lost, ...present]
}

/** Time limit for the evidence. It serves only the report, so what has not arrived by then is left out. */
const EVIDENCE_LIMIT: Ms = 5_000

/** Gathers what is known of the failure and reports it. */
export async function reportEvidence(
  { reads, clock, emit }: ReadContext,
  operation: Operation,
  found: { readonly failure: Failure; readonly watched: WatchState },
): Promise<void> {
  const evidence = await withDeadline(clock, EVIDENCE_LIMIT, (over) =>
    gatherEvidence(reads.within(over), operation, found),
  )
  emit({ type: 'evidence', at: clock.now(), evidence })
}

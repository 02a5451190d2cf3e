/** Evidence for a failure. It is gathered once, when the operation has failed, and a read that fails is skipped. */

import type { ReadContext } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { endedByFailedPolls } from '../failures/from-problem.ts'
import type { Failure } from '../failures/index.ts'
import { runs } from '../model/coverage.ts'
import type { Evidence } from '../model/evidence.ts'
import type { Ec2Instance } from '../model/instance.ts'
import { checksFact, ec2Fact, type InstanceFact, isInOrder, memberFact, targetFacts } from '../model/known-instance.ts'
import { isInService } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { Ms } from '../model/time.ts'
import type { WatchState } from '../model/watch-state.ts'
import { problemIn, type Reads } from '../ports.ts'
import { grouped } from '../watch/guards/launches.ts'

/** At most so many instances are described in EC2. */
const MOST_EC2_INSTANCES = 20

/** An operation that has failed, as the last poll of it left it. */
interface Found {
  readonly failure: Failure
  readonly watched: WatchState
}

/** Reads failed launches, the states of the suspect instances and one console output. What cannot be read is left out. */
async function gatherEvidence(reads: Reads, operation: Operation, { failure, watched }: Found): Promise<Evidence> {
  const blamed = suspectInstances(failure, watched, operation)
  const some = blamed.slice(0, MOST_EC2_INSTANCES)
  // The last activity of an instance still in service is its launch, which explains no failure.
  const serving = watched.last?.instances.filter(isInService).map(({ id }) => id) ?? []
  const gone = some.filter((id) => !serving.includes(id))
  const [launches, causes, ec2Instances, console] = await Promise.all([
    reads.launches(operation.group, operation.began).catch(nothing),
    gone.length > 0 ? reads.causes(operation.group, gone).catch(nothing) : undefined,
    some.length > 0 ? reads.ec2Instances(some).catch(nothing) : undefined,
    consoleOf(reads, blamed[0]),
  ])
  return {
    launches: grouped((launches?.failed ?? watched.failedLaunches).map(({ message }) => message)),
    causes: grouped(causes ?? []),
    // One that AWS finds nothing wrong with explains nothing.
    instances: some
      .map((id) => ({ id, facts: factsOf(id, { failure, watched, ec2Instances }) }))
      .filter(({ facts }) => !facts.every(isInOrder)),
    ...console,
  }
}

/** What the last poll, and EC2 since, have said of an instance. */
function factsOf(
  id: string,
  {
    failure,
    watched: { last, checks },
    ec2Instances,
  }: Found & { readonly ec2Instances: ReadonlyMap<string, Ec2Instance> | undefined },
): readonly InstanceFact[] {
  const member = last?.instances.find((each) => each.id === id)
  const known = checks.get(id)
  const finding = 'verified' in failure ? failure.verified.on : undefined
  return [
    ...(member ? [memberFact(member)] : []),
    ...(ec2Instances ? [ec2Fact(ec2Instances.get(id))] : []),
    ...(known ? [checksFact(known.status)] : []),
    ...targetFacts((last?.targets ?? []).filter(({ instance }) => instance === id)),
    ...(finding?.instance === id ? [{ type: 'script', finding } as const] : []),
  ]
}

/** The last lines of an instance's console, if EC2 has any. */
async function consoleOf(reads: Reads, instance: string | undefined): Promise<Pick<Evidence, 'console'>> {
  const lines = instance === undefined ? undefined : await reads.console(instance).catch(nothing)
  return instance !== undefined && lines && lines.length > 0 ? { console: { instance, lines } } : {}
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
  // One that is terminating has been lost, and is still there.
  return failure.code === 'cancelled' || endedByFailedPolls(failure) ? [] : [...new Set([...lost, ...present])]
}

/** Time limit for the evidence. It serves only the report, so what has not arrived by then is left out. */
const EVIDENCE_LIMIT: Ms = 5_000

/** Gathers what is known of the failure of an operation and reports it. */
export const reportEvidence = (context: ReadContext, operation: Operation, found: Found): Promise<void> =>
  report(context, (reads) => gatherEvidence(reads, operation, found))

/** The same of a trial: what AWS says of its instance is in the failure, and how far it booted on its console. */
export const reportTrialConsole = (context: ReadContext, instance: string | undefined): Promise<void> =>
  report(context, async (reads) => ({ launches: [], causes: [], instances: [], ...(await consoleOf(reads, instance)) }))

async function report({ reads, clock, emit }: ReadContext, gather: (reads: Reads) => Promise<Evidence>): Promise<void> {
  const evidence = await withDeadline(clock, EVIDENCE_LIMIT, (over) => gather(reads.within(over)))
  emit({ type: 'evidence', at: clock.now(), evidence })
}

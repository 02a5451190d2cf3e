/** Tracks instances launched for the operation, from the first poll in service: health, flapping and termination. */
import { runs } from '../model/coverage.ts'
import type { Ec2Instance, Instance } from '../model/instance.ts'
import { isDetaching, isInService, isStandby } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import { healthIn } from '../model/target.ts'
import type { Instant } from '../model/time.ts'
import type { LastSeenInstance, LostInstance, NewInstance, NewInstances, WatchState } from '../model/watch-state.ts'
import { endCause } from './end-cause.ts'
import { hasFailedHost } from './failed-host.ts'
import { isEc2Unread } from './healthy-capacity.ts'
import { unlessSameMap } from './unless-same.ts'

export const noNewInstances: NewInstances = {
  present: new Map(),
  lost: [],
  unexplained: new Map(),
  desired: undefined,
  scaledIn: 0,
  unclassified: new Set(),
}

const MOST_LOST = 100

/**
 * What EC2 has said. `isUnfit`: a status check of the instance had failed when it was last asked about; `hasFailedHost`: that
 * of its host, so that what else is wrong with it says nothing of the image; `isHostKnown`: whether EC2 was asked late enough
 * to say so of one that has been unhealthy since then; `isBeingRegistered`: its load balancers had not checked it yet, which
 * is all that was wrong with it.
 */
export interface KnownBefore {
  readonly ec2Instances: ReadonlyMap<string, Ec2Instance>
  isUnfit(id: string): boolean
  hasFailedHost(id: string): boolean
  isHostKnown(id: string, unhealthySince: Instant): boolean
  isBeingRegistered(id: string): boolean
}

/** New instances that have left service and that EC2 is to be asked about: why they ended. */
export const endedInstances = (
  { newInstances: { present, unexplained } }: { readonly newInstances: NewInstances },
  instances: readonly Instance[],
): readonly string[] => [...unexplained.keys(), ...leftService(present, instances).map(([id]) => id)]

/** Those of them that were unhealthy and whose hosts have not failed as far as EC2 has said; as long as the group lists them. */
export function leavingUnhealthy(
  { newInstances: { present, unexplained }, checks }: Pick<WatchState, 'newInstances' | 'checks'>,
  instances: readonly Instance[],
): readonly string[] {
  const left = new Map<string, NewInstance>([...unexplained, ...leftService(present, instances)])
  const wasUnhealthy = ({ id, healthy }: Instance): boolean => {
    const its = left.get(id)
    return its !== undefined && (!healthy || its.unhealthySince.size > 0)
  }
  return instances.filter((each) => wasUnhealthy(each) && !hasFailedHost(each.id, checks)).map(({ id }) => id)
}

/** Those that were in service at the poll before and are not any more; standby and detached ones live on. */
function leftService(
  before: ReadonlyMap<string, NewInstance>,
  instances: readonly Instance[],
): readonly (readonly [string, NewInstance])[] {
  const staying = new Set<string>()
  for (const each of instances) if (isInService(each) || isStandby(each) || isDetaching(each)) staying.add(each.id)
  const left: (readonly [string, NewInstance])[] = []
  for (const [id, its] of before) if (!staying.has(id)) left.push([id, its])
  return left
}

/** Adds one poll. */
export function reduceNewInstances(
  before: NewInstances,
  seen: Observation,
  operation: Operation,
  { ec2Instances, isUnfit, isBeingRegistered, ...hosts }: KnownBefore,
): NewInstances {
  const present = new Map<string, NewInstance>()
  const unclassified = unclassifiedIn(before, seen, ec2Instances)
  for (const instance of seen.instances) {
    if (!isInService(instance) || unclassified.has(instance.id) || !isFor(operation, instance, ec2Instances)) continue
    const was = before.present.get(instance.id)
    // An adopted operation may find it in service for long already, so EC2's launch time counts then.
    const since =
      was?.since ?? (before.desired === undefined ? (ec2Instances.get(instance.id)?.launched ?? seen.at) : seen.at)
    const weight = instance.weight ?? 1
    const unhealthyIn = unhealthyGroups(instance.id, seen, operation)
    // Most are as they were: what is new each time has to be collected each time.
    const isSame = was?.weight === weight && was.unhealthySince.size === 0 && unhealthyIn.length === 0
    present.set(instance.id, isSame ? was : { since, weight, ...healthOf(unhealthyIn, was, seen.at) })
  }
  // Auto Scaling marks what it replaces for its health as unhealthy first (User Guide, "Health checks for instances in an
  // Auto Scaling group"), and says so while it is terminating. What it calls healthy then ends for another reason.
  const found = new Map(seen.instances.map(({ id, healthy }) => [id, !healthy]))
  // Where Auto Scaling goes by load balancers, they may have found it unhealthy just before it ended.
  const mayExcuse = (id: string): boolean => !seen.endsUnhealthyTargets && isBeingRegistered(id)
  const wasUnhealthy = (id: string, was: NewInstance): boolean =>
    found.get(id) ?? ((was.unhealthySince.size > 0 && !mayExcuse(id)) || isUnfit(id))
  const left = leftService(before.present, seen.instances).map(
    ([id, was]) => [id, { ...was, at: seen.at, isUnhealthy: wasUnhealthy(id, was) }] as const,
  )
  const gone = new Map<string, LastSeenInstance>([...before.unexplained, ...left])
  const isUnread = isEc2Unread(seen)
  // What still runs may be on a host that has failed, which EC2 says within a minute.
  const isOpen = (id: string, { isUnhealthy, unhealthySince, at }: LastSeenInstance): boolean =>
    isUnread ||
    (isUnhealthy &&
      seen.ec2Instances.get(id)?.state === 'running' &&
      !hosts.hasFailedHost(id) &&
      !hosts.isHostKnown(id, Math.min(at, ...unhealthySince.values())))
  const explained = [...gone].filter(([id, its]) => !isOpen(id, its))
  const lost = explained.map(
    ([id, { since, at, weight, unhealthySince, isUnhealthy }]): LostInstance => ({
      id,
      at,
      lived: at - since,
      weight,
      unhealthyIn: [...unhealthySince.keys()],
      cause: endCause({
        ec2Instance: seen.ec2Instances.get(id),
        isUnhealthy: isUnhealthy && !hosts.hasFailedHost(id),
      }),
    }),
  )
  return {
    present: unlessSameMap(before.present, present),
    lost: [...before.lost, ...lost].slice(-MOST_LOST),
    unexplained: new Map([...gone].filter(([id, its]) => isOpen(id, its))),
    desired: seen.desired,
    scaledIn: before.scaledIn + Math.max(0, (before.desired ?? seen.desired) - seen.desired),
    unclassified,
  }
}

function unclassifiedIn(
  { desired, unclassified }: NewInstances,
  seen: Observation,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): ReadonlySet<string> {
  const isFirst = desired === undefined && isEc2Unread(seen)
  if (!isFirst && unclassified.size === 0) return unclassified
  return new Set(
    seen.instances.flatMap(({ id }) => ((isFirst || unclassified.has(id)) && !ec2Instances.has(id) ? [id] : [])),
  )
}

/**
 * Whether the instance runs the operation's target and was launched since the operation began. With `skip-matching:
 * false` AWS also replaces older instances of the same version, and their termination is no failure. An instance that
 * EC2 does not list yet was just launched.
 */
export const isFor = (
  operation: Operation,
  instance: Instance,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): boolean =>
  runs(instance, operation.to) && (ec2Instances.get(instance.id)?.launched ?? operation.began) >= operation.began

/** The target groups in which an instance is not healthy. */
const unhealthyGroups = (
  id: string,
  { targets }: Observation,
  { targetGroups, unjudged, undoes }: Operation,
): readonly string[] => targetGroups.filter((arn) => healthIn(arn, id, { unjudged, undoes, targets }) === false)

function healthOf(
  unhealthyIn: readonly string[],
  was: NewInstance | undefined,
  at: Instant,
): Pick<NewInstance, 'unhealthySince' | 'flapCount'> {
  const unhealthySince = new Map(unhealthyIn.map((arn) => [arn, was?.unhealthySince.get(arn) ?? at]))
  // What several target groups find, each at its own next check, is one fall.
  const isHere = (each: string): boolean => unhealthySince.has(each)
  const falls = was !== undefined && unhealthySince.size > 0 && ![...was.unhealthySince.keys()].some(isHere)
  return { unhealthySince, flapCount: (was?.flapCount ?? 0) + (falls ? 1 : 0) }
}

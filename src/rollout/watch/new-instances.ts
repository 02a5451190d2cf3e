/** Instances launched for the operation, from the first poll that finds them in service: their health, how often it was lost, their ends. */
import { runs } from '../model/coverage.ts'
import type { Ec2Instance, Instance } from '../model/instance.ts'
import { isDetaching, isInService, isStandby } from '../model/lifecycle.ts'
import type { Observation } from '../model/observation.ts'
import type { Operation } from '../model/operation.ts'
import { healthIn } from '../model/target.ts'
import type { Instant } from '../model/time.ts'
import type { LostInstance, NewInstance, NewInstances } from '../model/watch-state.ts'
import { isEc2Unread } from './healthy-capacity.ts'

export const noNewInstances: NewInstances = { present: new Map(), lost: [], mostDesired: 0, unclassified: new Set() }

const MOST_LOST = 100

/** Adds one poll. */
export function reduceNewInstances(
  before: NewInstances,
  seen: Observation,
  operation: Operation,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): NewInstances {
  const present = new Map<string, NewInstance>()
  const unclassified = unclassifiedIn(before, seen, ec2Instances)
  for (const instance of seen.instances) {
    if (!isInService(instance) || unclassified.has(instance.id) || !isFor(operation, instance, ec2Instances)) continue
    const was = before.present.get(instance.id)
    // First seen in service: an adopted operation may find it there for long, so what EC2 says of its launch counts then.
    const since =
      was?.since ?? (before.mostDesired === 0 ? (ec2Instances.get(instance.id)?.launched ?? seen.at) : seen.at)
    present.set(instance.id, { since, weight: instance.weight ?? 1, ...healthOf(instance.id, was, seen, operation) })
  }
  const kept = new Set(
    seen.instances.filter((each) => isInService(each) || isStandby(each) || isDetaching(each)).map(({ id }) => id),
  )
  const gone = [...before.present].filter(([id]) => !kept.has(id))
  const lost = gone.map(
    ([id, { since, weight, unhealthySince }]): LostInstance => ({
      id,
      at: seen.at,
      lived: seen.at - since,
      weight,
      unhealthyIn: [...unhealthySince.keys()],
    }),
  )
  return {
    present,
    lost: [...before.lost, ...lost].slice(-MOST_LOST),
    mostDesired: Math.max(before.mostDesired, seen.desired),
    unclassified,
  }
}

function unclassifiedIn(
  { mostDesired, unclassified }: NewInstances,
  seen: Observation,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): ReadonlySet<string> {
  const isFirst = mostDesired === 0 && isEc2Unread(seen)
  if (!isFirst && unclassified.size === 0) return unclassified
  return new Set(
    seen.instances.flatMap(({ id }) => ((isFirst || unclassified.has(id)) && !ec2Instances.has(id) ? [id] : [])),
  )
}

/**
 * Of the operation's revision, and launched since the operation began: with `skip-matching: false` those that run it already are
 * replaced as well, and their end is no death. What EC2 has not told of yet was just launched.
 */
export const isFor = (
  operation: Operation,
  instance: Instance,
  ec2Instances: ReadonlyMap<string, Ec2Instance>,
): boolean =>
  runs(instance, operation.to) && (ec2Instances.get(instance.id)?.launched ?? operation.began) >= operation.began

function healthOf(
  id: string,
  was: NewInstance | undefined,
  { at, targets }: Observation,
  operation: Operation,
): Pick<NewInstance, 'unhealthySince' | 'flapCount'> {
  const unhealthySince = new Map<string, Instant>()
  let flapCount = was?.flapCount ?? 0
  for (const targetGroup of operation.targetGroups) {
    if (healthIn(targetGroup, id, targets) !== false) continue
    unhealthySince.set(targetGroup, was?.unhealthySince.get(targetGroup) ?? at)
    if (was && !was.unhealthySince.has(targetGroup)) flapCount += 1
  }
  return { unhealthySince: unhealthySince, flapCount: flapCount }
}

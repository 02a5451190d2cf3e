/** Instances launched for the leg, from the first look that finds them in service: their health, their falls, their ends. */

import { healthIn, runs } from '../coverage.ts'
import { isDetaching, isInService, isStandby } from '../model/lifecycle.ts'
import type { Operation } from '../model/operation.ts'
import type { Ec2Instance, Instance, Instant, Ms, Observation } from '../model.ts'
import { isEc2Unread } from './standing.ts'

/** One new instance in service. `ill`: by target group, since when it has not been healthy there. */
export interface NewInstance {
  readonly since: Instant
  readonly weight: number
  readonly unhealthySince: ReadonlyMap<string, Instant>
  /** How often it was healthy somewhere and then was not. */
  readonly flapCount: number
}

/** A new instance that was in service and is gone, or is on its way out. */
export interface Lost {
  readonly id: string
  readonly at: Instant
  readonly lived: Ms
  /** Units of capacity that went with it. */
  readonly weight: number
  /** Target groups that did not find it healthy when it was last seen. */
  readonly unhealthyIn: readonly string[]
}

export interface NewInstances {
  readonly present: ReadonlyMap<string, NewInstance>
  /** The newest 100. */
  readonly lost: readonly Lost[]
  /** The largest desired capacity so far: what is lost by a scale-in is nobody's fault. */
  readonly mostDesired: number
  /** Instances of the first look whose age EC2 could not be asked: they may be older than the leg, so nobody answers for them yet. */
  readonly unclassified: ReadonlySet<string>
}

export const noNewInstances: NewInstances = { present: new Map(), lost: [], mostDesired: 0, unclassified: new Set() }

const MOST_LOST = 100

/** Adds one look. */
export function fold(
  before: NewInstances,
  seen: Observation,
  leg: Operation,
  machines: ReadonlyMap<string, Ec2Instance>,
): NewInstances {
  const present = new Map<string, NewInstance>()
  const unclassified = unclassifiedIn(before, seen, machines)
  for (const instance of seen.instances) {
    if (!isInService(instance) || unclassified.has(instance.id) || !isFor(leg, instance, machines)) continue
    const was = before.present.get(instance.id)
    // First seen in service: an adopted leg may find it there for long, so what EC2 says of its launch counts then.
    const since = was?.since ?? (before.mostDesired === 0 ? (machines.get(instance.id)?.launched ?? seen.at) : seen.at)
    present.set(instance.id, { since, weight: instance.weight ?? 1, ...healthOf(instance.id, was, seen, leg) })
  }
  const kept = new Set(
    seen.instances.filter((each) => isInService(each) || isStandby(each) || isDetaching(each)).map(({ id }) => id),
  )
  const gone = [...before.present].filter(([id]) => !kept.has(id))
  const lost = gone.map(
    ([id, { since, weight, unhealthySince: ill }]): Lost => ({
      id,
      at: seen.at,
      lived: seen.at - since,
      weight,
      unhealthyIn: [...ill.keys()],
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
  machines: ReadonlyMap<string, Ec2Instance>,
): ReadonlySet<string> {
  const isFirst = mostDesired === 0 && isEc2Unread(seen)
  if (!isFirst && unclassified.size === 0) return unclassified
  return new Set(
    seen.instances.flatMap(({ id }) => ((isFirst || unclassified.has(id)) && !machines.has(id) ? [id] : [])),
  )
}

/**
 * Of the leg's revision, and launched since the leg began: with `skip-matching: false` those that run it already are
 * replaced as well, and their end is no death. What EC2 has not told of yet was just launched.
 */
export const isFor = (leg: Operation, instance: Instance, machines: ReadonlyMap<string, Ec2Instance>): boolean =>
  runs(instance, leg.to) && (machines.get(instance.id)?.launched ?? leg.began) >= leg.began

function healthOf(
  id: string,
  was: NewInstance | undefined,
  { at, targets }: Observation,
  leg: Operation,
): Pick<NewInstance, 'unhealthySince' | 'flapCount'> {
  const ill = new Map<string, Instant>()
  let falls = was?.flapCount ?? 0
  for (const targetGroup of leg.targetGroups) {
    if (healthIn(targetGroup, id, targets) !== false) continue
    ill.set(targetGroup, was?.unhealthySince.get(targetGroup) ?? at)
    if (was && !was.unhealthySince.has(targetGroup)) falls += 1
  }
  return { unhealthySince: ill, flapCount: falls }
}

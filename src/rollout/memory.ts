/** What single looks cannot show: streaks, first times, steadiness. A pure fold over the looks of one leg. */
import { type Coverage, coverage, hasImage, healthIn, isHealthy, runs, warmBy } from './coverage.ts'
import type { Instance, Instant, Leg, Machine, Problem, Shortfall, Sighting, Unseen } from './model.ts'
import type { Terms } from './policy.ts'

/** What is known after the looks so far. Bounded by the size of the group, not by time. */
export interface Memory {
  readonly last?: Sighting
  /** Machines of instances that are still in the group. */
  readonly machines: ReadonlyMap<string, Machine>
  /** Failed looks in a row, with the first and the newest problem. */
  readonly blind?: { readonly looks: number; readonly since: Instant; readonly problem: Problem }
  /** Looks in a row in which AWS did not list the refresh. */
  readonly unlisted: number
  /** Looks in a row that found AWS done and every covered instance right. */
  readonly steady: number
  /** Since when AWS has been done and something has not been right, in AWS's time. */
  readonly wrongSince?: Instant
  /** The most instances that were seen on the leg's revision. */
  readonly reached: number
}

export const nothingSeen: Memory = { machines: new Map(), unlisted: 0, steady: 0, reached: 0 }

/** Adds one look. */
export function remember(memory: Memory, seen: Sighting | Unseen, leg: Leg, terms: Terms): Memory {
  if ('unseen' in seen) return { ...memory, blind: stillBlind(memory, seen.unseen) }
  const { blind: _, wrongSince, ...kept } = memory
  const machines = known(memory.machines, seen)
  const next: Memory = {
    ...kept,
    last: seen,
    machines,
    unlisted: leg.by === 'standing' || seen.refresh ? 0 : memory.unlisted + 1,
    reached: Math.max(
      memory.reached,
      seen.instances.filter((each) => each.lifecycle === 'InService' && runs(each, leg.to)).length,
    ),
  }
  if (!isDone(seen, leg)) return { ...next, steady: 0 }
  if (isRight(next, leg, terms)) return { ...next, steady: memory.steady + 1 }
  return { ...next, steady: 0, wrongSince: wrongSince ?? seen.at }
}

const stillBlind = ({ blind, last }: Memory, problem: Problem) => ({
  looks: (blind?.looks ?? 0) + 1,
  since: blind?.since ?? last?.at ?? 0,
  problem,
})

/** Machines seen now or before, of instances that still exist. */
function known(before: ReadonlyMap<string, Machine>, { instances, machines }: Sighting): ReadonlyMap<string, Machine> {
  return new Map(
    instances.flatMap(({ id }) => {
      const machine = machines.get(id) ?? before.get(id)
      return machine ? [[id, machine] as const] : []
    }),
  )
}

const goals = {
  refresh: 'Successful',
  'native-rollback': 'RollbackSuccessful',
  cancel: 'Cancelled',
  standing: undefined,
} as const

/** Whether AWS has done what the leg asked of it; what stands only to be confirmed is done from the start. */
export const isDone = ({ refresh }: Sighting, { by }: Leg): boolean =>
  by === 'standing' || refresh?.status === goals[by]

/** Instances that a leg answers for: in service, past their warm-up, not left out. */
export const answerable = ({ last, machines }: Memory, leg: Leg, { preferences }: Terms): Coverage =>
  coverage(
    last?.instances ?? [],
    leg.to,
    preferences,
    warmBy(last?.at ?? 0, preferences.instanceWarmup * 1000, machines),
  )

/** A way back is right when nothing runs what it leads away from; any other leg when everything runs what it leads to. */
const belongs = (instance: Instance, leg: Leg, machines: ReadonlyMap<string, Machine>): boolean =>
  leg.by === 'native-rollback'
    ? !runs(instance, leg.from)
    : runs(instance, leg.to) && hasImage(instance, leg.to, machines)

/** Covered instances that do not run what they should, by Auto Scaling's version or by EC2's image. */
export const misplaced = (memory: Memory, leg: Leg, terms: Terms): readonly string[] =>
  answerable(memory, leg, terms)
    .covered.filter((instance) => !belongs(instance, leg, memory.machines))
    .map(({ id }) => id)

/** Target groups in which covered instances are not healthy, with the states that they are in instead. */
export function shortfalls(memory: Memory, leg: Leg, terms: Terms): readonly Shortfall[] {
  const { covered } = answerable(memory, leg, terms)
  const targets = memory.last?.targets ?? []
  return leg.targetGroups.flatMap((targetGroup) => {
    const instances = covered.filter(({ id }) => healthIn(targetGroup, id, targets) === false).map(({ id }) => id)
    const states = targets
      .filter((target) => target.targetGroup === targetGroup && instances.includes(target.instance))
      .map(({ state, reason }) => (reason ? `${state} (${reason})` : state))
    const absent = instances.filter(
      (id) => !targets.some((each) => each.targetGroup === targetGroup && each.instance === id),
    )
    const counted = absent.length > 0 ? [...states, 'not registered'] : states
    return instances.length > 0 ? [{ targetGroup, instances, states: [...new Set(counted)].sort() }] : []
  })
}

/** Instances in service that are healthy everywhere, whatever they run and however young they are. */
export const healthyNow = ({ last }: Memory, leg: Leg): number =>
  last?.instances.filter((each) => each.lifecycle === 'InService' && isHealthy(each, leg, last.targets)).length ?? 0

/** What must be healthy at least: the promised share of the desired capacity, but never more than there was. */
export const minimumHealthy = ({ last }: Memory, leg: Leg, { preferences }: Terms): number =>
  Math.min(Math.ceil(((last?.desired ?? 0) * preferences.minHealthyPercentage) / 100), leg.baseline)

/**
 * Everything right: each covered instance where it belongs and healthy everywhere, and enough of them. Instances that
 * still warm up after a scale-out are not waited for; an empty group proves nothing unless it shall be empty.
 */
function isRight(memory: Memory, leg: Leg, terms: Terms): boolean {
  if (leg.by === 'cancel') return true
  const { covered } = answerable(memory, leg, terms)
  if (covered.length === 0 && (memory.last?.desired ?? 0) > 0) return false
  if (healthyNow(memory, leg) < minimumHealthy(memory, leg, terms)) return false
  return covered.every(
    (each) => belongs(each, leg, memory.machines) && isHealthy(each, leg, memory.last?.targets ?? []),
  )
}

/** What the instances run: the part of every outcome that describes the state in AWS. */
import type { Coverage, LeftOut } from './coverage.ts'
import type { Instance } from './instance.ts'
import { isInService } from './lifecycle.ts'
import type { Refresh } from './refresh.ts'
import type { Target } from './target.ts'

/** What the instances in this rollout run as the run ends. */
export type Fleet = 'new' | 'previous' | 'mixed' | 'unknown'

/** Instances that are healthy and get no traffic, and what keeps it from them. */
export interface WithoutTraffic {
  readonly instance: string
  readonly by: NonNullable<Target['withoutTraffic']>
}

/** Instances that run one version of one template; without one they were not launched from a template. */
export interface Running {
  readonly template?: NonNullable<Instance['template']>
  readonly instances: number
}

/** The state in AWS when a run ends. Every outcome has one, so that the report always shows it. */
export interface FleetStatus {
  readonly fleet: Fleet
  readonly covered: number
  readonly onTarget: number
  /** Older instances run the same versions: those on target are the new ones among them. */
  readonly isRenewal?: true
  /** What the instances in this rollout run, the most first. */
  readonly runs: readonly Running[]
  readonly leftOut: readonly LeftOut[]
  /** What the instances of the warm pool run, the most first; empty without one. */
  readonly warmPool: readonly Running[]
  /** Healthy instances that load balancers keep traffic from. */
  readonly withoutTraffic: readonly WithoutTraffic[]
  /** Whether instances of the new version are protected from scale-in, so that a refresh by hand has to replace them too. */
  readonly isProtected: boolean
  /**
   * Instances of the new version that are still launching after the refresh has ended: one that was cancelled without waiting
   * for a lifecycle hook leaves them, and they come into service later.
   */
  readonly launching: readonly string[]
  /** The refresh that AWS is still in progress on, if any. */
  readonly active?: Pick<Refresh, 'id' | 'status'>
  /** Commands to go on by hand; empty when nothing is left to do. */
  readonly byHand: readonly string[]
}

/** Whether all, none or some of the instances in this rollout run the new version. For an empty group the saved version decides. */
export function fleetOf({ covered, onTarget }: Coverage, savedIsNew: boolean): Fleet {
  if (covered.length === 0) return savedIsNew ? 'new' : 'previous'
  if (onTarget.length === covered.length) return 'new'
  return onTarget.length === 0 ? 'previous' : 'mixed'
}

/** The status from a coverage that is already known. */
export const fleetStatusOf = (covers: Coverage, savedIsNew: boolean, back = false): FleetStatus => ({
  fleet: back ? reversed[fleetOf(covers, savedIsNew)] : fleetOf(covers, savedIsNew),
  covered: covers.covered.length,
  onTarget: covers.onTarget.length,
  runs: running(covers.covered),
  leftOut: covers.leftOut,
  warmPool: [],
  withoutTraffic: [],
  isProtected: false,
  launching: [],
  byHand: [],
})

/** What these instances run, counted, the most first. */
export const running = (instances: readonly Instance[]): readonly Running[] =>
  [...Map.groupBy(instances, ({ template }) => template && `${template.id} ${template.version}`).values()]
    .map((same): Running => ({ ...(same[0]?.template && { template: same[0].template }), instances: same.length }))
    .toSorted((a, b) => b.instances - a.instances)

/** For a rollback: its target counts as the previous image, and the version that it replaces as the new one. */
const reversed: Readonly<Record<Fleet, Fleet>> = {
  new: 'previous',
  previous: 'new',
  mixed: 'mixed',
  unknown: 'unknown',
}

/** Healthy instances in service that a load balancer sends no traffic to, each once. */
export function keptFromTraffic(instances: readonly Instance[], targets: readonly Target[]): readonly WithoutTraffic[] {
  const serving = new Set(instances.filter(isInService).map(({ id }) => id))
  const kept = targets.flatMap(({ instance, state, withoutTraffic: by }) =>
    by !== undefined && state === 'healthy' && serving.has(instance) ? [{ instance, by }] : [],
  )
  return kept.filter(({ instance }, i) => kept.findIndex((each) => each.instance === instance) === i)
}

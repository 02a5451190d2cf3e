/** Sorts the instances of a group for its refresh: which are replaced, which have still to be, which stay. */

import type { Exemption } from './exemption.ts'
import { capacityOf, type Instance } from './instance.ts'

/** How a refresh distinguishes its instances. */
export interface MatchRules {
  /** The refresh generation that replaces now. */
  readonly refreshGeneration: string
  /** Whether an instance is one that this direction has to replace, were it free. */
  isStale(instance: Instance): boolean
  isHealthy(instance: Instance): boolean
  isWarm(instance: Instance): boolean
  /** Whether an instance is left out of the refresh, or has to be waited for. */
  exemption(instance: Instance): Exemption
}

/** Who is who at one moment. */
export interface Census {
  /** Counts towards the desired capacity. */
  readonly live: readonly Instance[]
  /** Launched in this refresh generation, and right. */
  readonly updated: readonly Instance[]
  /** Of those: healthy, warm-up over. */
  readonly ready: readonly Instance[]
  /** To be replaced, and free to be. */
  readonly old: readonly Instance[]
  /** Of those: not healthy, so that taking them out costs nothing. */
  readonly idle: readonly Instance[]
  /** To be replaced once they are in service. */
  readonly coming: readonly Instance[]
  /** To be replaced, once nobody keeps them: protected from scale-in or in standby. */
  readonly blocked: readonly Instance[]
  /** Taken out by the refresh, not yet gone. */
  readonly leaving: readonly Instance[]
  /** The capacity in service, healthy, and past the warm-up if of this refresh generation. */
  readonly serving: number
  /** How much of the desired capacity the refresh covers. */
  readonly total: number
}

/** Sorts the instances of a group; `desired` is its desired capacity. */
export function takeCensus(instances: readonly Instance[], desired: number, rules: MatchRules): Census {
  const live = instances.filter(({ isLive }) => isLive)
  const stale = instances.filter(
    (i) => (i.isLive || i.lifecycle === 'Standby') && rules.isStale(i) && rules.exemption(i) !== 'left-out',
  )
  const isStale = new Set(stale)
  const blocked = stale.filter((instance) => rules.exemption(instance) === 'waited-for')
  const free = stale.filter((instance) => rules.exemption(instance) === 'none')
  const old = free.filter(({ isComing }) => !isComing)
  const updated = live.filter(
    (instance) => instance.launchInfo.refreshGeneration === rules.refreshGeneration && !isStale.has(instance),
  )
  const standby = capacityOf(stale.filter(({ isLive }) => !isLive))
  const untouched = capacityOf(live) - capacityOf(updated) - (capacityOf(stale) - standby)
  return {
    live,
    updated,
    ready: updated.filter((instance) => rules.isHealthy(instance) && rules.isWarm(instance)),
    old,
    idle: old.filter((instance) => !rules.isHealthy(instance)),
    coming: free.filter(({ isComing }) => isComing),
    blocked,
    leaving: instances.filter(({ isLeaving, leaving }) => isLeaving && leaving === 'refresh'),
    serving: capacityOf(
      live.filter(
        (i) => rules.isHealthy(i) && (i.launchInfo.refreshGeneration !== rules.refreshGeneration || rules.isWarm(i)),
      ),
    ),
    total: Math.max(0, desired - untouched) + standby,
  }
}

/** Whether all that was launched is ready, nothing is terminating, and the group is at full strength. */
export const hasLanded = ({ live, updated, ready, leaving }: Census, desired: number): boolean =>
  ready.length === updated.length && leaving.length === 0 && capacityOf(live) >= desired

/** How much of the old capacity has to stay, so that no more than `reached` of the total is replaced. */
export const minimumOld = ({ total, coming, blocked }: Census, reached: number): number =>
  Math.max(0, total - reached - capacityOf(coming) - capacityOf(blocked))

/** InstancesToUpdate: falls as soon as a replacement begins, before it has warmed up. */
export function leftToUpdate({ old, coming, blocked, updated, total }: Census): number {
  let capacity = Math.max(0, total - capacityOf(updated))
  let instances = 0
  for (const { launchInfo } of [...old, ...coming, ...blocked]) {
    if (capacity <= 0) break
    capacity -= launchInfo.weight
    instances++
  }
  return instances
}

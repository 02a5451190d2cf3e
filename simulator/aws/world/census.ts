/** A group in the eyes of its refresh: what is replaced, what is still to be, what stays as it is. */
import { capacityOf, type Instance } from './instance.ts'
import type { Preferences } from './preferences.ts'

/** How a refresh tells its instances apart. */
export interface Eyes {
  readonly preferences: Preferences
  /** The wave that replaces now. */
  readonly wave: string
  /** Whether an instance is one that this direction has to replace, were it free. */
  isStale(instance: Instance): boolean
  isHealthy(instance: Instance): boolean
  isWarm(instance: Instance): boolean
}

/** Who is who at one moment. */
export interface Census {
  /** Counts towards the desired capacity. */
  readonly live: readonly Instance[]
  /** Launched in this wave, and right. */
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
  readonly kept: readonly Instance[]
  /** Taken out by the refresh, not yet gone. */
  readonly leaving: readonly Instance[]
  /** The capacity in service, healthy, and past the warm-up if of this wave. */
  readonly serving: number
  /** How much of the desired capacity the refresh covers. */
  readonly total: number
}

/** Sorts the instances of a group; `desired` is its desired capacity. */
export function takeCensus(instances: readonly Instance[], desired: number, eyes: Eyes): Census {
  const live = instances.filter(({ isLive }) => isLive)
  const stale = instances.filter(
    (i) => (i.isLive || i.lifecycle === 'Standby') && eyes.isStale(i) && !leftOut(i, eyes.preferences),
  )
  const isStale = new Set(stale)
  const kept = stale.filter((instance) => isKept(instance, eyes.preferences))
  const free = stale.filter((instance) => !isKept(instance, eyes.preferences))
  const old = free.filter(({ isComing }) => !isComing)
  const updated = live.filter((instance) => instance.birth.wave === eyes.wave && !isStale.has(instance))
  const standby = capacityOf(stale.filter(({ isLive }) => !isLive))
  const untouched = capacityOf(live) - capacityOf(updated) - (capacityOf(stale) - standby)
  return {
    live,
    updated,
    ready: updated.filter((instance) => eyes.isHealthy(instance) && eyes.isWarm(instance)),
    old,
    idle: old.filter((instance) => !eyes.isHealthy(instance)),
    coming: free.filter(({ isComing }) => isComing),
    kept,
    leaving: instances.filter(({ isLeaving, leaving }) => isLeaving && leaving === 'refresh'),
    serving: capacityOf(live.filter((i) => eyes.isHealthy(i) && (i.birth.wave !== eyes.wave || eyes.isWarm(i)))),
    total: Math.max(0, desired - untouched) + standby,
  }
}

function leftOut({ lifecycle, protectedFromScaleIn }: Instance, preferences: Preferences): boolean {
  if (lifecycle === 'Standby') return preferences.StandbyInstances === 'Ignore'
  return protectedFromScaleIn && preferences.ScaleInProtectedInstances === 'Ignore'
}

function isKept({ lifecycle, protectedFromScaleIn }: Instance, preferences: Preferences): boolean {
  if (lifecycle === 'Standby') return preferences.StandbyInstances === 'Wait'
  return protectedFromScaleIn && preferences.ScaleInProtectedInstances === 'Wait'
}

/** Whether all that was launched is ready, nothing is on its way out, and the group is at full strength. */
export const hasLanded = ({ live, updated, ready, leaving }: Census, desired: number): boolean =>
  ready.length === updated.length && leaving.length === 0 && capacityOf(live) >= desired

/** How much of the old capacity has to stay, so that no more than `reached` of the total is replaced. */
export const toStay = ({ total, coming, kept }: Census, reached: number): number =>
  Math.max(0, total - reached - capacityOf(coming) - capacityOf(kept))

/** InstancesToUpdate: falls as soon as a replacement begins, before it has warmed up. */
export function leftToUpdate({ old, coming, kept, updated, total }: Census): number {
  let capacity = Math.max(0, total - capacityOf(updated))
  let instances = 0
  for (const { birth } of [...old, ...coming, ...kept]) {
    if (capacity <= 0) break
    capacity -= birth.weight
    instances++
  }
  return instances
}

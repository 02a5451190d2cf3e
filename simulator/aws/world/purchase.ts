/** What a group with a mixed instances policy launches next: On-Demand or Spot, and which instance type. */
import { capacityOf, type Instance } from './instance.ts'
import type { LaunchOption, LaunchSource } from './launch-source.ts'

/** Whether the next instance is a Spot one; without a policy the template says so. */
export function isSpotNext({ mixed }: LaunchSource, live: readonly Instance[], desired: number): boolean {
  if (!mixed) return false
  const { OnDemandBaseCapacity: base, OnDemandPercentageAboveBaseCapacity: percentage } = mixed.distribution
  const total = Math.max(desired, capacityOf(live) + 1)
  const onDemand = Math.min(base, total) + Math.ceil((Math.max(0, total - base) * percentage) / 100)
  return capacityOf(live.filter(({ launchInfo }) => !launchInfo.isSpot)) >= onDemand
}

/** What the choice depends on. */
export interface Market {
  readonly isSpot: boolean
  readonly live: readonly Instance[]
  readonly refreshGeneration: string | undefined
  hasCapacity(option: LaunchOption): boolean
}

/**
 * On demand the first type that there is, in the order of the overrides. Spot is spread: the type with the fewest live
 * instances of this refresh generation, then of all, which takes the place of AWS's pools. The first type when there is none of
 * any.
 */
export function pickOption(
  options: readonly LaunchOption[],
  { isSpot, live, refreshGeneration, hasCapacity }: Market,
): LaunchOption {
  const open = options.filter(hasCapacity)
  const mates = live.filter(({ launchInfo }) => launchInfo.refreshGeneration === refreshGeneration)
  const count = ({ type }: LaunchOption, among: readonly Instance[]) =>
    among.filter(({ launchInfo }) => launchInfo.type === type).length
  const [best] = isSpot
    ? [...open].sort((a, b) => count(a, mates) - count(b, mates) || count(a, live) - count(b, live))
    : open
  const option = best ?? options[0]
  if (!option) throw new Error('a group needs something to launch')
  return option
}

/** How the fleets of a moved workflow stand at its end, and how few of their instances served on the way. */
import type { Account } from '../../simulator/aws/world/account.ts'
import type { Group } from '../../simulator/aws/world/group.ts'
import { templatesOf } from '../../simulator/aws/world/launch-source.ts'
import { isWell } from '../property/sight.ts'
import type { FleetEnd } from './move.ts'

const SECOND = 1_000

/** Of a group, over the seconds in which a refresh of it was active. */
type Capacity = Required<Pick<FleetEnd, 'fewest' | 'most'>>

/** Capacities by group, of those that had a refresh between the call and `stop`. */
interface CapacityWatch {
  readonly capacities: ReadonlyMap<string, Capacity>
  stop(): void
}

/** Counts in each second of the world's time: what lasts for a second is not missed. */
export function watchCapacity({ agenda, groups }: Account): CapacityWatch {
  const capacities = new Map<string, Capacity>()
  let isOver = false
  const count = () => {
    if (isOver) return
    for (const [name, group] of groups) {
      if (!group.refreshes.active) continue
      const { fewest, most } = capacities.get(name) ?? { fewest: Number.POSITIVE_INFINITY, most: 0 }
      const { healthy, inService } = capacityNow(group)
      capacities.set(name, { fewest: Math.min(fewest, healthy), most: Math.max(most, inService) })
    }
    agenda.after(SECOND, count)
  }
  count()
  return {
    capacities,
    stop() {
      isOver = true
    },
  }
}

function capacityNow({ instances, configuration }: Group) {
  const inService = instances.filter(({ lifecycle }) => lifecycle === 'InService')
  return { inService: inService.length, healthy: inService.filter((each) => isWell(each, configuration)).length }
}

/** The instances in service of all groups. */
export const serving = ({ groups }: Account): ReadonlySet<string> =>
  new Set(
    [...groups.values()].flatMap(({ instances }) =>
      instances.flatMap(({ id, lifecycle }) => (lifecycle === 'InService' ? [id] : [])),
    ),
  )

/** What is known of a run: the instances that served at its start, and the capacities since. */
export interface Course {
  readonly before: ReadonlySet<string>
  readonly capacities: ReadonlyMap<string, Capacity>
}

/** Of each group by its name. */
export const fleetEnds = (account: Account, course: Course): Readonly<Record<string, FleetEnd>> =>
  Object.fromEntries([...account.groups.values()].map((group) => [group.name, fleetEnd(account, group, course)]))

function fleetEnd(account: Account, group: Group, { before, capacities }: Course): FleetEnd {
  const { name } = group
  const inService = account.truth(name).filter(({ lifecycle }) => lifecycle === 'InService')
  const runs = inService.map(({ version }) => version)
  return {
    saved: templatesOf(group.configuration)
      .map(({ version }) => version)
      .join(','),
    runs,
    distinct: [...new Set(runs)].toSorted((a, b) => a - b),
    fresh: inService.filter(({ id }) => !before.has(id)).length,
    healthy: capacityNow(group).healthy,
    next: account.nextLaunch(name).imageId,
    refreshes: group.refreshes.all.map(({ status }) => status).toReversed(),
    suspended: group.suspended,
    ...capacities.get(name),
  }
}

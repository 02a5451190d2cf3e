/** Which instances are terminated first: AWS's default termination policy. */
import type { Census } from './census.ts'
import { capacityOf, type Instance } from './instance.ts'

/** `capacity` to be freed. Where weights do not add up to it: as little more as can be, or no more. */
export interface TerminationRequest {
  readonly capacity: number
  readonly mayExceed: boolean
}

/**
 * Picks from the candidates, one by one: from the zone with the most live instances, there the oldest version of the
 * launch template, there the oldest instance.
 */
export function selectForTermination(
  candidates: readonly Instance[],
  live: readonly Instance[],
  { capacity, mayExceed }: TerminationRequest,
): readonly Instance[] {
  const population = new Map<string, number>()
  for (const { launchInfo } of live) population.set(launchInfo.zone, (population.get(launchInfo.zone) ?? 0) + 1)
  const left = [...candidates].sort(byAge)
  const selected: Instance[] = []
  let free = 0
  while (free < capacity && left.length > 0) {
    const most = Math.max(...left.map(({ launchInfo }) => population.get(launchInfo.zone) ?? 0))
    const index = left.findIndex(({ launchInfo }) => (population.get(launchInfo.zone) ?? 0) === most)
    const [next] = left.splice(index, 1)
    if (!next) break
    if (!mayExceed && free + next.launchInfo.weight > capacity) continue
    population.set(next.launchInfo.zone, most - 1)
    selected.push(next)
    free += next.launchInfo.weight
  }
  return selected
}

/** What a refresh takes out next: of the old, those that are not healthy first, since that costs nothing. */
export function selectForReplacement({ old, idle, live }: Census, capacity: number): readonly Instance[] {
  const isIdle = new Set(idle)
  const serving = old.filter((instance) => !isIdle.has(instance))
  return [
    ...selectForTermination(idle, live, { capacity, mayExceed: true }),
    ...selectForTermination(serving, live, { capacity: capacity - capacityOf(idle), mayExceed: true }),
  ]
}

/** Versions of one template are compared; those of several say nothing of each other. */
const byAge = (a: Instance, b: Instance): number =>
  versionsApart(a, b) || a.launchInfo.launchedAt - b.launchInfo.launchedAt

const versionsApart = ({ launchInfo: a }: Instance, { launchInfo: b }: Instance): number =>
  a.template.id === b.template.id ? Number(a.template.version) - Number(b.template.version) : 0

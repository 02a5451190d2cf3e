/** What a run costs and how long it takes, as it is printed before anything is made. */
import type { LiveStep } from './step.ts'

/** Dollars an hour unless said: list prices of US East (N. Virginia), without a free tier. */
const prices = {
  instance: 0.0042,
  loadBalancer: 0.0225 + 0.008,
  publicAddress: 0.005,
  /** A GiB and month. */
  volume: 0.08,
  snapshot: 0.05,
} as const

const HOURS_A_MONTH = 730

/** Two in service, and a new one beside them most of the time. GiB: of each volume, and of what a snapshot holds. */
const typical = { instances: 3, volumeGiB: 8, snapshots: 4, snapshotGiB: 2 } as const

/** Minutes to copy the images, to make the stack and to take all of it away. */
export const building = { images: 8, stack: 5, teardown: 8 } as const

/** `parts`: dollars by what is paid for. */
export interface Estimate {
  readonly minutes: number
  readonly dollars: number
  readonly parts: readonly (readonly [what: string, dollars: number])[]
}

/** Of a run with these steps. */
export function estimateOf(steps: readonly LiveStep[]): Estimate {
  const minutes = steps.reduce((sum, step) => sum + step.minutes, building.images + building.stack + building.teardown)
  const hours = minutes / 60
  const { instances, volumeGiB, snapshots, snapshotGiB } = typical
  const parts = [
    [`${instances} t4g.nano on average`, hours * instances * prices.instance],
    ['an Application Load Balancer, internal, with its first capacity unit', hours * prices.loadBalancer],
    [`${instances} public IPv4 addresses`, hours * instances * prices.publicAddress],
    [`${instances} gp3 volumes of ${volumeGiB} GiB`, (hours * instances * volumeGiB * prices.volume) / HOURS_A_MONTH],
    [`${snapshots} snapshots`, (hours * snapshots * snapshotGiB * prices.snapshot) / HOURS_A_MONTH],
  ] as const
  return { minutes, parts, dollars: parts.reduce((sum, [, dollars]) => sum + dollars, 0) }
}

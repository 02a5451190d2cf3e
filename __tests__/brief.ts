/** Rollouts that take few calls, for tests that are about something else. */
import { type Simulated, simulated } from './scenario.ts'

/** Inputs of a short rollout: all instances at once, and few polls. For tests that are about neither. */
export const brief = {
  'min-healthy-percentage': '100',
  'max-healthy-percentage': '200',
  'poll-interval': '30s',
  'bake-time': '150s',
} as const

/** Inputs of a rollout that waits for hours: polled once a minute. */
export const hours = { 'poll-interval': '1m', 'bake-time': '5m' } as const

/** Builds the world and serves it; rollouts in it are short, unless a job says otherwise. */
export const briefly = (...[build, options]: Parameters<typeof simulated>): Promise<Simulated> =>
  simulated(build, { inputs: brief, ...options })

/** Inputs of a rollout that takes its usual course, polled a quarter as often as by default. */
export const seldom = { 'poll-interval': '1m', 'bake-time': '4m' } as const

/** Builds the world and serves it; for tests that are not about what many polls would show. */
export const seldomPolled = (...[build, options]: Parameters<typeof simulated>): Promise<Simulated> =>
  simulated(build, { inputs: seldom, ...options })

/** Both: all instances at once, and few polls. */
export const sparse = { ...brief, ...seldom } as const

/** Builds the world and serves it; for tests that are about neither. */
export const sparsely = (...[build, options]: Parameters<typeof simulated>): Promise<Simulated> =>
  simulated(build, { inputs: sparse, ...options })

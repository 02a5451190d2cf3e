/** How long a problem that may pass by itself is borne: by what is at stake, not by how often a call was tried. */

import type { Context, ReadContext } from './context.ts'
import type { Ms } from './model/time.ts'
import type { Patience, Reads } from './ports.ts'
import { Tries } from './tries.ts'

/**
 * For each stage of a run what giving up would cost. A rollback is not here: it is tried to the limit of its operation.
 * After a signal each of them has only the runner's seconds, and in the post step no more than that step's own time.
 */
const limits = {
  /** Nothing is changed so far: the job would have to be run again. */
  survey: 90_000,
  /** Tags, versions, the pin: an alias may be pinned already, a version made that nobody runs. */
  prepare: 90_000,
  /** The same, and the pin a moment before can make AWS refuse the start with ResourceContention. */
  start: 180_000,
  /** A version that this run has just made: EC2 says that it may be unknown to others for a moment (EC2, Eventual consistency). */
  newVersion: 15_000,
  /** Somebody else's refresh is to make way: the job would have to be run again. */
  resolve: 180_000,
  /** What a rollback notes for a later attempt; the rollback itself waits for it. */
  note: 10_000,
  /** Aliases, default version, clean-up, and what the fleet runs in the end: work left for a person, and words. */
  finalSteps: 90_000,
} as const satisfies Readonly<Record<string, Ms>>

/** What a run is at, as far as patience is concerned. */
export type Stage = keyof typeof limits

const patienceIn = ({ stop }: Pick<ReadContext, 'stop'>, stage: Stage): Patience => ({ limit: limits[stage], stop })

/** Tries of a call that only the caller can repeat. */
export const triesFor = (context: ReadContext, stage: Stage): Tries =>
  new Tries(context.clock, patienceIn(context, stage))

/** Tries of a rollback, to the limit of its operation. */
export const triesToRollBack = ({ clock, stop }: ReadContext, timeout: Ms): Tries =>
  new Tries(clock, { limit: timeout, stop })

/** Reads that bear passing problems as long as this stage does. */
export const patientReads = (context: ReadContext, stage: Stage): Reads =>
  context.reads.patient(patienceIn(context, stage))

/** The context with reads and writes that bear passing problems as long as this stage does. */
export function patiently(context: Context, stage: Stage): Context {
  const patience = patienceIn(context, stage)
  return { ...context, reads: context.reads.patient(patience), writes: context.writes.patient(patience) }
}

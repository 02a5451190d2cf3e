/**
 * How long temporary problems are retried. The limit depends on what giving up would cost, not on the number of
 * tries.
 */

import type { Context, ReadContext } from './context.ts'
import type { Ms } from './model/time.ts'
import type { Reads, RetryLimit } from './ports.ts'
import { Tries } from './tries.ts'

/**
 * The time limit of each stage, with what giving up there costs. A rollback is not listed: it is retried until its
 * operation's time limit. After a signal every stage has only the runner's last seconds, and in the post step only that
 * step's time.
 */
const limits = {
  /** Nothing has been changed; the job must be run again. */
  survey: 90_000,
  /** Tags, versions, until EC2 lists them, and pins: an alias may be pinned, or a version made that no instance runs. */
  prepare: 90_000,
  /** The same. Longer, because the pin just before can make AWS refuse the start with ResourceContention. */
  start: 180_000,
  /**
   * A version that this run has just made may be unknown to others for a moment (EC2, Eventual consistency): Auto Scaling
   * refuses it then. The same for one that an earlier attempt made and that is not listed: it may have been deleted.
   */
  newVersion: 15_000,
  /** Waiting for or cancelling another refresh; the job must be run again. */
  resolve: 180_000,
  /** The rollback tag for a later attempt. Short, because the rollback itself waits for it. */
  note: 10_000,
  /** Aliases, default version, clean-up and the final fleet status: a person must do the rest by hand. */
  finalSteps: 90_000,
} as const satisfies Readonly<Record<string, Ms>>

/** A stage with its own time limit for retries. */
export type Stage = keyof typeof limits

/** Throttled calls are retried so long: hundreds of jobs of one account that begin together each get their turn. */
const THROTTLED: Ms = 900_000
/** Something else waits for these stages. */
const URGENT: readonly Stage[] = ['newVersion', 'note']

const retryLimitFor = ({ stop }: Pick<ReadContext, 'stop'>, stage: Stage): RetryLimit => ({
  limit: limits[stage],
  throttled: URGENT.includes(stage) ? limits[stage] : THROTTLED,
  stop,
})

/** The tries for a call that only its caller may repeat. */
export const triesFor = (context: ReadContext, stage: Stage): Tries =>
  new Tries(context.clock, retryLimitFor(context, stage))

/** The tries of a rollback, until its operation's time limit. */
export const triesToRollBack = ({ clock, stop }: ReadContext, timeout: Ms): Tries =>
  new Tries(clock, { limit: timeout, throttled: timeout, stop })

/** Reads that retry temporary problems as long as this stage allows. */
export const retryingReads = (context: ReadContext, stage: Stage): Reads =>
  context.reads.retrying(retryLimitFor(context, stage))

/** The context with reads and writes that retry temporary problems as long as this stage allows. */
export function withRetries(context: Context, stage: Stage): Context {
  const retryLimit = retryLimitFor(context, stage)
  return { ...context, reads: context.reads.retrying(retryLimit), writes: context.writes.retrying(retryLimit) }
}

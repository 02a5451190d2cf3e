/** Composition root, shared by main and post: connects the reporters and builds the context with reads and writes. */
import { debug } from '@actions/core'
import { type Credentials, connectionTo, readsOf, writesOf } from './aws/index.ts'
import type { Environment } from './github/context.ts'
import type { VerifyCommand } from './github/verify.ts'
import type { OnInstance } from './on-instance.ts'
import { withoutCommands } from './report/plain.ts'
import type { Reporter } from './report/reporters.ts'
import type { Context, ReadContext } from './rollout/context.ts'
import type { Event } from './rollout/events.ts'
import type { Clock, VerifyRunner } from './rollout/ports.ts'
import { blank, record } from './rollout/timeline.ts'

/** Dependencies on the process: clock, stop signal, and the runner of the verification. */
export interface ProcessDeps {
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Default: bash. */
  readonly verifyRunner?: (verify: VerifyCommand) => VerifyRunner
}

/**
 * Returns a function that passes each event, with the timeline before and after it, to every reporter in order. Those of
 * `later` get what they have missed as soon as they are loaded.
 */
export function emitterFor(
  { clock }: ProcessDeps,
  readers: readonly Reporter[],
  later?: Promise<readonly Reporter[]>,
): (event: Event) => void {
  let known = blank(clock.now())
  const all = [...readers]
  const missed: Parameters<Reporter>[] = []
  let isComplete = later === undefined
  void later?.then((others) => {
    for (const each of missed) for (const read of others) read(...each)
    all.push(...others)
    isComplete = true
  })
  return (event) => {
    const before = known
    known = record(known, event)
    if (!isComplete) missed.push([event, before, known])
    for (const read of all) read(event, before, known)
  }
}

/** What a context is built from. */
export interface Parts extends Pick<ReadContext, 'compare'> {
  readonly region: string
  readonly env: Environment
  readonly credentials: Credentials
  readonly verifyRunner: VerifyRunner
  /** Adds `verify-on-instance` to the verification, where there is one. */
  readonly onInstance?: OnInstance
  readonly emit: Context['emit']
}

/** The verify runner of a run without a `verify` script. */
export const noVerification: VerifyRunner = { start: () => {}, result: () => undefined, end: async () => {} }

/** Writes to the job's debug log, where GitHub's "Enable debug logging" is on. */
export const traceFor = (env: Environment): ((line: string) => void) | undefined =>
  env['RUNNER_DEBUG'] === '1' ? (line) => debug(withoutCommands(line)) : undefined

/** What a run knows of its connection. */
export interface Connected {
  /** Resolves when the first request to AWS has left; at once while no call is being made. */
  firstRequest(): Promise<void>
  /** Resolves when no command of `verify-on-instance` waits to be cancelled any more. */
  closed(): Promise<void>
  /** Closes every connection, including those of abandoned calls. */
  close(): void
}

/** Builds the context of a run. */
export function compose(
  { region, env, credentials, verifyRunner, onInstance, emit, compare }: Parts,
  { clock, stop }: ProcessDeps,
): Context & Connected {
  const connection = connectionTo({ region, clock, env, trace: traceFor(env) }, credentials, (operation, forMs) =>
    emit({ type: 'unanswered', at: clock.now(), operation, forMs }),
  )
  const { close, firstRequest } = connection
  const ports = { reads: readsOf(connection), writes: writesOf(connection), clock, stop }
  const both = onInstance?.(ports, verifyRunner)
  const closed = async () => both?.closed()
  const run = { ...(compare && { compare }), verifyRunner: both ?? verifyRunner, began: clock.now(), emit }
  return { ...ports, ...run, firstRequest, closed, close }
}

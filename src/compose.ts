/** Composition: who reads the story, and the clients, reads and writes that it is played with; the same for main and post. */
import { type Credentials, connectionTo, readsOf, writesOf } from './aws/index.ts'
import type { Environment } from './github/context.ts'
import type { Verify } from './github/verify.ts'
import type { Reporter } from './report/reporters.ts'
import type { Context, ReadContext } from './rollout/context.ts'
import type { Event } from './rollout/events.ts'
import type { Clock, VerifyRunner } from './rollout/ports.ts'
import { blank, record } from './rollout/timeline.ts'

/** What the process gives: time, the signal to stop, and how the verification is run. */
export interface ProcessDeps {
  readonly clock: Clock
  readonly stop: AbortSignal
  /** By bash unless said. */
  readonly verifyRunner?: (verify: Verify) => VerifyRunner
}

/** Tells each event to every reader, in their order, and remembers what is known by it. */
export function emitterFor({ clock }: ProcessDeps, readers: readonly Reporter[]): (event: Event) => void {
  let known = blank(clock.now())
  return (event) => {
    const before = known
    known = record(known, event)
    for (const read of readers) read(event, before, known)
  }
}

/** What a world is put together from. */
export interface Parts extends Pick<ReadContext, 'compare'> {
  readonly region: string
  readonly env: Environment
  readonly credentials: Credentials
  readonly verifyRunner: VerifyRunner
  readonly emit: Context['emit']
}

/** The probe of a run without a check. */
export const noVerification: VerifyRunner = { start: () => {}, result: () => undefined, end: async () => {} }

/** A world to roll in. `close` ends every connection, also those of looks that nobody waits for any more. */
export function compose(
  { region, env, credentials, verifyRunner, emit, compare }: Parts,
  { clock, stop }: ProcessDeps,
): Context & { close(): void } {
  const connection = connectionTo({ region, clock, env }, credentials, (operation, forMs) =>
    emit({ type: 'unanswered', at: clock.now(), operation, forMs }),
  )
  const { close } = connection
  const port = { ...(compare && { compare }), verifyRunner, clock, began: clock.now(), stop, emit }
  return { reads: readsOf(connection), writes: writesOf(connection), ...port, close }
}

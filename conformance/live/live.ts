/** What every step of `npm run live` has at hand. */
import { type Clients, errorOf, Stopped } from './clients.ts'
import type { ImageKind } from './names.ts'
import type { Recording } from './recording.ts'

/** Milliseconds since epoch, and a pause that ends early when `stop` is aborted. */
export interface LiveClock {
  now(): number
  sleep(ms: number, stop?: AbortSignal): Promise<void>
}

/** How a run of the shipped bundle ended. */
export interface Rolled {
  readonly exit: number | null
  readonly outputs: Readonly<Record<string, string>>
}

/** The bundle as a job of its own; `cancel` is what somebody does who cancels it. */
export interface RunningRoll {
  readonly done: Promise<Rolled>
  cancel(): void
  kill(): void
}

/** Starts the bundle, as main and post, with these inputs. */
export type Roll = (inputs: Readonly<Record<string, string>>, runId: string) => RunningRoll

/** `pollMs`: between two looks at something that is watched for a question. */
export interface Live {
  readonly region: string
  readonly clients: Clients
  readonly clock: LiveClock
  readonly stop: AbortSignal
  readonly recording: Recording
  readonly roll: Roll
  readonly pollMs: number
  say(line: string): void
}

/** What has been built, for those who play on it. */
export interface LiveWorld extends Live {
  readonly images: Readonly<Record<ImageKind, string>>
  readonly built: Built
}

/** The stack's outputs. */
export interface Built {
  readonly template: string
  readonly webTargets: string
  readonly subnet: string
}

/** A time limit of this program's own is over. */
export class TooLong extends Error {
  override readonly name = 'TooLong'
}

/** A pause. Throws `Stopped` once the program is to stop. */
export async function pause({ clock, stop }: Pick<Live, 'clock' | 'stop'>, ms: number): Promise<void> {
  if (!stop.aborted) await clock.sleep(ms, stop)
  if (stop.aborted) throw new Stopped('told to stop')
}

/** Asks until it gets something. `what` names it where time is up: then it throws `TooLong`. */
export async function until<T>(
  live: Pick<Live, 'clock' | 'stop'>,
  wait: { readonly what: string; readonly everyMs: number; readonly atMostMs: number },
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const end = live.clock.now() + wait.atMostMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (live.clock.now() >= end) throw new TooLong(`${wait.what}: not within ${Math.round(wait.atMostMs / 60_000)} min`)
    await pause(live, wait.everyMs)
  }
}

/** What AWS answers; its refusal, by code, where that is no mistake of ours. `Stopped` passes through. */
export async function answered<T>(call: Promise<T>): Promise<T | { readonly refused: string; readonly says: string }> {
  try {
    return await call
  } catch (error) {
    if (error instanceof Stopped) throw error
    const { code, message } = errorOf(error)
    return { refused: code, says: message }
  }
}

/** Whether it was refused. */
export const isRefused = (answer: unknown): answer is { readonly refused: string; readonly says: string } =>
  typeof answer === 'object' && answer !== null && 'refused' in answer

export const minutes = (count: number): number => count * 60_000

/** What `verify-on-instance` needs from outside. */
import type { Clock, Reads, Writes } from '../ports.ts'
import type { OpenCommand } from './progress.ts'

/** AWS, the clock, and whoever hears of what happens. */
export interface OnInstancePorts {
  readonly reads: Reads
  readonly writes: Writes
  readonly clock: Clock
  /** Aborted when the job is cancelled. */
  readonly stop: AbortSignal
  /** Remembers the commands that may run, before each is sent and after each has ended. */
  note(commands: readonly OpenCommand[]): void
  /** A line of the log. It may hold foreign text. */
  say(line: string): void
  /** What a person should see to. */
  warn(text: string): void
}

/** The user's script, and what makes the comments of its commands their own. */
export interface InstanceScript {
  readonly script: string
  readonly run: string
  readonly attempt: number
  /** Twelve characters at most that no other step of the run has. */
  readonly mark: string
}

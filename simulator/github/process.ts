/** One process of a step: its lines, its end, and the signals that the runner stops it with. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as realPause } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

/** How the process ended: by itself, or by a signal. */
export interface Ended {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
}

export interface RunningProcess {
  readonly ended: Promise<Ended>
  /** SIGINT, SIGTERM, SIGKILL with the runner's pauses between them; to this process only, not to its children. */
  stop(): Promise<void>
  /** SIGKILL at once. */
  kill(): void
}

/** Milliseconds on the runner's clock that it waits after each signal before the next. */
export const SIGNAL_PAUSES = [
  ['SIGINT', 7_500],
  ['SIGTERM', 2_500],
] as const

/** Real milliseconds for the rest of the output: a grandchild may hold the pipe open for ever. */
const OUTPUT_AFTER_EXIT = 5_000

/** A program to start, found by the PATH of `env`. `clock`: of the pauses between signals. */
export interface ProcessStart {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  /** Takes each line of stdout and stderr as it comes. */
  onLine(line: string): void
}

/** Starts it. */
export function startProcess(start: ProcessStart): RunningProcess {
  const child = spawn(start.program, start.args, {
    cwd: start.cwd,
    env: { ...start.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new AbortController()
  const exited = once(child, 'exit').finally(() => gone.abort())
  const read = Promise.all([readLines(child.stdout, start.onLine), readLines(child.stderr, start.onLine)])

  async function end(): Promise<Ended> {
    await exited
    const late = new AbortController()
    await Promise.race([read, realPause(OUTPUT_AFTER_EXIT, undefined, { signal: late.signal }).catch(() => undefined)])
    late.abort()
    child.stdout.destroy()
    child.stderr.destroy()
    return { exit: child.exitCode, signal: child.signalCode }
  }

  return {
    ended: end(),
    async stop() {
      for (const [signal, pause] of SIGNAL_PAUSES) {
        child.kill(signal)
        await start.clock.sleep(pause, gone.signal)
        if (gone.signal.aborted) return
      }
      child.kill('SIGKILL')
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}

/** Hands on the stream's lines until it closes. They end as .NET has it: at \n, \r or \r\n, and nowhere else. */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    // A \r at the very end waits: its \n may be in the next chunk.
    const parts = (rest + decoder.write(chunk)).split(/\r\n|\n|\r(?!$)/)
    rest = parts.pop() ?? ''
    for (const line of parts) onLine(line)
  })
  await once(stream, 'close')
  rest = (rest + decoder.end()).replace(/\r$/, '')
  if (rest !== '') onLine(rest)
}

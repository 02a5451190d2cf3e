/** One bash command by the Actions toolkit's runner, ended with everything that it started. */
import { randomUUID } from 'node:crypto'
import { exec } from '@actions/exec'
import type { Ms } from '../../rollout/model/time.ts'
import { tooLarge } from './argument-limit.ts'
import { LineReader } from './lines.ts'
import { MARK, ProcessTree, pause } from './process-tree.ts'

/** For output that is still in the pipe when the command has ended: a process out of reach may hold it open for ever. */
const DRAIN: Ms = 500
/** For the first line of a bash that is to be ended before it has said which process group is its own. */
const FIRST_LINE: Ms = 2_000

/** What to run. `line` gets each line of stdout and stderr, foreign text. */
export interface BashRun {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  /** Ends the command, and all that it started. */
  readonly stop: AbortSignal
  line(text: string): void
}

/** How it ended: the exit code (128 and the number of the signal that ended it), none where it was stopped; or why it never began. */
export type BashEnd = { readonly exit?: number } | { readonly problem: string }

/**
 * The toolkit tells no process id and ends no process. So bash starts the command in a process group of its own
 * (`set -m`), and the group's first line of output is the mark and its id; then it becomes the user's command.
 * `-p`: BASH_ENV and exported functions wait for the user's own bash. `--norc`: the toolkit's stdin is a socket, which
 * bash takes for a login by rshd and reads ~/.bashrc (Bash Reference Manual, "Invoked by remote shell daemon"). The outer
 * bash is silent once its work is done: it would report on stderr which signal has ended the command; `wait` gives 128 and
 * the signal's number as the exit code.
 */
const PROLOGUE = `set -m
"$BASH" --norc -pc 'printf "%s %s\\n" "$1" "$$"; exec "$BASH" -euo pipefail -c -- "$2"' bash "$1" "$2" </dev/null &
exec 2>/dev/null
wait "$!"`

/** Runs to the end, or until it is stopped. The whole tree has been ended when this resolves. Never rejects. */
export async function runBash({ command, env, stop, line }: BashRun): Promise<BashEnd> {
  const mark = randomUUID()
  const args = ['--norc', '-pc', PROLOGUE, 'ami-rollout', mark, command]
  const environment = { ...env, [MARK]: mark }
  const problem = tooLarge(args, environment)
  if (problem) return { problem: `bash could not be started: ${problem}` }

  const tree = new ProcessTree(mark)
  const kill = () => tree.kill()
  process.once('exit', kill)
  const leader = Promise.withResolvers<void>()
  const stdout = new LineReader((text) => {
    if (!text.startsWith(mark)) return line(text)
    tree.leadBy(Number(text.slice(mark.length)))
    leader.resolve()
  })
  const stderr = new LineReader(line)
  const ended = start(args, environment, { stdout, stderr })
  const stopped = aborted(stop).then(async () => {
    await Promise.race([leader.promise, ended, pause(FIRST_LINE)])
    await tree.end()
  })

  await Promise.race([ended, stopped])
  await tree.end()
  const end = await Promise.race([ended, pause(DRAIN).then(() => ({}))])
  process.off('exit', kill)
  stdout.end()
  stderr.end()
  return end
}

interface Readers {
  readonly stdout: LineReader
  readonly stderr: LineReader
}

/** Resolves when bash has ended and its output is read, or 0.5 s after bash where something still holds the output open. */
async function start(args: string[], env: Record<string, string>, { stdout, stderr }: Readers): Promise<BashEnd> {
  using unheld = unheldSpawnError()
  try {
    const run = exec('bash', args, {
      env,
      silent: true,
      ignoreReturnCode: true,
      // Without any input stdin stays open, and a command that reads it waits for ever.
      input: Buffer.alloc(0),
      delay: DRAIN,
      listeners: { stdout: readBy(stdout), stderr: readBy(stderr) },
    })
    // The toolkit's types do not say that a process ended by a signal has no exit code.
    const exit: number | null = await Promise.race([run, unheld.error])
    return exit === null ? {} : { exit }
  } catch (error) {
    return { problem: `bash could not be started: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * What `spawn` throws (no memory, no file descriptor left) the toolkit leaves in a promise that nobody holds: that would
 * end this process in the middle of a rollout, and the promise that it gives us would never settle.
 */
function unheldSpawnError(): { readonly error: Promise<never>; [Symbol.dispose](): void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const take = (reason: unknown) => {
    if (!isSpawnError(reason)) throw reason
    reject(reason)
  }
  process.on('unhandledRejection', take)
  return { error: promise, [Symbol.dispose]: () => process.off('unhandledRejection', take) }
}

/** `ERR_INVALID_ARG_VALUE`: a NUL. The last is the toolkit's own, where the process got no pipes. */
const isSpawnError = (reason: unknown): boolean =>
  reason instanceof Error &&
  (('syscall' in reason && reason.syscall === 'spawn') ||
    ('code' in reason && reason.code === 'ERR_INVALID_ARG_VALUE') ||
    reason.message === 'child process missing stdin')

/**
 * The toolkit keeps an unfinished line whole, and searches all of it at each chunk: a line without an end would take
 * memory without a limit and hold up the watch. It reads the chunk after us, so it gets one short line of it.
 */
const readBy =
  (reader: LineReader) =>
  (chunk: Buffer): void => {
    reader.write(chunk)
    chunk.fill(' ').fill('\n', chunk.length - 1)
  }

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

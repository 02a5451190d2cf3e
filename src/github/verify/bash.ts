/** Runs one bash command through the Actions toolkit and ends it with all its child processes. */
import { randomUUID } from 'node:crypto'
import { exec } from '@actions/exec'
import type { Ms } from '../../rollout/model/time.ts'
import { tooLarge } from './argument-limit.ts'
import { LineReader } from './lines.ts'
import { MARK, ProcessTree, pause } from './process-tree.ts'

/**
 * Time for output still in the pipe after the command has ended. Limited, because a detached process may keep the
 * pipe open.
 */
const DRAIN: Ms = 500
/** Time to wait for the first line, which has the process group's id, when the command is ended before it came. */
const FIRST_LINE: Ms = 2_000

/** The command to run. `line` receives each line of stdout and stderr, foreign text. */
export interface BashRun {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
  /** Ends the command and all its child processes. */
  readonly stop: AbortSignal
  line(text: string): void
}

/** The exit code (128 plus the signal's number after a signal; none after `stop`), or why the command did not start. */
export type BashEnd = { readonly exit?: number } | { readonly problem: string }

/**
 * The toolkit gives no process id and ends no process. So bash starts the command in a process group of its own
 * (`set -m`), and the group's first line of output is the mark and its id; then it becomes the user's command.
 * `-p`: BASH_ENV and exported functions wait for the user's own bash. `--norc`: the toolkit's stdin is a socket, which
 * bash takes for a login by rshd and reads ~/.bashrc (Bash Reference Manual, "Invoked by remote shell daemon"). The outer
 * bash itself is silent from the start: it would report on stderr that the job is done, or which signal has ended it;
 * `wait` gives 128 and the signal's number as the exit code.
 */
const PROLOGUE = `set -m
exec 3>&2 2>/dev/null
"$BASH" --norc -pc 'printf "%s %s\\n" "$1" "$$"; exec "$BASH" -euo pipefail -c -- "$2"' bash "$1" "$2" </dev/null 2>&3 3>&- &
wait "$!"`

/** Runs the command until it ends or until `stop`. All its processes have ended when this resolves. Never rejects. */
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

/**
 * Resolves when bash has ended and its output is read, or 0.5 s after bash where something still holds the output
 * open.
 */
async function start(args: string[], env: Record<string, string>, { stdout, stderr }: Readers): Promise<BashEnd> {
  using unheld = catchSpawnError()
  try {
    const run = exec('bash', args, {
      env,
      silent: true,
      ignoreReturnCode: true,
      // No `input`: if bash ends before it is written, the toolkit lets the EPIPE end this process. The command reads
      // /dev/null, and bash itself reads nothing.
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
 * If `spawn` throws (no memory or file descriptors), the toolkit rejects a promise that nothing handles, and the promise
 * that it returned never settles. Unhandled, that would end this process in the middle of a rollout.
 */
function catchSpawnError(): { readonly error: Promise<never>; [Symbol.dispose](): void } {
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
 * The toolkit buffers an unfinished line and searches all of it at each chunk, so a line without an end would use
 * unlimited memory and block the watch. It reads each chunk after this function, which leaves it only one short line.
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

/** Programs of others as child processes: run until they end, or served until they are stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface Command {
  readonly program: string
  readonly args?: readonly string[]
  readonly cwd?: string
  /** Over this process's own environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Each line of both streams. */
  readonly onLine?: (line: string) => void
  /** Milliseconds; 10 minutes unless said. */
  readonly timeoutMs?: number
}

export interface Ended {
  /** `null` if a signal ended it. */
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

const TEN_MINUTES_MS = 600_000

/** Runs it until it ends. Throws if it cannot be started, or is not done in time. */
export async function run(command: Command): Promise<Ended> {
  const child = start(command)
  const [stdout, stderr] = [heard(child.stdout, command), heard(child.stderr, command)]
  const limit = command.timeoutMs ?? TEN_MINUTES_MS
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    kill(child)
  }, limit)
  try {
    const exit = await exitOf(child)
    if (isLate) throw new Error(`${command.program} was not done after ${limit / 1000} s`)
    return { exit, stdout: (await stdout).join('\n'), stderr: (await stderr).join('\n') }
  } finally {
    clearTimeout(timer)
  }
}

/** Runs it and gives its standard output. Throws, with what it said, unless it exits with 0. */
export async function output(command: Command): Promise<string> {
  const { exit, stdout, stderr } = await run(command)
  if (exit !== 0)
    throw new Error(`${[command.program, ...(command.args ?? [])].join(' ')} exited with ${exit}:\n${stderr || stdout}`)
  return stdout
}

/** A server that is up. Disposing it ends its whole process group. */
export interface Served extends AsyncDisposable {
  /** The line by which it said so. */
  readonly ready: RegExpExecArray
}

/** Starts a server and waits for the line that says it is up. Throws if it ends before. */
export async function serve(command: Command & { readonly ready: RegExp }): Promise<Served> {
  const child = start(command)
  const lines: string[] = []
  let onReady: (match: RegExpExecArray) => void = () => undefined
  const ready = new Promise<RegExpExecArray>((resolve) => {
    onReady = resolve
  })
  const onLine = (line: string) => {
    lines.push(line)
    command.onLine?.(line)
    const match = command.ready.exec(line)
    if (match) onReady(match)
  }
  void heard(child.stdout, { onLine })
  void heard(child.stderr, { onLine })
  const ended = exitOf(child)
  const match = await Promise.race([
    ready,
    ended.then((exit) => {
      throw new Error(`${command.program} exited with ${exit} before it was ready:\n${lines.slice(-20).join('\n')}`)
    }),
  ])
  return {
    ready: match,
    async [Symbol.asyncDispose]() {
      kill(child)
      await ended
    },
  }
}

/** Where a program lies on the PATH; undefined if nowhere. */
export function which(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, program)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A process group of its own, so that whatever it starts ends with it. */
function start({ program, args = [], cwd, env }: Command): ChildProcess {
  return spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

function kill({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

async function heard(stream: Readable | null, { onLine }: Pick<Command, 'onLine'>): Promise<readonly string[]> {
  const lines: string[] = []
  if (!stream) return lines
  for await (const line of createInterface({ input: stream })) {
    lines.push(line)
    onLine?.(line)
  }
  return lines
}

/** The user's `verify` command: bash, beside the watch. Its result is one more thing seen. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Ms, Verified } from '../rollout/model.ts'
import type { Check, Probe } from '../rollout/world.ts'
import { environmentOf, type Variables } from './command/environment.ts'
import { Family, MARK, pause } from './command/family.ts'
import { readLines, Tail } from './command/lines.ts'
import type { Environment } from './context.ts'

/** Lines of a check that its result quotes. */
const TAIL = 20
/** Lines of a check that are handed on; a flood is not worth a log that nobody can open. */
const SHOWN = 1_000
/** For output that is still in the pipe when the check has ended: somebody out of reach may hold it open for ever. */
const DRAIN: Ms = 500

/** What to run, and who hears of it. */
export interface Verify {
  /** The user's own text, one argument of bash: never put together with other text. */
  readonly command: string
  /** The action's environment. */
  readonly env: Environment
  /** The rollout's AWS credentials as variables; asked at each start. */
  aws(): Variables
  /**
   * Each line as it is written. Foreign text: who prints it must neutralise workflow commands line by line. Wrapping it in
   * `::stop-commands::` would not do: a secret that is masked meanwhile would not be.
   */
  output(line: string, step: string): void
}

/** Runs one check at a time, in a process group of its own that is ended whole. Nothing of it throws or rejects. */
export function commandProbe(verify: Verify): Probe {
  let current: Run | undefined
  let gone: Promise<void> = Promise.resolve()
  const end = () => {
    if (current) gone = current.end()
    current = undefined
    return gone
  }
  return {
    start(check) {
      current = begin(check, verify, end())
    },
    result: () => current?.verified(),
    end,
  }
}

/** One check on its way. `end` resolves when it and all that it started are gone. */
interface Run {
  verified(): Verified
  end(): Promise<void>
}

type Verdict = Pick<Verified, 'result' | 'exit'>

/** Begins when those before are gone; its time runs from now on. */
function begin(check: Check, verify: Verify, before: Promise<void>): Run {
  const tail = new Tail(TAIL)
  const stop = new AbortController()
  let verdict: Verdict = { result: 'running' }
  let lines = 0
  const hear = (line: string) => {
    tail.add(line)
    lines += 1
    if (lines <= SHOWN) verify.output(line, check.step)
    else if (lines === SHOWN + 1) verify.output('… further output is not shown', check.step)
  }
  const timer = setTimeout(() => {
    verdict = { result: 'timed-out' }
    stop.abort()
  }, check.limit)
  const play = async () => {
    await before
    const end = stop.signal.aborted ? verdict : await run({ check, verify, hear, stop: stop.signal })
    clearTimeout(timer)
    if (verdict.result === 'running') verdict = end
  }
  const done = play()
  return {
    verified: () => ({ step: check.step, ...verdict, tail: tail.lines() }),
    end() {
      clearTimeout(timer)
      stop.abort()
      return done
    },
  }
}

interface Play {
  readonly check: Check
  readonly verify: Verify
  readonly stop: AbortSignal
  hear(line: string): void
}

/** Bash to its end, or until `stop`. The whole family has been ended when this resolves, whichever it was. */
async function run({ check, verify, hear, stop }: Play): Promise<Verdict> {
  const mark = randomUUID()
  const env = { ...environmentOf(check, verify.env, verify.aws()), [MARK]: mark }
  const started = await bash(verify.command, env)
  if (started instanceof Error) {
    hear(`bash could not be started: ${started.message}`)
    return { result: 'failed' }
  }
  const { child, pid } = started
  const family = new Family(pid, mark)
  const kill = () => family.kill()
  process.once('exit', kill)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const closed = new Promise((resolve) => child.once('close', resolve))
  for (const stream of [child.stdout, child.stderr]) readLines(stream, hear)

  await Promise.race([exited, aborted(stop).then(() => family.end())])
  await family.end()
  await Promise.race([closed, pause(DRAIN)])
  process.off('exit', kill)
  for (const stream of [child.stdout, child.stderr]) stream.destroy()
  // What could not be ended (it became root's) must not keep this process.
  child.unref()
  const { exitCode, signalCode } = child
  const exit = exitCode ?? (signalCode === null ? undefined : 128 + constants.signals[signalCode])
  return { result: exit === 0 ? 'passed' : 'failed', ...(exit === undefined ? {} : { exit }) }
}

/** A running bash, or why there is none: it is not installed, or the environment is too large. */
async function bash(command: string, env: Readonly<Record<string, string>>) {
  try {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', '--', command], {
      // A session and process group of its own, on every POSIX system: what the `setsid` command does, without needing it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    await once(child, 'spawn')
    const { pid } = child
    return pid === undefined ? new Error('it has no process id') : { child, pid }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

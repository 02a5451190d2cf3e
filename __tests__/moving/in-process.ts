/**
 * Our action as a step of a workflow, in this process and in the world's time, in place of the bundle in a process of its
 * own: the same main and post, the same files and signals, without a moment of waiting.
 */
import { basename, dirname, join } from 'node:path'
import type { Gate } from '../../simulator/aws/call.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { type Clock, virtualClock } from '../../simulator/clock.ts'
import {
  type Ended,
  type ProcessStart,
  type RunningProcess,
  SIGNAL_PAUSES,
  startProcess,
} from '../../simulator/github/process.ts'
import { root } from '../../simulator/stage.ts'
import type { ProcessDeps } from '../../src/compose.ts'
import { verifyByBash } from '../../src/github/verify.ts'
import { main, post } from '../../src/main.ts'
import { Life } from '../life.ts'
import { sourcesOf } from '../repo/sources.ts'
import { inStep } from '../scenario.ts'

/** From a cancel to SIGKILL. */
const PATIENCE = SIGNAL_PAUSES.reduce((sum, [, pause]) => sum + pause, 0)

const HOUR = 3_600_000

/** How workflows run in the world's time. `runnerClock`: of the jobs. */
export interface InProcess {
  readonly clock: Clock
  readonly runnerClock: Clock
  /** Belongs into the simulated AWS: the dead get no answers. */
  readonly gate: Gate
  readonly start: (start: ProcessStart) => RunningProcess
}

/**
 * Loads what a run loads where it needs it: a test runner transforms each part as it is imported, which no clock sees, and
 * a job's time would run out meanwhile.
 */
export async function loadParts(): Promise<void> {
  const parts = sourcesOf('src').flatMap(({ path, text }) =>
    [...text.matchAll(/import\('(\.[^']+)'\)/g)].map(([, part = '']) => join(root, dirname(path), part)),
  )
  await Promise.all([...new Set(parts)].map((part) => import(part)))
}

/** A job's own limit of hours is none here: it would be the one thing that waits, and time would leap to it. */
const withoutLimits = (clock: Clock): Clock => ({
  now: clock.now,
  sleep: (ms, stop) => (ms < HOUR || !stop ? clock.sleep(ms, stop) : once(stop)),
})

const once = (stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })

/** While a script of a workflow runs, time stands still. */
export function inProcess(agenda: Agenda): InProcess {
  const scripts = new Set<Promise<unknown>>()
  const clock = virtualClock(agenda, scripts)
  const lives = new Set<Life>()
  const during = (script: Promise<unknown>) => {
    scripts.add(script)
    void script.finally(() => scripts.delete(script))
  }
  return {
    clock,
    runnerClock: withoutLimits(clock),
    gate: (call, next) => {
      const [life] = lives
      return life ? life.gate(call, next) : next()
    },
    start(process) {
      const script = process.args.at(-1) ?? ''
      if (!script.startsWith(`${root}dist/`)) {
        const running = startProcess(process)
        during(running.ended)
        return running
      }
      const life = new Life(agenda, { patience: PATIENCE })
      lives.add(life)
      const run = basename(script) === 'post.js' ? post : main
      const ended = ranIn(process, { clock, life, during, run }).finally(() => lives.delete(life))
      return { ended, stop: async () => life.cancel(), kill: () => life.kill() }
    },
  }
}

interface Running {
  readonly clock: Clock
  readonly life: Life
  readonly run: typeof main
  during(script: Promise<unknown>): void
}

/** Runs it in the environment and the folder of its process. */
async function ranIn({ env, cwd, onLine }: ProcessStart, { clock, life, run, during }: Running): Promise<Ended> {
  const verifyRunner: NonNullable<ProcessDeps['verifyRunner']> = (verify) => {
    const runner = verifyByBash(verify)
    const verdict = async () => {
      while (runner.result()?.result === 'running') await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return {
      ...runner,
      start(check) {
        runner.start(check)
        during(verdict())
      },
    }
  }
  const former = process.cwd()
  process.chdir(cwd)
  const exit = await inStep(env, clock, lineByLine(onLine), (variables) =>
    Promise.race([run({ clock: life.clock(clock), stop: life.stop, verifyRunner }, variables), life.death]),
  ).finally(() => process.chdir(former))
  life.end()
  return exit === undefined ? { exit: null, signal: 'SIGKILL' } : { exit, signal: null }
}

function lineByLine(onLine: (line: string) => void): typeof process.stdout.write {
  let rest = ''
  return (chunk: string | Uint8Array) => {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    return true
  }
}

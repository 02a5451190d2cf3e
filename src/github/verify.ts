/** The user's `verify` command: one run at a time, beside the watch. Its result is one more thing that a poll observes. */
import type { VerifyResult } from '../rollout/model/observation.ts'
import type { Verification, VerifyRunner } from '../rollout/ports.ts'
import type { Environment } from './context.ts'
import { runBash } from './verify/bash.ts'
import { type Variables, verifyEnvironment } from './verify/environment.ts'
import { Tail } from './verify/lines.ts'

/** Lines of a run that its result quotes. */
const TAIL_LINES = 20
/** Lines of a run that are handed on; a flood is not worth a log that nobody can open. */
const SHOWN_LINES = 1_000

/** What to run, and who gets its output. */
export interface Verify {
  /** The user's own text, one argument of bash: never put together with other text. */
  readonly command: string
  /** The action's environment. */
  readonly env: Environment
  /** The rollout's AWS credentials as variables; asked for at each start. */
  aws(): Variables
  /**
   * Each line as it is written. Foreign text: who prints it must neutralise workflow commands line by line. Wrapping it in
   * `::stop-commands::` would not do: a secret that is masked meanwhile would not be.
   */
  output(line: string, step: string): void
}

/** Runs the command, each run in a process group of its own that is ended whole. Nothing of it throws or rejects. */
export function verifyByBash(verify: Verify): VerifyRunner {
  let current: Run | undefined
  let previousEnded: Promise<void> = Promise.resolve()
  const end = () => {
    if (current) previousEnded = current.end()
    current = undefined
    return previousEnded
  }
  return {
    start(check) {
      current = begin(check, verify, end())
    },
    result: () => current?.result(),
    end,
  }
}

/** Why this runner cannot run a `verify` command, or nothing. Asked before the start: at a checkpoint it would fail a good image. */
export async function bashProblem(env: Environment): Promise<string | undefined> {
  const never = new AbortController().signal
  const ended = await runBash({ command: ':', env: verifyEnvironment(NOTHING, env, {}), stop: never, line: () => {} })
  return 'problem' in ended ? ended.problem : undefined
}

const NOTHING: Pick<Verification, 'step' | 'facts'> = { step: '', facts: {} }

/** A run that has begun. `end` resolves when the command and all that it started are gone. */
interface Run {
  result(): VerifyResult
  end(): Promise<void>
}

/** Begins when the run before has ended; its time counts from now on. */
function begin(check: Verification, verify: Verify, previousEnded: Promise<void>): Run {
  const tail = new Tail(TAIL_LINES)
  const stop = new AbortController()
  let verdict: Pick<VerifyResult, 'result' | 'exit'> = { result: 'running' }
  let lines = 0
  const line = (text: string) => {
    tail.add(text)
    lines += 1
    if (lines <= SHOWN_LINES) verify.output(text, check.step)
    else if (lines === SHOWN_LINES + 1) verify.output('… further output is not shown', check.step)
  }
  const timer = setTimeout(() => {
    verdict = { result: 'timed-out' }
    stop.abort()
  }, check.limit)
  const run = async () => {
    await previousEnded
    if (stop.signal.aborted) return
    const env = verifyEnvironment(check, verify.env, verify.aws())
    const ended = await runBash({ command: verify.command, env, stop: stop.signal, line })
    clearTimeout(timer)
    // A command that ends because its time is up says nothing by its exit code.
    if (verdict.result !== 'running') return
    if ('problem' in ended) line(ended.problem)
    const exit = 'exit' in ended ? ended.exit : undefined
    verdict = { result: exit === 0 ? 'passed' : 'failed', ...(exit === undefined ? {} : { exit }) }
  }
  const done = run()
  return {
    result: () => ({ step: check.step, ...verdict, tail: tail.lines() }),
    end() {
      clearTimeout(timer)
      stop.abort()
      return done
    },
  }
}

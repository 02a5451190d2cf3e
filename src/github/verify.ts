/** Runs the `verify` command in parallel with the watch, one run at a time. Each poll reads its result. */
import type { VerifyResult } from '../rollout/model/observation.ts'
import type { Verification, VerifyRunner } from '../rollout/ports.ts'
import type { Environment } from './context.ts'
import { runBash } from './verify/bash.ts'
import { type Variables, verifyEnvironment } from './verify/environment.ts'
import { Tail } from './verify/lines.ts'

/** Last lines of output that the result quotes. */
const TAIL_LINES = 20
/** Lines of output that go to the log; more could make the log too large to open. */
const SHOWN_LINES = 1_000

/** The command, its environment, and the receiver of its output. */
export interface VerifyCommand {
  /** The input's text, passed to bash as one argument and never concatenated with other text. */
  readonly command: string
  /** The action's environment. */
  readonly env: Environment
  /** The rollout's current AWS credentials as variables; read at each start. */
  aws(): Variables
  /**
   * Receives each line as it is written. It is foreign text, so workflow commands must be neutralised line by line.
   * Wrapping it in `::stop-commands::` would disable `::add-mask::` meanwhile.
   */
  output(line: string, step: string): void
}

/**
 * Runs the command with bash. Each run has its own process group, which is ended as a whole. Never throws or rejects.
 */
export function verifyByBash(verify: VerifyCommand): VerifyRunner {
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

/**
 * Why this runner cannot run a `verify` command; `undefined` if it can. Checked early, since at a checkpoint it would
 * fail a good image.
 */
export async function bashProblem(env: Environment): Promise<string | undefined> {
  const never = new AbortController().signal
  const ended = await runBash({ command: ':', env: verifyEnvironment(NOTHING, env, {}), stop: never, line: () => {} })
  return 'problem' in ended ? ended.problem : undefined
}

const NOTHING: Pick<Verification, 'step' | 'facts'> = { step: '', facts: {} }

/** A started run. `end` resolves when the command and all its child processes are gone. */
interface Run {
  result(): VerifyResult
  end(): Promise<void>
}

/** Starts a run after the previous one has ended. Its time limit counts from now. */
function begin(check: Verification, verify: VerifyCommand, previousEnded: Promise<void>): Run {
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
    // After a timeout the exit code means nothing, because this action ended the command.
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

/** Jobs of the tests: a fixture action on the simulated runner, with a clock that the test turns by hand. */
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../clock.ts'
import { type JobResult, type RunningAction, runAction, type Step } from '../../github/runner.ts'
import { printed } from '../../github/terminal.ts'

/** The folder of a fixture action. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/actions/${name}`, import.meta.url))
}

/** Runs a fixture action until it ends. */
export function run(name: string, step: Omit<Step, 'action'> = {}): Promise<JobResult> {
  return runAction({ ...step, action: fixture(name) }).done
}

/** Starts a fixture action; `until` resolves once the log has this text, and fails if the job ends before. */
export function start(
  name: string,
  step: Omit<Step, 'action'> = {},
): RunningAction & { until(text: string): Promise<void> } {
  const log: string[] = []
  let changed = Promise.withResolvers<void>()
  const job = runAction({
    ...step,
    action: fixture(name),
    onLine: (line) => {
      log.push(...printed(line, false))
      changed.resolve()
      changed = Promise.withResolvers()
    },
  })
  let over = false
  const end = job.done.then(() => {
    over = true
  })
  return {
    ...job,
    async until(text) {
      while (!log.some((line) => line.includes(text))) {
        if (over) throw new Error(`the job ended without '${text}':\n${log.join('\n')}`)
        await Promise.race([changed.promise, end])
      }
    },
  }
}

/** A clock on which nothing passes until the test ends a sleep by its length. */
export class HandClock implements Clock {
  readonly #sleeps = new Set<{ readonly ms: number; end(): void }>()

  now(): number {
    return 0
  }

  sleep(ms: number, stop?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const sleep = { ms, end: resolve }
    this.#sleeps.add(sleep)
    if (stop?.aborted) resolve()
    stop?.addEventListener('abort', () => resolve())
    return promise.finally(() => this.#sleeps.delete(sleep))
  }

  /** The lengths of all sleeps that go on, in milliseconds. */
  get sleeping(): readonly number[] {
    return [...this.#sleeps].map(({ ms }) => ms)
  }

  /** Lets the sleep of this length end, once somebody sleeps so long. */
  async end(ms: number): Promise<void> {
    for (;;) {
      const sleep = [...this.#sleeps].find((each) => each.ms === ms)
      if (sleep !== undefined) return sleep.end()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

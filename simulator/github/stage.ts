/** One process of a step, main or post: started with its command files, stopped with the runner's signals, judged by its end. */
import { openCommandFiles, type Written } from './command-files.ts'
import type { JobStatus } from './expression.ts'
import { type Ended, type ProcessStart, type RunningProcess, startProcess } from './process.ts'
import type { JobStep } from './step.ts'

/** `holds`: whether the condition of the step, or of its post, still holds in the job’s present state. */
export interface StageStart extends ProcessStart {
  /** RUNNER_TEMP, where the command files lie. */
  readonly temp: string
  /** Starts the process; one of the machine's own unless said. */
  readonly start: ((start: ProcessStart) => RunningProcess) | undefined
  holds(): boolean
}

/** Why the runner stops a stage. */
export type Interruption = 'cancelled' | 'timed out'

/** A process that has ended. One that the runner has stopped is judged by why, not by its exit code. */
export interface FinishedStage {
  readonly ended: Ended
  readonly written: Written
  readonly interruption: Interruption | undefined
}

export class StepStage {
  readonly done: Promise<FinishedStage>
  readonly #process: RunningProcess
  readonly #holds: () => boolean
  #interruption: Interruption | undefined

  constructor({ temp, env, holds, start = startProcess, ...process }: StageStart) {
    const files = openCommandFiles(temp)
    this.#holds = holds
    this.#process = start({ ...process, env: { ...env, ...files.env } })
    this.done = this.#process.ended.then((ended) => ({
      ended,
      written: files.collect(),
      interruption: this.#interruption,
    }))
  }

  /** The job has been cancelled: the process is stopped, unless its condition holds all the same. */
  cancel(): void {
    if (!this.#holds()) this.stop('cancelled')
  }

  stop(why: Interruption): void {
    if (this.#interruption !== undefined) return
    this.#interruption = why
    void this.#process.stop()
  }

  kill(): void {
    this.#process.kill()
  }
}

/** How a stage ended. `failed`: the runner could not take a command of it. */
export function stageStatusOf({ ended, interruption }: FinishedStage, failed: boolean): JobStatus {
  if (interruption === 'cancelled') return 'cancelled'
  return interruption === 'timed out' || ended.exit !== 0 || failed ? 'failure' : 'success'
}

/** The runner's own error about how a stage ended, if it has one: a script's exit code, or why it was stopped. */
export function complaintOf(
  { ended, interruption }: FinishedStage,
  step: JobStep,
  name = step.id ?? 'run',
): string | undefined {
  if (interruption === 'cancelled') return 'The operation was canceled.'
  if (interruption === 'timed out') return `The action '${name}' has timed out after ${step.timeoutMinutes} minutes.`
  const isAccused = step.type === 'script' && ended.exit !== 0
  return isAccused ? `Process completed with exit code ${ended.exit ?? -1}.` : undefined
}

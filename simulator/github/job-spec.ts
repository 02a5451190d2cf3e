/** A job: what goes in, and what comes of it. */
import type { Clock } from '../clock.ts'
import type { Contexts, JobStatus } from './expression.ts'
import type { Annotation, Line } from './log.ts'
import type { MachineOptions } from './machine.ts'
import type { ProcessStart, RunningProcess } from './process.ts'
import type { JobStep, StepEnd } from './step.ts'

/** What the runner is like on which a job runs. */
export interface RunnerOptions extends MachineOptions {
  /** What the machine's environment holds besides the runner's own variables; not shown in the log. */
  readonly variables?: Readonly<Record<string, string>>
  /** Flags for Node itself, in main and post alike: `--import` of a clock that runs fast. */
  readonly nodeArguments?: readonly string[]
  /** Starts the processes of steps, where they are not the machine's own. */
  readonly start?: (start: ProcessStart) => RunningProcess
  /** The runner's own waits: signals, time-outs. The machine's clock if absent. */
  readonly clock?: Clock
  /** Each entry of the log as it appears, masked. */
  readonly onLine?: (line: Line) => void
}

export interface JobSpec extends RunnerOptions {
  readonly steps: readonly JobStep[]
  /** `env:`, of the workflow and of the job. */
  readonly env?: Readonly<Record<string, string>>
  /** `timeout-minutes:`, counted from the job's start; GitHub then cancels it. */
  readonly timeoutMinutes?: number
  /** What of its time has passed before these steps, in ms. */
  readonly earlierStepsMs?: number
  /** `outputs:`, as expressions. */
  readonly outputs?: Readonly<Record<string, string>>
  /** What expressions see besides `github`, `runner`, `job`, `env` and `steps`. */
  readonly contexts?: Contexts
}

export interface JobEnd {
  readonly conclusion: JobStatus
  /** When the job began and ended, in ms since epoch on the runner's clock. */
  readonly began: number
  readonly ended: number
  /** In their order, skipped ones too. */
  readonly steps: readonly StepEnd[]
  /** None that is empty, none that holds a masked value. */
  readonly outputs: Readonly<Record<string, string>>
  readonly annotations: readonly Annotation[]
  /** The log as a person sees it, without colours. */
  readonly log: readonly string[]
}

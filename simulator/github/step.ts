/** A job of one step: what goes in, and what comes of it. */
import type { Clock } from '../clock.ts'
import type { RunContext } from './environment.ts'
import type { JobStatus } from './expression.ts'
import type { Annotation, Line } from './log.ts'
import type { Ended } from './process.ts'

/** One step `uses:` an action, in a job of its own. */
export interface Step {
  /** The folder of action.yml. */
  readonly action: string
  /** `id:`, by which conditions name the step; `step` if absent. */
  readonly id?: string
  /** How the workflow names the action, for the log; `./` if absent. */
  readonly uses?: string
  /** `with:` */
  readonly inputs?: Readonly<Record<string, string>>
  /**
   * What post gets in place of main's inputs, exactly and without defaults: in a composite action inside another the
   * runner gives it those of the enclosing one, maybe none [actions/runner #2030, #3514].
   */
  readonly postInputs?: Readonly<Record<string, string>>
  /** What the job's environment holds besides the runner's own variables; not shown in the log. */
  readonly env?: Readonly<Record<string, string>>
  /** `if:`, `success()` if absent. A step whose condition still holds in a cancelled job is not signalled. */
  readonly if?: string
  /** `continue-on-error:`, of post too [actions/runner: ActionRunner.ContinueOnError is the action step's in each stage]. */
  readonly continueOnError?: boolean
  /** `timeout-minutes:`, on `clock`. */
  readonly timeoutMinutes?: number
  /** The job's own `timeout-minutes:`, counted from its start; GitHub then cancels it. */
  readonly jobTimeoutMinutes?: number
  /** What earlier steps of the job have taken of its time, in ms. */
  readonly earlierStepsMs?: number
  /** The `if:` of each step behind this one that does nothing but `exit 1`. */
  readonly failIf?: readonly string[]
  /** The outputs of the step that are outputs of the job. */
  readonly jobOutputs?: readonly string[]
  readonly context?: Partial<RunContext>
  /** The payload of the event that began the run. */
  readonly event?: object
  /** GITHUB_WORKSPACE and RUNNER_TEMP: kept if given, else made and deleted again. */
  readonly workspace?: string
  readonly temp?: string
  /** Flags for Node itself, in main and post alike: `--import` of a clock that runs fast. */
  readonly nodeArguments?: readonly string[]
  /** The runner's own waits: signals, time-outs. The machine's clock if absent. */
  readonly clock?: Clock
  /** Each entry of the log as it appears, masked. */
  readonly onLine?: (line: Line) => void
}

export interface RunningAction {
  readonly done: Promise<JobResult>
  /** Somebody cancels the run. */
  cancel(): void
  /** The machine is lost: SIGKILL, and post does not run. */
  kill(): void
}

export interface JobResult {
  readonly conclusion: JobStatus
  /** Of the step, before `continue-on-error`. */
  readonly outcome: JobStatus
  /** When the job's step began and when the job ended, in ms since epoch on the runner's clock. */
  readonly began: number
  readonly ended: number
  readonly main: Ended
  /** Absent if the action has no post, `post-if` did not hold, or the machine was lost. */
  readonly post?: Ended
  readonly outputs: Readonly<Record<string, string>>
  /** The outputs of the job: none that is empty, none that holds a masked value. */
  readonly jobOutputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** Markdown, masked; empty if none or too large. Post has its own. */
  readonly summary: { readonly main: string; readonly post: string }
  readonly annotations: readonly Annotation[]
  /** The log as a person sees it, without colours. */
  readonly log: readonly string[]
}

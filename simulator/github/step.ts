/** The steps of a job: what each is, and what becomes of it. */
import type { JobStatus } from './expression.ts'
import type { Ended } from './process.ts'
import type { StepValues } from './transcript.ts'

export type JobStep = ActionStep | ScriptStep

/** What any step may say. Texts may hold `${{ … }}`, which is evaluated as the step begins. */
interface AnyStep {
  /** `id:`, by which expressions name the step. */
  readonly id?: string
  /** `if:`, `success()` if absent. A step whose condition still holds in a cancelled job is not signalled. */
  readonly if?: string
  /** `env:`, of post too. */
  readonly env?: Readonly<Record<string, string>>
  /** `continue-on-error:`, of post too [actions/runner: ActionRunner.ContinueOnError is the action step's in each stage]. */
  readonly continueOnError?: boolean
  /** `timeout-minutes:`, on the runner's clock. */
  readonly timeoutMinutes?: number
}

/** `uses:` */
export interface ActionStep extends AnyStep {
  readonly type: 'action'
  /** The folder of action.yml. */
  readonly action: string
  /** How the workflow names the action, for the log; `./` if absent. */
  readonly uses?: string
  /** `with:` */
  readonly inputs?: Readonly<Record<string, string>>
  /**
   * What post gets in place of main's inputs, exactly and without defaults: in a composite action inside another the
   * runner gives it those of the enclosing one, maybe none [actions/runner #2030, #3514].
   */
  readonly postInputs?: Readonly<Record<string, string>>
}

/** `run:` */
export interface ScriptStep extends AnyStep {
  readonly type: 'script'
  readonly run: string
  /** `bash` is stricter than no word at all [GitHub Docs, jobs.<job_id>.steps[*].shell]. */
  readonly shell?: 'bash'
  /** From the workspace. */
  readonly workingDirectory?: string
}

/** How a step ended; skipped where its condition did not hold. */
export type StepOutcome = JobStatus | 'skipped'

/** One process of a step, main or post. */
export interface StageEnd {
  readonly ended: Ended
  /** Markdown, masked; empty if none or too large. */
  readonly summary: string
}

/** What became of a step. */
export interface StepEnd extends StepValues {
  readonly id?: string
  /** Before `continue-on-error`, and after it. */
  readonly outcome: StepOutcome
  readonly conclusion: StepOutcome
  /** Absent if the step was skipped. */
  readonly main?: StageEnd
  /** Absent if there is no post, `post-if` did not hold, or the machine was lost. */
  readonly post?: StageEnd
}

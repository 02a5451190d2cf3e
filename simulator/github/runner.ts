/** Runs a job of one step that `uses:` an action on a simulated GitHub runner. */
import type { RunContext } from './environment.ts'
import type { JobStatus } from './expression.ts'
import { Job } from './job.ts'
import type { JobEnd, RunnerOptions } from './job-spec.ts'
import type { Annotation } from './log.ts'
import type { Ended } from './process.ts'
import type { ActionStep } from './step.ts'

/** One step `uses:` an action, in a job of its own. */
export interface Step extends Omit<ActionStep, 'type' | 'env'>, Omit<RunnerOptions, 'variables'> {
  readonly context?: Partial<RunContext>
  /** What the machine's environment holds besides the runner's own variables; not shown in the log. */
  readonly env?: Readonly<Record<string, string>>
  /** The job's own `timeout-minutes:`, counted from its start; GitHub then cancels it. */
  readonly jobTimeoutMinutes?: number
  /** What earlier steps of the job have taken of its time, in ms. */
  readonly earlierStepsMs?: number
  /** The `if:` of each step behind this one that does nothing but `exit 1`. */
  readonly failIf?: readonly string[]
  /** The outputs of the step that are outputs of the job. */
  readonly jobOutputs?: readonly string[]
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

/** Starts the step; main runs when this returns. Throws if action.yml cannot be read. */
export function runAction({
  failIf = [],
  jobOutputs = [],
  jobTimeoutMinutes,
  earlierStepsMs = 0,
  env = {},
  id = 'step',
  timeoutMinutes,
  ...step
}: Step): RunningAction {
  const job = new Job({
    ...step,
    steps: [
      { type: 'action', ...step, id, ...(timeoutMinutes !== undefined && { timeoutMinutes }) },
      ...failIf.map((condition) => ({ type: 'script', run: 'exit 1', if: condition }) as const),
    ],
    variables: env,
    earlierStepsMs,
    ...(jobTimeoutMinutes !== undefined && { timeoutMinutes: jobTimeoutMinutes }),
    outputs: Object.fromEntries(jobOutputs.map((name) => [name, `\${{ steps.${id}.outputs.${name} }}`])),
  })
  return { done: job.run().then(resultOf), cancel: () => job.cancel(), kill: () => job.kill() }
}

function resultOf({ steps, outputs: jobOutputs, ...job }: JobEnd): JobResult {
  const [step] = steps
  if (!step?.main || step.outcome === 'skipped') throw new Error('the step was skipped')
  const { outcome, main, post, outputs, state } = step
  return {
    ...job,
    outcome,
    main: main.ended,
    ...(post && { post: post.ended }),
    outputs,
    jobOutputs,
    state,
    summary: { main: main.summary, post: post?.summary ?? '' },
  }
}

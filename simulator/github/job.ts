/** A job in progress: its steps one after another, then their posts in reverse, as the real runner runs them; and how it is stopped. */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { type Clock, fastClock } from '../clock.ts'
import { type Action, readAction } from './action.ts'
import { jobContexts } from './contexts.ts'
import { contextOf, inputsOf, inputVariables, stateVariables } from './environment.ts'
import { type Contexts, holds, interpolated, interpolatedAll, type JobStatus } from './expression.ts'
import { introductionOf } from './introduction.ts'
import type { JobEnd, JobSpec } from './job-spec.ts'
import { type RunnerMachine, startMachine } from './machine.ts'
import { complaintOf, StepStage, stageStatusOf } from './stage.ts'
import type { ActionStep, JobStep, ScriptStep, StageEnd, StepEnd, StepOutcome } from './step.ts'
import { Transcript } from './transcript.ts'

/** From the cancellation to the end of everything, steps and posts, in milliseconds on the runner's clock. */
const CANCELLED_JOB_MAY_TAKE = 285_000
const MINUTE = 60_000

/** The runner's own words for each shell [GitHub Docs, jobs.<job_id>.steps[*].shell]. */
const shells = {
  unsaid: ['-e'],
  bash: ['--noprofile', '--norc', '-eo', 'pipefail'],
} as const

/** What is known of a step so far. */
type StepRecord = { -readonly [K in keyof StepEnd]: StepEnd[K] } & { readonly step: JobStep; readonly action?: Action }

/** What a stage runs. `condition`: `if:` of the step or of its post. */
interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly condition: string
  readonly env: Readonly<Record<string, string>>
}

export class Job {
  readonly #spec: JobSpec
  readonly #clock: Clock
  readonly #transcript: Transcript
  readonly #machine: RunnerMachine
  readonly #over = new AbortController()
  readonly #records: readonly StepRecord[]
  /** Those that are over, skipped ones too. */
  readonly #ended: StepRecord[] = []
  /** The `env` context: what the workflow sets, and what steps have written to GITHUB_ENV. */
  #env: Readonly<Record<string, string>>
  /** Of the machine: what every process sees beside the `env` context. */
  #variables: Readonly<Record<string, string>>
  #status: JobStatus = 'success'
  #lost = false
  #running: StepStage | undefined

  constructor(spec: JobSpec) {
    this.#spec = spec
    this.#clock = spec.clock ?? fastClock({ speed: 1 })
    this.#transcript = new Transcript(spec.onLine, contextOf(spec.context).token)
    // An action that cannot be read is known before anything runs.
    this.#records = spec.steps.map((step) => ({
      step,
      ...(step.id !== undefined && { id: step.id }),
      ...(step.type === 'action' && { action: readAction(step.action) }),
      outputs: {},
      state: {},
      outcome: 'skipped',
      conclusion: 'skipped',
    }))
    this.#machine = startMachine(spec)
    this.#variables = { ...this.#machine.variables, ...spec.variables }
    this.#env = interpolatedAll(spec.env ?? {}, this.#contexts({}))
  }

  async run(): Promise<JobEnd> {
    const began = this.#clock.now()
    const { timeoutMinutes, earlierStepsMs = 0, outputs = {} } = this.#spec
    try {
      if (timeoutMinutes !== undefined)
        this.#after(timeoutMinutes * MINUTE - earlierStepsMs, this.#over.signal, () => this.#outlast())
      for (const record of this.#records) {
        await this.#main(record)
        this.#ended.push(record)
      }
      for (const record of this.#records.toReversed()) if (record.main) await this.#post(record)
      return {
        conclusion: this.#status,
        began,
        ended: this.#clock.now(),
        steps: this.#records.map(({ step: _, action: __, ...end }) => end),
        outputs: this.#transcript.jobOutputs(interpolatedAll(outputs, this.#contexts())),
        annotations: this.#transcript.annotations,
        log: this.#transcript.log,
      }
    } finally {
      this.#over.abort()
      this.#machine.dispose()
    }
  }

  cancel(): void {
    if (this.#over.signal.aborted || this.#lost || this.#status === 'cancelled') return
    this.#status = 'cancelled'
    this.#after(CANCELLED_JOB_MAY_TAKE, this.#over.signal, () => this.kill())
    this.#running?.cancel()
  }

  kill(): void {
    if (this.#over.signal.aborted) return
    this.#lost = true
    this.#fail()
    this.#running?.kill()
  }

  /**
   * The job has taken longer than its `timeout-minutes`: GitHub cancels it, and steps see `cancelled()`, not `failure()`
   * [GitHub Docs, jobs.<job_id>.timeout-minutes; actions/runner, StepsRunner: a cancelled token makes the result Canceled].
   * The words are those of real logs.
   */
  #outlast(): void {
    if (this.#status === 'cancelled' || this.#lost) return
    const minutes = this.#spec.timeoutMinutes ?? 0
    const long = `${minutes >= 60 ? `${Math.floor(minutes / 60)}h` : ''}${minutes % 60}m0s`
    this.#transcript.report('error', `The job has exceeded the maximum execution time of ${long}`)
    this.cancel()
  }

  async #main(record: StepRecord): Promise<void> {
    const { step } = record
    const condition = step.if ?? 'success()'
    const env = interpolatedAll(step.env ?? {}, this.#contexts())
    const contexts = this.#contexts({ ...this.#env, ...env })
    if (this.#lost || !holds(condition, this.#status, contexts)) return
    this.#transcript.beginStage(record)
    const command = step.type === 'script' ? this.#script(step, contexts) : this.#action(record, step, contexts)
    const running = this.#stage(record, { ...command, condition, env: { ...env, ...command.env } })
    const over = new AbortController()
    if (step.timeoutMinutes !== undefined)
      this.#after(step.timeoutMinutes * MINUTE, over.signal, () => this.#running?.stop('timed out'))
    const { status, ...end } = await running.finally(() => over.abort())
    record.main = end
    record.outcome = status
    record.conclusion = status === 'failure' && step.continueOnError === true ? 'success' : status
  }

  #script(step: ScriptStep, contexts: Contexts): Omit<Command, 'condition'> {
    const { temp, workspace } = this.#machine.folders
    const text = interpolated(step.run, contexts)
    const [file, flags] = [join(temp, `${randomUUID()}.sh`), shells[step.shell ?? 'unsaid']]
    writeFileSync(file, text)
    const [first = ''] = text.split('\n')
    this.#transcript.fold(`Run ${first}`, [...text.trimEnd().split('\n'), `shell: bash ${flags.join(' ')} {0}`])
    return { program: 'bash', args: [...flags, file], cwd: resolve(workspace, step.workingDirectory ?? ''), env: {} }
  }

  #action({ action }: StepRecord, step: ActionStep, contexts: Contexts): Omit<Command, 'condition'> {
    if (!action) throw new Error(`${step.action} was not read`)
    const given = interpolatedAll(step.inputs ?? {}, contexts)
    const inputs = inputsOf(action, given, contextOf(this.#spec.context))
    const { warning, title, lines } = introductionOf(step, { action, given, inputs })
    if (warning !== undefined) this.#transcript.report('warning', warning)
    this.#transcript.fold(title, lines)
    return { ...this.#node(step, action.main), env: inputVariables(inputs) }
  }

  async #post(record: StepRecord): Promise<void> {
    const { step, action, state } = record
    const post = action?.post
    if (step.type !== 'action' || !action || !post || this.#lost) return
    const own = interpolatedAll(step.env ?? {}, this.#contexts())
    const contexts = this.#contexts({ ...this.#env, ...own })
    if (!holds(post.if, this.#status, contexts)) return
    this.#transcript.beginStage(record)
    this.#transcript.say('Post job cleanup.')
    const given = interpolatedAll(step.inputs ?? {}, contexts)
    const inputs = step.postInputs ?? inputsOf(action, given, contextOf(this.#spec.context))
    const env = { ...own, ...inputVariables(inputs), ...stateVariables(state) }
    const { status: _, ...end } = await this.#stage(record, {
      ...this.#node(step, post.script),
      condition: post.if,
      env,
    })
    record.post = end
  }

  #node({ action }: ActionStep, script: string): Pick<Command, 'program' | 'args'> {
    return { program: process.execPath, args: [...(this.#spec.nodeArguments ?? []), resolve(action, script)] }
  }

  /** Spawned when this returns its promise; its command files are read however it ends. */
  async #stage({ step, action }: StepRecord, command: Command): Promise<StageEnd & { readonly status: JobStatus }> {
    const { workspace, temp } = this.#machine.folders
    this.#running = new StepStage({
      program: command.program,
      args: command.args,
      cwd: command.cwd ?? workspace,
      temp,
      env: { ...this.#variables, ...this.#env, ...command.env },
      clock: this.#clock,
      start: this.#spec.start,
      onLine: (line) => this.#transcript.hear(line),
      holds: () => holds(command.condition, this.#status, this.#contexts()),
    })
    const finished = await this.#running.done
    this.#running = undefined
    const { ended, written } = finished
    this.#transcript.write(written)
    const PATH = [...written.path.toReversed(), this.#variables['PATH'] ?? ''].join(delimiter)
    this.#variables = { ...this.#variables, PATH }
    this.#env = { ...this.#env, ...written.env }
    const status = stageStatusOf(finished, this.#transcript.failed)
    const complaint = complaintOf(finished, step, action?.name)
    if (complaint !== undefined) this.#transcript.report('error', complaint)
    if (status === 'failure' && step.continueOnError !== true) this.#fail()
    return { ended, summary: this.#transcript.masked(written.summary), status }
  }

  #contexts(env = this.#env): Contexts {
    const ended = this.#ended.flatMap(({ id, ...end }) => (id === undefined ? [] : [[id, seen(end)] as const]))
    return {
      ...this.#spec.contexts,
      ...jobContexts(this.#spec, this.#machine.variables),
      job: { status: this.#status },
      env,
      steps: Object.fromEntries(ended),
    }
  }

  /** A cancelled job stays cancelled. */
  #fail(): void {
    if (this.#status === 'success') this.#status = 'failure'
  }

  #after(ms: number, unless: AbortSignal, act: () => void): void {
    void this.#clock.sleep(ms, unless).then(() => {
      if (!unless.aborted) act()
    })
  }
}

type StepSeen = {
  readonly outcome: StepOutcome
  readonly conclusion: StepOutcome
  readonly outputs: Readonly<Record<string, string>>
}
const seen = ({ outcome, conclusion, outputs }: StepSeen): StepSeen => ({ outcome, conclusion, outputs })

/** A job in progress: main, what comes after it, then post, as the real runner runs them; and how it is stopped. */
import { delimiter, resolve } from 'node:path'
import { type Clock, fastClock } from '../clock.ts'
import { type Action, readAction } from './action.ts'
import { openCommandFiles } from './command-files.ts'
import { contextOf, inputsOf, inputVariables, stateVariables, unexpectedInputs } from './environment.ts'
import { holds, type JobStatus } from './expression.ts'
import { type RunnerMachine, startMachine } from './machine.ts'
import { type Ended, type NodeProcess, startNode } from './process.ts'
import type { JobResult, Step } from './step.ts'
import { Transcript } from './transcript.ts'

/** From the cancellation to the end of everything, main and post, in milliseconds on the runner's clock. */
const CANCELLED_JOB_MAY_TAKE = 285_000
const MINUTE = 60_000

interface StageStart {
  readonly script: string
  readonly condition: string
  readonly env: Readonly<Record<string, string>>
}

interface Stage {
  readonly ended: Ended
  readonly status: JobStatus
  readonly summary: string
}

interface Running {
  readonly node: NodeProcess
  readonly condition: string
  /** Why the runner stops it, once it does. */
  interruption?: 'cancelled' | 'timed out'
}

export class Job {
  readonly #step: Step
  readonly #action: Action
  readonly #clock: Clock
  readonly #transcript: Transcript
  readonly #machine: RunnerMachine
  readonly #over = new AbortController()
  /** Of the job, for every stage that is still to come. */
  #env: Readonly<Record<string, string>>
  #status: JobStatus = 'success'
  #lost = false
  #running: Running | undefined

  constructor(step: Step) {
    this.#step = step
    this.#action = readAction(step.action)
    this.#clock = step.clock ?? fastClock({ speed: 1 })
    this.#transcript = new Transcript(step.onLine, contextOf(step.context).token)
    this.#machine = startMachine(step)
    this.#env = { ...this.#machine.variables, ...step.env }
  }

  async run(): Promise<JobResult> {
    const began = this.#clock.now()
    const { jobTimeoutMinutes, earlierStepsMs = 0, jobOutputs = [] } = this.#step
    try {
      if (jobTimeoutMinutes !== undefined)
        this.#after(jobTimeoutMinutes * MINUTE - earlierStepsMs, this.#over.signal, () => this.#outlast())
      const main = await this.#main()
      this.#stepsBehind(main.status)
      const post = await this.#post()
      const { annotations, outputs, state, log } = this.#transcript
      return {
        conclusion: this.#status,
        outcome: main.status,
        began,
        ended: this.#clock.now(),
        main: main.ended,
        ...(post === undefined ? {} : { post: post.ended }),
        outputs,
        jobOutputs: this.#transcript.jobOutputs(jobOutputs),
        state,
        summary: { main: main.summary, post: post?.summary ?? '' },
        annotations,
        log,
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
    if (this.#running !== undefined && !holds(this.#running.condition, this.#status)) this.#stop('cancelled')
  }

  kill(): void {
    if (this.#over.signal.aborted) return
    this.#lost = true
    this.#fail()
    this.#running?.node.kill()
  }

  /**
   * The job has taken longer than its `timeout-minutes`: GitHub cancels it, and steps see `cancelled()`, not `failure()`
   * [GitHub Docs, jobs.<job_id>.timeout-minutes; actions/runner, StepsRunner: a cancelled token makes the result Canceled].
   * The words are those of real logs.
   */
  #outlast(): void {
    if (this.#status === 'cancelled' || this.#lost) return
    const minutes = this.#step.jobTimeoutMinutes ?? 0
    const long = `${minutes >= 60 ? `${Math.floor(minutes / 60)}h` : ''}${minutes % 60}m0s`
    this.#transcript.report('error', `The job has exceeded the maximum execution time of ${long}`)
    this.cancel()
  }

  async #main(): Promise<Stage> {
    const { timeoutMinutes } = this.#step
    const inputs = inputsOf(this.#action, this.#step.inputs ?? {}, contextOf(this.#step.context))
    this.#introduce(inputs)
    const stage = this.#stage({
      script: this.#action.main,
      condition: this.#step.if ?? 'success()',
      env: inputVariables(inputs),
    })
    const over = new AbortController()
    if (timeoutMinutes !== undefined) this.#after(timeoutMinutes * MINUTE, over.signal, () => this.#stop('timed out'))
    return stage.finally(() => over.abort())
  }

  /** Steps that fail the job on a condition, such as one that lets a single code of a tolerated step pass. */
  #stepsBehind(outcome: JobStatus): void {
    const { id = 'step', failIf = [], continueOnError = false } = this.#step
    const conclusion = outcome === 'failure' && continueOnError ? 'success' : outcome
    const { outputs } = this.#transcript
    for (const condition of failIf) {
      if (!holds(condition, this.#status, { steps: { [id]: { outcome, conclusion, outputs } } })) continue
      this.#transcript.report('error', 'Process completed with exit code 1.')
      this.#fail()
    }
  }

  async #post(): Promise<Stage | undefined> {
    const { post } = this.#action
    if (post === undefined || this.#lost || !holds(post.if, this.#status)) return undefined
    this.#transcript.beginStage()
    this.#transcript.say('Post job cleanup.')
    const inputs =
      this.#step.postInputs ?? inputsOf(this.#action, this.#step.inputs ?? {}, contextOf(this.#step.context))
    return this.#stage({
      script: post.script,
      condition: post.if,
      env: { ...inputVariables(inputs), ...stateVariables(this.#transcript.state) },
    })
  }

  /** Main or post: spawned when this returns its promise; its command files are read however it ends. */
  async #stage(stage: StageStart): Promise<Stage> {
    const { folders } = this.#machine
    const files = openCommandFiles(folders.temp)
    const node = startNode({
      args: [...(this.#step.nodeArguments ?? []), resolve(this.#step.action, stage.script)],
      cwd: folders.workspace,
      env: { ...this.#env, ...stage.env, ...files.env },
      clock: this.#clock,
      onLine: (line) => this.#transcript.hear(line),
    })
    const running: Running = { node, condition: stage.condition }
    this.#running = running
    const ended = await node.ended
    this.#running = undefined
    const written = files.collect()
    this.#transcript.write(written)
    this.#env = {
      ...this.#env,
      ...written.env,
      PATH: [...written.path.toReversed(), this.#env['PATH'] ?? ''].join(delimiter),
    }
    const status = this.#statusOf(ended, running.interruption)
    if (status === 'failure' && this.#step.continueOnError !== true) this.#fail()
    return { ended, status, summary: this.#transcript.masked(written.summary) }
  }

  /** Of one stage. A process that the runner has stopped is judged by why, not by its exit code. */
  #statusOf({ exit }: Ended, interruption: Running['interruption']): JobStatus {
    if (interruption === 'cancelled') {
      this.#transcript.report('error', 'The operation was canceled.')
      return 'cancelled'
    }
    if (interruption === 'timed out') {
      const minutes = this.#step.timeoutMinutes
      this.#transcript.report('error', `The action '${this.#action.name}' has timed out after ${minutes} minutes.`)
      return 'failure'
    }
    return exit !== 0 || this.#transcript.failed ? 'failure' : 'success'
  }

  /** The head of the step in the log: what it uses, and with which inputs. */
  #introduce(inputs: Readonly<Record<string, string>>): void {
    const unexpected = unexpectedInputs(this.#action, this.#step.inputs ?? {})
    if (unexpected !== undefined) this.#transcript.report('warning', unexpected)
    const set = Object.entries(inputs).filter(([, value]) => value !== '')
    this.#transcript.fold(`Run ${this.#step.uses ?? './'}`, [
      ...(set.length > 0 ? ['with:'] : []),
      ...set.map(([name, value]) => `  ${name}: ${value}`),
    ])
  }

  #stop(why: 'cancelled' | 'timed out'): void {
    if (this.#running === undefined || this.#running.interruption !== undefined) return
    this.#running.interruption = why
    void this.#running.node.stop()
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

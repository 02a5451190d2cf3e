/** A job of one step on a simulated GitHub runner: the action's main, then its post, as the real runner runs them. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { type Clock, fastClock } from '../clock.ts'
import { type Action, readAction } from './action.ts'
import { openCommandFiles } from './command-files.ts'
import { holds, type JobStatus } from './condition.ts'
import {
  contextOf,
  type Folders,
  inputsOf,
  inputVariables,
  jobVariables,
  type RunContext,
  stateVariables,
  unexpectedInputs,
} from './environment.ts'
import type { Annotation, Line } from './log.ts'
import { killOrphans, TRACKING } from './orphans.ts'
import { type Ended, type NodeProcess, startNode } from './process.ts'
import { Transcript } from './transcript.ts'

/** One step `uses:` an action. */
export interface Step {
  /** The folder of action.yml. */
  readonly action: string
  /** How the workflow names the action, for the log; `./` if absent. */
  readonly uses?: string
  /** `with:` */
  readonly inputs?: Readonly<Record<string, string>>
  /** What the job's environment holds besides the runner's own variables; not shown in the log. */
  readonly env?: Readonly<Record<string, string>>
  /** `if:`, `success()` if absent. A step whose condition still holds in a cancelled job is not signalled. */
  readonly if?: string
  /** `timeout-minutes:`, on `clock`. */
  readonly timeoutMinutes?: number
  readonly context?: Partial<RunContext>
  /** The payload of the event that began the run. */
  readonly event?: object
  /** GITHUB_WORKSPACE and RUNNER_TEMP: kept if given, else made and deleted again. */
  readonly workspace?: string
  readonly temp?: string
  /** Flags for Node itself, in main and post alike: `--import` of a clock that runs fast. */
  readonly nodeArguments?: readonly string[]
  /** The runner's own waits: signals, time-out. The machine's clock if absent. */
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
  readonly main: Ended
  /** Absent if the action has no post, `post-if` did not hold, or the machine was lost. */
  readonly post?: Ended
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** Markdown, masked; empty if none or too large. Post has its own. */
  readonly summary: { readonly main: string; readonly post: string }
  readonly annotations: readonly Annotation[]
  /** The log as a person sees it, without colours. */
  readonly log: readonly string[]
}

/** From the cancellation to the end of everything, main and post, in milliseconds on the runner's clock. */
const CANCELLED_JOB_MAY_TAKE = 285_000
const MINUTE = 60_000

/** Starts the step; main runs when this returns. Throws if action.yml cannot be read. */
export function runAction(step: Step): RunningAction {
  const job = new Job(step)
  return { done: job.run(), cancel: () => job.cancel(), kill: () => job.kill() }
}

interface StageStart {
  readonly script: string
  readonly condition: string
  readonly env: Readonly<Record<string, string>>
}

interface Stage {
  readonly ended: Ended
  readonly summary: string
}

interface Running {
  readonly node: NodeProcess
  readonly condition: string
  /** Why the runner stops it, once it does. */
  interruption?: 'cancelled' | 'timed out'
}

class Job {
  readonly #step: Step
  readonly #action: Action
  readonly #clock: Clock
  readonly #transcript: Transcript
  readonly #machine = mkdtempSync(join(tmpdir(), 'runner-'))
  readonly #folders: Folders
  readonly #trackingId = `github_${randomUUID()}`
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
    this.#transcript = new Transcript(step.onLine)
    this.#folders = makeFolders(this.#machine, step)
    const eventPath = join(this.#machine, 'event.json')
    writeFileSync(eventPath, JSON.stringify(step.event ?? {}))
    const variables = jobVariables(contextOf(step.context), this.#folders, eventPath)
    this.#env = { ...variables, [TRACKING]: this.#trackingId, ...step.env }
  }

  async run(): Promise<JobResult> {
    try {
      const main = await this.#main()
      const post = await this.#post()
      const { annotations, outputs, state, log } = this.#transcript
      return {
        conclusion: this.#status,
        main: main.ended,
        ...(post === undefined ? {} : { post: post.ended }),
        outputs,
        state,
        summary: { main: main.summary, post: post?.summary ?? '' },
        annotations,
        log,
      }
    } finally {
      this.#over.abort()
      killOrphans(this.#trackingId)
      rmSync(this.#machine, { recursive: true, force: true })
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

  async #main(): Promise<Stage> {
    const { timeoutMinutes } = this.#step
    const inputs = inputsOf(this.#action, this.#step.inputs ?? {})
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

  async #post(): Promise<Stage | undefined> {
    const { post } = this.#action
    if (post === undefined || this.#lost || !holds(post.if, this.#status)) return undefined
    this.#transcript.beginStage()
    this.#transcript.say('Post job cleanup.')
    const inputs = inputVariables(inputsOf(this.#action, this.#step.inputs ?? {}))
    return this.#stage({
      script: post.script,
      condition: post.if,
      env: { ...inputs, ...stateVariables(this.#transcript.state) },
    })
  }

  /** Main or post: spawned when this returns its promise; its command files are read however it ends. */
  async #stage(stage: StageStart): Promise<Stage> {
    const files = openCommandFiles(this.#folders.temp)
    const node = startNode({
      args: [...(this.#step.nodeArguments ?? []), resolve(this.#step.action, stage.script)],
      cwd: this.#folders.workspace,
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
    this.#judge(ended, running.interruption)
    return { ended, summary: this.#transcript.masked(written.summary) }
  }

  #judge({ exit }: Ended, interruption: Running['interruption']): void {
    if (interruption === 'cancelled') this.#transcript.report('error', 'The operation was canceled.')
    else if (interruption === 'timed out') {
      const minutes = this.#step.timeoutMinutes
      this.#transcript.report('error', `The action '${this.#action.name}' has timed out after ${minutes} minutes.`)
      this.#fail()
    } else if (exit !== 0 || this.#transcript.failed) this.#fail()
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

function makeFolders(machine: string, step: Step): Folders {
  const folders = {
    home: join(machine, 'home'),
    temp: resolve(step.temp ?? join(machine, 'temp')),
    workspace: resolve(step.workspace ?? join(machine, 'workspace')),
    toolCache: join(machine, 'tools'),
  }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  return folders
}

/** One run of `verify-on-instance`: at a checkpoint, in the bake time, or for a trial. */
import type { VerifyResult } from '../model/observation.ts'
import type { Problem } from '../model/problem.ts'
import type { InstanceFinding, ManagedInstance } from '../model/run-command.ts'
import type { Instant, Ms } from '../model/time.ts'
import { problemIn, type Reads, type Verification } from '../ports.ts'
import { isTransient } from '../tries.ts'
import type { OpenCommands } from './commands.ts'
import { atOnce } from './concurrency.ts'
import type { InstanceScript, OnInstancePorts } from './ports.ts'
import { goneInstances } from './presence.ts'
import {
  beginning,
  failedInstance,
  inState,
  isComplete,
  LISTED_WITHIN,
  type StepProgress,
  unfinished,
  withInvocations,
  withoutGone,
  withoutTerminated,
  withState,
} from './progress.ts'

/** Between two turns. */
const PAUSE: Ms = 5_000
/** Instances in one command (SendCommand). */
const MOST_IDS = 50
/** A script gets no less, and ends so long before the step does, so that its end is read. */
const SHORTEST: Ms = 5_000
const BEFORE_END: Ms = 15_000
/** Refusals in a row that are final: IAM changes take some seconds to propagate. */
const MOST_REFUSALS = 3
/** The instances are read again every so many turns, and before each verdict: one that is gone is nobody's fault. */
const PRESENCE = 3

/** What a step needs. `passed`: instances that have passed in this run; it adds to them. `over`: ends it. */
export interface StepRun {
  readonly ports: OnInstancePorts
  readonly script: InstanceScript
  readonly check: Verification
  readonly passed: Set<string>
  readonly commands: OpenCommands
  readonly over: AbortSignal
  /** The number of the next command, over all steps. */
  nextNumber(): number
}

/** Runs the script until there is a verdict, or `over` is aborted. */
export async function runStep(run: StepRun): Promise<Omit<VerifyResult, 'step'>> {
  const { ports, passed, over } = run
  const { clock } = ports
  const step = new Step(run)
  for (let turn = 0; ; turn++) {
    const failed = await step.turn(turn)
    for (const id of inState(step.progress, 'passed')) passed.add(id)
    if (failed) return failed
    if (isComplete(step.progress)) return { result: 'passed', tail: [] }
    if (clock.now() >= step.until) return late(step.progress, step.problem)
    if (over.aborted) return { result: 'running', tail: [] }
    await clock.sleep(Math.min(PAUSE, step.until - clock.now()), over)
    if (over.aborted) return { result: 'running', tail: [] }
  }
}

/** The time is over. */
function late(progress: StepProgress, problem: Problem | undefined): Omit<VerifyResult, 'step'> {
  const finding = unfinished(progress)
  const says = problem === undefined ? finding?.says : `${finding?.says}; ${problem.operation} failed (${problem.code})`
  return { result: 'timed-out', tail: [], ...(finding && { on: { ...finding, says: says ?? '' } }) }
}

class Step {
  readonly #run: StepRun
  readonly until: Instant
  progress: StepProgress
  /** The newest problem of a read or write that nothing has come after. */
  problem: Problem | undefined
  #refusals = 0
  #longest: Ms = 0
  #passed = -1

  constructor(run: StepRun) {
    const { check, passed, ports } = run
    this.#run = run
    this.until = ports.clock.now() + check.limit
    this.progress = beginning(check.instances, passed)
  }

  /** Reads what has come of the commands, and sends the next. */
  async turn(number: number): Promise<Omit<VerifyResult, 'step'> | undefined> {
    try {
      await this.#readEnds()
      const managed = await this.#managed()
      const isLast = this.#run.ports.clock.now() + PAUSE >= this.until
      if (failedInstance(this.progress) || isLast || number % PRESENCE === PRESENCE - 1) await this.#readPresence()
      this.progress = withoutTerminated(this.progress, this.#run.commands.all)
      const failed = failedInstance(this.progress)
      if (failed) return await this.#failure(failed)
      this.problem = undefined
      const refused = await this.#sendNext(managed)
      if (refused) return refused
    } catch (thrown) {
      const problem = problemIn(thrown)
      this.problem = problem
      if (!isTransient(problem) && problem.kind !== 'expired') return this.#refusal(problem)
    }
    this.#sayPassed()
    return undefined
  }

  get #reads(): Reads {
    return this.#run.ports.reads.within(this.#run.over)
  }

  async #readEnds(): Promise<void> {
    const { commands, ports } = this.#run
    for (const open of commands.all) {
      const { id } = await commands.find(open)
      const now = ports.clock.now()
      if (id === undefined) {
        // Looked up for so long and not listed: the request never arrived.
        if (now - open.sent > LISTED_WITHIN) this.#drop(open.comment)
        continue
      }
      const found = await this.#reads.invocations(id)
      this.progress = withInvocations(this.progress, open, { found, now })
      const isFailed = [...this.progress.values()].some((of) => of.state === 'failed' && of.comment === open.comment)
      this.#longest = Math.max(this.#longest, now - open.sent)
      // Of one that failed the output is still to be read.
      if (!isFailed && !this.#isOpen(open.comment)) commands.over(open.comment)
    }
  }

  #isOpen = (comment: string): boolean =>
    [...this.progress.values()].some((of) => of.state === 'sent' && of.comment === comment)

  #drop(comment: string): void {
    const lost = [...this.progress].flatMap(([id, of]) => (of.state === 'sent' && of.comment === comment ? [id] : []))
    const why = { cause: 'refused', says: 'the answer to SendCommand was lost, and no such command is listed' } as const
    this.progress = withState(this.progress, lost, { state: 'waiting', why })
    this.#run.commands.over(comment)
  }

  /** Of those that wait, the ones whose agent is in touch. */
  async #managed(): Promise<readonly ManagedInstance[]> {
    const waiting = inState(this.progress, 'waiting')
    if (waiting.length === 0) return []
    const found = await this.#reads.managedInstances(waiting)
    for (const id of waiting) {
      const seen = found.find((each) => each.id === id)
      if (seen?.isOnline) continue
      const says = seen ? 'its agent is out of touch (ConnectionLost)' : 'Systems Manager does not manage it'
      this.progress = withState(this.progress, [id], { state: 'waiting', why: { cause: 'unmanaged', says } })
    }
    return found.filter(({ isOnline }) => isOnline)
  }

  /** Leaves out what has ended, or is terminating. */
  async #readPresence(): Promise<void> {
    this.progress = withoutGone(this.progress, await goneInstances(this.#reads, this.#run.check))
  }

  async #sendNext(managed: readonly ManagedInstance[]): Promise<Omit<VerifyResult, 'step'> | undefined> {
    const { ports, script, commands, check, over, nextNumber } = this.#run
    const timeLeft = this.until - ports.clock.now()
    const limit = timeLeft - BEFORE_END
    const running = inState(this.progress, 'sent').length
    const waiting = inState(this.progress, 'waiting')
    const most = atOnce({
      all: check.instances.length,
      left: waiting.length + running,
      timeLeft,
      longest: this.#longest,
    })
    const ready = managed.filter(({ id }) => waiting.includes(id)).slice(0, Math.max(0, most - running))
    for (const isWindows of [false, true])
      for (const instances of inBatches(ready.filter((each) => each.isWindows === isWindows))) {
        if (limit < SHORTEST || over.aborted) return undefined
        const comment = `ami-rollout run=${script.run}/${script.attempt} ${script.mark} ${nextNumber()}`
        const at = ports.clock.now()
        this.progress = withState(this.progress, instances, { state: 'sent', comment, at })
        const problem = await commands.send({ comment, script: script.script, instances, isWindows, limit })
        if (!problem) this.#refusals = 0
        else if (problem.kind !== 'lost') {
          const why = { cause: 'refused', says: `${problem.operation} failed (${problem.code})` } as const
          this.progress = withState(this.progress, instances, { state: 'waiting', why })
          // Systems Manager no longer manages one of them: the next turn asks which.
          if (!isTransient(problem) && problem.kind !== 'expired' && problem.code !== 'InvalidInstanceId')
            return this.#refusal(problem)
        }
      }
    return undefined
  }

  #refusal(problem: Problem): Omit<VerifyResult, 'step'> | undefined {
    this.#refusals += 1
    if (problem.kind === 'denied' && this.#refusals < MOST_REFUSALS) return undefined
    const instance = unfinished(this.progress)?.instance ?? this.#run.check.instances[0] ?? ''
    const says = `${problem.operation} failed (${problem.code})`
    return { result: 'failed', tail: [], on: { instance, cause: 'refused', says } }
  }

  async #failure({
    instance,
    status,
    comment,
  }: NonNullable<ReturnType<typeof failedInstance>>): Promise<Omit<VerifyResult, 'step'>> {
    const { ports, commands } = this.#run
    const id = commands.all.find((each) => each.comment === comment)?.id
    const output = id === undefined ? undefined : await this.#reads.commandOutput(id, instance).catch(nothing)
    const tail = output?.tail ?? []
    // What has ended everywhere is not cancelled.
    if (!this.#isOpen(comment)) commands.over(comment)
    for (const line of tail) ports.say(`${instance} | ${line}`)
    const isScript = status === 'Failed' || status === 'ExecutionTimedOut'
    const on: InstanceFinding = { instance, cause: isScript ? 'script' : 'command', says: status }
    return { result: 'failed', tail, on, ...(output?.exit !== undefined && { exit: output.exit }) }
  }

  #sayPassed(): void {
    const { ports, check } = this.#run
    const passed = inState(this.progress, 'passed').length
    const gone = inState(this.progress, 'gone').length
    if (passed === this.#passed) return
    this.#passed = passed
    const left = gone > 0 ? `, ${gone} left out: no longer in service` : ''
    ports.say(`${passed} of ${check.instances.length} instances passed (${check.step})${left}`)
  }
}

const inBatches = (of: readonly ManagedInstance[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(of.length / MOST_IDS) }, (_, i) =>
    of.slice(i * MOST_IDS, (i + 1) * MOST_IDS).map(({ id }) => id),
  )

const nothing = (thrown: unknown): undefined => {
  problemIn(thrown)
  return undefined
}

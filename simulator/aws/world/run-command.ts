/** Run Command of Systems Manager: commands, their way to the nodes, and their ends. */
import { AwsError } from '../error.ts'
import type { Platform, ScriptRun } from './agent.ts'
import type { Cloud } from './cloud.ts'
import type { Instance } from './instance.ts'
import { type Invocation, isError, isOver } from './invocation.ts'
import { backInTouchAt, type ManagedNode, managedNode, runOf } from './managed-node.ts'

/** What SendCommand asks for. Times in seconds. */
export interface CommandRequest {
  readonly document: string
  readonly comment: string
  readonly script: string
  readonly instances: readonly string[]
  /** Instances that the caller may not send commands to. */
  readonly refused: readonly string[]
  readonly deliveryTimeout: number
  readonly executionTimeout: number
  readonly maxConcurrency: number
  readonly maxErrors: number
}

/** A command that was sent. `at`: ms since epoch. */
export interface SentCommand {
  readonly id: string
  readonly request: CommandRequest
  readonly at: number
  readonly isCancelled: boolean
  readonly invocations: readonly Invocation[]
}

/** The documents that run a script, and for which nodes. */
const documents: ReadonlyMap<string, readonly Platform[]> = new Map<string, readonly Platform[]>([
  ['AWS-RunShellScript', ['Linux', 'MacOS']],
  ['AWS-RunPowerShellScript', ['Windows', 'Linux', 'MacOS']],
])

/** Ms: from one part of a delivery to the next, from a cancel until a script is ended, and of a reboot. */
const WAVE = 1_000
const CANCELLING = 2_000
const REBOOT = 60_000

/** No agent has begun its script. */
const isNotBegun = ({ startedAt }: Invocation): boolean => startedAt === undefined

/** What a shell says of a script that was killed. */
const KILLED = 137

/** The commands of an account. */
export class RunCommands {
  readonly #cloud: Cloud
  readonly #commands: SentCommand[] = []

  constructor(cloud: Cloud) {
    this.#cloud = cloud
  }

  /** The newest first. */
  get all(): readonly SentCommand[] {
    return this.#commands.toReversed()
  }

  /** Every managed node. */
  get nodes(): readonly ManagedNode[] {
    return [...this.#cloud.ec2Instances.values()].flatMap((each) => this.#nodeOf(each) ?? [])
  }

  /** Sends a command. Throws Systems Manager's refusals. */
  send(request: CommandRequest): SentCommand {
    if (!documents.has(request.document)) throw new AwsError('InvalidDocument', 'The document does not exist.')
    const managed = request.instances.flatMap((id) => {
      const instance = this.#cloud.ec2Instances.get(id)
      return instance && this.#nodeOf(instance) ? [instance] : []
    })
    const isAnyUnmanaged = managed.length < request.instances.length
    if (managed.length === 0 || (isAnyUnmanaged && this.#cloud.rules.oneUnmanagedNode === 'refuses-all'))
      throw notManaged(request, managed, this.#cloud)
    const at = this.#cloud.agenda.now
    const refused = new Set(this.#cloud.rules.accessDeniedInTheResult ? request.refused : [])
    const command: SentCommand = {
      id: this.#cloud.ids.uuid('command'),
      request,
      at,
      isCancelled: false,
      invocations: managed.map((instance) => ({
        instance,
        state: refused.has(instance.id) ? ('AccessDenied' as const) : ('Pending' as const),
        exit: -1,
        stdout: '',
        stderr: '',
      })),
    }
    this.#commands.push(command)
    this.#deliver(command.id, 1)
    const total = (request.deliveryTimeout + request.executionTimeout) * 1000
    if (this.#cloud.rules.totalTimeoutEnds) this.#cloud.agenda.after(total, () => this.#timeOut(command.id))
    if (this.#cloud.rules.deliveryTimeout === 'alone')
      this.#cloud.agenda.after(request.deliveryTimeout * 1000, () => this.#timeOut(command.id, isNotBegun))
    return command
  }

  find(id: string): SentCommand | undefined {
    return this.#commands.find((each) => each.id === id)
  }

  /** Nothing of it is promised: what runs may go on. Throws InvalidCommandId. */
  cancel(id: string, instances: readonly string[] = []): void {
    const command = this.find(id)
    if (!command) throw new AwsError('InvalidCommandId', '')
    this.#change(id, { isCancelled: instances.length === 0 })
    for (const { instance, state } of command.invocations) {
      if (instances.length > 0 && !instances.includes(instance.id)) continue
      if (state === 'Pending') this.#end(id, instance, { state: 'Cancelled' })
      if (state === 'InProgress' && this.#cloud.rules.cancelOfRunning === 'ends')
        this.#cloud.agenda.after(CANCELLING, () => this.#end(id, instance, { state: 'Cancelled', exit: KILLED }))
    }
  }

  /** One node, then two more, then four, up to the concurrency. */
  #deliver(id: string, wave: number): void {
    const command = this.find(id)
    const waiting = command?.invocations.filter(({ state }) => state === 'Pending') ?? []
    if (!command || waiting.length === 0) return
    const { maxConcurrency, maxErrors } = command.request
    if (command.invocations.filter(isError).length > maxErrors && this.#cloud.rules.maxErrorsTerminate) {
      for (const { instance } of waiting) this.#end(id, instance, { state: 'Terminated' })
      return
    }
    const running = command.invocations.filter(({ state }) => state === 'InProgress').length
    const most = this.#cloud.rules.deliveryRampsUp ? wave : maxConcurrency
    for (const { instance } of waiting.slice(0, Math.min(most, maxConcurrency - running)))
      this.#begin(command, instance)
    this.#cloud.agenda.after(WAVE, () => this.#deliver(id, Math.min(2 * wave, maxConcurrency)))
  }

  #begin({ id, request }: SentCommand, instance: Instance): void {
    const { agenda } = this.#cloud
    this.#update(id, instance, { state: 'InProgress' })
    const node = this.#nodeOf(instance)
    if (!node) this.#ended(id, instance)
    else if (!documents.get(request.document)?.includes(node.platform))
      this.#end(id, instance, { state: 'InvalidPlatform' })
    else {
      const reached = backInTouchAt(instance, agenda.now)
      if (reached < Infinity) agenda.after(reached - agenda.now, () => this.#run(id, instance, request))
    }
  }

  #run(id: string, instance: Instance, request: CommandRequest): void {
    if (!this.#isRunning(id, instance)) return
    const { ends, ...run } = runOf(instance, request.script)
    if (ends) this.#end(id, instance, { state: ends })
    else {
      this.#update(id, instance, { startedAt: this.#cloud.agenda.now })
      const { seconds = 5 } = run
      const most = this.#cloud.rules.executionTimeoutEnds ? request.executionTimeout : Infinity
      this.#cloud.agenda.after(Math.min(seconds, most) * 1000, () => {
        if (this.#isRunning(id, instance)) this.#finish(id, instance, { request, run, isLate: seconds > most })
      })
    }
  }

  #finish(
    id: string,
    instance: Instance,
    { request, run, isLate }: { readonly request: CommandRequest; readonly run: ScriptRun; readonly isLate: boolean },
  ): void {
    const { exit = 0, stdout = '', stderr = '' } = run
    if (isLate) this.#end(id, instance, { state: 'ExecutionTimedOut', exit: KILLED, stdout, stderr })
    else if (exit === rebootCode(request) && this.#cloud.rules.rebootExit)
      this.#cloud.agenda.after(REBOOT, () => this.#run(id, instance, request))
    else this.#end(id, instance, { state: exit === 0 ? 'Success' : 'Failed', exit, stdout, stderr })
  }

  /** The instance is gone, and nobody answers for it any more. */
  #ended(id: string, instance: Instance): void {
    if (this.#cloud.rules.invocationOfEnded === 'undeliverable') this.#end(id, instance, { state: 'Undeliverable' })
  }

  #timeOut(id: string, which: (of: Invocation) => boolean = () => true): void {
    for (const { instance } of this.find(id)?.invocations.filter(which) ?? [])
      this.#end(id, instance, { state: 'DeliveryTimedOut' })
  }

  /** Whether it is under way; one whose instance is gone no longer is. */
  #isRunning(id: string, instance: Instance): boolean {
    if (instance.ec2State !== 'running') this.#ended(id, instance)
    const found = this.find(id)?.invocations.find((each) => each.instance === instance)
    return instance.ec2State === 'running' && found?.state === 'InProgress'
  }

  #end(id: string, instance: Instance, end: Partial<Invocation>): void {
    const invocation = this.find(id)?.invocations.find((each) => each.instance === instance)
    if (invocation && !isOver(invocation)) this.#update(id, instance, { ...end, endedAt: this.#cloud.agenda.now })
  }

  #update(id: string, instance: Instance, change: Partial<Invocation>): void {
    const invocations = this.find(id)?.invocations ?? []
    this.#change(id, {
      invocations: invocations.map((each) => (each.instance === instance ? { ...each, ...change } : each)),
    })
  }

  #change(id: string, change: Partial<SentCommand>): void {
    const index = this.#commands.findIndex((each) => each.id === id)
    const command = this.#commands[index]
    if (command) this.#commands[index] = { ...command, ...change }
  }

  #nodeOf(instance: Instance): ManagedNode | undefined {
    return managedNode(instance, this.#cloud.rules, this.#cloud.agenda.now)
  }
}

const rebootCode = ({ document }: CommandRequest): number => (document === 'AWS-RunShellScript' ? 194 : 3010)

/** [aws-sdk-js-v3 #3676: the account's id is in it] */
function notManaged({ instances }: CommandRequest, managed: readonly Instance[], { id }: Cloud): AwsError {
  const others = instances.filter((each) => managed.every((one) => one.id !== each))
  return new AwsError('InvalidInstanceId', `Instances [[${others.join(', ')}]] not in a valid state for account ${id}`)
}

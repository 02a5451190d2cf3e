/** Lifecycle hooks: an instance waits while it launches or terminates, until each hook has been completed or has timed out. */
import type { Agenda } from './agenda.ts'
import type { HookAnswer, HookResult } from './hook-answer.ts'
import type { Identifiers } from './identifiers.ts'
import type { Instance } from './instance.ts'
import { refuse } from './refusal.ts'

/** The way on which a hook stops an instance. */
export type Transition = 'launching' | 'terminating'

/** A hook of a group. Without an `answer` nobody completes its actions, unless somebody calls CompleteLifecycleAction. */
export interface LifecycleHook {
  readonly name: string
  readonly transition: Transition
  /** Seconds. */
  readonly heartbeatTimeout: number
  /** What a heartbeat that times out comes to. */
  readonly defaultResult: HookResult
  readonly answer?: HookAnswer
}

/** How the waiting ends: `message` is AWS's sentence for an instance that was abandoned. */
export type HookOutcome = { readonly result: 'CONTINUE' } | { readonly result: 'ABANDON'; readonly message: string }

/** Which action is completed: of a hook, for an instance, or by its token. */
export interface Completion {
  readonly hook: string
  readonly instanceId?: string | undefined
  readonly token?: string | undefined
  readonly result: HookResult
}

/** An instance that waits; the open actions by hook. */
interface Wait {
  readonly instance: Instance
  readonly open: Map<string, string>
  readonly then: (outcome: HookOutcome) => void
}

/** A group's hooks, and who waits for them. */
export class LifecycleHooks {
  readonly #agenda: Agenda
  readonly #ids: Identifiers
  readonly #hooks = new Map<string, LifecycleHook>()
  readonly #waits = new Set<Wait>()

  constructor(agenda: Agenda, ids: Identifiers, hooks: readonly LifecycleHook[]) {
    this.#agenda = agenda
    this.#ids = ids
    for (const hook of hooks) this.put(hook)
  }

  get all(): readonly LifecycleHook[] {
    return [...this.#hooks.values()]
  }

  /** Creates a hook, or changes it for the instances to come. */
  put(hook: LifecycleHook): void {
    this.#hooks.set(hook.name, hook)
  }

  /** Says whether there is a hook to wait for; if so, `then` is called when the waiting is over. */
  startWait(instance: Instance, transition: Transition, then: (outcome: HookOutcome) => void): boolean {
    const hooks = this.all.filter((hook) => hook.transition === transition)
    if (hooks.length === 0) return false
    const wait: Wait = { instance, open: new Map(), then }
    this.#waits.add(wait)
    for (const hook of hooks) this.#begin(wait, hook)
    return true
  }

  /** The instance does not wait any more: it is gone. */
  cancelWait(instance: Instance): void {
    for (const wait of this.#waits) if (wait.instance === instance) this.#waits.delete(wait)
  }

  /** CompleteLifecycleAction. Throws ValidationError when nobody waits for such an action. */
  complete({ hook, instanceId, token, result }: Completion): void {
    const wait = [...this.#waits].find(({ instance, open }) => {
      const given = open.get(hook)
      return given !== undefined && (token === undefined ? instance.id === instanceId : given === token)
    })
    if (!wait) throw refuse.noLifecycleAction(token === undefined ? `instance ID ${instanceId}` : `token ${token}`)
    this.#end(wait, hook, result, 'Lifecycle Action Completed with ABANDON Result')
  }

  #begin(wait: Wait, { name, transition, heartbeatTimeout, defaultResult, answer }: LifecycleHook): void {
    wait.open.set(name, this.#ids.uuid('lifecycle action'))
    this.#agenda.after(heartbeatTimeout * 1000, () => this.#end(wait, name, defaultResult, 'Heartbeat Timeout'))
    const answers = transition === 'launching' ? wait.instance.launchInfo.behaviour.launchHooks : undefined
    const given = answers ?? answer
    if (given === undefined || given === 'unanswered') return
    this.#agenda.after(given.afterSeconds * 1000, () =>
      this.#end(wait, name, given.result, 'Lifecycle Action Completed with ABANDON Result'),
    )
  }

  /** The first hook to abandon ends the waiting for all. [documented: lifecycle hooks] */
  #end(wait: Wait, hook: string, result: HookResult, why: string): void {
    const token = wait.open.get(hook)
    if (token === undefined || !this.#waits.has(wait)) return
    wait.open.delete(hook)
    if (result === 'CONTINUE' && wait.open.size > 0) return
    this.#waits.delete(wait)
    wait.then(result === 'CONTINUE' ? { result } : { result, message: abandoned(token, why) })
  }
}

const abandoned = (token: string, why: string): string =>
  `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: ${why}`

/** Lifecycle hooks: an instance waits while it launches or terminates, until each hook has been completed or has timed out. */
import type { Agenda } from './agenda.ts'
import type { Cloud } from './cloud.ts'
import type { HookAnswer, HookResult } from './hook-answer.ts'
import type { Identifiers } from './identifiers.ts'
import type { Instance } from './instance.ts'
import { refuse } from './refusal.ts'
import type { Rules } from './rules.ts'

/** The lifecycle transition at which a hook makes an instance wait. */
export type Transition = 'launching' | 'terminating'

/** A lifecycle hook of a group. `answer`: how the scene completes its actions; without it only CompleteLifecycleAction does. */
export interface LifecycleHook {
  readonly name: string
  readonly transition: Transition
  /** Seconds. */
  readonly heartbeatTimeout: number
  /** The result of an action whose heartbeat times out. */
  readonly defaultResult: HookResult
  readonly answer?: HookAnswer
}

/** The result of a wait. `message`: AWS's sentence for an instance that was abandoned. */
export type HookOutcome = { readonly result: 'CONTINUE' } | { readonly result: 'ABANDON'; readonly message: string }

/** The lifecycle action to complete: by its hook and instance, or by its token. */
export interface Completion {
  readonly hook: string
  readonly instanceId?: string | undefined
  readonly token?: string | undefined
  readonly result: HookResult
}

/** A lifecycle action that is not completed yet. Times in ms since epoch. */
interface OpenAction {
  readonly token: string
  readonly hook: LifecycleHook
  /** The latest end of the wait, however many heartbeats are recorded. */
  readonly latest: number
  due: number
}

/** An instance in Pending:Wait or Terminating:Wait, with its open actions by hook. */
interface Wait {
  readonly instance: Instance
  readonly open: Map<string, OpenAction>
  readonly then: (outcome: HookOutcome) => void
}

/** In seconds: 48 hours, or 100 heartbeat timeouts if that is less. */
export const longestWait = ({ heartbeatTimeout }: Pick<LifecycleHook, 'heartbeatTimeout'>): number =>
  Math.min(172_800, 100 * heartbeatTimeout)

/** A group's lifecycle hooks, and the instances that wait for them. */
export class LifecycleHooks {
  readonly #agenda: Agenda
  readonly #ids: Identifiers
  readonly #rules: Rules
  readonly #hooks = new Map<string, LifecycleHook>()
  readonly #waits = new Set<Wait>()

  constructor({ agenda, ids, rules }: Pick<Cloud, 'agenda' | 'ids' | 'rules'>, hooks: readonly LifecycleHook[]) {
    this.#agenda = agenda
    this.#ids = ids
    this.#rules = rules
    for (const hook of hooks) this.put(hook)
  }

  get all(): readonly LifecycleHook[] {
    return [...this.#hooks.values()]
  }

  /** Creates a hook, or changes it for instances that start to wait later. */
  put(hook: LifecycleHook): void {
    this.#hooks.set(hook.name, hook)
  }

  /** Returns whether the instance has to wait for a hook; if so, `then` is called when the wait ends. */
  startWait(instance: Instance, transition: Transition, then: (outcome: HookOutcome) => void): boolean {
    const holds = transition === 'launching' ? this.#rules.launchHookHolds : this.#rules.terminatingHookHolds
    const hooks = this.all.filter((hook) => hook.transition === transition)
    if (hooks.length === 0 || !holds) return false
    const wait: Wait = { instance, open: new Map(), then }
    this.#waits.add(wait)
    for (const hook of hooks) this.#begin(wait, hook)
    return true
  }

  /** Ends the wait of an instance that is gone, without a result. */
  cancelWait(instance: Instance): void {
    for (const wait of this.#waits) if (wait.instance === instance) this.#waits.delete(wait)
  }

  /** CompleteLifecycleAction. Throws ValidationError where no instance waits for such an action. */
  complete({ hook, instanceId, token, result }: Completion): void {
    const [wait] = this.#find({ hook, instanceId, token })
    this.#end(wait, hook, result, 'Lifecycle Action Completed with ABANDON Result')
  }

  /** DeleteLifecycleHook: what waits for it goes on, abandoned as it launches. [documented: DeleteLifecycleHook] */
  delete(name: string): void {
    const hook = this.#hooks.get(name)
    this.#hooks.delete(name)
    for (const wait of [...this.#waits])
      if (hook && wait.open.has(name))
        this.#end(
          wait,
          name,
          hook.transition === 'launching' ? 'ABANDON' : 'CONTINUE',
          'The lifecycle hook was deleted',
        )
  }

  /** RecordLifecycleActionHeartbeat: restarts the heartbeat timeout, up to the longest wait. Throws as `complete` does. */
  recordHeartbeat(which: Omit<Completion, 'result'>): void {
    const [wait, action] = this.#find(which)
    const next = this.#agenda.now + action.hook.heartbeatTimeout * 1000
    action.due = this.#rules.hooksEndAfter48Hours ? Math.min(next, action.latest) : next
    this.#timeOut(wait, action)
  }

  #find({ hook, instanceId, token }: Omit<Completion, 'result'>): readonly [Wait, OpenAction] {
    for (const wait of this.#waits) {
      const action = wait.open.get(hook)
      if (action && (token === undefined ? wait.instance.id === instanceId : action.token === token))
        return [wait, action]
    }
    throw refuse.noLifecycleAction(token === undefined ? `instance ID ${instanceId}` : `token ${token}`)
  }

  /** A heartbeat moves the due time, so a timer that was set for an earlier one does nothing. */
  #timeOut(wait: Wait, action: OpenAction): void {
    const { due, hook } = action
    this.#agenda.at(due, () => {
      if (action.due === due) this.#end(wait, hook.name, hook.defaultResult, 'Heartbeat Timeout')
    })
  }

  #begin(wait: Wait, hook: LifecycleHook): void {
    const { name, transition, heartbeatTimeout, answer } = hook
    const { now } = this.#agenda
    const action: OpenAction = {
      token: this.#ids.uuid('lifecycle action'),
      hook,
      latest: now + longestWait(hook) * 1000,
      due: now + heartbeatTimeout * 1000,
    }
    wait.open.set(name, action)
    this.#timeOut(wait, action)
    const answers = transition === 'launching' ? wait.instance.launchInfo.behaviour.launchHooks : undefined
    const given = answers ?? answer
    if (given === undefined || given === 'unanswered') return
    this.#agenda.after(given.afterSeconds * 1000, () =>
      this.#end(wait, name, given.result, 'Lifecycle Action Completed with ABANDON Result'),
    )
  }

  /** The first ABANDON ends the wait for all hooks. [documented: lifecycle hooks] */
  #end(wait: Wait, hook: string, result: HookResult, why: string): void {
    const token = wait.open.get(hook)?.token
    if (token === undefined || !this.#waits.has(wait)) return
    wait.open.delete(hook)
    if (result === 'CONTINUE' && wait.open.size > 0) return
    this.#waits.delete(wait)
    wait.then(result === 'CONTINUE' ? { result } : { result, message: abandoned(token, why) })
  }
}

const abandoned = (token: string, why: string): string =>
  `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: ${why}`

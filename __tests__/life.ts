/** How long a job's main lives: cancelled or killed at a time, or on its way to AWS with one certain call. */
import type { Call, Gate } from '../simulator/aws/call.ts'
import type { Agenda } from '../simulator/aws/world/agenda.ts'
import type { Clock } from '../src/rollout/ports.ts'

/** One call of a job: the `nth` (from 1, the default) of an operation; before it takes effect, or after that and before its answer is seen. */
export interface Moment {
  readonly operation: string
  readonly nth?: number
  readonly when: 'before' | 'after'
}

/** What befalls main. Times in ms since epoch. */
export interface Fate {
  /** SIGINT. */
  readonly cancelAt?: number | undefined
  readonly cancelOn?: Moment | undefined
  /** Aborted by whoever cancels the job as they please. */
  readonly cancel?: AbortSignal | undefined
  /** Aborted by whoever takes the machine away. */
  readonly kill?: AbortSignal | undefined
  /** How long after a cancel the runner kills main, in ms; unless said main may end its work. */
  readonly patience?: number | undefined
  /** SIGKILL. */
  readonly killAt?: number | undefined
  readonly killOn?: Moment | undefined
}

/** Of the dead nothing is heard any more, and they hear nothing. */
const never = <T>(): Promise<T> => new Promise<T>(() => {})

/** One main, from its start to its end. */
export class Life {
  readonly #agenda: Agenda
  readonly #fate: Fate
  readonly #stop = new AbortController()
  readonly #death = Promise.withResolvers<undefined>()
  readonly #calls = new Map<string, number>()
  /** Aborted as this life ends, so that no sleep of it goes on moving the world. */
  readonly #over = new AbortController()

  constructor(agenda: Agenda, fate: Fate) {
    this.#agenda = agenda
    this.#fate = fate
    if (fate.killAt !== undefined) agenda.at(fate.killAt, () => this.kill())
    fate.cancel?.addEventListener('abort', () => this.cancel())
    fate.kill?.addEventListener('abort', () => this.kill())
    if (fate.cancelAt !== undefined) agenda.at(fate.cancelAt, () => this.cancel())
  }

  /** Aborted by SIGINT. */
  get stop(): AbortSignal {
    return this.#stop.signal
  }

  /** Settles when main is killed. */
  get death(): Promise<undefined> {
    return this.#death.promise
  }

  /** A clock on which no sleep outlasts this life; the world goes on. */
  clock(clock: Clock): Clock {
    return {
      now: clock.now,
      sleep: async (ms, stop) => {
        if (this.#isOver) return never()
        const { signal } = this.#over
        await clock.sleep(ms, stop ? AbortSignal.any([stop, signal]) : signal)
        if (this.#isOver) return never()
      },
    }
  }

  /** Main has come to its own end: whatever it left sleeping sleeps for ever. */
  end(): void {
    this.#over.abort()
  }

  /** Lets a call pass as fate will have it. What a dead main had asked is never answered, so that nothing of it goes on. */
  readonly gate: Gate = async (call, next) => {
    const nth = (this.#calls.get(call.operation) ?? 0) + 1
    this.#calls.set(call.operation, nth)
    this.#meet({ call, nth, when: 'before' })
    if (this.#isOver) return never()
    try {
      return await next()
    } finally {
      this.#meet({ call, nth, when: 'after' })
      if (this.#isOver) await never()
    }
  }

  #meet({ call, nth, when }: { readonly call: Call; readonly nth: number; readonly when: Moment['when'] }): void {
    const now = (moment: Moment | undefined) =>
      moment?.operation === call.operation && moment.when === when && (moment.nth ?? 1) === nth
    if (now(this.#fate.cancelOn)) this.cancel()
    if (now(this.#fate.killOn)) this.kill()
  }

  get #isOver(): boolean {
    return this.#over.signal.aborted
  }

  /** SIGINT, now. */
  cancel(): void {
    if (this.#isOver || this.#stop.signal.aborted) return
    if (this.#fate.patience !== undefined) this.#agenda.after(this.#fate.patience, () => this.kill())
    this.#stop.abort('SIGINT')
  }

  /** SIGKILL, now. */
  kill(): void {
    this.#over.abort()
    this.#death.resolve(undefined)
  }
}

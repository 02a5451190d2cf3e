/** CloudWatch alarms: scenes move the state of metric alarms, composite ones follow. */

/** CloudWatch's states. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** What an alarm asks of whoever keeps it. */
interface Keeper {
  /** ms since epoch. */
  now(): number
  changed(alarm: Alarm): void
}

/** An alarm; `anyOf` holds the alarms that a composite one follows and is empty for a metric one. */
export class Alarm {
  readonly name: string
  readonly anyOf: readonly Alarm[]
  readonly #keeper: Keeper
  #state: AlarmState
  #reason = 'Unchecked: Initial alarm creation'
  #changedAt: number

  constructor(name: string, { state = 'OK', anyOf = [] }: AlarmOptions, keeper: Keeper) {
    this.name = name
    this.anyOf = anyOf
    this.#keeper = keeper
    this.#state = anyOf.length === 0 ? state : stateOfAny(anyOf)
    this.#changedAt = keeper.now()
  }

  get state(): AlarmState {
    return this.#state
  }

  get reason(): string {
    return this.#reason
  }

  /** ms since epoch. */
  get changedAt(): number {
    return this.#changedAt
  }

  /** The metric crosses its threshold, comes back, or is no longer there. The reasons are the simulator's wording. */
  become(state: AlarmState): void {
    if (this.anyOf.length > 0) throw new Error(`${this.name} is composite: move one of the alarms that it follows`)
    this.#change(state, reasons[state])
  }

  /** A composite alarm reads those that it follows. */
  follow(): void {
    const state = stateOfAny(this.anyOf)
    const [cause] = this.anyOf.filter((alarm) => alarm.state === state)
    this.#change(state, `${cause?.name ?? 'Every alarm'} transitioned to ${state}`)
  }

  #change(state: AlarmState, reason: string): void {
    if (state === this.#state) return
    this.#state = state
    this.#reason = reason
    this.#changedAt = this.#keeper.now()
    this.#keeper.changed(this)
  }
}

/** `state`: at first, of a metric alarm; OK unless said. */
export interface AlarmOptions {
  readonly state?: AlarmState
  readonly anyOf?: readonly Alarm[]
}

const reasons: Readonly<Record<AlarmState, string>> = {
  OK: 'Threshold Crossed: 1 datapoint was not greater than the threshold.',
  ALARM: 'Threshold Crossed: 1 datapoint was greater than the threshold.',
  INSUFFICIENT_DATA: 'Insufficient Data: 1 datapoint was unknown.',
}

/** `ALARM(a) OR ALARM(b)`: what is not in ALARM is no reason for one, a lack of data neither. */
const stateOfAny = (alarms: readonly Alarm[]): AlarmState =>
  alarms.some(({ state }) => state === 'ALARM') ? 'ALARM' : 'OK'

/** All alarms of an account, by name. */
export class Alarms {
  readonly #now: () => number
  readonly #alarms = new Map<string, Alarm>()
  readonly #listeners: ((alarm: Alarm) => void)[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  add(name: string, options: AlarmOptions): Alarm {
    const alarm = new Alarm(name, options, { now: this.#now, changed: (changed) => this.#changed(changed) })
    this.#alarms.set(name, alarm)
    return alarm
  }

  get all(): readonly Alarm[] {
    return [...this.#alarms.values()]
  }

  get(name: string): Alarm | undefined {
    return this.#alarms.get(name)
  }

  /** The composite alarms that follow this one. */
  parentsOf(alarm: Alarm): readonly Alarm[] {
    return this.all.filter(({ anyOf }) => anyOf.includes(alarm))
  }

  /** Calls `listener` whenever an alarm changes its state. */
  onChange(listener: (alarm: Alarm) => void): void {
    this.#listeners.push(listener)
  }

  #changed(alarm: Alarm): void {
    for (const parent of this.parentsOf(alarm)) parent.follow()
    for (const listener of this.#listeners) listener(alarm)
  }
}

/** Scheduled actions: a group's sizes that change at a time, once or again and again. */
import type { Cloud } from './cloud.ts'
import type { Process } from './configuration.ts'
import { nextTime, type Recurrence } from './recurrence.ts'
import { refuse } from './refusal.ts'

/** Sizes that are missing stay as they are. Times in ms since epoch. */
export interface ScheduledAction {
  readonly name: string
  readonly startsAt?: number
  /** No recurrence after it. */
  readonly endsAt?: number
  readonly recurrence?: Recurrence
  readonly timeZone?: string
  readonly min?: number
  readonly max?: number
  readonly desired?: number
}

/** The sizes that an action sets. */
export type ScheduledSizes = Pick<ScheduledAction, 'min' | 'max' | 'desired'>

/** What a schedule asks of its group. */
export interface ScheduledGroup {
  readonly name: string
  isSuspended(process: Process): boolean
  /** Carries an action out; whatever AWS would refuse does not happen. */
  applySchedule(action: string, sizes: ScheduledSizes): void
}

/** A group's scheduled actions. */
export class Schedule {
  readonly #cloud: Cloud
  readonly #group: ScheduledGroup
  readonly #actions = new Map<string, ScheduledAction>()

  constructor(cloud: Cloud, group: ScheduledGroup) {
    this.#cloud = cloud
    this.#group = group
  }

  /** By name. Those that happen no more are forgotten. */
  get all(): readonly ScheduledAction[] {
    return [...this.#actions.values()]
      .filter((action) => this.nextTime(action) !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Creates or replaces an action. Throws ValidationError for a recurrence that AWS could not read. */
  put(action: ScheduledAction): void {
    try {
      this.nextTime(action)
    } catch (error) {
      // The simulator's wording.
      throw refuse.validation(`Given recurrence string: ${action.recurrence} is invalid. ${String(error)}`)
    }
    this.#actions.set(action.name, action)
    this.#plan(action)
  }

  /** Whether there was one of this name. */
  remove(name: string): boolean {
    return this.#actions.delete(name)
  }

  /** When an action is carried out next; nothing when it never is again. */
  nextTime({ startsAt, endsAt = Infinity, recurrence, timeZone }: ScheduledAction): number | undefined {
    const { now } = this.#cloud.agenda
    if (recurrence === undefined) return startsAt !== undefined && startsAt > now ? startsAt : undefined
    const next = startsAt !== undefined && startsAt > now ? startsAt : nextTime(recurrence, now, timeZone)
    return next !== undefined && next <= endsAt ? next : undefined
  }

  #plan(action: ScheduledAction): void {
    const next = this.nextTime(action)
    if (next === undefined) return
    const { agenda, rules } = this.#cloud
    agenda.at(next, () => {
      if (this.#actions.get(action.name) !== action) return
      this.#plan(action)
      // What is due while the process is suspended is never made up for.
      if (this.#group.isSuspended('ScheduledActions') && rules.missedSchedulesAreNotMadeUp) return
      agenda.after(rules.scheduledUpToLate * 1000, () => this.#carryOut(action))
    })
  }

  #carryOut(action: ScheduledAction): void {
    const { min, max, desired } = action
    this.#group.applySchedule(action.name, {
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(desired !== undefined && { desired }),
    })
  }
}

/** When a group acts again: the earliest of the times that it was asked for. */
import type { Agenda } from './agenda.ts'

/** Calls `tick` at the earliest time asked for, and forgets the later ones. Times in ms since epoch. */
export class Ticker {
  readonly #agenda: Agenda
  readonly #tick: () => void
  #next = Infinity

  constructor(agenda: Agenda, tick: () => void) {
    this.#agenda = agenda
    this.#tick = tick
  }

  at(time: number): void {
    if (time >= this.#next) return
    this.#next = time
    this.#agenda.at(time, () => {
      if (this.#next !== time) return
      this.#next = Infinity
      this.#tick()
    })
  }
}

/** A queue of events and the virtual clock. All changes over time go through it: by time, then in the order of entry, so that every run is the same. */

interface Entry {
  readonly at: number
  readonly what: () => void
}

/** A queue of what is due, and the world's clock. Milliseconds since epoch throughout. */
export class Agenda {
  #now: number
  readonly #entries: Entry[] = []

  /** `start`: milliseconds since epoch. */
  constructor(start: number) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  /** Runs `what` when the world reaches `at`; a time that has passed means: next. */
  at(at: number, what: () => void): void {
    const entry = { at: Math.max(at, this.#now), what }
    this.#entries.splice(this.#placeAfter(entry.at), 0, entry)
  }

  /** Runs `what` after `ms` milliseconds. */
  after(ms: number, what: () => void): void {
    this.at(this.#now + ms, what)
  }

  /** Moves the world to `end`, entry by entry; stops early, at that entry's time, once `enough` holds. */
  runUntil(end: number, enough: () => boolean = () => false): void {
    while (!enough()) {
      const next = this.#entries[0]
      if (!next || next.at > end) {
        this.#now = Math.max(this.#now, end)
        return
      }
      this.#entries.shift()
      this.#now = next.at
      next.what()
    }
  }

  /** Moves the world on by `seconds`. */
  run(seconds: number): void {
    this.runUntil(this.#now + seconds * 1000)
  }

  /** Behind everything that is due no later than `at`: entries of one moment keep their order. */
  #placeAfter(at: number): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#entries[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}

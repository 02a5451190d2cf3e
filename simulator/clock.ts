/** The simulator's clocks. In process: virtual, moved by whoever sleeps. Across processes: this machine's, `speed` times faster. */
import type { Agenda } from './aws/world/agenda.ts'

/** Milliseconds since epoch, and a pause that ends early when `stop` is aborted. */
export interface Clock {
  now(): number
  sleep(ms: number, stop?: AbortSignal): Promise<void>
}

/** Sleeping moves the world: what is due happens on the way. A three-hour rollout takes as long as its HTTP calls. */
export function virtualClock(agenda: Agenda): Clock {
  return {
    now: () => agenda.now,
    async sleep(ms, stop) {
      agenda.runUntil(agenda.now + ms, () => stop?.aborted === true)
    },
  }
}

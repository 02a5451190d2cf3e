/** Composition: clients, reads, writes, clock and the readers of the story; the same for main and post. */
import { warning } from '@actions/core'
import { clientsFor, readsOf, writesOf } from './aws/index.ts'
import type { Event } from './rollout/event.ts'
import { blank, record, type Timeline } from './rollout/timeline.ts'
import type { Clock, World } from './rollout/world.ts'

/** Reads the stream of events: what was known before, what happened, what is known after. */
export type Reader = (event: Event, before: Timeline, after: Timeline) => void

/** What the process gives: time, and the signal to stop. */
export interface Surroundings {
  readonly clock: Clock
  readonly stop: AbortSignal
}

/** A world to roll in, and what has become known of the run so far. */
export interface Composed {
  readonly world: World
  timeline(): Timeline
  /** Ends every connection, also those of looks that nobody waits for any more. */
  close(): void
}

/** Puts a world together. `readers` are told in their order; one that fails warns and never stops the story. */
export function compose(region: string, { clock, stop }: Surroundings, readers: readonly Reader[]): Composed {
  const clients = clientsFor(region, clock)
  let timeline = blank(clock.now())
  const tell = (event: Event) => {
    const before = timeline
    timeline = record(timeline, event)
    for (const read of readers) {
      try {
        read(event, before, timeline)
      } catch (error) {
        warning(`A report could not be written: ${error}`)
      }
    }
  }
  return {
    world: { reads: readsOf(clients), writes: writesOf(clients), clock, stop, tell },
    timeline: () => timeline,
    close: () => {
      for (const client of [clients.autoScaling, clients.autoScalingOnce, clients.ec2, clients.elb]) client.destroy()
    },
  }
}

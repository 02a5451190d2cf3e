/** How others wait for an instance refresh: they ask for its status now and then, until it is one that does not change any more. */
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import type { Refresh } from '../../simulator/aws/world/refresh.ts'
import { MINUTE, SECOND } from './stage.ts'

/** `pause`: milliseconds until the next poll, by how long it has waited already. */
export interface Poller {
  readonly name: string
  pause(waited: number): number
}

const fixed = (seconds: number): Poller => ({ name: `every ${seconds} s`, pause: () => seconds * SECOND })

export const pollers: readonly Poller[] = [
  fixed(15),
  fixed(30),
  fixed(60),
  {
    name: '10 s, after 2 min 60 s, after 15 min 120 s',
    pause: (waited) => (waited < 2 * MINUTE ? 10 : waited < 15 * MINUTE ? 60 : 120) * SECOND,
  },
]

/** What a poller did. `polls`: when, in ms since epoch. The last of them saw the end. */
export interface Polled {
  readonly polls: readonly number[]
}

/**
 * Lets it watch a refresh, in the very world in which others watch it too; its polls disturb nobody. `phase`, from 0 to 1:
 * how much of its first pause passes before its first poll.
 */
export function poll(
  { pause }: Poller,
  refresh: Refresh,
  { agenda, phase }: { readonly agenda: Agenda; readonly phase: number },
): Polled {
  const polls: number[] = []
  const began = agenda.now
  const look = () => {
    polls.push(agenda.now)
    if (refresh.isActive) agenda.after(pause(agenda.now - began), look)
  }
  agenda.after(phase * pause(0), look)
  return { polls }
}

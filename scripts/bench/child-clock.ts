/**
 * The time of a rollout whose world is in another process: it moves only while nothing is asked of that world. A limit
 * that sleeps beside a call costs nothing while the answer comes.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Clock } from '../../src/rollout/ports.ts'

/** Turns of the event loop without an open request: by then whoever was answered has asked the next question. */
const TURNS = 24

interface Sleeper {
  readonly wake: number
  end(): void
}

/** `move`: lets the world go on until then (ms since epoch), and gives its time. */
export function childClock(start: number, move: (until: number) => Promise<number>): Clock {
  const sleepers = new Set<Sleeper>()
  let now = start
  let isDriven = false

  async function drive(): Promise<void> {
    isDriven = true
    while (sleepers.size > 0) {
      await idle()
      const next = Math.min(...Array.from(sleepers, ({ wake }) => wake))
      if (sleepers.size > 0) now = await move(next)
      for (const sleeper of [...sleepers]) if (sleeper.wake <= now) sleeper.end()
    }
    isDriven = false
  }

  return {
    now: () => now,
    async sleep(ms, stop) {
      if (stop?.aborted || ms <= 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const end = () => {
        sleepers.delete(sleeper)
        stop?.removeEventListener('abort', end)
        resolve()
      }
      const sleeper: Sleeper = { wake: now + ms, end }
      stop?.addEventListener('abort', end)
      sleepers.add(sleeper)
      if (!isDriven) void drive()
      return promise
    },
  }
}

const open = new Set<ClientRequest>()
let asked = 0
let answered = Promise.withResolvers<void>()
subscribe('http.client.request.created', (message) => {
  const { request } = message as { readonly request: ClientRequest }
  asked += 1
  if (open.size === 0) answered = Promise.withResolvers()
  open.add(request)
  request.once('close', () => {
    open.delete(request)
    if (open.size === 0) answered.resolve()
  })
})

/** Waits without work of its own, which would count as the rollout's. */
async function idle(): Promise<void> {
  let seen = -1
  for (let turn = 0; turn < TURNS; turn += 1) {
    if (open.size > 0) await answered.promise
    if (asked !== seen) turn = 0
    seen = asked
    await new Promise((resolve) => setImmediate(resolve))
  }
}

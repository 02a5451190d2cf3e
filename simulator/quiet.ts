/** Is anybody at work in this process? What a clock must know that moves only while nobody is. */
import { subscribe } from 'node:diagnostics_channel'

/** HTTP that begins or ends in this process, on either side [Node: diagnostics_channel, HTTP]. */
const HTTP = [
  'http.client.request.created',
  'http.client.request.start',
  'http.client.request.error',
  'http.client.response.finish',
  'http.server.request.start',
  'http.server.response.created',
  'http.server.response.finish',
] as const

/** Work of Node's thread pool and of the kernel that ends by itself. */
const PENDING = /^(FSReq|GetAddrInfo|GetNameInfo|TCPConnect|PipeConnect|Write|Shutdown|Zlib|RandomBytes)/

/**
 * Turns of the event loop without any HTTP that count as quiet. Between two steps of a call over loopback there are at
 * most a handful: the kernel has the bytes ready by the next turn, however busy the machine is.
 */
const TURNS = 24

let events = 0
for (const channel of HTTP) {
  subscribe(channel, () => {
    events += 1
  })
}

/** Resolves once nothing in this process goes on by itself: all that still waits, waits for time to pass. */
export async function quiet(): Promise<void> {
  let seen = events
  for (let turn = 0; turn < TURNS; turn += 1) {
    await turnOfLoop()
    if (seen !== events || (turn === TURNS - 1 && isPending())) {
      seen = events
      turn = -1
    }
  }
}

const isPending = (): boolean => process.getActiveResourcesInfo().some((resource) => PENDING.test(resource))

/** The machine's own, whatever a test replaces. */
const later = globalThis.setImmediate
const turnOfLoop = (): Promise<void> => new Promise((resolve) => later(resolve))

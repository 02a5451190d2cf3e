/** Is anybody busy in this process? What a clock must know that moves only while nobody is. */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, ServerResponse } from 'node:http'

/** Work of Node's thread pool and of the kernel that ends by itself. */
const PENDING = /^(FSReq|GetAddrInfo|GetNameInfo|TCPConnect|PipeConnect|Write|Shutdown|Zlib|RandomBytes)/

/**
 * Turns of the event loop without anything going on that count as quiet. Between two steps of a call over loopback there
 * are at most a handful: the kernel has the bytes ready by the next turn, however busy the machine is.
 */
const TURNS = 24

/**
 * While an exchange is open, quiet also lasts so long on the machine's own clock, in ms: where others keep the machine busy,
 * the kernel may deliver what is on its way over loopback some turns late.
 */
const LEAST_QUIET = 4

/** HTTP exchanges that are open in this process, on either side. What is silent stays here, and does not count. */
const open = new Set<ClientRequest | ServerResponse>()
let events = 0

/** [Node: diagnostics_channel, HTTP] */
const channels = [
  'http.client.request.created',
  'http.client.request.error',
  'http.client.response.finish',
  'http.server.request.start',
  'http.server.response.finish',
] as const
for (const channel of channels)
  subscribe(channel, (message) => {
    events += 1
    const exchange = exchangeIn(message, channel)
    if (!exchange || open.has(exchange)) return
    open.add(exchange)
    exchange.once('close', () => {
      events += 1
      open.delete(exchange)
    })
  })

function exchangeIn(message: unknown, channel: (typeof channels)[number]): ClientRequest | ServerResponse | undefined {
  if (channel === 'http.client.request.created') return (message as { readonly request: ClientRequest }).request
  if (channel === 'http.server.request.start') return (message as { readonly response: ServerResponse }).response
  return undefined
}

/** Resolves once nothing in this process goes on by itself: all that still waits, waits for time to pass. */
export async function quiet(): Promise<void> {
  let seen = progress()
  let since = machineTime()
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await turnOfLoop()
    const now = progress()
    if (now !== seen) since = machineTime()
    else if (turn < TURNS || !(isPending() || mayStillArrive(since))) continue
    seen = now
    turn = 0
  }
}

const mayStillArrive = (since: number): boolean => open.size > 0 && machineTime() - since < LEAST_QUIET

/** A number that changes with every step of every exchange, and with every byte. */
function progress(): number {
  let bytes = 0
  for (const { socket } of open) bytes += (socket?.bytesRead ?? 0) + (socket?.bytesWritten ?? 0)
  return events + bytes
}

const isPending = (): boolean => process.getActiveResourcesInfo().some((resource) => PENDING.test(resource))

/** The machine's own, whatever a test replaces. */
const later = globalThis.setImmediate
const machineTime = performance.now.bind(performance)
const turnOfLoop = (): Promise<void> => new Promise((resolve) => later(resolve))

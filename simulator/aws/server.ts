/** HTTP ↔ handlers, through the gates. Knows protocols, not services. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Call, type Gate, Severed } from './call.ts'
import { AwsError } from './error.ts'
import { Journal } from './journal.ts'
import type { Protocol, Reply } from './wire/protocol.ts'
import { protocolOf } from './wire/protocols.ts'
import { receive, signerOf, type WireRequest } from './wire/request.ts'
import { type ConfiguredClient, type Handlers, modelOf, type ServiceModel } from './wire/service.ts'

/** A handler as the server calls it: the schema has given the input its shape. */
type Handler = (input: never, call: Call) => object

/** One service to serve. */
export interface Endpoint {
  readonly model: ServiceModel
  readonly protocol: Protocol
  readonly handlers: Readonly<Record<string, Handler | undefined>>
}

/**
 * A service as its SDK package publishes it, to be served with handlers that have their types and their wire from there.
 * Reading the package's schemas takes longer than a small test: once for every account is enough.
 */
export function service<M extends object>(sdk: M, client: ConfiguredClient): (handlers: Handlers<M, Call>) => Endpoint {
  const model = modelOf(sdk, client)
  const protocol = protocolOf(model)
  return (handlers) => ({ model, protocol, handlers: { ...handlers } })
}

/** `gates`: the first one stands outermost. `now`: ms since epoch. `port`: 0, the default, takes any free one. */
export interface ServeOptions {
  readonly endpoints: readonly Endpoint[]
  readonly gates: readonly Gate[]
  now(): number
  onCall?(call: Call): void
  readonly port?: number
}

/** A server that listens on the loopback interface. `close` breaks what is still open. */
export interface SimulatorServer {
  readonly url: string
  readonly journal: Journal
  close(): Promise<void>
}

/** Serves until closed. Rejects if the port is taken. */
export async function serveAws(options: ServeOptions): Promise<SimulatorServer> {
  const journal = new Journal()
  const requestIds = countedIds()
  const answer = answering(options, journal)
  const server = createServer(async (message, response) => {
    const requestId = requestIds()
    try {
      const reply = await answer(await receive(message), requestId)
      send(response, reply, options.now(), requestId)
    } catch (error) {
      sever(response, error instanceof Severed ? error.when : 'before-answer', options.now())
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    journal,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

type Answer = (request: WireRequest, requestId: string) => Promise<Reply>

/** From a request to its reply. Throws `Severed` alone: all else is answered, and what is no refusal of AWS's is noted. */
function answering(options: ServeOptions, journal: Journal): Answer {
  return async (request, requestId) => {
    const route = routeOf(options.endpoints, request)
    if (!route) return unknownService(request, journal)
    const { endpoint, operationName } = route
    const { model, protocol } = endpoint
    try {
      const operation = model.operations.get(operationName)
      if (!operation) throw notSimulated(model, operationName)
      const input = protocol.read(operation, request)
      const call: Call = { service: model.id, operation: operationName, input, ...signerOf(request), at: options.now() }
      return await journal.record(call, async () =>
        protocol.answer({ model, operation, requestId }, await carryOut(call, endpoint, options)),
      )
    } catch (error) {
      if (error instanceof Severed) throw error
      return protocol.refuse(model, refusalFor(error, journal), requestId)
    }
  }
}

function refusalFor(error: unknown, journal: Journal): AwsError {
  if (error instanceof AwsError) {
    if (error.status === NOT_SIMULATED) journal.noteUnknown(error.message)
    return error
  }
  journal.noteBug(error)
  return new AwsError('SimulatorBug', error instanceof Error ? error.message : String(error), NOT_SIMULATED)
}

/** The call through all gates to its handler. */
function carryOut(call: Call, { model, handlers }: Endpoint, options: ServeOptions): Promise<object> {
  options.onCall?.(call)
  const innermost = async () => {
    const handler = handlers[call.operation]
    if (!handler) throw notSimulated(model, call.operation)
    return handler(call.input as never, call)
  }
  return options.gates.reduceRight<() => Promise<object>>((inner, gate) => () => gate(call, inner), innermost)()
}

function routeOf(endpoints: readonly Endpoint[], request: WireRequest) {
  for (const endpoint of endpoints) {
    const operationName = endpoint.protocol.operationOf(endpoint.model, request)
    if (operationName !== undefined) return { endpoint, operationName }
  }
  return undefined
}

/** 501 is a status that no SDK tries again: what is not simulated shows at once. */
const NOT_SIMULATED = 501

const notSimulated = ({ id }: ServiceModel, operation: string) =>
  new AwsError('SimulatorUnknownOperation', `${id} ${operation} is not simulated`, NOT_SIMULATED)

function unknownService({ method, path, headers, form }: WireRequest, journal: Journal): Reply {
  const asked = headers['x-amz-target'] ?? `${form.get('Action') ?? path} ${form.get('Version') ?? ''}`
  const message = `${method} ${asked} is for no simulated service`
  journal.noteUnknown(message)
  const body = JSON.stringify({ __type: 'SimulatorUnknownOperation', message })
  return { status: NOT_SIMULATED, headers: { 'content-type': 'application/json' }, body }
}

function send(response: ServerResponse, reply: Reply, now: number, requestId: string): void {
  // The SDK corrects its own clock by this header, so it must tell the simulator's time and not the machine's.
  const date = new Date(now).toUTCString()
  response.writeHead(reply.status, { ...reply.headers, date, 'x-amzn-requestid': requestId }).end(reply.body)
}

/** What of an answer is sent before the connection breaks in its middle. */
const TORN = '<Resp'

function sever(response: ServerResponse, when: Severed['when'], now: number): void {
  if (when === 'before-answer') {
    response.destroy()
    return
  }
  const date = new Date(now).toUTCString()
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 2 * TORN.length, date })
  response.write(TORN, () => response.destroy())
}

/** Ids in AWS's form that are the same in every run. */
function countedIds(): () => string {
  let count = 0
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`
}

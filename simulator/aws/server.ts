/** HTTP ↔ handlers, through the gates. Knows protocols, not services. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Call, FaultyAnswer, type Gate, Severed } from './call.ts'
import { type Delivery, deliver, sever } from './delivery.ts'
import { AwsError } from './error.ts'
import { Journal } from './journal.ts'
import type { Protocol, Reply } from './wire/protocol.ts'
import { protocolOf } from './wire/protocols.ts'
import { receive, signerOf, type WireRequest } from './wire/request.ts'
import {
  type ConfiguredClient,
  type Handlers,
  modelOf,
  type OperationModel,
  type ServiceModel,
} from './wire/service.ts'

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

/** `gates`: the first one is outermost. `now`: ms since epoch. `port`: 0, the default, takes any free one. */
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
      const delivery = await answer(await receive(message), requestId)
      deliver(response, delivery, { nowMs: options.now(), requestId })
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

type Answer = (request: WireRequest, requestId: string) => Promise<Delivery>

/** From a request to its delivery. Throws `Severed` alone: all else is answered, and what is no refusal of AWS's is noted. */
function answering(options: ServeOptions, journal: Journal): Answer {
  return async (request, requestId) => {
    const route = routeOf(options.endpoints, request)
    if (!route) return { reply: unknownService(request, journal) }
    const { endpoint, operationName } = route
    const { model, protocol } = endpoint
    const refuse = (error: unknown): Reply => protocol.refuse(model, refusalFor(error, journal), requestId)
    const operation = model.operations.get(operationName)
    if (!operation) return { reply: refuse(notSimulated(model, operationName)) }
    /** What AWS gave; a success without any content where the request never reached it. */
    const written = (answer: object | undefined): Reply => {
      if (answer instanceof AwsError) return refuse(answer)
      if (answer) return protocol.answer({ model, operation, requestId }, answer)
      return { ...protocol.refuse(model, new AwsError('ServiceUnavailable', ''), requestId), status: 200, body: '' }
    }
    const faulty = ({ answer, fault }: FaultyAnswer): Delivery => {
      try {
        return { reply: written(answer), fault }
      } catch (error) {
        return { reply: refuse(error) }
      }
    }
    try {
      const call = callOf(request, { endpoint, operation, options })
      return await journal.record(call, async () => ({ reply: written(await carryOut(call, endpoint, options)) }))
    } catch (error) {
      if (error instanceof Severed) throw error
      if (!(error instanceof FaultyAnswer)) return { reply: refuse(error) }
      return faulty(error)
    }
  }
}

/** Throws `WireError` if the request does not fit the operation's schema. */
function callOf(
  request: WireRequest,
  {
    endpoint,
    operation,
    options,
  }: { readonly endpoint: Endpoint; readonly operation: OperationModel; readonly options: ServeOptions },
): Call {
  const input = endpoint.protocol.read(operation, request)
  return { service: endpoint.model.id, operation: operation.name, input, ...signerOf(request), at: options.now() }
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
  type Inner = (call: Call) => Promise<object>
  const innermost: Inner = async (passed) => {
    const handler = handlers[passed.operation]
    if (!handler) throw notSimulated(model, passed.operation)
    return handler(passed.input as never, passed)
  }
  const through = options.gates.reduceRight<Inner>(
    (inner, gate) => (passed) => gate(passed, (altered = passed) => inner(altered)),
    innermost,
  )
  return through(call)
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

/** Ids in AWS's form that are the same in every run. */
function countedIds(): () => string {
  let count = 0
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`
}

/**
 * Checks that an answer is complete, in time, and from AWS. A proxy, load balancer or captive portal may answer instead,
 * with HTML, plain text or half a document, at any status. The SDK treats some of that as an empty answer and throws a
 * parser error for the rest (aws-sdk-js-v3 #4683, #5851, #7182, #7749); botocore treats it as a temporary error
 * (`_is_generic_error_response` in its parsers).
 */
import { type Pluggable, SMITHY_CONTEXT_KEY } from '@smithy/types'
import type { Clock } from '../rollout/ports.ts'
import { bounded, type Limits, TimeLimit } from './bounds.ts'
import { at, numberAt, textAt } from './thrown.ts'

/** An answer that did not come from AWS. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer'
  readonly status: number
  /** The content type as received. */
  readonly type: string
  /** The beginning of the body, on one line; foreign text. */
  readonly excerpt: string
  /** The SDK retries errors with this member. A refusal by a proxy is not retried; any other retry may reach AWS. */
  readonly $retryable: { readonly throttling: boolean } | undefined

  constructor({ statusCode, headers }: Response, body: string) {
    super(`HTTP ${statusCode} with an answer that is not AWS's`)
    this.status = statusCode
    this.type = String(headers['content-type'] ?? '')
    this.$retryable = statusCode >= 400 && statusCode < 500 && statusCode !== 429 ? undefined : { throttling: false }
    this.excerpt = body.replace(/\s+/g, ' ').trim().slice(0, 120)
  }
}

/** An answer without a member that AWS always gives: it came from something else. */
export class IncompleteAnswer extends Error {
  override readonly name = 'IncompleteAnswer'
  constructor(member: string) {
    super(`the answer has no ${member}`)
  }
}

/** The fields of an HTTP answer that are used here. */
interface Response {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  body: unknown
}

/** The destination of a failed request. */
export interface Destination {
  readonly host: string
  /** The proxy on the way, as `host:port`. */
  readonly proxy?: string
}

const destinations = new WeakMap<object, Destination>()
const sent = new WeakSet<AbortSignal>()

/** The destination of the request that failed with this error; `undefined` if none was sent. */
export const destinationOf = (thrown: unknown): Destination | undefined =>
  typeof thrown === 'object' && thrown !== null ? destinations.get(thrown) : undefined

/** Whether a request of the call with this signal was sent. If not, AWS cannot have executed it. */
export const wasSent = (call: AbortSignal): boolean => sent.has(call)

/** The clock, the time limit of an answer, and the proxy for a host. `onRequest` is called for each request that is sent. */
export interface Receiving {
  readonly clock: Pick<Clock, 'sleep'>
  readonly limits: Pick<Limits, 'answer'>
  proxyTo(host: string, port: number | undefined): string | undefined
  onRequest?(): void
}

/** Reads every answer completely within the time limit. Throws `ForeignAnswer` for one that is not from AWS. */
export const wholeAnswers = <Input extends object, Output extends object>({
  clock,
  limits,
  proxyTo,
  onRequest,
}: Receiving): Pluggable<Input, Output> => ({
  applyToStack: (stack) =>
    stack.add(
      (next, context) => async (args) => {
        const call: unknown = context[SMITHY_CONTEXT_KEY]?.['abortSignal']
        if (call instanceof AbortSignal) sent.add(call)
        onRequest?.()
        try {
          return await bounded({ clock, limit: limits.answer }, async (late) => {
            const result = await next(args)
            if (isResponse(result.response)) result.response.body = await bodyOf(result.response, args.request, late)
            return result
          })
        } catch (thrown) {
          const failure = thrown instanceof TimeLimit ? timeout(thrown) : thrown
          if (typeof failure === 'object' && failure !== null)
            destinations.set(failure, destination(args.request, proxyTo))
          throw failure
        }
      },
      { step: 'deserialize', priority: 'low', name: 'wholeAnswer' },
    ),
})

/** A timeout error with the name that the SDK retries. */
const timeout = (late: TimeLimit): Error =>
  Object.assign(new Error(late.message, { cause: late }), { name: 'TimeoutError' })

const isResponse = (value: unknown): value is Response =>
  typeof value === 'object' && value !== null && 'statusCode' in value && 'headers' in value && 'body' in value

function destination(request: unknown, proxyTo: Receiving['proxyTo']): Destination {
  const host = textAt(request, 'hostname') ?? ''
  const proxy = textAt(request, 'protocol') === 'https:' ? proxyTo(host, numberAt(request, 'port')) : undefined
  return { host, ...(proxy !== undefined && { proxy }) }
}

async function bodyOf(response: Response, request: unknown, late: AbortSignal): Promise<Uint8Array> {
  const bytes = await collected(response.body, late)
  const isWhole = speaksJson(request) ? isJsonObject(bytes) : isXmlResponse(bytes)
  if (!isWhole) throw new ForeignAnswer(response, head(bytes))
  return bytes
}

/** Reads the body. If it stalls, its connection is destroyed too. */
async function collected(body: unknown, late: AbortSignal): Promise<Buffer> {
  if (!isStream(body)) return Buffer.from(body instanceof Uint8Array ? body : [])
  const giveUp = () => body.destroy()
  late.addEventListener('abort', giveUp, { once: true })
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    return Buffer.concat(chunks)
  } finally {
    late.removeEventListener('abort', giveUp)
  }
}

interface Stream extends AsyncIterable<Uint8Array> {
  destroy(): void
}

const isStream = (value: unknown): value is Stream =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value

/** Whether the service uses JSON, judged by the request: the content type of a foreign answer proves nothing. */
const speaksJson = (request: unknown): boolean =>
  textAt(at(request, 'headers'), 'content-type')?.includes('json') ?? false

function isJsonObject(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** A successful answer whose body has been read, before the SDK reads it. */
export const isAnswerRead = (response: unknown): response is { readonly statusCode: number; body: Buffer } =>
  at(response, 'statusCode') === 200 && Buffer.isBuffer(at(response, 'body'))

/** Enough bytes for the root element and for an excerpt. */
const ENDS = 400
/** Only the two ends of an answer are decoded, because that of a large group has half a megabyte. */
const head = (bytes: Buffer): string => bytes.subarray(0, ENDS).toString('utf8')
const tail = (bytes: Buffer): string => bytes.subarray(-ENDS).toString('utf8').trimEnd()

/**
 * The root of every answer of the query protocols: `DescribeImagesResponse`, `ErrorResponse`, EC2's `Response` for
 * errors.
 */
const ROOT = /^\uFEFF?(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)*<((?:\w+:)?\w*Response)(?:\s[^>]*?)?(\/?)>/

function isXmlResponse(bytes: Buffer): boolean {
  const [, root, isEmpty] = ROOT.exec(head(bytes)) ?? []
  return root !== undefined && (isEmpty === '/' || tail(bytes).endsWith(`</${root}>`))
}

/** How an answer travels: whole, or as a fault has it. */
import type { ServerResponse } from 'node:http'
import type { AnswerFault, ForeignAnswer, Severed } from './call.ts'
import type { Reply } from './wire/protocol.ts'

/** `nowMs`: the simulator's time, since epoch. */
export interface Envelope {
  readonly nowMs: number
  readonly requestId: string
}

/** A reply and what happens to it. */
export interface Delivery {
  readonly reply: Reply
  readonly fault?: AnswerFault
}

/** Sends the reply as the fault allows. What is silent or stalled stays open until the client, or the server, ends it. */
export function deliver(response: ServerResponse, { reply, fault }: Delivery, envelope: Envelope): void {
  if (!fault) send(response, reply, envelope)
  else if (fault.type === 'misdated') send(response, reply, { ...envelope, nowMs: envelope.nowMs + fault.byMs })
  else if (fault.type === 'stalled') stall(response, { reply, sent: fault.sent }, envelope)
  else if (fault.type === 'foreign') answerInstead(response, foreign(reply, fault.answer), envelope)
}

// The SDK corrects its own clock by the date, so it must have the simulator's time and not the machine's.
const headersOf = ({ headers }: Reply, { nowMs, requestId }: Envelope) => ({
  ...headers,
  date: new Date(nowMs).toUTCString(),
  'x-amzn-requestid': requestId,
})

function send(response: ServerResponse, reply: Reply, envelope: Envelope): void {
  response.writeHead(reply.status, headersOf(reply, envelope)).end(reply.body)
}

/** Whoever answers in AWS's place knows nothing of its request ids. */
function answerInstead(response: ServerResponse, { status, headers, body }: Reply, { nowMs }: Envelope): void {
  response.writeHead(status, { ...headers, date: new Date(nowMs).toUTCString() }).end(body)
}

function stall(
  response: ServerResponse,
  { reply, sent }: { readonly reply: Reply; readonly sent: 'headers' | 'half' },
  envelope: Envelope,
): void {
  const { status, body } = reply
  // More than ever comes, even of an empty body.
  const length = Buffer.byteLength(body) + 2
  response.writeHead(status, { ...headersOf(reply, envelope), 'content-length': length })
  if (sent === 'headers') response.flushHeaders()
  else response.write(firstHalf(body) || ' ')
}

const firstHalf = (body: string): string => body.slice(0, Math.ceil(body.length / 2))

/** What of an answer is sent before the connection breaks in its middle. */
const TORN = '<Resp'

/** Breaks the connection. */
export function sever(response: ServerResponse, when: Severed['when'], nowMs: number): void {
  if (when === 'before-answer') {
    response.destroy()
    return
  }
  const date = new Date(nowMs).toUTCString()
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 2 * TORN.length, date })
  response.write(TORN, () => response.destroy())
}

/**
 * The texts are our own; that such answers come is on record: proxies and load balancers answer AWS's clients in HTML
 * [aws-sdk-js-v3 #4683, #5851, #7182, #7749], and botocore takes a body that begins with `<html>` for a passing error of
 * the service [botocore parsers.py, QueryParser: generic errors].
 */
function foreign({ status, headers, body }: Reply, answer: ForeignAnswer): Reply {
  const code = answer.status ?? status
  switch (answer.body) {
    case 'html':
      return { status: code, headers: { 'content-type': 'text/html' }, body: page(code) }
    case 'text':
      return {
        status: code,
        headers: { 'content-type': 'text/plain' },
        body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
      }
    case 'empty':
      return { status: code, headers, body: '' }
    case 'wrong':
      return {
        status: code,
        headers,
        body: isJson(headers) ? '{"status":"ok","version":"2.1"}' : '<status>ok</status>',
      }
    case 'truncated':
      return { status: code, headers, body: firstHalf(body) }
    case 'mislabelled':
      return { status: code, headers: { 'content-type': 'text/html' }, body }
  }
}

const isJson = (headers: Reply['headers']): boolean => headers['content-type']?.includes('json') === true

const page = (status: number): string =>
  `<html>\r\n<head><title>${status} Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n`

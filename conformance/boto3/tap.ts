/** A proxy on loopback between a client and an endpoint, that keeps every exchange as it stood on the wire. */
import { once } from 'node:events'
import { createServer, request as forward, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One call and its answer. Bodies as base64: a JSON file of them loses no byte. */
export interface Exchange {
  readonly target: string
  readonly contentType: string
  readonly request: string
  readonly status: number
  readonly response: string
}

export interface Tap extends AsyncDisposable {
  readonly url: string
  readonly exchanges: readonly Exchange[]
}

/** Passes everything on to `endpoint`, and what comes back. */
export async function tap(endpoint: string): Promise<Tap> {
  const exchanges: Exchange[] = []
  const { hostname, port } = new URL(endpoint)
  const server = createServer(async (incoming, outgoing) => {
    const asked = await bodyOf(incoming)
    const { method = 'POST', url = '/', headers } = incoming
    const onward = forward({ hostname, port, method, path: url, headers }, async (answer) => {
      const body = await bodyOf(answer)
      exchanges.push({
        target: String(headers['x-amz-target'] ?? ''),
        contentType: String(headers['content-type'] ?? ''),
        request: asked.toString('base64'),
        status: answer.statusCode ?? 0,
        response: body.toString('base64'),
      })
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(body)
    })
    onward.on('error', () => outgoing.destroy())
    onward.end(asked)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    exchanges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

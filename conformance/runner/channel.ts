/** A chat channel's incoming webhook, on loopback. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Channel extends AsyncDisposable {
  readonly url: string
  /** What was posted, oldest first. */
  readonly posts: readonly string[]
}

/** Takes whatever is posted. */
export async function serveChannel(): Promise<Channel> {
  const posts: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posts.push(body)
      response.end('ok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the channel has no port')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    posts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

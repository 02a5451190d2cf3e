import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetch, ProxyAgent } from '../../scripts/build/undici.ts'

const asked: string[] = []
const target = createServer((request, response) => response.end(`${request.method} ${request.url}`))
const proxy = createServer().on('connect', (request, client) => {
  asked.push(request.url ?? '')
  const upstream = connect(port(target), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
  upstream.pipe(client).pipe(upstream)
})
const port = (server: typeof target): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  for (const server of [target, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  for (const server of [target, proxy]) server.close().closeAllConnections()
})

test('a request without a proxy goes straight to its target', async () => {
  const answer = await fetch(`http://127.0.0.1:${port(target)}/straight`, { method: 'POST' })
  expect(await answer.text()).toBe('POST /straight')
  expect(asked).toEqual([])
})

test('a request with a proxy goes through it, all of them through one', async () => {
  const dispatcher = new ProxyAgent({ uri: `http://127.0.0.1:${port(proxy)}` })
  const answer = await fetch('http://api.example.test/through', { method: 'POST', dispatcher })
  expect(await answer.text()).toBe('POST /through')
  expect(asked).toEqual(['api.example.test:80'])
  expect(await dispatcher.connect()).toBe(await dispatcher.connect())
  await (await dispatcher.connect()).destroy()
})

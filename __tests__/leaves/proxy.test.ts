/** AWS's own client behind a proxy: TLS through CONNECT, with a key agreed beforehand instead of certificates. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { AutoScaling } from '@aws-sdk/client-auto-scaling'
import { expect, onTestFinished, test } from 'vitest'
import { proxied } from '../../src/aws/proxy.ts'

const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const
const psk = Buffer.from('agreed beforehand')

const ANSWER = `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
<DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** AWS behind TLS, and a proxy that leads every host to it; the client's environment names the proxy. */
async function network(env: (proxy: string) => Readonly<Record<string, string>>) {
  const aws = await listening(
    createTlsServer({ ...tls, pskCallback: () => psk }, (socket) => {
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${ANSWER.length}\r\nconnection: close\r\n\r\n${ANSWER}`),
      )
    }),
  )
  const tunnels: string[] = []
  const proxy = createServer().on('connect', (request, client) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    const upstream = connect(aws, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    upstream.pipe(client).pipe(upstream)
  })
  const { httpsAgent } = proxied(env(`http://user:word@127.0.0.1:${await listening(proxy)}`))
  const client = new AutoScaling({
    region: 'eu-west-1',
    endpoint: `https://localhost:${aws}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 5_000,
      httpsAgent: {
        ...httpsAgent,
        ...tls,
        pskCallback: () => ({ psk, identity: 'client' }),
        checkServerIdentity: () => undefined,
      },
    },
  })
  onTestFinished(() => client.destroy())
  return { client, tunnels, aws }
}

test('a request goes through the proxy that the environment names, with its user and password', async () => {
  const { client, tunnels, aws } = await network((proxy) => ({ HTTPS_PROXY: proxy }))
  expect((await client.describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
  expect(tunnels).toEqual([`localhost:${aws} Basic ${Buffer.from('user:word').toString('base64')}`])
})

test('a request to a host that NO_PROXY names goes straight there', async () => {
  const { client, tunnels } = await network((proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'example.com,localhost' }))
  expect((await client.describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
  expect(tunnels).toEqual([])
})

test('without a proxy in the environment every request goes straight there', async () => {
  const { client, tunnels } = await network(() => ({}))
  expect((await client.describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
  expect(tunnels).toEqual([])
})

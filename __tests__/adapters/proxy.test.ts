/** AWS's own client behind a proxy: TLS through CONNECT, with a key agreed beforehand instead of certificates. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { checkBypass } from '@actions/http-client/lib/proxy'
import { AutoScaling } from '@aws-sdk/client-auto-scaling'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isDirect, proxied, proxyIn } from '../../src/aws/proxy.ts'

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

/** A name that only the proxy knows: it leads every host to AWS. */
const HOST = 'autoscaling.eu-west-1.aws.invalid'

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
  const { httpsAgent } = proxied(env(`127.0.0.1:${await listening(proxy)}`))
  const clientFor = (host: string) => {
    const client = new AutoScaling({
      region: 'eu-west-1',
      endpoint: `https://${host}:${aws}`,
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
    return client
  }
  return { clientFor, tunnels, aws }
}

test.each([
  ['named with a scheme', (proxy: string) => ({ HTTPS_PROXY: `http://user:word@${proxy}` })],
  ['named without a scheme', (proxy: string) => ({ HTTPS_PROXY: `user:word@${proxy}` })],
  [
    'in lower case, which comes first',
    (proxy: string) => ({ https_proxy: `http://user:word@${proxy}`, HTTPS_PROXY: 'http://127.0.0.1:9' }),
  ],
])(
  'a request goes through the proxy that the environment names, with its user and password: %s',
  async (_what, env) => {
    const { clientFor, tunnels, aws } = await network(env)
    expect((await clientFor(HOST).describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
    expect(tunnels).toEqual([`${HOST}:${aws} Basic ${Buffer.from('user:word').toString('base64')}`])
  },
)

test('a request to this machine goes straight there', async () => {
  const { clientFor, tunnels } = await network((proxy) => ({ HTTPS_PROXY: proxy }))
  expect((await clientFor('localhost').describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
  expect(tunnels).toEqual([])
})

test.each(['amazonaws.com', '.amazonaws.com', 'a.com, AmazonAWS.com', '*'])(
  'a request to a host that NO_PROXY names goes straight there: %s',
  async (NO_PROXY) => {
    const { clientFor, tunnels } = await network((proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY }))
    // It has no way to AWS itself from here; what counts is that the proxy is not asked.
    const client = clientFor('autoscaling.nowhere-1.amazonaws.com')
    await expect(client.describeAutoScalingGroups({})).rejects.toThrow()
    expect(tunnels).toEqual([])
  },
)

test('a request to a host that only looks like one that NO_PROXY names goes through the proxy', async () => {
  const { clientFor, tunnels } = await network((proxy) => ({ HTTPS_PROXY: proxy, NO_PROXY: 'aws.com,eu-west-1' }))
  await clientFor(HOST).describeAutoScalingGroups({})
  expect(tunnels).toHaveLength(1)
})

test('without a proxy in the environment every request goes straight there', async () => {
  const { clientFor, tunnels } = await network(() => ({}))
  expect((await clientFor('localhost').describeAutoScalingGroups({})).AutoScalingGroups).toEqual([])
  expect(tunnels).toEqual([])
})

describe('the rule is that of GitHub’s toolkit, which asks for the identity token', () => {
  const hosts = [
    'autoscaling.eu-west-1.amazonaws.com',
    'amazonaws.com',
    'notamazonaws.com',
    'sts.amazonaws.com.cn',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ]
  const lists = [
    '',
    '*',
    'amazonaws.com',
    '.amazonaws.com',
    ' AMAZONAWS.com ,x',
    'amazonaws.com:443',
    '*.amazonaws.com',
    'com',
    '10.0.0.0/8',
    ',',
  ]
  test.each(lists)('for NO_PROXY=%s', (NO_PROXY) => {
    vi.stubEnv('NO_PROXY', NO_PROXY)
    vi.stubEnv('no_proxy', undefined)
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    for (const host of hosts)
      expect(`${host} ${isDirect({ NO_PROXY }, host)}`).toBe(`${host} ${checkBypass(new URL(`https://${host}`))}`)
  })
})

test('a proxy is named to people without user and password', () => {
  expect(proxyIn({ HTTPS_PROXY: 'http://user:word@proxy.corp:3128/' })?.host).toBe('proxy.corp:3128')
  expect(proxyIn({ HTTPS_PROXY: '' })).toBeUndefined()
})

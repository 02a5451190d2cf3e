/** The shipped bundle where the surroundings are at fault: its sentence, its end, and that nothing was asked of AWS. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { signatureByRecord } from '../../simulator/aws/gate/signature.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE } from '../../simulator/scenes/web.ts'
import { setUp } from '../../simulator/stage.ts'
import { brief } from '../brief.ts'

const SPEED = 20
const LONG = 240_000

/** One planning job in this environment; what a person reads of its end. */
async function planned(env: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}) {
  const scene = scenes.get('good-image')
  if (!scene) throw new Error('no such scene')
  await using aws = await setUp(scene, SPEED)
  const job = await aws.start({ inputs: { mode: 'plan', ...inputs }, env }).done
  const { outcome, 'failure-code': code } = job.outputs
  return {
    outcome,
    code,
    errors: job.annotations.map(({ message }) => message),
    log: job.log.join('\n'),
    calls: aws.journal.entries.length,
  }
}

async function listening(server: Server | HttpServer, { onTestFinished }: TestContext): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

test.concurrent(
  'variables that cannot be taken: one error that names them all, without a password, and AWS is not asked',
  async () => {
    const { outcome, code, errors, log, calls } = await planned(
      {
        AWS_REGION: 'us-east-1a',
        HTTPS_PROXY: 'http://user:hunter2#@proxy',
        AWS_MAX_ATTEMPTS: 'abc',
        AWS_USE_FIPS_ENDPOINT: 'yes',
      },
      { 'bake-time': 'soon' },
    )
    expect({ outcome, code, calls }).toEqual({ outcome: 'refused', code: 'invalid-input', calls: 0 })
    expect(errors).toHaveLength(1)
    for (const name of ['AWS_REGION', 'HTTPS_PROXY', 'AWS_MAX_ATTEMPTS', 'AWS_USE_FIPS_ENDPOINT', 'bake-time'])
      expect(errors[0]).toContain(name)
    expect(log).not.toMatch(/hunter2|bug in ami-rollout/)
  },
  LONG,
)

describe.concurrent('no credentials', () => {
  test.concurrent(
    'where another cloud answers for the instance metadata',
    async (context) => {
      const notFound = createServer((_, answer) => answer.writeHead(404).end('{"error":"not found"}'))
      const port = await listening(notFound, context)
      const { outcome, errors } = await planned({
        ...nobody,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
      })
      expect(outcome).toBe('refused')
      expect(errors[0]).toMatch(/This job has no AWS credentials.*role-to-assume/s)
    },
    LONG,
  )

  test.concurrent(
    'where the profile does not exist',
    async () => {
      const { errors } = await planned({ ...nobody, AWS_PROFILE: 'nosuch' })
      expect(errors[0]).toMatch(/The AWS profile "nosuch" \(AWS_PROFILE\) gives no credentials/)
    },
    LONG,
  )
})

describe.concurrent('behind a proxy', () => {
  /** A proxy that answers each CONNECT so. */
  const proxy = async (status: string, context: TestContext) => {
    const server = createServer().on('connect', (_, client) =>
      client.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`),
    )
    return `http://127.0.0.1:${await listening(server, context)}`
  }
  const direct = { AWS_ENDPOINT_URL: '' }

  test.concurrent(
    'that refuses',
    async (context) => {
      const { errors } = await planned({ ...direct, HTTPS_PROXY: await proxy('403 Forbidden', context) })
      expect(errors[0]).toMatch(/The proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refuses to connect to AWS: HTTP 403/)
    },
    LONG,
  )

  test.concurrent(
    'that wants a password, which is not shown',
    async (context) => {
      const url = (await proxy('407 Proxy Authentication Required', context)).replace('http://', 'http://user:hunter2@')
      const { errors, log } = await planned({ ...direct, HTTPS_PROXY: url })
      expect(errors[0]).toMatch(/refuses to connect to AWS: HTTP 407/)
      expect(errors[0] + log).not.toContain('hunter2')
    },
    LONG,
  )

  test.concurrent(
    'that is down',
    async () => {
      const { errors } = await planned({ ...direct, HTTPS_PROXY: '127.0.0.1:9' })
      expect(errors[0]).toMatch(/The proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) cannot be reached/)
    },
    LONG,
  )

  test.concurrent(
    'that inspects TLS with a certificate that the machine does not know',
    async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'tls-'))
      context.onTestFinished(() => rmSync(folder, { recursive: true }))
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
      const subject = ['-subj', '/CN=autoscaling.eu-west-1.amazonaws.com', '-days', '2', '-nodes']
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject], {
        stdio: 'ignore',
      })
      const aws = await listening(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }), context)
      const port = await listening(
        createServer().on('connect', (_, client) => {
          const upstream = connect(aws, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
          upstream
            .on('error', () => client.destroy())
            .pipe(client)
            .on('error', () => upstream.destroy())
            .pipe(upstream)
        }),
        context,
      )
      const { errors } = await planned({ ...direct, HTTPS_PROXY: `http://127.0.0.1:${port}` })
      expect(errors[0]).toMatch(
        /certificate that \w+\.eu-west-1\.amazonaws\.com shows is not trusted on this machine \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/s,
      )
    },
    LONG,
  )
})

test.concurrent.each([20, -20])(
  'a runner whose clock is %i min off rolls a good image all the same',
  async (minutes) => {
    const scene = scenes.get('good-image')
    if (!scene) throw new Error('no such scene')
    await using aws = await setUp(scene, 2 * SPEED, { signature: signatureByRecord })
    const job = await aws.start({ clockAheadMs: minutes * 60_000, inputs: brief }).done
    expect(job.outputs).toMatchObject({ outcome: 'succeeded', 'image-id': NEW_IMAGE })
    expect(aws.journal.of('StartInstanceRefresh').map(({ outcome }) => outcome)).toEqual(['ok'])
  },
  LONG,
)

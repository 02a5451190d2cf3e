/** Signatures that AWS refuses for their time, over real HTTP: who made the time is asked of the attempt that was refused. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connectionTo, readsOf } from '../../src/aws/index.ts'
import { type Clock, problemIn } from '../../src/rollout/ports.ts'

/** The SDK signs by the machine's clock. */
const START = Date.now()
const HOUR = 3_600_000

const GROUPS =
  '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>'
const REFUSED =
  '<ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>Signature expired</Message></Error></ErrorResponse>'

/** Time stands still: nothing is late. */
const clock: Clock = {
  now: () => START,
  sleep: (_forMs, stop) => new Promise((wake) => stop?.addEventListener('abort', () => wake())),
}

/** How a request is answered. `ahead`: of the true time, by the answer's `Date`. Milliseconds. */
interface Answer {
  readonly ahead: number
  readonly instead?: 'refused'
}

/** An AWS whose answers are held back until they are released. It accepts what was signed within five minutes of its time. */
async function aws() {
  const waiting: { readonly signedAhead: number; readonly response: ServerResponse }[] = []
  const server = createServer((request, response) => {
    const signed = String(request.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
    request.resume().on('end', () => waiting.push({ signedAhead: Date.parse(signed) - START, response }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const keys = { accessKeyId: 'a', secretAccessKey: 'b' }
  // The SDK takes a refusal whose date is far off for a wrong clock, and would try again.
  const env = { AWS_MAX_ATTEMPTS: '1' }
  const connection = connectionTo({ region: 'eu-west-1', clock, env }, { provider: async () => keys })
  onTestFinished(() => {
    connection.close()
    server.close().closeAllConnections()
    vi.unstubAllEnvs()
  })
  const answers = { 200: GROUPS, 403: REFUSED }
  return {
    reads: readsOf(connection),
    arrived: async (calls: number) => vi.waitFor(() => expect(waiting).toHaveLength(calls)),
    answer({ ahead, instead }: Answer) {
      const { signedAhead, response } = waiting.shift() ?? expect.fail('nothing waits')
      const isAccepted = instead !== 'refused' && Math.abs(signedAhead) < 300_000
      const status = isAccepted ? 200 : 403
      response.writeHead(status, { 'content-type': 'text/xml', date: new Date(START + ahead).toUTCString() })
      response.end(answers[status])
    },
  }
}

test('dates an hour off, of answers to signatures that AWS accepts, move no other signature', async () => {
  const { reads, arrived, answer } = await aws()
  for (const _ of [1, 2, 3]) {
    const group = reads.group('web')
    await arrived(1)
    answer({ ahead: HOUR })
    expect(await group).toBeUndefined()
  }
})

test('refused for the date of an earlier refusal, which was wrong: it passes by itself', async () => {
  const { reads, arrived, answer } = await aws()
  const asked = async (how: Answer) => {
    const group = reads.group('web').catch(problemIn)
    await arrived(1)
    answer(how)
    return group
  }
  const clock = { type: 'clock', behindMs: expect.any(Number) }
  expect(await asked({ ahead: HOUR, instead: 'refused' })).toMatchObject({ kind: 'environment', fault: clock })
  expect(await asked({ ahead: 0 })).toMatchObject({ kind: 'passing', code: 'SignatureDoesNotMatch' })
  expect(await asked({ ahead: 0 }), 'signed by the right time again').toBeUndefined()
})

test('refused where no date was wrong: for the credentials', async () => {
  const { reads, arrived, answer } = await aws()
  const refused = reads.group('web').catch(problemIn)
  await arrived(1)
  answer({ ahead: 0, instead: 'refused' })
  expect(await refused).toMatchObject({ kind: 'denied', code: 'SignatureDoesNotMatch' })
})

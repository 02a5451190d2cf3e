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

/** Time stands still: the pause before a second attempt takes none, and nothing is late. */
const clock: Clock = {
  now: () => START,
  sleep: (forMs, stop) =>
    new Promise((wake) => (forMs < 1_000 ? wake() : stop?.addEventListener('abort', () => wake()))),
}

/** How a request is answered. `ahead`: of the true time, by the answer's `Date`. Milliseconds. */
interface Answer {
  /** Of those that wait; the first is the oldest. */
  readonly place?: number
  readonly ahead: number
  readonly instead?: 'unavailable' | 'refused'
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
  const env = { AWS_MAX_ATTEMPTS: '2' }
  const connection = connectionTo({ region: 'eu-west-1', clock, env }, { provider: async () => keys })
  onTestFinished(() => {
    connection.close()
    server.close().closeAllConnections()
    vi.unstubAllEnvs()
  })
  const answers = { 200: GROUPS, 403: REFUSED, 503: '<html><body>Service Unavailable</body></html>' }
  return {
    reads: readsOf(connection),
    arrived: async (calls: number) => vi.waitFor(() => expect(waiting).toHaveLength(calls)),
    answer({ place = 0, ahead, instead }: Answer) {
      const { signedAhead, response } = waiting.splice(place, 1)[0] ?? expect.fail('nothing waits')
      const isAccepted = instead !== 'refused' && Math.abs(signedAhead) < 300_000
      const status = instead === 'unavailable' ? 503 : isAccepted ? 200 : 403
      response.writeHead(status, { 'content-type': 'text/xml', date: new Date(START + ahead).toUTCString() })
      response.end(answers[status])
    },
  }
}

test('refused for dates that were wrong at the second attempt alone: it passes by itself', async () => {
  const { reads, arrived, answer } = await aws()
  const refused = reads.group('web').catch(problemIn)
  await arrived(1)
  let heard = 0
  const others = [1, 2, 3, 4].map(() => reads.group('web').then(() => heard++))
  await arrived(5)

  for (const _ of [1, 2]) answer({ place: 1, ahead: HOUR })
  await vi.waitFor(() => expect(heard).toBe(2))
  answer({ ahead: 0, instead: 'unavailable' })
  await arrived(3)
  for (const _ of [3, 4]) answer({ ahead: 0 })
  // Two of four dates are wrong now: those nearer to the runner's clock count.
  await Promise.all(others)
  answer({ ahead: 0 })
  expect(await refused).toMatchObject({ kind: 'passing', code: 'SignatureDoesNotMatch' })

  const next = reads.group('web')
  await arrived(1)
  answer({ ahead: 0 })
  expect(await next, 'signed by the right time again').toBeUndefined()
})

test('refused where no date was wrong: for the credentials', async () => {
  const { reads, arrived, answer } = await aws()
  const refused = reads.group('web').catch(problemIn)
  await arrived(1)
  answer({ ahead: 0, instead: 'refused' })
  expect(await refused).toMatchObject({ kind: 'denied', code: 'SignatureDoesNotMatch' })
})

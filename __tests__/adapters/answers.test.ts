/** What comes instead of AWS's answer, over real HTTP: each problem is told by status and by what was asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Agenda } from '../../simulator/aws/world/agenda.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { connectionTo, readsOf, writesOf } from '../../src/aws/index.ts'
import type { Problem } from '../../src/rollout/model/problem.ts'
import { problemIn } from '../../src/rollout/ports.ts'
import { group, preferences, v8 } from '../unit/fixtures.ts'

const START = Date.parse('2026-11-21T03:00:00Z')

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Reads and writes against a server that answers in its own way, the last answer for ever. */
async function asking(...answers: readonly Answer[]) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      seen.push(form.get('Action') ?? String(request.headers['x-amz-target']).split('.')[1] ?? '')
      answers[Math.min(seen.length, answers.length) - 1]?.(response, request)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const agenda = new Agenda(START)
  const clock = virtualClock(agenda)
  const keys = { accessKeyId: 'a', secretAccessKey: 'b' }
  const connection = connectionTo({ region: 'eu-west-1', clock, env: {} }, { provider: async () => keys })
  onTestFinished(() => {
    connection.close()
    server.close().closeAllConnections()
    vi.unstubAllEnvs()
  })
  const problem = async (call: Promise<unknown>): Promise<Problem> =>
    call.then(() => expect.fail('no problem'), problemIn)
  return {
    ...{ seen, agenda, clock, problem },
    reads: readsOf(connection),
    writes: writesOf(connection),
    elapsed: () => agenda.now - START,
  }
}

const answer =
  (status: number, type: string, body: string): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(body)

const GROUPS =
  '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>'
const PARAMETER = '{"Parameter":{"Name":"/a","Type":"String","Value":"ami-1","Version":1}}'
const HTML = '<!DOCTYPE html>\n<html><head><meta charset=utf-8></head><body>\n<h1>Please log in</h1></body></html>'
/** AWS's own page of an outage. */
const OUTAGE = '<html><body><b>Http/1.1 Service Unavailable</b></body> </html>'

const strange: readonly (readonly [string, number, string, string])[] = [
  ['HTML that is well formed', 200, 'text/html', OUTAGE],
  ['HTML that is not', 200, 'text/html', HTML],
  ['plain text', 200, 'text/plain', 'ok'],
  ['nothing', 200, 'text/xml', ''],
  ['an XML document that is no answer', 200, 'text/xml', '<?xml version="1.0"?><Something/>'],
  ['half an answer', 200, 'text/xml', GROUPS.slice(0, 150)],
  ['JSON to a query', 200, 'application/json', '[]'],
  ['AWS’s page of an outage', 503, 'text/html', OUTAGE],
  ['a load balancer’s 502', 502, 'text/html', '<html><head><title>502 Bad Gateway</title></head></html>'],
  ['plain text with 500', 500, 'text/plain', 'Internal Server Error'],
  ['nothing with 504', 504, 'text/plain', ''],
]

describe('an answer that is not AWS’s', () => {
  test.each(strange)('to a read is passing: %s', async (_what, status, type, body) => {
    const { reads, problem, seen } = await asking(answer(status, type, body))
    const excerpt = body.replace(/\s+/g, ' ').slice(0, 120)
    expect(await problem(reads.group('web'))).toEqual({
      kind: 'passing',
      operation: 'DescribeAutoScalingGroups',
      code: 'ForeignAnswer',
      message: `HTTP ${status} with an answer that is not AWS's`,
      fault: { type: 'foreign-answer', host: '127.0.0.1', status, contentType: type, excerpt },
    })
    expect(seen).toHaveLength(3)
  })

  test.each(strange)('to a write leaves open whether it took effect: %s', async (_what, status, type, body) => {
    const { writes, problem, seen } = await asking(answer(status, type, body))
    const start = writes.startRefresh(group(), { templates: [v8] }, preferences)
    expect(await problem(start)).toMatchObject({
      kind: 'lost',
      operation: 'StartInstanceRefresh',
      code: 'ForeignAnswer',
    })
    expect(seen).toHaveLength(1)
  })

  test('to a JSON service: AWS’s page of an outage', async () => {
    const { reads, problem } = await asking(answer(503, 'text/html', OUTAGE))
    expect(await problem(reads.parameter('/a'))).toMatchObject({ kind: 'passing', operation: 'GetParameter' })
  })

  test('to a JSON service: XML', async () => {
    const { reads, problem } = await asking(answer(200, 'text/xml', GROUPS))
    expect(await problem(reads.parameter('/a'))).toMatchObject({ kind: 'passing', operation: 'GetParameter' })
  })

  test('that comes once is forgotten', async () => {
    const html = answer(200, 'text/html', HTML)
    const aws = await asking(
      html,
      answer(200, 'text/xml', GROUPS),
      html,
      answer(200, 'application/x-amz-json-1.1', PARAMETER),
    )
    expect(await aws.reads.group('web')).toBeUndefined()
    expect(await aws.reads.parameter('/a')).toMatchObject({ value: 'ami-1' })
  })

  test.each([403, 404, 407, 413])(
    'with HTTP %i: whoever refuses in AWS’s place has let nothing through, and may not go on',
    async (status) => {
      const { reads, writes, problem, seen } = await asking(answer(status, 'text/html', HTML))
      expect(await problem(reads.group('web'))).toMatchObject({
        kind: 'passing',
        fault: { type: 'foreign-answer', status },
      })
      expect(await problem(writes.untagAlias('web'))).toMatchObject({ kind: 'passing' })
      expect(seen).toHaveLength(2)
    },
  )

  test('with HTTP 429 is throttling by whoever it is', async () => {
    const { writes, problem } = await asking(answer(429, 'text/html', HTML))
    expect(await problem(writes.untagAlias('web'))).toMatchObject({ kind: 'passing' })
  })
})

describe('an answer of AWS’s', () => {
  test('may begin with a declaration, have a prefix, or be empty', async () => {
    const forms = [
      `<?xml version="1.0" encoding="UTF-8"?>\n${GROUPS}\n`,
      '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"/>',
    ]
    for (const form of forms) {
      const { reads } = await asking(answer(200, 'text/html; charset=utf-8', form))
      expect(await reads.group('web')).toBeUndefined()
    }
  })

  test('with members of a policy that no SDK knows names them: sent back whole, the policy would lose them', async () => {
    const policy = (more: string) =>
      GROUPS.replace(
        '<AutoScalingGroups/>',
        `<AutoScalingGroups><member><AutoScalingGroupName>web</AutoScalingGroupName><MixedInstancesPolicy><LaunchTemplate>
        <LaunchTemplateSpecification><LaunchTemplateId>lt-1</LaunchTemplateId><Version>7</Version></LaunchTemplateSpecification>
        <Overrides><member><InstanceType>m5.large</InstanceType>${more}</member></Overrides></LaunchTemplate>
        <InstancesDistribution><OnDemandBaseCapacity>1</OnDemandBaseCapacity></InstancesDistribution>
      </MixedInstancesPolicy><Unheard>1</Unheard></member></AutoScalingGroups>`,
      )
    const { reads } = await asking(
      answer(200, 'text/xml', policy('')),
      answer(200, 'text/xml', policy('<FutureSetting><Depth>2</Depth></FutureSetting>')),
    )
    expect((await reads.group('web'))?.mixed?.unknown).toEqual([])
    expect((await reads.group('web'))?.mixed?.unknown).toEqual(['Depth', 'FutureSetting'])
  })

  test('that leaves lists out says nothing of them: what is unknown is not “none”', async () => {
    const types = `<!-- of an AWS-compatible API -->
      <DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeSet><item>
        <instanceType>t3.micro</instanceType><supportedBootModes/>
        <processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo>
      </item></instanceTypeSet></DescribeInstanceTypesResponse>`
    const image = `<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><imagesSet><item>
        <imageId>ami-1</imageId><imageState>available</imageState><architecture>x86_64</architecture>
      </item></imagesSet></DescribeImagesResponse>`
    const { reads } = await asking(answer(200, 'text/xml', types), answer(200, 'text/xml', image))
    expect(await reads.instanceTypes(['t3.micro'])).toEqual([{ name: 't3.micro', architectures: ['x86_64'] }])
    expect(await reads.image('ami-1')).toEqual({
      ...{
        id: 'ami-1',
        name: '',
        state: 'available',
        architecture: 'x86_64',
        windows: false,
        disks: [],
        productCodes: [],
      },
    })
  })

  test.each(['constructor', '__proto__', 'toString', ''])(
    'with the error code %j is an error like others',
    async (code) => {
      const query = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`
      const { reads, problem } = await asking(answer(400, 'text/xml', query))
      expect(await problem(reads.group('web'))).toMatchObject({
        kind: 'rejected',
        operation: 'DescribeAutoScalingGroups',
      })
    },
  )

  test.each(['constructor', '__proto__'])('with the error code %j in JSON too', async (code) => {
    const { reads, problem } = await asking(
      answer(400, 'application/x-amz-json-1.1', `{"__type":"${code}","message":"no"}`),
    )
    expect(await problem(reads.parameter('/a'))).toMatchObject({ kind: 'rejected', operation: 'GetParameter', code })
  })

  test('that its own model does not allow is as good as none', async () => {
    const odd = GROUPS.replace(
      '<AutoScalingGroups/>',
      '<AutoScalingGroups><member><CreatedTime>soon</CreatedTime></member></AutoScalingGroups>',
    )
    const { reads, problem } = await asking(answer(200, 'text/xml', odd))
    expect(await problem(reads.group('web'))).toMatchObject({ kind: 'passing' })
  })
})

/** Begins an answer and never ends it. */
const stalls: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': GROUPS.length })
  response.write(GROUPS.slice(0, 50))
}
const silent: Answer = () => {}

describe('a call that is not answered', () => {
  test.each([
    ['stops in its middle', stalls],
    ['never begins', silent],
  ])('since the answer %s is given up after 30 s, and made again', async (_what, mute) => {
    const { reads, elapsed } = await asking(mute, answer(200, 'text/xml', GROUPS))
    expect(await reads.group('web')).toBeUndefined()
    expect(elapsed()).toBeGreaterThanOrEqual(30_000)
    expect(elapsed()).toBeLessThan(31_000)
  })

  test.each([
    ['stops in its middle', stalls],
    ['never begins', silent],
  ])('and whose answer always %s has an end', async (_what, mute) => {
    const { reads, writes, problem, elapsed } = await asking(mute)
    expect(await problem(reads.group('web'))).toMatchObject({
      kind: 'passing',
      code: 'TimeLimit',
      message: 'no answer within 75 s',
    })
    expect(elapsed()).toBe(75_000)
    expect(await problem(writes.untagAlias('web'))).toMatchObject({ kind: 'lost', code: 'TimeLimit' })
    expect(elapsed()).toBe(150_000)
  })

  test('is ended by whoever does not wait any longer: a read is passing, a write that has left is lost', async () => {
    const { reads, writes, problem, clock, elapsed, seen } = await asking(silent)
    for (const [call, kind] of [
      [(stop: AbortSignal) => reads.within(stop).group('web'), 'passing'],
      [(stop: AbortSignal) => reads.within(stop).parameter('/a'), 'passing'],
      [(stop: AbortSignal) => writes.within(stop).cancelRefresh('web', { waits: true }), 'lost'],
    ] as const) {
      const before = elapsed()
      const stop = new AbortController()
      void clock.sleep(3_000).then(() => stop.abort())
      expect(await problem(call(stop.signal))).toMatchObject({ kind, code: 'TimeLimit' })
      expect(elapsed() - before).toBe(3_000)
    }
    expect(seen).toHaveLength(3)
  })

  test('and that nobody waits for any more before it begins is not sent', async () => {
    const { writes, problem, seen } = await asking(silent)
    expect(await problem(writes.within(AbortSignal.abort()).rollbackRefresh('web'))).toMatchObject({ kind: 'passing' })
    expect(seen).toEqual([])
  })

  test('because the credentials do not come says so, and a write has certainly not been carried out', async () => {
    const clock = virtualClock(new Agenda(START))
    const connection = connectionTo({ region: 'eu-west-1', clock, env: {} }, { provider: () => new Promise(() => {}) })
    onTestFinished(() => connection.close())
    const problem = await writesOf(connection)
      .rollbackRefresh('web')
      .then(() => expect.fail(), problemIn)
    expect(problem).toMatchObject({ kind: 'passing', fault: { type: 'credentials-silent' } })
  })
})

test('a name that cannot be resolved, a host that does not listen: both may pass, and say what to look at', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://autoscaling.nowhere.invalid')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const clock = virtualClock(new Agenda(START))
  const provider = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' })
  const problemAt = async (url: string) => {
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    const connection = connectionTo({ region: 'eu-west-1', clock, env: {} }, { provider })
    onTestFinished(() => connection.close())
    return readsOf(connection)
      .group('web')
      .then(() => expect.fail(), problemIn)
  }
  expect(await problemAt('http://autoscaling.nowhere.invalid')).toMatchObject({
    kind: 'passing',
    fault: { type: 'name-unknown', host: 'autoscaling.nowhere.invalid' },
  })
  expect(await problemAt('http://127.0.0.1:9')).toMatchObject({
    kind: 'passing',
    code: 'ECONNREFUSED',
    fault: { type: 'unreachable', host: '127.0.0.1', code: 'ECONNREFUSED' },
  })
})

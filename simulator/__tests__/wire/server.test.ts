/** What the server does around the wire: the journal, the gates, the clock, broken connections. */
import * as autoScalingSdk from '@aws-sdk/client-auto-scaling'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import { afterEach, describe, expect, test } from 'vitest'
import { type Gate, Severed } from '../../aws/call.ts'
import { AwsError } from '../../aws/error.ts'
import { type SimulatorServer, serveAws, service } from '../../aws/server.ts'
import { fakeDate } from '../../clock.ts'
import { CREDENTIALS, clients } from './models.ts'

const NOW = Date.parse('2031-02-03T04:05:06.789Z')
const open: SimulatorServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

async function serve(...gates: readonly Gate[]): Promise<SimulatorServer> {
  const server = await serveAws({
    now: () => NOW,
    gates,
    endpoints: [
      service(
        autoScalingSdk,
        clients.autoScaling,
      )({
        StartInstanceRefresh: () => ({ InstanceRefreshId: 'r-1' }),
        DescribeInstanceRefreshes: () => ({ InstanceRefreshes: [] }),
      }),
      service(ec2Sdk, clients.ec2)({ RunInstances: () => ({}) }),
    ],
  })
  open.push(server)
  return server
}

const configFor = ({ url }: SimulatorServer, maxAttempts = 1) => ({
  region: 'eu-west-1',
  credentials: CREDENTIALS,
  endpoint: url,
  maxAttempts,
})
const autoScaling = (server: SimulatorServer, maxAttempts?: number) =>
  new autoScalingSdk.AutoScaling(configFor(server, maxAttempts))
const START = { AutoScalingGroupName: 'g' }

describe('the journal', () => {
  test('holds each call in order, with its time, caller and outcome', async () => {
    const server = await serve()
    await autoScaling(server).describeInstanceRefreshes(START)
    await autoScaling(server).startInstanceRefresh({ ...START, Strategy: 'Rolling' })
    const whose = { at: NOW, service: 'Auto Scaling', accessKeyId: CREDENTIALS.accessKeyId }
    expect(server.journal.entries).toEqual([
      { ...whose, operation: 'DescribeInstanceRefreshes', input: START, outcome: 'ok' },
      { ...whose, operation: 'StartInstanceRefresh', input: { ...START, Strategy: 'Rolling' }, outcome: 'ok' },
    ])
    expect(server.journal.of('StartInstanceRefresh')).toHaveLength(1)
  })

  test('tells writes from looks and from dry runs', async () => {
    const server = await serve()
    await autoScaling(server).describeInstanceRefreshes(START)
    await new ec2Sdk.EC2(configFor(server)).runInstances({ MinCount: 1, MaxCount: 1, DryRun: true })
    await autoScaling(server).startInstanceRefresh(START)
    expect(server.journal.writes().map(({ operation }) => operation)).toEqual(['StartInstanceRefresh'])
  })

  test('notes each attempt and how it failed', async () => {
    let calls = 0
    const server = await serve((_call, next) => {
      calls += 1
      if (calls === 1) throw new AwsError('InternalFailure', 'no', 500)
      if (calls === 2) throw new Severed('before-answer')
      return next()
    })
    await autoScaling(server, 3).startInstanceRefresh(START)
    expect(server.journal.entries.map(({ outcome }) => outcome)).toEqual(['InternalFailure', 'severed', 'ok'])
  })

  test('remembers what is not simulated', async () => {
    const server = await serve()
    await expect(autoScaling(server).describePolicies({})).rejects.toThrow('not simulated')
    const response = await fetch(server.url, { method: 'POST', body: 'Action=ListUsers&Version=2010-05-08' })
    expect(response.status).toBe(501)
    expect(server.journal.unknown).toEqual([
      'Auto Scaling DescribePolicies is not simulated',
      'POST ListUsers 2010-05-08 is for no simulated service',
    ])
    expect(server.journal.bugs).toEqual([])
  })

  test('remembers a request that fits no schema', async () => {
    const server = await serve()
    const body = 'Action=StartInstanceRefresh&Version=2011-01-01&Preferences.Foo=1'
    expect((await fetch(server.url, { method: 'POST', body })).status).toBe(501)
    expect(server.journal.bugs).toEqual([expect.stringContaining('unknown parameter Preferences.Foo')])
    expect(server.journal.entries).toEqual([])
  })

  test('an answer that fits no schema is a bug of its call', async () => {
    const server = await serve(async () => ({ Foo: 1 }))
    await expect(autoScaling(server).startInstanceRefresh(START)).rejects.toThrow('unknown member Foo')
    expect(server.journal.entries).toMatchObject([{ outcome: 'bug' }])
    expect(server.journal.bugs).toHaveLength(1)
  })
})

describe('gates', () => {
  test('stand around the handler, the first one outermost', async () => {
    const seen: string[] = []
    const gate =
      (name: string): Gate =>
      async (_call, next) => {
        seen.push(`${name} in`)
        const answer = await next()
        seen.push(`${name} out`)
        return answer
      }
    await autoScaling(await serve(gate('outer'), gate('inner'))).startInstanceRefresh(START)
    expect(seen).toEqual(['outer in', 'inner in', 'inner out', 'outer out'])
  })

  test('see who calls, and for which region', async () => {
    const seen: object[] = []
    const server = await serve((call, next) => {
      seen.push({ accessKeyId: call.accessKeyId, sessionToken: call.sessionToken, region: call.region })
      return next()
    })
    await autoScaling(server).startInstanceRefresh(START)
    const { sessionToken: _none, ...user } = CREDENTIALS
    await new autoScalingSdk.AutoScaling({
      ...configFor(server),
      credentials: user,
      region: 'us-east-2',
    }).startInstanceRefresh(START)
    await fetch(server.url, { method: 'POST', body: 'Action=StartInstanceRefresh&Version=2011-01-01' })
    expect(seen).toEqual([
      { accessKeyId: 'AKIASIMULATOR', sessionToken: 'token', region: 'eu-west-1' },
      { accessKeyId: 'AKIASIMULATOR', region: 'us-east-2' },
      { accessKeyId: '', region: '' },
    ])
  })
})

describe('broken connections', () => {
  test.each<[Severed['when'], message: string]>([
    ['before-answer', 'socket hang up'],
    ['mid-answer', 'aborted'],
  ])('severed %s: the SDK sees a reset, and tries again as it would with AWS', async (when, message) => {
    const server = await serve(() => {
      throw new Severed(when)
    })
    const sent = autoScaling(server, 2).startInstanceRefresh(START)
    await expect(sent).rejects.toMatchObject({ code: 'ECONNRESET', message: expect.stringContaining(message) })
    expect(server.journal.entries.map(({ outcome }) => outcome)).toEqual(['severed', 'severed'])
  })

  test('the server goes on after one', async () => {
    let first = true
    const server = await serve((_call, next) => {
      if (!first) return next()
      first = false
      throw new Severed('mid-answer')
    })
    await expect(autoScaling(server).startInstanceRefresh(START)).rejects.toThrow()
    await expect(autoScaling(server).startInstanceRefresh(START)).resolves.toMatchObject({ InstanceRefreshId: 'r-1' })
  })
})

describe('time', () => {
  test('the answer’s date is the simulator’s', async () => {
    const { url } = await serve()
    const response = await fetch(url, { method: 'POST' })
    expect(response.headers.get('date')).toBe('Mon, 03 Feb 2031 04:05:06 GMT')
  })

  test.each([
    ['the simulator’s', NOW],
    ['ten minutes behind it', NOW - 600_000],
    ['years apart', Date.parse('2026-11-21')],
  ])('a client whose clock is %s is served again and again', async (_what, clientTime) => {
    const server = await serve()
    const restore = fakeDate(() => clientTime)
    try {
      const client = autoScaling(server, 3)
      await client.startInstanceRefresh(START)
      await client.startInstanceRefresh(START)
      expect(server.journal.entries).toHaveLength(2)
      // The SDK sets its clock by the answer once it is more than four minutes off; header dates have whole seconds.
      const corrected = Math.abs(clientTime + client.config.systemClockOffset - NOW)
      expect(corrected).toBeLessThan(1000)
    } finally {
      restore()
    }
  })

  test('only Date is replaced, and it is put back', () => {
    const before = Date
    const { setTimeout: timer } = globalThis
    const restore = fakeDate(() => NOW)
    expect([Date.now(), new Date().toISOString(), Date.parse(Date())]).toEqual([
      NOW,
      '2031-02-03T04:05:06.789Z',
      NOW - 789,
    ])
    expect(new Date('2020-01-01').toISOString()).toBe('2020-01-01T00:00:00.000Z')
    expect(new Date()).toBeInstanceOf(before)
    expect(new before()).toBeInstanceOf(Date)
    expect(setTimeout).toBe(timer)
    restore()
    expect(Date).toBe(before)
    expect(Date.now()).toBeLessThan(NOW)
  })
})

test('a port that is taken is an error', async () => {
  const { url } = await serve()
  const port = Number(new URL(url).port)
  await expect(serveAws({ endpoints: [], gates: [], now: () => NOW, port })).rejects.toThrow('EADDRINUSE')
})

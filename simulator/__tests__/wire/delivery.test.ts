/** Answers that are not delivered as AWS gave them, as a client sees them on the wire. */
import { request } from 'node:http'
import * as autoScalingSdk from '@aws-sdk/client-auto-scaling'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import * as ssmSdk from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, test } from 'vitest'
import type { Effect } from '../../aws/gate/faults.ts'
import { faults, foreign, misdated, silent, spoilt, stalled } from '../../aws/gate/faults.ts'
import { type SimulatorServer, serveAws, service } from '../../aws/server.ts'
import { Agenda } from '../../aws/world/agenda.ts'
import { virtualClock } from '../../clock.ts'
import { quiet } from '../../quiet.ts'
import { CREDENTIALS, clients } from './models.ts'

const NOW = Date.parse('2031-02-03T04:05:06Z')
const open: SimulatorServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

/** Three services, one of each protocol, whose calls all meet this effect; `effects` counts what took effect. */
async function serve(what: Effect) {
  const world = { effects: 0 }
  const effect = <T>(answer: T) => {
    world.effects += 1
    return answer
  }
  const server = await serveAws({
    now: () => NOW,
    gates: [faults([{ on: {}, what }], virtualClock(new Agenda(NOW)))],
    endpoints: [
      service(
        autoScalingSdk,
        clients.autoScaling,
      )({ StartInstanceRefresh: () => effect({ InstanceRefreshId: 'r-1' }) }),
      service(ec2Sdk, clients.ec2)({ DescribeImages: () => effect({ Images: [{ ImageId: 'ami-1' }] }) }),
      service(ssmSdk, clients.ssm)({ GetParameter: () => effect({ Parameter: { Name: '/a', Value: 'b' } }) }),
    ],
  })
  open.push(server)
  return { server, world }
}

type Kind = 'query' | 'ec2' | 'json'
const requests: Readonly<Record<Kind, { readonly headers: Record<string, string>; readonly body: string }>> = {
  query: {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=StartInstanceRefresh&Version=2011-01-01&AutoScalingGroupName=g',
  },
  ec2: {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=DescribeImages&Version=2016-11-15',
  },
  json: {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    body: '{"Name":"/a"}',
  },
}
const kinds: readonly Kind[] = ['query', 'ec2', 'json']

const ask = ({ url }: SimulatorServer, kind: Kind) => fetch(url, { method: 'POST', ...requests[kind] })

/** Sends a request and gives what is heard of its answer until nothing more comes. */
async function heard({ url }: SimulatorServer, kind: Kind) {
  const sent = request(url, { method: 'POST', headers: requests[kind].headers })
  const got: { status?: number; body: string; ended: boolean } = { body: '', ended: false }
  sent.on('error', () => {})
  sent.on('response', (response) => {
    got.status = response.statusCode ?? 0
    response.on('error', () => {})
    response.setEncoding('utf8').on('data', (chunk: string) => {
      got.body += chunk
    })
    response.on('end', () => {
      got.ended = true
    })
  })
  sent.end(requests[kind].body)
  await quiet()
  return got
}

describe.each(kinds)('a %s service', (kind) => {
  test('is silent: no byte comes, before or after the effect', async () => {
    const never = await serve(silent('before-effect'))
    expect(await heard(never.server, kind)).toEqual({ body: '', ended: false })
    expect(never.world.effects).toBe(0)
    const late = await serve(silent('after-effect'))
    expect(await heard(late.server, kind)).toEqual({ body: '', ended: false })
    expect(late.world.effects).toBe(1)
    expect(late.server.journal.entries.map(({ outcome }) => outcome)).toEqual(['silent'])
  })

  test('stalls behind its headers', async () => {
    const { server, world } = await serve(stalled('after-effect', 'headers'))
    expect(await heard(server, kind)).toEqual({ status: 200, body: '', ended: false })
    expect(world.effects).toBe(1)
    expect(server.journal.entries.map(({ outcome }) => outcome)).toEqual(['stalled'])
  })

  test('stalls in the middle of its body', async () => {
    const { server } = await serve(stalled('after-effect'))
    const { status, body, ended } = await heard(server, kind)
    expect({ status, ended }).toEqual({ status: 200, ended: false })
    expect(body).toMatch(kind === 'json' ? /^\{"Parameter"/ : /^<(StartInstanceRefresh|DescribeImages)Response/)
    expect(body).not.toMatch(/Response>$|\}\}$/)
  })

  test('stalls before anything took effect', async () => {
    const { server, world } = await serve(stalled('before-effect'))
    expect(await heard(server, kind)).toEqual({ status: 200, body: ' ', ended: false })
    expect(world.effects).toBe(0)
  })

  test.each([
    ['html', 502, 'text/html', /^<html>/],
    ['text', 503, 'text/plain', /^upstream connect error/],
    ['html', 200, 'text/html', /^<html>/],
    ['text', 403, 'text/plain', /^upstream/],
    ['empty', 200, undefined, /^$/],
    ['wrong', 200, undefined, kind === 'json' ? /^\{"status"/ : /^<status>/],
  ] as const)('answers %s at %i, which is not AWS’s', async (body, status, type, text) => {
    for (const when of ['before-effect', 'after-effect'] as const) {
      const { server, world } = await serve(foreign(when, { body, status }))
      const answer = await ask(server, kind)
      expect(answer.status).toBe(status)
      if (type) expect(answer.headers.get('content-type')).toBe(type)
      expect(answer.headers.has('x-amzn-requestid')).toBe(false)
      expect(await answer.text()).toMatch(text)
      expect(world.effects).toBe(when === 'after-effect' ? 1 : 0)
      expect(server.journal.entries.map(({ outcome }) => outcome)).toEqual(['foreign'])
    }
  })

  test('has its own answer cut short, complete by its length', async () => {
    const whole = await (await ask((await serve(misdated(0))).server, kind)).text()
    const { server } = await serve(spoilt('truncated'))
    const answer = await ask(server, kind)
    const text = await answer.text()
    expect(answer.status).toBe(200)
    expect(whole.startsWith(text)).toBe(true)
    expect(text.length).toBe(Math.ceil(whole.length / 2))
  })

  test('has its own answer under another content type', async () => {
    const { server } = await serve(spoilt('mislabelled'))
    const answer = await ask(server, kind)
    expect(answer.headers.get('content-type')).toBe('text/html')
    expect(await answer.text()).toMatch(kind === 'json' ? /"Parameter"/ : /Response>$/)
  })

  test('tells the wrong time, and all else as it is', async () => {
    const { server } = await serve(misdated(-3_600_000))
    const answer = await ask(server, kind)
    expect(answer.headers.get('date')).toBe('Mon, 03 Feb 2031 03:05:06 GMT')
    expect(answer.headers.has('x-amzn-requestid')).toBe(true)
    expect(server.journal.entries.map(({ outcome }) => outcome)).toEqual(['ok'])
  })
})

describe('the SDK', () => {
  const client = ({ url }: SimulatorServer, requestHandler: object) =>
    new autoScalingSdk.AutoScaling({
      region: 'eu-west-1',
      credentials: CREDENTIALS,
      endpoint: url,
      maxAttempts: 1,
      requestHandler,
    })
  const start = { AutoScalingGroupName: 'g' }

  test('ends a stalled body by its socketTimeout: its requestTimeout is over when the headers come', async () => {
    const { server, world } = await serve(stalled('after-effect'))
    const sent = client(server, { socketTimeout: 50 }).startInstanceRefresh(start)
    await expect(sent).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(world.effects).toBe(1)
  })

  test.each([
    ['html at 200', foreign('after-effect', { body: 'html', status: 200 })],
    ['text at 200', foreign('after-effect', { body: 'text', status: 200 })],
    ['half an answer', spoilt('truncated')],
    ['html at 502', foreign('after-effect', { body: 'html', status: 502 })],
    ['text at 403', foreign('after-effect', { body: 'text', status: 403 })],
  ])('fails on %s', async (_what, effect) => {
    const { server, world } = await serve(effect)
    await expect(client(server, {}).startInstanceRefresh(start)).rejects.toThrow()
    expect(world.effects).toBe(1)
  })
})

test('closing ends what is silent or stalled', async () => {
  const { server } = await serve(silent('before-effect'))
  const asked = ask(server, 'query').catch(() => 'broken')
  await quiet()
  await server.close()
  open.length = 0
  expect(await asked).toBe('broken')
})

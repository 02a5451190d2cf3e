/** Virtual time: it passes when nobody is busy, and as far as the earliest sleeper wants. */
import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Agenda } from '../aws/world/agenda.ts'
import { virtualClock } from '../clock.ts'

const T0 = Date.parse('2026-11-21T03:00:00Z')
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function world() {
  const agenda = new Agenda(T0)
  const clock = virtualClock(agenda)
  return { agenda, clock, passed: () => agenda.now - T0 }
}

/** A server of this process; `ask` gives the whole body. */
async function serve(listener: RequestListener): Promise<() => Promise<string>> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return async () => {
    const sent = request({ port, host: '127.0.0.1' }).end()
    const [response] = await once(sent, 'response')
    let body = ''
    for await (const chunk of response) body += chunk
    return body
  }
}

describe('a sleep', () => {
  test('takes no real time, and what is due happens on the way', async () => {
    const { agenda, clock, passed } = world()
    const due: number[] = []
    agenda.after(60_000, () => due.push(passed()))
    await clock.sleep(3 * 3_600_000)
    expect(due).toEqual([60_000])
    expect(passed()).toBe(3 * 3_600_000)
  })

  test('ends early when it is stopped, at the time when that happened', async () => {
    const { agenda, clock, passed } = world()
    const stop = new AbortController()
    agenda.after(20_000, () => stop.abort())
    await clock.sleep(60_000, stop.signal)
    expect(passed()).toBe(20_000)
    await clock.sleep(60_000, stop.signal)
    expect(passed()).toBe(20_000)
  })

  test('runs beside others: time goes to the earliest, and none is counted twice', async () => {
    const { clock, passed } = world()
    const woken: [string, number][] = []
    const sleeper = async (name: string, ...pauses: readonly number[]) => {
      for (const pause of pauses) {
        await clock.sleep(pause)
        woken.push([name, passed()])
      }
    }
    await Promise.all([sleeper('long', 50_000), sleeper('short', 20_000, 20_000, 20_000)])
    expect(woken).toEqual([
      ['short', 20_000],
      ['short', 40_000],
      ['long', 50_000],
      ['short', 60_000],
    ])
  })

  test('of nothing lets what is due now happen', async () => {
    const { agenda, clock, passed } = world()
    const due: string[] = []
    agenda.after(0, () => due.push('now'))
    await clock.sleep(0)
    expect(due).toEqual(['now'])
    expect(passed()).toBe(0)
  })

  test('hands on a mistake of the world', async () => {
    const { agenda, clock, passed } = world()
    agenda.after(1000, () => {
      throw new TypeError('a mistake')
    })
    await expect(clock.sleep(5000)).rejects.toThrow('a mistake')
    await clock.sleep(5000)
    expect(passed()).toBe(6000)
  })
})

describe('a limit of time beside a call', () => {
  /** Asks, with a limit of a minute that ends as soon as there is an answer. */
  async function limited({ clock }: Pick<ReturnType<typeof world>, 'clock'>, ask: () => Promise<string>) {
    const answered = new AbortController()
    const limit = clock.sleep(60_000, answered.signal).then(() => 'too late')
    const answer = await Promise.race([ask().catch(() => 'broken'), limit])
    answered.abort()
    return answer
  }

  test('costs nothing while answers come, however many hops and bytes they take', async () => {
    const { clock, passed } = world()
    const inner = await serve((_request, response) => response.end('x'.repeat(3_000_000)))
    const outer = await serve(async (_request, response) => {
      let lengths = ''
      for (let i = 0; i < 5; i += 1) lengths += (await inner()).length
      response.end(lengths)
    })
    for (let i = 0; i < 10; i += 1) expect(await limited({ clock }, outer)).toBe('3000000'.repeat(5))
    expect(passed()).toBe(0)
  })

  test.each<[string, RequestListener]>([
    ['a server that is silent', () => {}],
    ['a body that stalls', (_request, response) => void response.writeHead(200, { 'content-length': 9 }).write('half')],
  ])('ends the waiting for %s, in virtual time', async (_what, listener) => {
    const { clock, passed } = world()
    const ask = await serve(listener)
    expect(await limited({ clock }, ask)).toBe('too late')
    expect(passed()).toBe(60_000)
  })

  test('fires when the answer is slower on the same clock', async () => {
    const { clock, passed } = world()
    const ask = await serve(async (_request, response) => {
      await clock.sleep(90_000)
      response.end('late')
    })
    expect(await limited({ clock }, ask)).toBe('too late')
    expect(passed()).toBe(60_000)
  })
})

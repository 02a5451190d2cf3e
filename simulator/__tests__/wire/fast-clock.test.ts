/** The clock that runs by itself, and a child process that shares it. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { clockSpeedFrom, fastClock } from '../../clock.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-21T03:00:00Z')
const PRELOAD = fileURLToPath(new URL('../../fast-clock.ts', import.meta.url))

/** What a program prints as JSON when it runs under the clock. */
async function run(program: string, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', PRELOAD, '--input-type=module', '-e', program],
    {
      env: { ...process.env, ...environment },
    },
  )
  return JSON.parse(stdout)
}

describe('the clock', () => {
  test('is at its start at its epoch, and an hour on after an hour’s share', () => {
    const { now } = fastClock({ epoch: Date.now() - 10_000, start: START, speed: 360 })
    expect(now()).toBeGreaterThanOrEqual(START + HOUR)
    expect(now()).toBeLessThan(START + 2 * HOUR)
  })

  test('starts now unless told otherwise', () => {
    const before = Date.now()
    const { epoch, start } = fastClock({ speed: 2 })
    expect(epoch).toBe(start)
    expect(epoch).toBeGreaterThanOrEqual(before)
  })

  test('sleeps a share of the time, and no longer than it is let', async () => {
    const { sleep, now } = fastClock({ speed: 60_000 })
    const before = now()
    await sleep(HOUR)
    expect(now() - before).toBeGreaterThanOrEqual(HOUR - 60_000)
    const stop = new AbortController()
    const sleeping = sleep(60_000 * HOUR, stop.signal)
    stop.abort()
    await sleeping
    await sleep(60_000 * HOUR, stop.signal)
  })

  test('gives its pace to a child by the environment', () => {
    const clock = fastClock({ epoch: 5, start: 7, speed: 120 })
    expect(clockSpeedFrom(clock.environment())).toEqual({ epoch: 5, start: 7, speed: 120 })
  })

  test.each([undefined, '', 'fast'])('a speed of %j is refused', (SIM_SPEED) => {
    expect(() => clockSpeedFrom({ SIM_EPOCH: '1', SIM_START: '1', SIM_SPEED })).toThrow('SIM_SPEED must be a number')
  })
})

describe('a child that preloads it', () => {
  test('has the parent’s time', async () => {
    const clock = fastClock({ start: START, speed: 600 })
    const before = clock.now()
    const [now, constructed, called, isDate] = (await run(
      'console.log(JSON.stringify([Date.now(), new Date().getTime(), Date.parse(Date()), new Date() instanceof Date]))',
      clock.environment(),
    )) as [number, number, number, boolean]
    expect(now).toBeGreaterThanOrEqual(before)
    expect(constructed).toBeGreaterThanOrEqual(now)
    expect(called).toBeGreaterThanOrEqual(now - 1000)
    expect(clock.now()).toBeGreaterThanOrEqual(constructed)
    expect(isDate).toBe(true)
  })

  test('waits a share of each delay, whichever timer it uses', async () => {
    const program = `
      import { setTimeout as callbackTimer, setInterval as callbackInterval } from 'node:timers'
      import { scheduler, setInterval as ticks, setTimeout as pause } from 'node:timers/promises'
      import { promisify } from 'node:util'
      const HOUR = ${HOUR}
      const passed = {}
      const measure = async (name, wait) => {
        const [date, monotonic] = [Date.now(), performance.now()]
        await wait()
        passed[name] = [Date.now() - date, performance.now() - monotonic]
      }
      await measure('setTimeout', () => new Promise((done) => setTimeout(done, HOUR)))
      await measure('setInterval', () => new Promise((done) => { const timer = setInterval(() => done(clearInterval(timer)), HOUR) }))
      await measure('node:timers', () => new Promise((done) => callbackTimer(done, HOUR)))
      await measure('node:timers setInterval', () => new Promise((done) => { const timer = callbackInterval(() => done(clearInterval(timer)), HOUR) }))
      await measure('timers/promises', () => pause(HOUR))
      await measure('timers/promises setInterval', async () => { for await (const _ of ticks(HOUR)) break })
      await measure('scheduler', () => scheduler.wait(HOUR))
      await measure('promisify', () => promisify(setTimeout)(HOUR))
      console.log(JSON.stringify(passed))`
    const passed = (await run(program, fastClock({ speed: 36_000 }).environment())) as Record<string, [number, number]>
    expect(Object.keys(passed)).toHaveLength(8)
    // A timer may fire up to 1 ms of the machine early, by Date; how late depends on the machine.
    for (const [name, times] of Object.entries(passed)) {
      for (const time of times) expect(time, name).toBeGreaterThanOrEqual(HOUR - 2 * 36_000)
    }
  })

  test('ends a silent connection after the time that the program gives it', async () => {
    const program = `
      import { createServer, request } from 'node:http'
      const server = createServer(() => {}).listen(0, '127.0.0.1', () => {
        const began = Date.now()
        const sent = request({ port: server.address().port, host: '127.0.0.1', timeout: HOUR })
        sent.on('timeout', () => { console.log(JSON.stringify(Date.now() - began)); process.exit() })
        sent.end()
      })`
    const passed = await run(program.replace('HOUR', String(HOUR)), fastClock({ speed: 36_000 }).environment())
    expect(passed).toBeGreaterThanOrEqual(HOUR - 2 * 36_000)
  })

  test('may be ahead of the parent, or behind it', async () => {
    const clock = fastClock({ start: START, speed: 1 })
    const ahead = await run('console.log(JSON.stringify(Date.now()))', clock.environment(-HOUR))
    expect(ahead).toBeGreaterThanOrEqual(START - HOUR)
    expect(ahead).toBeLessThan(clock.now() - HOUR + 60_000)
  })

  test('has timers whose handles, arguments and clearing work', async () => {
    const program = `
      setTimeout(() => process.exit(1), 60_000_000).unref()
      clearTimeout(setTimeout(() => process.exit(2), 600))
      const timer = setTimeout((...args) => console.log(JSON.stringify([...args, timer.hasRef(), typeof timer.refresh])), 600, 'a', 7)`
    expect(await run(program, fastClock({ speed: 600 }).environment())).toEqual(['a', 7, true, 'function'])
  })
})

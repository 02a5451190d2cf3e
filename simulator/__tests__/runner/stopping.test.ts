/** Cancel, time-out, a lost machine: the runner's signals, its patience, and what post sees. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fastClock } from '../../clock.ts'
import { HandClock, run, start } from './job.ts'

const CANCELLED_JOB = 285_000

describe('a cancelled job', () => {
  test('gets SIGINT; an action that obeys it is not signalled again, and post sees its state', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock })
    await job.until('waiting')
    job.cancel()
    const result = await job.done
    expect(result.log.filter((line) => line.startsWith('got'))).toEqual(['got SIGINT'])
    expect(result.log).toContain('post sees refresh rolled back')
    // Exit code 0 does not make a cancelled step green.
    expect(result).toMatchObject({ conclusion: 'cancelled', main: { exit: 0, signal: null }, post: { exit: 0 } })
    expect(result.annotations).toEqual([{ level: 'error', message: 'The operation was canceled.' }])
  })

  test('gets SIGTERM after 7.5 s and SIGKILL 2.5 s later; post still sees what was saved', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock, inputs: { signals: 'ignore' } })
    await job.until('waiting')
    job.cancel()
    await job.until('got SIGINT')
    expect(clock.sleeping).toEqual([CANCELLED_JOB, 7_500])
    await clock.end(7_500)
    await job.until('got SIGTERM')
    expect(clock.sleeping).toEqual([CANCELLED_JOB, 2_500])
    await clock.end(2_500)
    const result = await job.done
    expect(result).toMatchObject({
      conclusion: 'cancelled',
      main: { exit: null, signal: 'SIGKILL' },
      post: { exit: 0 },
    })
    expect(result.log).toContain('post sees refresh started')
  })

  test('keeps these times on a fast clock that the action shares', async () => {
    const clock = fastClock({ speed: 20 })
    const preload = fileURLToPath(new URL('../../fast-clock.ts', import.meta.url))
    const job = start('waits', {
      clock,
      inputs: { signals: 'ignore' },
      env: clock.environment(),
      nodeArguments: ['--import', preload],
    })
    await job.until('waiting')
    const cancelled = clock.now()
    job.cancel()
    const result = await job.done
    expect(clock.now() - cancelled).toBeGreaterThan(9_900)
    expect(result.log.filter((line) => line.startsWith('got'))).toEqual(['got SIGINT', 'got SIGTERM'])
    expect(result.main.signal).toBe('SIGKILL')
  })

  test('ends for good after 4 min 45 s: whatever runs is killed, and post does not begin', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock, inputs: { signals: 'ignore' } })
    await job.until('waiting')
    job.cancel()
    await job.until('got SIGINT')
    await clock.end(CANCELLED_JOB)
    const result = await job.done
    expect(result).toMatchObject({ conclusion: 'cancelled', main: { signal: 'SIGKILL' } })
    expect(result.post).toBeUndefined()
  })

  test('does not signal a step whose condition holds all the same', async () => {
    const job = start('waits', { clock: new HandClock(), if: 'always()' })
    await job.until('waiting')
    job.cancel()
    const silence = await Promise.race([job.until('got').then(() => 'signalled'), pause(150).then(() => 'left alone')])
    expect(silence).toBe('left alone')
    job.kill()
    expect(await job.done).toMatchObject({ conclusion: 'cancelled', main: { signal: 'SIGKILL' } })
  })

  test('may be cancelled when all is over, to no effect', async () => {
    const job = start('says')
    await job.done
    job.cancel()
    job.kill()
    expect((await job.done).conclusion).toBe('success')
  })
})

describe('a step that outlasts its time', () => {
  test('gets the same signals, but has failed', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock, timeoutMinutes: 30 })
    await job.until('waiting')
    expect(clock.sleeping).toEqual([1_800_000])
    await clock.end(1_800_000)
    const result = await job.done
    expect(result.log).toContain('got SIGINT')
    expect(result.log).toContain("Error: The action 'waits' has timed out after 30 minutes.")
    expect(result.log).toContain('post sees refresh rolled back')
    expect(result.conclusion).toBe('failure')
  })
})

describe('a lost machine', () => {
  test('kills main at once; post never runs', async () => {
    const job = start('waits', { clock: new HandClock() })
    await job.until('waiting')
    job.kill()
    const result = await job.done
    expect(result).toMatchObject({
      conclusion: 'failure',
      main: { exit: null, signal: 'SIGKILL' },
      state: { refresh: 'started' },
    })
    expect(result.post).toBeUndefined()
    expect(result.log).not.toContain('Post job cleanup.')
  })
})

describe('a job that outlasts its time', () => {
  test('is cancelled, as GitHub has it: the same signals, and post in what is left of five minutes', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock, jobTimeoutMinutes: 90, earlierStepsMs: 600_000, inputs: { signals: 'ignore' } })
    await job.until('waiting')
    expect(clock.sleeping).toEqual([80 * 60_000])
    await clock.end(80 * 60_000)
    await job.until('got SIGINT')
    expect(clock.sleeping).toEqual([CANCELLED_JOB, 7_500])
    await clock.end(7_500)
    await job.until('got SIGTERM')
    await clock.end(2_500)
    const result = await job.done
    expect(result).toMatchObject({ conclusion: 'cancelled', outcome: 'cancelled', main: { signal: 'SIGKILL' } })
    expect(result.log).toContain('post sees refresh started')
    expect(result.annotations.map(({ message }) => message)).toEqual([
      'The job has exceeded the maximum execution time of 1h30m0s',
      'The operation was canceled.',
    ])
  })

  test('is not told so when it was cancelled before', async () => {
    const clock = new HandClock()
    const job = start('waits', { clock, jobTimeoutMinutes: 10, if: 'always()' })
    await job.until('waiting')
    job.cancel()
    await clock.end(600_000)
    job.kill()
    expect((await job.done).annotations).toEqual([])
  })
})

describe('post-if', () => {
  test('decides whether post runs', async () => {
    expect((await run('cleans-up-after-failure')).post).toBeUndefined()
    const failed = await run('cleans-up-after-failure', { inputs: { 'exit-code': '1' } })
    expect(failed.log).toContain('cleaned up')
  })

  test('sees nothing of a failure that is tolerated', async () => {
    const job = await run('cleans-up-after-failure', { inputs: { 'exit-code': '1' }, continueOnError: true })
    expect(job).toMatchObject({ conclusion: 'success', outcome: 'failure' })
    expect(job.post).toBeUndefined()
  })
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * Vitest's runner. Without a program it plays each test as it is, and notes which planted faults the test comes upon.
 * With one it plays the test once more for each fault that it is to be played with and that no test has noticed yet. A
 * test that fails then has noticed it; so has one that does not end. Now and then the test is played without a fault:
 * if that fails, an earlier fault has left something behind, and what was noticed since the last time is forgotten.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { type RunnerTestCase, TestRunner } from 'vitest'
import { Notes, type Notice, type Program } from './notes.ts'

/** The folder of the record, and the file of the program; by environment. */
const { RECORD: record = '', PROGRAM: file = '' } = process.env
const program: Program | undefined = file === '' ? undefined : JSON.parse(readFileSync(file, 'utf8'))
const notes = new Notes(record)

/** A test may come upon planted places, and take, so much more with a fault than without. */
const times = 20
const atLeast = { hits: 200_000, ms: 10_000 }
/** Faults after which a test must pass without one. */
const CHUNK = 10
/** How long a play that was given up may take to end. */
const LAST_WORDS = 2000

class Endless extends Error {}

/** A test while it runs. `fault`: the one that is switched on, 0 for none. */
class Play {
  readonly fault: number
  readonly most: number
  readonly met = new Set<number>()
  hits = 0
  isOver = false

  constructor(fault: number, most: number) {
    this.fault = fault
    this.most = most
  }

  comesUpon(id: number): boolean {
    if (this.isOver || ++this.hits > this.most) throw new Endless()
    if (this.fault === 0) this.met.add(id)
    return id === this.fault
  }
}

// What a play has left running goes on as part of that play, not of the next.
const plays = new AsyncLocalStorage<Play>()
const unplayed = new Play(0, Number.POSITIVE_INFINITY)
Object.assign(globalThis, { __planted: (id: number) => (plays.getStore() ?? unplayed).comesUpon(id) })

export default class extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const body = TestRunner.getTestFn(test)
    const faults = program?.[test.id] ?? []
    if (program && faults.length === 0) return
    const [plain, began] = [new Play(0, Number.POSITIVE_INFINITY), performance.now()]
    await plays.run(plain, body)
    const ms = performance.now() - began
    if (!program) {
      notes.reached({ test: test.id, name: test.name, file: test.file.name, met: [...plain.met], ms })
      return
    }
    const limit = {
      hits: Math.max(atLeast.hits, times * plain.hits),
      ms: Math.max(atLeast.ms, times * ms),
    }
    await playWith(faults, { name: test.name, body, limit })
  }
}

interface Played {
  readonly name: string
  readonly body: () => unknown
  readonly limit: { readonly hits: number; readonly ms: number }
}

async function playWith(faults: readonly number[], test: Played): Promise<void> {
  let fresh: number[] = []
  for (const fault of faults) {
    if (notes.isNoticed(fault)) continue
    const how = await outcomeOf(fault, test)
    if (how === 'passed') continue
    notes.noticed(fault, { by: test.name, how })
    fresh.push(fault)
    if (fresh.length < CHUNK) continue
    if (await isSpoilt(test, fresh)) return
    fresh = []
  }
  await isSpoilt(test, fresh)
}

async function isSpoilt(test: Played, fresh: readonly number[]): Promise<boolean> {
  if (fresh.length === 0 || (await outcomeOf(0, test)) === 'passed') return false
  notes.spoilt(test.name, fresh)
  return true
}

async function outcomeOf(fault: number, { body, limit }: Played): Promise<Notice['how'] | 'passed'> {
  const { env, DateOfNow } = { env: process.env, DateOfNow: Date }
  const { random } = Math
  const { write } = process.stdout
  const play = new Play(fault, limit.hits)
  const running = plays.run(play, async () => body())
  try {
    return await Promise.race([running.then(() => 'passed' as const), after(limit.ms)])
  } catch (thrown) {
    return play.hits > play.most || thrown instanceof Endless ? 'endless' : 'failed'
  } finally {
    play.isOver = true
    await Promise.race([running.catch(() => undefined), after(LAST_WORDS)])
    process.env = env
    process.stdout.write = write
    Math.random = random
    globalThis.Date = DateOfNow
  }
}

/** Real time: tests fake `Date` alone. */
const after = (ms: number): Promise<'endless'> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, 'endless').unref()
  })

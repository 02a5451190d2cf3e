/**
 * Vitest's runner, which plays each test once as it is, and then once more for each planted fault that the test comes
 * upon and that no test has noticed yet. A test that fails then has noticed it; so has one that does not end.
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunnerTestCase, TestRunner } from 'vitest'
import { type Noted, notesIn } from './notes.ts'

/** The folder of the record, and how many tests may miss a fault before it is given up; by environment. */
const { RECORD: record = '', TRIES: tries = '1', SAMPLE: sample = '1', SEED: seed = '0' } = process.env

/** Longer than this no test takes with a fault in it, in real ms; nor does it come upon planted places so often. */
const LONGEST = 20_000
const MOST_HITS = 20_000_000

class Endless extends Error {}

let active = 0
let hits = 0
const met = new Set<number>()

function planted(id: number): boolean {
  if (active === 0) met.add(id)
  else if (++hits > MOST_HITS) throw new Endless()
  return id === active
}
Object.assign(globalThis, { __planted: planted })

/** Faults of the sample: every so-manieth. */
const isChosen = (id: number): boolean => (id + Number(seed)) % Number(sample) === 0

export default class extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const play = TestRunner.getTestFn(test)
    met.clear()
    await play()
    const alive = [...met].filter(isChosen).filter(stillAlive())
    for (const fault of alive) note({ fault, by: test.name, how: await withFault(fault, play) })
  }
}

function note(noted: Noted): void {
  appendFileSync(join(record, String(process.pid)), `${JSON.stringify(noted)}\n`)
}

/** What other tests, in other processes too, have left. */
function stillAlive(): (fault: number) => boolean {
  const noticed = new Set<number>()
  const missed = new Map<number, number>()
  for (const { fault, how } of notesIn(record)) {
    if (how === 'missed') missed.set(fault, (missed.get(fault) ?? 0) + 1)
    else noticed.add(fault)
  }
  return (fault) => !noticed.has(fault) && (missed.get(fault) ?? 0) < Number(tries)
}

async function withFault(fault: number, play: () => unknown): Promise<Noted['how']> {
  const { env, random, write, DateOfNow } = {
    env: process.env,
    random: Math.random,
    write: process.stdout.write,
    DateOfNow: Date,
  }
  const { promise: over, resolve } = Promise.withResolvers<'endless'>()
  const timer = setTimeout(resolve, LONGEST, 'endless')
  hits = 0
  active = fault
  try {
    return await Promise.race([Promise.resolve(play()).then(() => 'missed' as const), over])
  } catch (thrown) {
    return thrown instanceof Endless ? 'endless' : 'noticed'
  } finally {
    active = 0
    clearTimeout(timer)
    process.env = env
    process.stdout.write = write
    Math.random = random
    globalThis.Date = DateOfNow
  }
}

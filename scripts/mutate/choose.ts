/** Which tests are to notice a fault. */
import type { Program, Reach } from './notes.ts'
import type { Fault } from './plant.ts'

/** So many tests of one file are enough: others find nothing new. */
const MOST_OF_A_FILE = 2

/** Of the tests for each fault, in the order of their promise: from this one on, and how many. */
export interface Round {
  readonly from: number
  readonly tries: number
}

/**
 * For each fault some tests of those that come upon it. First are those that come upon the most of its module, since
 * they have the most to lose by it; what takes long must come upon more.
 */
export function choose(faults: readonly Fault[], reaches: readonly Reach[], round: Round): Program {
  const pairs = [...Map.groupBy(faults, ({ file }) => file).values()].flatMap((of) => chosen(of, reaches, round))
  const byTest = Map.groupBy(pairs, ({ test }) => test)
  return Object.fromEntries([...byTest].map(([test, its]) => [test, its.map(({ fault }) => fault)]))
}

interface Pair {
  readonly test: string
  readonly fault: number
}

/** For the faults of one module. */
function chosen(faults: readonly Fault[], reaches: readonly Reach[], { from, tries }: Round): readonly Pair[] {
  const ids = new Set(faults.map(({ id }) => id))
  const ranked = reaches
    .map(({ test, file, met, ms }) => ({ test, file, ms, met: new Set(met.filter((id) => ids.has(id))) }))
    .toSorted((a, b) => b.met.size / Math.sqrt(b.ms) - a.met.size / Math.sqrt(a.ms))
  return faults.flatMap(({ id }) => {
    const tests = ranked.filter(({ met }) => met.has(id))
    const first = tests.filter(
      ({ file }, i) => tests.slice(0, i).filter((one) => one.file === file).length < MOST_OF_A_FILE,
    )
    const others = tests.filter((test) => !first.includes(test))
    return [...first, ...others].slice(from, from + tries).map(({ test }) => ({ test, fault: id }))
  })
}

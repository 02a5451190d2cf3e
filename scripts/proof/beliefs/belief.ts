/** A wrong belief about AWS that the action could hold, planted in it, and the tests that are there to contradict it. */
import type { Patch } from '../planted.ts'

/** Tests whose full name holds `named`, in a file below __tests__. */
export interface Noticing {
  readonly file: string
  readonly named: string
}

/** `noticedBy`: each of these must have at least one test that fails with the belief planted. */
export interface Belief extends Patch {
  readonly name: string
  readonly noticedBy: readonly Noticing[]
}

/** Tests of one file, by parts of their names. */
export const tests = (file: string, ...named: readonly string[]): readonly Noticing[] =>
  named.map((each) => ({ file, named: each }))
/** Scenarios of one file. */
export const scenarios = (file: string, ...named: readonly string[]): readonly Noticing[] =>
  tests(`scenarios/${file}.test.ts`, ...named)

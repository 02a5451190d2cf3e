/** Reads inputs and collects their problems instead of stopping at the first. */
import type { RunnerContext } from '../github/context.ts'
import type { Input } from './names.ts'
import { Wrong } from './parse.ts'
import type { InputProblem } from './problem.ts'

/** A reader of inputs that collects problems. */
export interface Reading {
  /** The trimmed text; empty when it is not set. */
  text(input: Input): string
  /** Parses an input. Returns `otherwise` for an empty input, and for an invalid one, whose problem is collected. */
  read<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  /** The same, but an empty input is a problem. */
  required<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  wrong(input: Input, value: string, says: string): void
  /** Whether these inputs are valid, so that no follow-up problems are reported for invalid ones. */
  isSound(...inputs: readonly Input[]): boolean
}

/** Creates a reader that adds problems to the list. */
export function reading({ inputs }: RunnerContext, problems: InputProblem[]): Reading {
  const text = (input: Input): string => inputs.get(input)?.trim() ?? ''
  const wrong = (input: Input, value: string, says: string): void => {
    problems.push({ input, value, says })
  }
  const read = <T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T => {
    const value = text(input)
    if (value === '') return otherwise
    const parsed = parse(value)
    if (!(parsed instanceof Wrong)) return parsed
    wrong(input, value, parsed.says)
    return otherwise
  }
  const required = <T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T => {
    if (text(input) === '') wrong(input, '', 'is required')
    return read(input, parse, otherwise)
  }
  const isSound = (...of: readonly Input[]): boolean => !problems.some(({ input }) => of.some((each) => each === input))
  return { text, read, required, wrong, isSound }
}

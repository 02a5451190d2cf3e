/** Inputs as text, each read once; what cannot be taken is noted, and reading goes on. */
import type { RunnerContext } from '../github/context.ts'
import type { Input } from './names.ts'
import { Wrong } from './parse.ts'
import type { InputProblem } from './problem.ts'

/** A way to read inputs that notes every problem. */
export interface Reading {
  /** Without blanks around it; empty when it is not set. */
  text(input: Input): string
  /** Parses what is set; `otherwise` stands for an empty input and for a wrong one, which has been noted. */
  read<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  /** The same, and an empty input is wrong. */
  required<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  wrong(input: Input, value: string, says: string): void
  /** Whether nothing is wrong with these inputs: what follows from a problem is not another one. */
  isSound(...inputs: readonly Input[]): boolean
}

/** Reads what was given; problems go into the list. */
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

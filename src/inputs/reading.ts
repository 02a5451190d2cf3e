/** Inputs as text, each read once; what cannot be taken is noted, and reading goes on. */
import type { Given } from '../github/context.ts'
import type { InputProblem } from '../report/invalid-inputs.ts'
import { Wrong } from './forms.ts'
import type { Input } from './names.ts'

/** A way to read inputs that notes every problem. */
export interface Reading {
  /** Without blanks around it; empty when it is not set. */
  text(input: Input): string
  /** Parses what is set; `otherwise` stands for an empty input and for a wrong one, which has been noted. */
  read<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  /** The same, and an empty input is wrong. */
  required<T>(input: Input, parse: (value: string) => T | Wrong, otherwise: T): T
  wrong(input: string, value: string, says: string): void
}

/** Reads what was given; problems go into the list. */
export function reading({ inputs }: Given, problems: InputProblem[]): Reading {
  const text = (input: Input): string => inputs.get(input)?.trim() ?? ''
  const wrong = (input: string, value: string, says: string): void => {
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
  return { text, read, required, wrong }
}

/** GitHub's expressions, evaluated by GitHub's own library: the `if:` of steps and jobs, and `${{ … }}` in a text. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { truthy } from '@actions/expressions/result'

/** The status of a job. A step's time-out is a failure, not a cancellation; a job's time-out cancels the job. */
export type JobStatus = 'success' | 'failure' | 'cancelled'

/** What an expression can see: `needs`, `steps`, … */
export type Contexts = Readonly<Record<string, ContextValue>>
export type ContextValue =
  | string
  | number
  | boolean
  | null
  | readonly ContextValue[]
  | { readonly [name: string]: ContextValue }

/** What the status functions say. Of a job only one is true; of what a job needs, none may be. */
export interface StatusFunctions {
  readonly success: boolean
  readonly failure: boolean
  readonly cancelled: boolean
}

/** The status functions of the steps of a job with that status. */
export const statusFunctionsOf = (status: JobStatus): StatusFunctions => ({
  success: status === 'success',
  failure: status === 'failure',
  cancelled: status === 'cancelled',
})

/**
 * Does the condition hold? Bare or inside `${{ }}`. One without a status function holds on success only [GitHub Docs,
 * Expressions: status check functions]. Throws for what GitHub's parser refuses, and for an empty condition.
 */
export function holds(condition: string, status: JobStatus | StatusFunctions, contexts: Contexts = {}): boolean {
  const checks = typeof status === 'string' ? statusFunctionsOf(status) : status
  const bare = condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
  const asked = new Set<string>()
  const value = truthy(evaluate(bare, { contexts, checks, asked }))
  return asked.size === 0 ? checks.success && value : value
}

/** The text with each `${{ … }}` replaced by what it means. */
export function interpolated(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_whole, expression: string) =>
    evaluate(expression, { contexts, checks: undefined, asked: new Set() }).coerceString(),
  )
}

/** Each of the texts with what its expressions mean. */
export const interpolatedAll = (
  texts: Readonly<Record<string, string>>,
  contexts: Contexts,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, interpolated(text, contexts)]))

interface Scope {
  readonly contexts: Contexts
  /** Missing where status functions are not allowed. */
  readonly checks: StatusFunctions | undefined
  /** Takes the names of the status functions that the expression has. */
  readonly asked: Set<string>
}

function evaluate(expression: string, { contexts, checks, asked }: Scope): data.ExpressionData {
  const functions = checks ? statusFunctions(checks) : []
  const { tokens } = new Lexer(expression).lex()
  if (tokens.length <= 1) throw new Error('an empty expression means nothing')
  for (const { name } of functions) if (new RegExp(`\\b${name}\\s*\\(`, 'i').test(expression)) asked.add(name)
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse()
  return new Evaluator(parsed, dataOf(contexts), new Map(functions.map((each) => [each.name, each]))).evaluate()
}

function statusFunctions(checks: StatusFunctions) {
  const values = { always: true, success: checks.success, failure: checks.failure, cancelled: checks.cancelled }
  return Object.entries(values).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }))
}

function dataOf(contexts: { readonly [name: string]: ContextValue }): data.Dictionary {
  const entries = Object.entries(contexts).map(([key, value]) => ({ key, value: toData(value) }))
  return new data.Dictionary(...entries)
}

function toData(value: ContextValue): data.ExpressionData {
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (value === null) return new data.Null()
  return isList(value) ? new data.Array(...value.map(toData)) : dataOf(value)
}

/** `Array.isArray` does not narrow a readonly list. */
const isList = (value: ContextValue): value is readonly ContextValue[] => Array.isArray(value)

/** Every call that the program sends, with AWS's answer as the SDK gives it: what a question is answered from. */

/** One call. Times in ms since epoch on the program's clock. */
export interface RecordedCall {
  readonly at: number
  /** When its answer was there. */
  readonly until: number
  readonly operation: string
  readonly input: unknown
  readonly answer?: unknown
  readonly error?: { readonly code: string; readonly message: string; readonly status?: number }
  /** How often in a row it was sent again and answered the same, and when last. */
  readonly repeated?: { readonly times: number; readonly last: number }
}

/** Calls in the order of their answers. */
export class Recording {
  #calls: RecordedCall[] = []

  add(call: RecordedCall): void {
    this.#calls.push(call)
  }

  /** Hands over what was recorded since the last time. */
  take(): readonly RecordedCall[] {
    const taken = this.#calls
    this.#calls = []
    return taken
  }
}

/** The same without what a poll has seen before: an answer that is the same again is counted. */
export function thinned(calls: readonly RecordedCall[]): readonly RecordedCall[] {
  const kept: RecordedCall[] = []
  const latest = new Map<string, number>()
  for (const call of calls) {
    const question = JSON.stringify([call.operation, call.input])
    const at = latest.get(question)
    const former = at === undefined ? undefined : kept[at]
    if (at !== undefined && former && answerOf(former) === answerOf(call)) {
      kept[at] = { ...former, repeated: { times: (former.repeated?.times ?? 0) + 1, last: call.until } }
      continue
    }
    latest.set(question, kept.length)
    kept.push(call)
  }
  return kept
}

const answerOf = ({ answer, error }: RecordedCall): string => JSON.stringify([answer, error])

/** What lies at a path of a value from JSON; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}

/** The list at a path; empty where there is none. */
export function listAtPath(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The text or number at a path, as text; empty where there is neither. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : ''
}

/** The calls of one operation. */
export const callsOf = (calls: readonly RecordedCall[], operation: string): readonly RecordedCall[] =>
  calls.filter((call) => call.operation === operation)

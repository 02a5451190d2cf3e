/** Every call that reached the simulator, in the order of arrival: what tests assert upon. */
import { type Call, FaultyAnswer, Severed } from './call.ts'
import { AwsError } from './error.ts'

/**
 * `at`: ms since epoch on the simulator's clock. `accessKeyId`: whose call it is. `outcome`: `ok`, the error's code as its thrower named it, `severed`
 * if the connection broke, `silent`, `stalled` or `foreign` if that became of the answer, `bug` if the simulator failed,
 * `pending` as long as there is no answer.
 */
export interface Entry {
  readonly at: number
  readonly service: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly accessKeyId: string
  readonly outcome: string
}

/** Operations with these names change nothing; nor does an EC2 call that is a dry run. */
const READ = /^(Describe|Get|List|AssumeRole)/

/** Whether a call is to change something. */
export const isWrite = ({ operation, input }: Pick<Entry, 'operation' | 'input'>): boolean =>
  !READ.test(operation) && input['DryRun'] !== true

/** Grows as the simulator answers. */
export class Journal {
  readonly #entries: { -readonly [K in keyof Entry]: Entry[K] }[] = []
  readonly #unknown: string[] = []
  readonly #bugs: string[] = []

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** What was asked for and is not simulated, a sentence each. A test that expects no such thing asserts `[]`. */
  get unknown(): readonly string[] {
    return this.#unknown
  }

  /** Mistakes in the simulator or in a request's form, each with its stack. Should always be `[]`. */
  get bugs(): readonly string[] {
    return this.#bugs
  }

  /** The calls that were to change something, answered or not. */
  writes(): readonly Entry[] {
    return this.#entries.filter(isWrite)
  }

  /** The calls of one operation. */
  of(operation: string): readonly Entry[] {
    return this.#entries.filter((entry) => entry.operation === operation)
  }

  /** Notes a call's arrival, and how the attempt to answer it ended. Gives back what the attempt gives or throws. */
  async record<T>({ at, service, operation, input, accessKeyId }: Call, attempt: () => Promise<T>): Promise<T> {
    const entry = { at, service, operation, input, accessKeyId, outcome: 'pending' }
    this.#entries.push(entry)
    try {
      const answer = await attempt()
      entry.outcome = 'ok'
      return answer
    } catch (error) {
      entry.outcome = outcomeOf(error)
      throw error
    }
  }

  /** Notes a request that the simulator does not know how to answer. */
  noteUnknown(what: string): void {
    this.#unknown.push(what)
  }

  /** Notes a mistake in the simulator, or a request that fits no schema. */
  noteBug(error: unknown): void {
    this.#bugs.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

function outcomeOf(error: unknown): string {
  if (error instanceof AwsError) return error.code
  if (error instanceof FaultyAnswer) return error.fault.type === 'misdated' ? outcomeWithin(error) : error.fault.type
  return error instanceof Severed ? 'severed' : 'bug'
}

/** A wrong date changes nothing of what was answered. */
const outcomeWithin = ({ answer }: FaultyAnswer): string => (answer instanceof AwsError ? answer.code : 'ok')

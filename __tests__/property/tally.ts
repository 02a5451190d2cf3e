/** How often each fault struck in the rollouts that were played, and on which writes: what never happened has shown nothing. */
import type { Call } from '../../simulator/aws/call.ts'
import { isWrite } from '../../simulator/aws/journal.ts'
import type { Operation, Trouble } from './trial.ts'

/** How often at least: a fault at all, and a fault on a write. */
export interface Minima {
  readonly fault: number
  readonly pair: number
}

/** Counts as plain data, so that processes can hand them on: by fault, and by `fault × write`. */
export type Counts = Readonly<Record<string, number>>

const SIGN = ' × '

/** Counts faults as they strike. */
export class Tally {
  readonly #counts = new Map<string, number>()

  note(fault: Trouble, call: Call): void {
    this.#add(fault, 1)
    if (isWrite(call)) this.#add(`${fault}${SIGN}${call.operation}`, 1)
  }

  /** Something that has happened in a rollout. */
  count(event: string): void {
    this.#add(event, 1)
  }

  /** Takes in what another process has counted. */
  merge(counts: Counts): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count)
  }

  get counts(): Counts {
    return Object.fromEntries(this.#counts)
  }

  /** What struck less often than it should, a sentence each. */
  below(minima: Minima, { faults, writes }: Wanted): readonly string[] {
    const few = (name: string, least: number): readonly string[] => {
      const count = this.#counts.get(name) ?? 0
      return count < least ? [`${name}: ${count}, at least ${least} wanted`] : []
    }
    return faults.flatMap((fault) => [
      ...few(fault, minima.fault),
      ...writes.flatMap((write) => few(`${fault}${SIGN}${write}`, minima.pair)),
    ])
  }

  /** A table in Markdown: a row for each fault, a column for each write. */
  table({ faults, writes }: Wanted): string {
    const row = (fault: string): readonly string[] => [
      fault,
      String(this.#counts.get(fault) ?? 0),
      ...writes.map((write) => String(this.#counts.get(`${fault}${SIGN}${write}`) ?? 0)),
    ]
    const rows = [['fault', 'all calls', ...writes], ['---', '---', ...writes.map(() => '---')], ...faults.map(row)]
    return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  }

  #add(name: string, count: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count)
  }
}

/** Which faults and which writes are looked for. */
export interface Wanted {
  readonly faults: readonly Trouble[]
  readonly writes: readonly Operation[]
}

/** What becomes of the planted faults while tests run, as files, since several processes write: what each test came upon, and each fault that was noticed. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A test as it is without a fault: which planted places it comes upon. */
export interface Reach {
  /** Vitest's id, the same in each run. */
  readonly test: string
  readonly name: string
  /** The file that it is in. */
  readonly file: string
  readonly met: readonly number[]
  /** How long it took. */
  readonly ms: number
}

/** How a fault was noticed. `endless`: the test did not end, or not in many times its time. */
export interface Notice {
  readonly by: string
  readonly how: 'failed' | 'endless'
}

/** For each test, by its id, the faults to play it with. */
export type Program = Readonly<Record<string, readonly number[]>>

/** The record of one measurement. */
export class Notes {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    for (const part of ['reach', 'noticed', 'spoilt']) mkdirSync(join(folder, part), { recursive: true })
  }

  reached(reach: Reach): void {
    appendFileSync(join(this.#folder, 'reach', String(process.pid)), `${JSON.stringify(reach)}\n`)
  }

  reaches(): readonly Reach[] {
    return readdirSync(join(this.#folder, 'reach')).flatMap((name) =>
      readFileSync(join(this.#folder, 'reach', name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line): Reach => JSON.parse(line)),
    )
  }

  isNoticed(fault: number): boolean {
    return existsSync(join(this.#folder, 'noticed', String(fault)))
  }

  noticed(fault: number, notice: Notice): void {
    writeFileSync(join(this.#folder, 'noticed', String(fault)), JSON.stringify(notice))
  }

  notices(): ReadonlyMap<number, Notice> {
    const folder = join(this.#folder, 'noticed')
    return new Map(readdirSync(folder).map((id) => [Number(id), JSON.parse(readFileSync(join(folder, id), 'utf8'))]))
  }

  /** A test that failed without a fault after it had been played with these: what it noticed counts for nothing. */
  spoilt(test: string, faults: readonly number[]): void {
    for (const fault of faults) rmSync(join(this.#folder, 'noticed', String(fault)))
    appendFileSync(join(this.#folder, 'spoilt', String(process.pid)), `${test}\n`)
  }

  /** Names of tests. */
  spoils(): readonly string[] {
    return readdirSync(join(this.#folder, 'spoilt')).flatMap((name) =>
      readFileSync(join(this.#folder, 'spoilt', name), 'utf8')
        .trimEnd()
        .split('\n'),
    )
  }
}

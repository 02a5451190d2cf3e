/** A recording as a file: what AWS answered, step by step, so that it can be judged again without an account. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case } from '../part.ts'
import { masked } from './mask.ts'
import type { RecordedCall } from './recording.ts'
import type { Caller, Played } from './run.ts'

/** One step. Times of its calls in ms since its first call. */
export interface RecordedStep {
  readonly step: string
  readonly cases: readonly Case[]
  readonly calls: readonly RecordedCall[]
}

/** The content of a file. */
export interface Fixture {
  readonly format: 1
  readonly region: string
  /** ISO 8601, UTC. */
  readonly date: string
  /** SHA-256 over the files of dist. */
  readonly bundle: string
  readonly steps: readonly RecordedStep[]
}

/** Where recordings of the repository lie. */
export const RECORDED = fileURLToPath(new URL('recorded', import.meta.url))

/** Writes it, masked, into a folder; the file's path. Throws, and writes nothing, if a mask has failed. */
export function writeFixture(
  folder: string,
  {
    caller,
    ...fixture
  }: Omit<Fixture, 'format' | 'steps'> & { readonly caller: Caller; readonly played: readonly Played[] },
): string {
  const { played, region, date, bundle } = fixture
  const content: Fixture = { format: 1, region, date, bundle, steps: played.map(relative) }
  const text = masked(JSON.stringify(content, null, 1), caller)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${region}.json`)
  writeFileSync(file, `${text}\n`)
  return file
}

/** Absolute times would say nothing more, and differ in each recording. */
function relative({ step, cases, calls }: Played): RecordedStep {
  const zero = calls[0]?.at ?? 0
  const moved = calls.map(({ at, until, repeated, ...call }) => ({
    at: at - zero,
    until: until - zero,
    ...call,
    ...(repeated && { repeated: { ...repeated, last: repeated.last - zero } }),
  }))
  return { step, cases, calls: moved }
}

/** Reads a file. Throws, naming it, for one that is no recording. */
export function readFixture(file: string): Fixture {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isFixture(read)) throw new Error(`${file} is no recording of npm run live`)
  return read
}

const isFixture = (value: unknown): value is Fixture =>
  typeof value === 'object' &&
  value !== null &&
  Reflect.get(value, 'format') === 1 &&
  Array.isArray(Reflect.get(value, 'steps'))

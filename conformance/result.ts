/** Result files: what a part found, with which versions, for which bundle. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Case, Played, Verdict } from './part.ts'

const folder = fileURLToPath(new URL('results', import.meta.url))
const dist = fileURLToPath(new URL('../dist', import.meta.url))

/** The content of `results/<part>.json`. */
export interface Result extends Played {
  readonly part: string
  /** ISO 8601, UTC. */
  readonly date: string
  /** SHA-256 over the files of dist: what was played is known by it. */
  readonly bundle: string
  readonly seconds: number
}

/** The bundle as it lies in dist, by the names and contents of its files. */
export function bundleHash(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(dist).toSorted()) hash.update(`${name}\n`).update(readFileSync(join(dist, name)))
  return hash.digest('hex')
}

/** Writes the result, and the raw log beside it. */
export function record(result: Result, log: string): void {
  writeFileSync(join(folder, `${result.part}.json`), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(folder, `${result.part}.txt`), log)
}

/** Every result that is kept. Throws, naming the file, for one that is no result. */
export function results(): readonly Result[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const result = resultOf(JSON.parse(readFileSync(join(folder, name), 'utf8')), name)
      if (`${result.part}.json` !== name) throw new Error(`${name}: is of the part ${result.part}`)
      if (!existsSync(join(folder, `${result.part}.txt`))) throw new Error(`${name}: its raw log is missing`)
      return result
    })
}

/** Reads a result from JSON. Throws, naming `file` and the member, for anything else. */
export function resultOf(value: unknown, file: string): Result {
  const members = mapping(value, file)
  const versions = mapping(members['versions'], `${file}: versions`)
  const cases = members['cases']
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${file}: has no cases`)
  const bundle = text(members['bundle'], `${file}: bundle`)
  if (!/^[0-9a-f]{64}$/.test(bundle)) throw new Error(`${file}: bundle is no SHA-256`)
  const date = text(members['date'], `${file}: date`)
  if (Number.isNaN(Date.parse(date))) throw new Error(`${file}: date is no date`)
  const seconds = members['seconds']
  if (typeof seconds !== 'number') throw new Error(`${file}: seconds is no number`)
  return {
    part: text(members['part'], `${file}: part`),
    date,
    bundle,
    seconds,
    versions: Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [name, text(version, `${file}: versions.${name}`)]),
    ),
    cases: cases.map((one, i) => caseOf(one, `${file}: cases[${i}]`)),
  }
}

const verdicts: readonly Verdict[] = ['as expected', 'explained', 'unexplained']

function caseOf(value: unknown, where: string): Case {
  const { name, verdict, seen, source } = mapping(value, where)
  const known = verdicts.find((one) => one === verdict)
  if (known === undefined) throw new Error(`${where}: verdict is none of ${verdicts.join(', ')}`)
  if (known === 'explained' && source === undefined) throw new Error(`${where}: is explained without a source`)
  return {
    name: text(name, `${where}.name`),
    verdict: known,
    seen: text(seen, `${where}.seen`),
    ...(source !== undefined && { source: text(source, `${where}.source`) }),
  }
}

function mapping(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where}: is no mapping`)
  return { ...value }
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${where}: is no text`)
  return value
}

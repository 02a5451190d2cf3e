/** The table of docs/proof.md: what has been played with software that nobody here wrote, from the result files. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { found } from './found.ts'
import type { Part } from './part.ts'
import type { Result } from './result.ts'

/** A page that holds a table between two marks. */
export interface Page {
  /** Under docs/. */
  readonly file: string
  /** The word in its marks. */
  readonly mark: string
}

export const proofPage: Page = { file: 'proof.md', mark: 'conformance' }
export const peersPage: Page = { file: 'peers.md', mark: 'peers' }

const pathOf = ({ file }: Page): string => fileURLToPath(new URL(`../docs/${file}`, import.meta.url))
const marksOf = ({ mark }: Page) => [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`] as const

/** One row a part, in the order of the parts; a part without a result says so. */
export function tableOf(parts: readonly Part[], results: readonly Result[]): string {
  const rows = parts.map((part) => {
    const result = results.find((one) => one.part === part.name)
    return `| ${part.name} | ${played(result)} | ${part.says} | ${cases(result)} | ${found[part.name] ?? (result === undefined ? '–' : 'none')} |`
  })
  return [
    '| Part | With | What is played | Cases | Differences found, and what came of them |',
    '| --- | --- | --- | --: | --- |',
    ...rows,
  ].join('\n')
}

const played = (result: Result | undefined): string =>
  result === undefined
    ? 'no result is kept'
    : Object.entries(result.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')

function cases(result: Result | undefined): string {
  if (result === undefined) return '–'
  const explained = result.cases.filter(({ verdict }) => verdict === 'explained').length
  return explained === 0 ? String(result.cases.length) : `${result.cases.length}, ${explained} explained`
}

/** What stands between the marks of the page. Throws if the marks are gone. */
export function tableInPage(page: Page): string {
  const text = readFileSync(pathOf(page), 'utf8')
  const [begin, end] = marksOf(page)
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/${page.file} has no ${begin} … ${end}`)
  return text.slice(from + begin.length, to).trim()
}

/** Writes the table between the marks. */
export function writeTable(page: Page, table: string): void {
  const path = pathOf(page)
  const former = tableInPage(page)
  const [begin, end] = marksOf(page)
  const block = (inner: string) => `${begin}\n${inner}\n${end}`
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(block(former), () => block(table)),
  )
}

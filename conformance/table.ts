/** The table of docs/proof.md: what has been played with software that nobody here wrote, from the result files. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { found } from './found.ts'
import type { Part } from './part.ts'
import type { Result } from './result.ts'

const page = fileURLToPath(new URL('../docs/proof.md', import.meta.url))
const [BEGIN, END] = ['<!-- conformance: begin -->', '<!-- conformance: end -->']

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

/** What stands between the marks of docs/proof.md. Throws if the marks are gone. */
export function tableInPage(): string {
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`docs/proof.md has no ${BEGIN} … ${END}`)
  return text.slice(from + BEGIN.length, to).trim()
}

/** Writes the table between the marks. */
export function writeTable(table: string): void {
  const text = readFileSync(page, 'utf8')
  const former = tableInPage()
  const block = (inner: string) => `${BEGIN}\n${inner}\n${END}`
  writeFileSync(
    page,
    text.replace(block(former), () => block(table)),
  )
}

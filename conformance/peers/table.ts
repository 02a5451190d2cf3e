/** The table of docs/peers.md, from the result that is kept. */
import type { Result } from '../result.ts'
import { cellsOf, HEADINGS } from './row.ts'

/** Markdown; the tools in the order in which they were played. Says so if no result is kept. */
export function peersTable(results: readonly Result[]): string {
  const result = results.find(({ part }) => part === 'peers')
  if (result === undefined) return 'No result is kept.'
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = result.cases.map((one) => line(cellsOf(one)))
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows].join('\n')
}

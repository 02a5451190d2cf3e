/** The job summaries in the scenarios' golden files: what pictures are taken of. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../build/bundle.ts'

/** Scenario → Markdown of its first summary. Scenarios that wrote none are left out. */
export function goldenSummaries(): ReadonlyMap<string, string> {
  const files = globSync('__tests__/scenarios/*.golden.md', { cwd: root }).sort()
  return new Map(
    files.flatMap((file) => {
      const summary = summaryIn(readFileSync(join(root, file), 'utf8'))
      return summary === undefined ? [] : [[basename(file, '.golden.md'), summary] as const]
    }),
  )
}

/** A golden file quotes the summary under a heading of its own. */
function summaryIn(golden: string): string | undefined {
  const quoted = /^### Summary\n\n((?:>.*\n)+)/m.exec(golden)?.[1]
  return quoted?.replaceAll(/^> ?/gm, '')
}

/** The job summaries in golden files, and comments on pull requests: what pictures are taken of. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../build/bundle.ts'

/** Name → Markdown of a summary: of the scenarios whose transcript is kept whole, and of every kind of end beside them. */
export function goldenSummaries(): ReadonlyMap<string, string> {
  const scenarios = texts('__tests__/scenarios/*.golden.md').flatMap(([name, golden]) => {
    const summary = summaryIn(golden)
    return summary === undefined ? [] : [[name, summary] as const]
  })
  const ends = texts('__tests__/report/golden/*.golden.md').filter(([name]) => !name.endsWith('.log'))
  return new Map([...scenarios, ...ends])
}

const texts = (pattern: string): readonly (readonly [string, string])[] =>
  globSync(pattern, { cwd: root })
    .sort()
    .map((file) => [basename(file, '.golden.md'), readFileSync(join(root, file), 'utf8')])

/** A golden file quotes the summary under a heading of its own; one of a comment is the comment. */
function summaryIn(golden: string): string | undefined {
  const [mark, ...comment] = golden.split('\n')
  if (mark?.startsWith('<!-- ami-rollout:')) return comment.join('\n')
  const quoted = /^### Summary\n\n((?:>.*\n)+)/m.exec(golden)?.[1]
  return quoted?.replaceAll(/^> ?/gm, '')
}

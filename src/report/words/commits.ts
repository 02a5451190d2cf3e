/** What goes out, in words: the commits between the image in use and the new one. */
import type { CommitComparison, Comparison } from '../../rollout/github.ts'
import { count } from '../../rollout/measure.ts'

/** How a hash is shown. */
export const shortCommit = (sha: string): string => sha.slice(0, 12)

/** `3 commits go out`, and what is taken back; nothing where GitHub did not say. */
export function comparisonWords({ answer }: CommitComparison): string | undefined {
  if ('problem' in answer) return undefined
  const { status, aheadBy, behindBy } = answer
  switch (status) {
    case 'ahead':
      return `${goes(aheadBy)} out`
    case 'behind':
      return `${type(behindBy)} taken back: the image in use has what the new one lacks`
    case 'diverged':
      return `${goes(aheadBy)} out, and ${type(behindBy)} taken back: the two commits have diverged`
    case 'identical':
      return 'the images are built from the same commit'
  }
}

/** `… and 12 earlier ones`: what a list of so many leaves out; nothing where it has all. */
export function earlierWords({ aheadBy, commits }: Comparison, shown: number): string | undefined {
  const left = aheadBy - Math.min(shown, commits.length)
  return left > 0 ? `… and ${count(left, 'earlier commit')}` : undefined
}

const goes = (commits: number): string => `${count(commits, 'commit')} ${commits === 1 ? 'goes' : 'go'}`
const type = (commits: number): string => `${count(commits, 'commit')} ${commits === 1 ? 'is' : 'are'}`

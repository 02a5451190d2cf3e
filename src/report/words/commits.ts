/** Words for the commits between the image in use and the new one. */
import type { CommitComparison, ComparedCommit, Comparison } from '../../rollout/github.ts'
import { count } from '../../rollout/measure.ts'

/** A commit hash as it is shown, 12 characters. */
export const shortCommit = (sha: string): string => sha.slice(0, 12)

/** Characters of a title that are shown: GitHub's own lists cut them at about as many. */
const LONGEST_TITLE = 100

/** A commit on a line. The title is the first line of a message, and some people write all of it there. */
export const titleOf = ({ title }: ComparedCommit): string =>
  title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE).toWellFormed()}…` : title

/** `3 commits more`: true of two images whatever became of the rollout; nothing where GitHub did not say. */
export function comparisonWords({ answer }: CommitComparison): string | undefined {
  if ('problem' in answer) return undefined
  const { status, aheadBy, behindBy } = answer
  switch (status) {
    case 'ahead':
      return `${count(aheadBy, 'commit')} more`
    case 'behind':
      return `${count(behindBy, 'commit')} fewer: the image in use has what the new one lacks`
    case 'diverged':
      return `${count(aheadBy, 'commit')} more and ${behindBy} fewer: the two have diverged`
    case 'identical':
      return 'the same commit'
  }
}

/** `… and 12 earlier ones`: the commits that a list leaves out; `undefined` where it has all. */
export function earlierWords({ aheadBy, commits }: Comparison, shown: number): string | undefined {
  const left = aheadBy - Math.min(shown, commits.length)
  return left > 0 ? `… and ${count(left, 'earlier commit')}` : undefined
}

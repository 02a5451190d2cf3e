/** How the commits of the new images stand to those in use: asked beside the rest of the survey. */
import { type CommitPair, commitPairs, isSameCommit } from '../commits.ts'
import type { CommitComparison, CompareCommits } from '../github.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'

/**
 * Each pair of commits once. Nothing is asked where a commit is unknown, where nothing lies between the two, and for a
 * rollback: it goes back on purpose.
 */
export async function compareCommits(
  compare: CompareCommits | undefined,
  found: Pick<Survey, 'images' | 'templates'>,
  { to }: Pick<RolloutSettings, 'to'>,
): Promise<readonly CommitComparison[]> {
  if (!compare || to !== undefined) return []
  const pairs = commitPairs(found).flatMap(asked)
  const distinct = [...new Map(pairs.map((pair) => [`${pair.base} ${pair.head}`, pair])).values()]
  return Promise.all(distinct.map(async (pair) => ({ ...pair, answer: await compare(pair.base, pair.head) })))
}

const asked = ({ commit, previous }: CommitPair) =>
  commit === undefined || previous === undefined || isSameCommit(commit, previous)
    ? []
    : [{ base: previous, head: commit }]

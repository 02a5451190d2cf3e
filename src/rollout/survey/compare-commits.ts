/** Compares the commits of the new images with those in use on GitHub, in parallel with the rest of the survey. */
import { type CommitPair, commitPairs, isSameCommit } from '../commits.ts'
import type { CommitComparison, CompareCommits } from '../github.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'

/**
 * Compares each pair of commits once. Skips pairs that are equal or have an unknown commit, and rollbacks, whose image is
 * older on purpose.
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

/** A repository with a history and pull requests, for tests of what talks to GitHub. */
import { type Commit, octocat, Repository } from './repository.ts'

/** A SHA that begins with these digits. */
export const sha = (start: string): string => start.padEnd(40, '0')

const commit = (start: string, message: string, parents: readonly string[]): Commit => ({
  sha: sha(start),
  message,
  author: octocat,
  parents: parents.map(sha),
})

/**
 * `a1` is the root; `b2`, `c3` and `d4` follow it in a row, `e5` beside them on `a1`; `f6` has no ancestor in common with
 * any. Pull request 7 is open, 6 was merged as `d4`.
 */
export const shop = (fullName = 'octo-org/shop'): Repository =>
  new Repository({
    fullName,
    commits: [
      commit('a1a1a1a1', 'The shop opens', []),
      commit('b2b2b2b2', 'Prices in euros', ['a1a1a1a1']),
      commit('c3c3c3c3', 'A basket\n\nIt holds ten things.', ['b2b2b2b2']),
      commit('d4d4d4d4', 'Merge pull request #6', ['c3c3c3c3']),
      commit('e5e5e5e5', 'An idea', ['a1a1a1a1']),
      commit('f6f6f6f6', 'Another history', []),
    ],
    pullRequests: [
      { number: 6, title: 'A basket', head: sha('c3c3c3c3'), merged: { at: 0, sha: sha('d4d4d4d4') } },
      { number: 7, title: 'An idea', head: sha('e5e5e5e5') },
    ],
  })

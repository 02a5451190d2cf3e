/** Commit comparisons from GitHub, and the errors instead of one. They affect a rollout only through `on-stale`. */

/** The commit of the new image compared with the commit of the image in use. */
export interface Comparison {
  /** `behind`: the image in use was built from a later commit. */
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy: number
  readonly behindBy: number
  /** The commits that the new image adds, newest first; GitHub lists the newest 250. */
  readonly commits: readonly ComparedCommit[]
}

/** `title`: the message's first line, foreign text. */
export interface ComparedCommit {
  readonly sha: string
  readonly title: string
}

/**
 * Why GitHub gave no comparison. `late`: the time limit for all GitHub calls is over, or the job was cancelled;
 * `denied`: the token lacks the permission; `not-loaded`: the client could not be loaded; `broken`: 5xx, or an answer that
 * GitHub's API does not document. `message`: foreign text.
 */
export interface GitHubProblem {
  readonly problem:
    | 'late'
    | 'unreachable'
    | 'unauthorized'
    | 'denied'
    | 'not-found'
    | 'rate-limited'
    | 'rejected'
    | 'broken'
    | 'not-loaded'
  readonly message: string
}

/** Compares two commits on GitHub. Never rejects, and ends within the time limit for all GitHub calls. */
export type CompareCommits = (base: string, head: string) => Promise<Comparison | GitHubProblem>

/** A requested comparison. `base`: the commit of the image in use; `head`: the commit of the new image. */
export interface CommitComparison {
  readonly base: string
  readonly head: string
  readonly answer: Comparison | GitHubProblem
}

/** Each problem as the end of a sentence that begins with what could not be done. */
export const githubProblemWords: Readonly<Record<GitHubProblem['problem'], string>> = {
  late: 'GitHub did not answer in time',
  unreachable: 'GitHub could not be reached',
  unauthorized: 'GitHub does not accept `github-token`',
  denied: '`github-token` lacks the permission',
  'not-found': 'GitHub answers that it is not found, or not to be read by `github-token`',
  'rate-limited': 'GitHub’s rate limit is used up',
  rejected: 'GitHub did not accept the request',
  broken: 'GitHub answered with an error',
  'not-loaded': 'the client of GitHub’s API could not be loaded',
}

/** What a rollout knows from GitHub, and what GitHub answers instead. Nothing of it decides over the fleet but `on-stale`. */

/** How the commit of an image stands to the commit of the image in use. */
export interface Comparison {
  /** `behind`: the image in use was built from a later commit. */
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy: number
  readonly behindBy: number
  /** What goes out, newest first; GitHub lists the newest 250. */
  readonly commits: readonly ComparedCommit[]
}

/** `title`: the message's first line, foreign text. */
export interface ComparedCommit {
  readonly sha: string
  readonly title: string
}

/**
 * Why GitHub gave no answer. `late`: not within the time that GitHub has in all, or the job was cancelled meanwhile;
 * `denied`: the token lacks the permission; `not-loaded`: the client could not be loaded; `broken`: 5xx, or no answer that
 * GitHub describes. `message`: foreign text.
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

/** How two commits stand to each other, as GitHub says. Never rejects, and takes no longer than GitHub has in all. */
export type CompareCommits = (base: string, head: string) => Promise<Comparison | GitHubProblem>

/** A comparison that was asked for. `base`: the commit of the image in use; `head`: the commit of the new one. */
export interface CommitComparison {
  readonly base: string
  readonly head: string
  readonly answer: Comparison | GitHubProblem
}

/** A problem as the end of a sentence that begins with what could not be done. */
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

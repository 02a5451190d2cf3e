/** What a rollout knows from GitHub, and what GitHub answers instead. Nothing of it decides over the fleet but `on-stale`. */

/** How the commit of an image stands to the commit of the image in use. */
export interface Comparison {
  /** `behind`: the image in use was built from a later commit. */
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly aheadBy: number
  readonly behindBy: number
  /** What goes out, newest first; GitHub tells the newest 250. */
  readonly commits: readonly ComparedCommit[]
}

/** `title`: the message's first line, foreign text. */
export interface ComparedCommit {
  readonly sha: string
  readonly title: string
}

/**
 * Why GitHub gave no answer. `late`: not within the time that GitHub has in all; `denied`: the token lacks the permission;
 * `not-loaded`: the client could not be loaded; `broken`: 5xx, or no answer that GitHub describes. `message`: foreign text.
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

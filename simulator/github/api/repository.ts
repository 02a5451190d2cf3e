/** A repository on the simulated GitHub: its commits, its pull requests and their comments. */

/** Who acts: a person, or a bot such as `github-actions[bot]`. */
export interface GitHubUser {
  readonly login: string
  readonly id: number
  readonly type: 'User' | 'Bot'
}

export const githubActions: GitHubUser = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' }
export const octocat: GitHubUser = { login: 'octocat', id: 583_231, type: 'User' }

export interface Commit {
  readonly sha: string
  readonly message: string
  readonly author: GitHubUser
  /** None for a root. */
  readonly parents: readonly string[]
}

export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly head: string
  /** When and as which commit it was merged, if it was. Milliseconds since epoch. */
  readonly merged?: { readonly at: number; readonly sha: string }
}

export interface Comment {
  readonly id: number
  readonly pullRequest: number
  readonly user: GitHubUser
  readonly createdAt: number
  body: string
  updatedAt: number
}

/** How one commit compares with another, as GitHub's compare has it: the head against the base. */
export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  readonly mergeBase: Commit
  /** What the head has and the base lacks, oldest first. */
  readonly ahead: readonly Commit[]
  readonly behind: readonly Commit[]
}

/** Comments are numbered from here on. */
const FIRST_COMMENT = 2_100_000_001

export class Repository {
  readonly fullName: string
  readonly #commits: ReadonlyMap<string, Commit>
  readonly #pullRequests: ReadonlyMap<number, PullRequest>
  readonly #comments: Comment[] = []

  constructor(spec: {
    readonly fullName: string
    readonly commits?: readonly Commit[]
    readonly pullRequests?: readonly PullRequest[]
  }) {
    this.fullName = spec.fullName
    this.#commits = new Map((spec.commits ?? []).map((commit) => [commit.sha, commit]))
    this.#pullRequests = new Map((spec.pullRequests ?? []).map((each) => [each.number, each]))
  }

  /** Ascending by their ids, as GitHub lists them. */
  comments(pullRequest: number): readonly Comment[] {
    return this.#comments.filter((comment) => comment.pullRequest === pullRequest)
  }

  comment(id: number): Comment | undefined {
    return this.#comments.find((comment) => comment.id === id)
  }

  pullRequest(number: number): PullRequest | undefined {
    return this.#pullRequests.get(number)
  }

  addComment(
    user: GitHubUser,
    pullRequest: number,
    { body, at }: { readonly body: string; readonly at: number },
  ): Comment {
    const id = FIRST_COMMENT + this.#comments.length
    const comment = { id, pullRequest, user, body, createdAt: at, updatedAt: at }
    this.#comments.push(comment)
    return comment
  }

  /** The commit of this SHA, which may be cut as git allows it (at least 7 digits, and only one begins so). */
  commit(sha: string): Commit | undefined {
    const found = [...this.#commits.values()].filter((commit) => commit.sha.startsWith(sha))
    return sha.length >= 7 && found.length === 1 ? found[0] : undefined
  }

  /** The pull requests that brought a commit to the default branch; else, those it is part of. */
  pullRequestsOf(sha: string): readonly PullRequest[] {
    const all = [...this.#pullRequests.values()]
    const merged = all.filter((each) => each.merged?.sha === sha)
    return merged.length > 0 ? merged : all.filter((each) => this.#history(each.head).has(sha))
  }

  /** Nothing where GitHub answers 404: a commit is not known, or the two have no ancestor in common. */
  compare(base: string, head: string): Comparison | undefined {
    const from = this.commit(base)
    const to = this.commit(head)
    if (!from || !to) return undefined
    const [known, wanted] = [this.#history(from.sha), this.#history(to.sha)]
    const mergeBase = [...wanted.values()].find(({ sha }) => known.has(sha))
    if (!mergeBase) return undefined
    const missing = (of: ReadonlyMap<string, Commit>, from: ReadonlyMap<string, Commit>) =>
      [...of.values()].filter(({ sha }) => !from.has(sha)).reverse()
    const ahead = missing(wanted, known)
    const behind = missing(known, wanted)
    const status =
      ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical'
    return { status, mergeBase, ahead, behind }
  }

  /** A commit and all its ancestors, newest first. */
  #history(sha: string): ReadonlyMap<string, Commit> {
    const found = new Map<string, Commit>()
    const next = [sha]
    for (let now = next.shift(); now !== undefined; now = next.shift()) {
      const commit = this.#commits.get(now)
      if (!commit || found.has(now)) continue
      found.set(now, commit)
      next.push(...commit.parents)
    }
    return found
  }
}

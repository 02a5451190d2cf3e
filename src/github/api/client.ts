/**
 * GitHub's API through the Actions toolkit, which is loaded at the first call. Calls never throw and have a time
 * limit.
 */
import type { Comparison, GitHubProblem } from '../../rollout/github.ts'
import type { Instant, Ms } from '../../rollout/model/time.ts'
import type { Clock } from '../../rollout/ports.ts'
import { apiProblemOf } from './problem.ts'

/** Time limit of all GitHub calls together. */
const LIMIT: Ms = 10_000
/** The largest page that GitHub allows. */
const PAGE = 100

/** How GitHub is reached, and with which token. */
export interface GitHubAccess {
  /** Never saved, never printed. */
  readonly token: string
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  readonly clock: Clock
  /** Aborted when the job is cancelled: its last seconds belong to the rollback. */
  readonly stop: AbortSignal
}

export type Answer<T> = { readonly ok: T } | GitHubProblem

/** A comment on a pull request: who wrote it, and its Markdown. */
export interface IssueComment {
  readonly id: number
  readonly login: string | undefined
  readonly body: string
}

/** The calls that this action makes. Together they take 10 s at most, including the bodies of the answers. */
export interface GitHubClient {
  compare(base: string, head: string): Promise<Answer<Comparison>>
  /** The merged pull requests that contain a commit. */
  mergedPullRequests(commit: string): Promise<Answer<readonly number[]>>
  /**
   * The login of the token's own user. By GraphQL, because `GET /user` refuses the tokens of jobs and apps.
   * https://docs.github.com/graphql/reference/queries#viewer
   */
  ownLogin(): Promise<Answer<string>>
  /** The oldest comment for which `matches` holds. */
  findComment(issue: number, matches: (comment: IssueComment) => boolean): Promise<Answer<IssueComment | undefined>>
  addComment(issue: number, body: string): Promise<Answer<void>>
  editComment(id: number, body: string): Promise<Answer<void>>
}

interface Viewer {
  readonly viewer: { readonly login: string }
}

type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>

/** Creates a client. Only its first call loads the toolkit. */
export function githubClient({ token, apiUrl, repository, clock, stop }: GitHubAccess): GitHubClient {
  const [owner = '', repo = ''] = repository.split('/')
  const time = timeLimit(clock, stop)
  let loaded: Promise<Octokit> | undefined

  /**
   * Makes one call. The import is inside, because the toolkit reads the event file then and throws if that is no
   * JSON.
   */
  async function ask<T>(call: (octokit: Octokit, signal: AbortSignal) => Promise<T>): Promise<Answer<T>> {
    loaded ??= load(token, apiUrl)
    const octokit = await loaded.catch(() => undefined)
    if (!octokit) return { problem: 'not-loaded', message: 'the client of GitHub’s API could not be loaded' }
    return time(async (signal) => {
      try {
        return { ok: await call(octokit, signal) }
      } catch (thrown) {
        return apiProblemOf(thrown)
      }
    })
  }

  return {
    compare: (base, head) =>
      ask(async (octokit, signal) => {
        const basehead = `${base}...${head}`
        const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
          owner,
          repo,
          basehead,
          request: { signal },
        })
        const commits = data.commits.map(({ sha, commit }) => ({ sha, title: commit.message.split('\n', 1)[0] ?? '' }))
        const { status, ahead_by: aheadBy, behind_by: behindBy } = data
        return { status, aheadBy, behindBy, commits: commits.reverse() }
      }),
    mergedPullRequests: (commit) =>
      ask(async (octokit, signal) => {
        const asked = { owner, repo, commit_sha: commit, request: { signal } }
        const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(asked)
        return data.filter(({ merged_at }) => merged_at !== null).map(({ number }) => number)
      }),
    ownLogin: () =>
      ask(async (octokit, signal) => {
        const { viewer } = await octokit.graphql<Viewer>('{ viewer { login } }', { request: { signal } })
        return viewer.login
      }),
    findComment: (issue, matches) =>
      ask(async (octokit, signal) => {
        for (let page = 1; ; page += 1) {
          const asked = { owner, repo, issue_number: issue, per_page: PAGE, page, request: { signal } }
          const { data } = await octokit.rest.issues.listComments(asked)
          const comments = data.map(({ id, user, body = '' }) => ({ id, login: user?.login, body }))
          const found = comments.find(matches)
          if (found || comments.length < PAGE) return found
        }
      }),
    addComment: (issue, body) =>
      ask(async (octokit, signal) => {
        await octokit.rest.issues.createComment({ owner, repo, issue_number: issue, body, request: { signal } })
      }),
    editComment: (id, body) =>
      ask(async (octokit, signal) => {
        await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body, request: { signal } })
      }),
  }
}

async function load(token: string, apiUrl: string): Promise<Octokit> {
  const { getOctokit } = await import('@actions/github')
  const nothing = () => {}
  // Set explicitly: the toolkit read the API's address at its import, and Octokit's own logger writes to standard output.
  return getOctokit(token, { baseUrl: apiUrl, log: { debug: nothing, info: nothing, warn: nothing, error: nothing } })
}

/** Runs calls within what is left of the common time limit. Aborts them when it is over or the job is cancelled. */
function timeLimit(clock: Clock, stop: AbortSignal) {
  let left = LIMIT
  return async <T>(work: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T>> => {
    const late: GitHubProblem = { problem: 'late', message: `GitHub did not answer within ${LIMIT / 1000} s in all` }
    if (left <= 0 || stop.aborted) return late
    const began: Instant = clock.now()
    const [call, timer] = [new AbortController(), new AbortController()]
    // A cancellation ends the sleep too.
    const over = clock.sleep(left, AbortSignal.any([timer.signal, stop])).then(() => late)
    try {
      return await Promise.race([work(call.signal), over])
    } finally {
      timer.abort()
      call.abort()
      left -= clock.now() - began
    }
  }
}

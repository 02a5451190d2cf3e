/** Writes the comment on this run's pull request and reports the result in a sentence. */
import { type GitHubProblem, githubProblemWords } from '../rollout/github.ts'
import type { Answer, GitHubClient } from './api/client.ts'
import { markOf, writeComment } from './api/comment.ts'
import type { Environment } from './context.ts'
import { type PullRequestSource, pullRequestSource } from './event.ts'

/** The comment. There is one for each group and mode. */
export interface PullRequestComment {
  readonly groupArn: string
  readonly mode: string
  /** Markdown. */
  readonly body: string
}

/** The result. `isProblem`: it must be a warning, because the user expects a comment. */
export interface Commented {
  readonly says: string
  readonly isProblem: boolean
}

/** Writes the comment. Never throws, and ends within the time limit of all GitHub calls. */
export async function commentOnPullRequest(
  client: GitHubClient,
  env: Environment,
  { groupArn, mode, body }: PullRequestComment,
): Promise<Commented> {
  const source = pullRequestSource(env)
  const found = await numberOf(source, client)
  if ('problem' in found) return failed('The pull request of this commit could not be read', found, env)
  if (found.ok === undefined) return { says: `No comment is written: ${whyNone(source)}.`, isProblem: false }
  const mark = markOf(groupArn, mode)
  const written = await writeComment(client, { pullRequest: found.ok, mark, body: `${mark}\n${body}` })
  return 'problem' in written
    ? failed(`The comment on pull request ${found.ok} could not be written`, written, env)
    : { says: `Pull request ${found.ok}: the comment is ${written.ok}.`, isProblem: false }
}

/** The pull request's number. If a commit belongs to several, the first that GitHub lists. */
async function numberOf(source: PullRequestSource, client: GitHubClient): Promise<Answer<number | undefined>> {
  if ('none' in source) return { ok: undefined }
  if ('number' in source) return { ok: source.number }
  const merged = await client.mergedPullRequests(source.pushed)
  return 'problem' in merged ? merged : { ok: merged.ok[0] }
}

const whyNone = (source: PullRequestSource): string =>
  'none' in source ? source.none : 'no merged pull request brought this commit'

const failed = (what: string, problem: GitHubProblem, env: Environment): Commented => ({
  says: `${what}: ${githubProblemWords[problem.problem]}. ${remedyFor(problem, env)}`,
  isProblem: true,
})

/**
 * What to do about a problem. Runs for forks and Dependabot always get a read-only token, whatever the workflow
 * requests.
 */
function remedyFor({ problem }: GitHubProblem, env: Environment): string {
  if (problem !== 'denied' && problem !== 'not-found') return 'The outcome is in the job summary.'
  const source = pullRequestSource(env)
  if ('number' in source && source.isFork)
    return 'It comes from a fork, and such a run gets a token that only reads: the outcome is in the job summary.'
  return env['GITHUB_ACTOR'] === 'dependabot[bot]'
    ? 'Dependabot’s runs get a token that only reads: the outcome is in the job summary.'
    : 'Give the job the permission `pull-requests: write`.'
}

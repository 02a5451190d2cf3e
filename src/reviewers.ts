/** A run's use of GitHub's API: it compares commits for the survey and comments on the pull request at the end. */
import { info, warning } from '@actions/core'
import type { ProcessDeps } from './compose.ts'
import { githubClient } from './github/api/client.ts'
import { comparing } from './github/api/compare.ts'
import { type Environment, runLinksFrom } from './github/context.ts'
import { type Commented, commentOnPullRequest } from './github/pull-request.ts'
import type { ActionInputs } from './inputs/index.ts'
import { withoutCommands } from './report/plain.ts'
import type { Reporter } from './report/reporters.ts'
import type { RunPlace } from './report/summary.ts'
import type { ReadContext } from './rollout/context.ts'
import type { Timeline } from './rollout/timeline.ts'

/** The use of GitHub in one run. */
export interface Reviewers {
  /** Empty where no comparison is needed or there is no token. */
  readonly port: Pick<ReadContext, 'compare'>
  /** Stores the outcome for the comment. */
  readonly reporter: Reporter
  /**
   * Writes the comment, if the inputs ask for one and the run has an outcome. Never throws; the log shows the result.
   */
  comment(): Promise<void>
}

/** Makes no call and does not load the client yet. */
export function reviewersOf(
  { gitHub: { token, comment: isWanted }, rollout: { onStale, mode }, region }: ActionInputs,
  { clock, stop }: Pick<ProcessDeps, 'clock' | 'stop'>,
  env: Environment,
): Reviewers {
  const run: RunPlace = { ...runLinksFrom(env), region }
  const { repository } = run
  const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com'
  const client =
    token === '' || repository === '' ? undefined : githubClient({ token, apiUrl, repository, clock, stop })
  let concluded: Timeline | undefined
  /** Skips the comment in a cancelled job, whose last seconds belong to the rollback. */
  async function written(): Promise<Commented> {
    if (!client) return notWritten('`github-token` is empty, or this is no workflow run', true)
    if (stop.aborted) return notWritten('the job was cancelled')
    const groupArn = concluded?.survey?.group?.arn ?? ''
    if (!concluded || groupArn === '') return notWritten('the group is not known')
    const { commentOf } = await import('./report/comment.ts')
    return commentOnPullRequest(client, env, { groupArn, mode, body: commentOf(concluded, run) })
  }
  return {
    port: client && (isWanted || onStale !== 'allow') ? { compare: comparing(client) } : {},
    reporter(event, _before, after) {
      if (event.type === 'concluded') concluded = after
    },
    async comment() {
      if (!isWanted) return
      const { says, isProblem } = await written().catch((bug: unknown) => notWritten(String(bug), true))
      if (isProblem) warning(withoutCommands(says), { title: 'AMI rollout: no comment' })
      else info(withoutCommands(says))
    },
  }
}

const notWritten = (why: string, isProblem = false): Commented => ({
  says: `No comment is written: ${why}.`,
  isProblem,
})

/** One comment on a pull request for each group and mode, updated in place. */
import { createHash } from 'node:crypto'
import type { Answer, GitHubClient } from './client.ts'

/** The comment to write. Its Markdown begins with the mark from `markOf`. */
export interface StickyComment {
  readonly pullRequest: number
  readonly mark: string
  readonly body: string
}

/** A hidden line by which a later run finds its comment. It is a hash, so that it shows neither account nor group. */
export const markOf = (groupArn: string, mode: string): string =>
  `<!-- ami-rollout:${createHash('sha256').update(`${groupArn}\n${mode}`).digest('hex').slice(0, 32)} -->`

/** The author of comments written with the job's token: assumed where GitHub does not say whose token it is. */
const JOB_TOKEN_LOGIN = 'github-actions[bot]'

/**
 * Creates the comment, or updates the one with our mark that this token's own user wrote. Other users' comments are never
 * changed. Never throws.
 */
export async function writeComment(client: GitHubClient, comment: StickyComment): Promise<Answer<'added' | 'updated'>> {
  const { pullRequest, mark, body } = comment
  const own = await client.ownLogin()
  if ('problem' in own && own.problem !== 'denied') return own
  const login = 'ok' in own ? own.ok : JOB_TOKEN_LOGIN
  const found = await client.findComment(pullRequest, (each) => each.login === login && each.body.startsWith(mark))
  if ('problem' in found) return found
  if (found.ok) {
    if (found.ok.body === body) return { ok: 'updated' }
    const edited = await client.editComment(found.ok.id, body)
    // Somebody deleted the comment meanwhile: create a new one.
    if (!isMissing(edited)) return 'problem' in edited ? edited : { ok: 'updated' }
  }
  const added = await client.addComment(pullRequest, body)
  return 'problem' in added ? added : { ok: 'added' }
}

const isMissing = (answer: Answer<void>): boolean => 'problem' in answer && answer.problem === 'not-found'

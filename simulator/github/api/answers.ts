/** GitHub's answers about the state of a repository, in GitHub's form. */
import type { Comment, Commit, Comparison, GitHubUser } from './repository.ts'

/** Where the simulated GitHub is. */
export interface ApiUrls {
  readonly api: string
  readonly server: string
  readonly repository: string
}

/** A time as GitHub writes it. */
export const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
/** GitHub's opaque id of a thing. */
export const nodeId = (kind: string, id: number | string): string => Buffer.from(`${kind}:${id}`).toString('base64url')

export function userOf({ login, id, type }: GitHubUser, { api, server }: ApiUrls) {
  const url = `${api}/users/${encodeURIComponent(login)}`
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${server}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: type === 'Bot' ? `${server}/apps/github-actions` : `${server}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  }
}

export function commentOf(comment: Comment, place: ApiUrls) {
  const { api, server, repository } = place
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/repos/${repository}/issues/comments/${comment.id}`,
    html_url: `${server}/${repository}/pull/${comment.pullRequest}#issuecomment-${comment.id}`,
    issue_url: `${api}/repos/${repository}/issues/${comment.pullRequest}`,
    body: comment.body,
    user: userOf(comment.user, place),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: 'CONTRIBUTOR',
    performed_via_github_app: null,
  }
}

function commitOf(commit: Commit, place: ApiUrls) {
  const { api, server, repository } = place
  const url = `${api}/repos/${repository}/commits/${commit.sha}`
  const who = { name: commit.author.login, email: `${commit.author.login}@example.com`, date: iso(0) }
  return {
    url,
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    html_url: `${server}/${repository}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${api}/repos/${repository}/git/commits/${commit.sha}`,
      author: who,
      committer: who,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.sha, url: `${api}/repos/${repository}/git/trees/${commit.sha}` },
    },
    author: userOf(commit.author, place),
    committer: userOf(commit.author, place),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/repos/${repository}/commits/${sha}`,
      html_url: `${server}/${repository}/commit/${sha}`,
    })),
  }
}

/** Without paging: the newest commits, at most 250 (REST API, "Compare two commits"). */
const MOST_COMMITS = 250

export function comparisonOf(
  compared: Comparison,
  names: { readonly base: Commit; readonly head: Commit },
  place: ApiUrls,
) {
  const { api, server, repository } = place
  const range = `${names.base.sha}...${names.head.sha}`
  const html = `${server}/${repository}/compare/${range}`
  return {
    url: `${api}/repos/${repository}/compare/${range}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitOf(names.base, place),
    merge_base_commit: commitOf(compared.mergeBase, place),
    status: compared.status,
    ahead_by: compared.ahead.length,
    behind_by: compared.behind.length,
    total_commits: compared.ahead.length,
    commits: compared.ahead.slice(-MOST_COMMITS).map((commit) => commitOf(commit, place)),
    files: [],
  }
}

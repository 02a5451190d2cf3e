/** A pull request as GitHub answers it, with the repository that it is in. */
import { type ApiUrls, iso, nodeId, userOf } from './answers.ts'
import type { GitHubUser, PullRequest } from './repository.ts'

/** A commit's pull request. The repository in its branches is as small as GitHub's description allows. */
export function pullRequestOf(pull: PullRequest, author: GitHubUser, place: ApiUrls) {
  const { api, server, repository } = place
  const url = `${api}/repos/${repository}/pulls/${pull.number}`
  const html = `${server}/${repository}/pull/${pull.number}`
  const issue = `${api}/repos/${repository}/issues/${pull.number}`
  const statuses = `${api}/repos/${repository}/statuses/${pull.head}`
  const branch = (ref: string, sha: string) => ({
    label: `${author.login}:${ref}`,
    ref,
    sha,
    user: userOf(author, place),
    repo: repositoryOf(author, place),
  })
  const merged = pull.merged ? iso(pull.merged.at) : null
  return {
    url,
    id: 1_000_000 + pull.number,
    node_id: nodeId('PullRequest', pull.number),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${url}/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.merged ? 'closed' : 'open',
    locked: false,
    title: pull.title,
    user: userOf(author, place),
    body: null,
    labels: [],
    milestone: null,
    created_at: iso(0),
    updated_at: iso(0),
    closed_at: merged,
    merged_at: merged,
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    head: branch('change', pull.head),
    base: branch('main', pull.head),
    _links: Object.fromEntries(
      Object.entries({
        self: url,
        html,
        issue,
        comments: `${issue}/comments`,
        review_comments: `${url}/comments`,
        review_comment: `${url}/comments{/number}`,
        commits: `${url}/commits`,
        statuses,
      }).map(([name, href]) => [name, { href }]),
    ),
  }
}

const repositoryUrls = [
  'archive',
  'assignees',
  'blobs',
  'branches',
  'collaborators',
  'comments',
  'commits',
  'compare',
  'contents',
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'git_commits',
  'git_refs',
  'git_tags',
  'hooks',
  'issue_comment',
  'issue_events',
  'issues',
  'keys',
  'labels',
  'languages',
  'merges',
  'milestones',
  'notifications',
  'pulls',
  'releases',
  'stargazers',
  'statuses',
  'subscribers',
  'subscription',
  'tags',
  'teams',
  'trees',
]

function repositoryOf(owner: GitHubUser, place: ApiUrls) {
  const { api, server, repository } = place
  const url = `${api}/repos/${repository}`
  const clone = `${server}/${repository}.git`
  return {
    id: 1_296_269,
    node_id: nodeId('Repository', repository),
    name: repository.split('/')[1] ?? '',
    full_name: repository,
    owner: userOf(owner, place),
    private: true,
    html_url: `${server}/${repository}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(repositoryUrls.map((name) => [`${name}_url`, `${url}/${name}`])),
    clone_url: clone,
    git_url: clone,
    ssh_url: clone,
    svn_url: clone,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: 'main',
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    watchers: 0,
    watchers_count: 0,
    stargazers_count: 0,
    size: 0,
    has_downloads: true,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    archived: false,
    disabled: false,
    created_at: iso(0),
    updated_at: iso(0),
    pushed_at: iso(0),
  }
}

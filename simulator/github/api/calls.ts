/** What each call does to the repository, and what GitHub answers. */
import { type ApiUrls, commentOf, comparisonOf } from './answers.ts'
import { pullRequestOf } from './pull-request-answer.ts'
import { octocat, type Repository } from './repository.ts'
import type { DescribedCall } from './schema.ts'
import { may, type Permission, type Token } from './tokens.ts'

/** A request to the API, and who asks. */
export interface ApiRequest {
  readonly call: DescribedCall
  /** By their names in GitHub's path. */
  readonly values: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
  readonly token: Token
}

/** `link`: where the other pages are. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly link?: string
}

/** What the answers are about. */
export interface Source {
  readonly repository: Repository
  readonly place: ApiUrls
  now(): number
}

const documentation = 'https://docs.github.com/rest'

/** An error in GitHub's basic form. */
export const problem = (status: number, message: string): ApiAnswer => ({
  status,
  body: { message, documentation_url: documentation, status: String(status) },
})

/** An error in the form that GitHub has for what it cannot process. */
export const invalid = (message: string, field: string): ApiAnswer => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource: 'IssueComment', code: 'unprocessable', field, message }],
    documentation_url: documentation,
  },
})

const notFound = problem(404, 'Not Found')
const denied = problem(403, 'Resource not accessible by integration')

type Handler = (request: ApiRequest, source: Source) => ApiAnswer

/** A call by who may make it: with one of these permissions, or else denied. */
const needing =
  (access: 'read' | 'write', permissions: readonly Permission[], handler: Handler): Handler =>
  (request, source) =>
    may(request.token, access, permissions) ? handler(request, source) : denied

const MOST_CHARACTERS = 65_536
const tooLong = invalid(`Body is too long (maximum is ${MOST_CHARACTERS} characters)`, 'data')

const listComments: Handler = ({ values, query, call }, { repository, place }) => {
  const number = Number(values['issue_number'])
  if (!repository.pullRequest(number)) return notFound
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const page = Number(query.get('page') ?? 1)
  const all = repository.comments(number)
  const last = Math.max(1, Math.ceil(all.length / size))
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const to = (target: number, rel: string) => `<${place.api}${path}?per_page=${size}&page=${target}>; rel="${rel}"`
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size).map((comment) => commentOf(comment, place)),
    ...(page < last && { link: [to(page + 1, 'next'), to(last, 'last')].join(', ') }),
  }
}

const addComment: Handler = ({ values, body, token }, { repository, place, now }) => {
  const number = Number(values['issue_number'])
  if (!repository.pullRequest(number)) return notFound
  const written = bodyIn(body)
  if (written.length > MOST_CHARACTERS) return tooLong
  return {
    status: 201,
    body: commentOf(repository.addComment(token.user, number, { body: written, at: now() }), place),
  }
}

/** Who may write may also edit what somebody else wrote. */
const editComment: Handler = ({ values, body }, { repository, place, now }) => {
  const comment = repository.comment(Number(values['comment_id']))
  if (!comment) return notFound
  const written = bodyIn(body)
  if (written.length > MOST_CHARACTERS) return tooLong
  comment.body = written
  comment.updatedAt = now()
  return { status: 200, body: commentOf(comment, place) }
}

/** The request has been held against GitHub's description before. */
const bodyIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'body' in body ? String(body.body) : ''

/** 404 also where there is no ancestor in common. */
const compare: Handler = ({ values }, { repository, place }) => {
  const [base = '', head = ''] = (values['basehead'] ?? '').split('...')
  const compared = repository.compare(base, head)
  const [from, to] = [repository.commit(base), repository.commit(head)]
  return compared && from && to
    ? { status: 200, body: comparisonOf(compared, { base: from, head: to }, place) }
    : notFound
}

const listPullRequests: Handler = ({ values }, { repository, place }) => {
  const sha = values['commit_sha'] ?? ''
  if (!repository.commit(sha)) return invalid(`No commit found for SHA: ${sha}`, 'sha')
  return { status: 200, body: repository.pullRequestsOf(sha).map((each) => pullRequestOf(each, octocat, place)) }
}

const handlers: Readonly<Record<string, Handler>> = {
  'get /repos/{owner}/{repo}/issues/{issue_number}/comments': needing(
    'read',
    ['issues', 'pull-requests'],
    listComments,
  ),
  'post /repos/{owner}/{repo}/issues/{issue_number}/comments': needing(
    'write',
    ['issues', 'pull-requests'],
    addComment,
  ),
  'patch /repos/{owner}/{repo}/issues/comments/{comment_id}': needing(
    'write',
    ['issues', 'pull-requests'],
    editComment,
  ),
  'get /repos/{owner}/{repo}/compare/{basehead}': needing('read', ['contents'], compare),
  'get /repos/{owner}/{repo}/commits/{commit_sha}/pulls': needing('read', ['pull-requests'], listPullRequests),
}

/** Throws for a call that GitHub describes and this simulator does not know. */
export function answerTo(request: ApiRequest, source: Source): ApiAnswer {
  const { call, values } = request
  const handler = handlers[`${call.method} ${call.path}`]
  if (!handler) throw new Error(`the simulated GitHub does not answer ${call.method} ${call.path}`)
  const isElsewhere = 'owner' in values && `${values['owner']}/${values['repo']}` !== source.repository.fullName
  return isElsewhere ? notFound : handler(request, source)
}

/** Converts Octokit's errors to problems, by HTTP status and header. */
import type { GitHubProblem } from '../../rollout/github.ts'

/** The used members of Octokit's `RequestError`. Without an answer it has status 500 too, but no response. */
interface RequestFailure {
  readonly status: number
  readonly message: string
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> }
}

/** Converts a thrown value to a problem. */
export function apiProblemOf(thrown: unknown): GitHubProblem {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (isForbiddenByGraphql(thrown)) return { problem: 'denied', message }
  if (!isRequestFailure(thrown)) return { problem: 'broken', message }
  return { problem: thrown.response ? answered(thrown.status, thrown.response.headers) : 'unreachable', message }
}

/**
 * GitHub answers 403 for both kinds of rate limit, too; its headers show which it is (REST API, "Rate limits for the
 * REST API").
 */
function answered(
  status: number,
  headers: Readonly<Record<string, string | number | undefined>>,
): GitHubProblem['problem'] {
  const isLimited = headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0'
  if (status === 429 || (status === 403 && isLimited)) return 'rate-limited'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'denied'
  if (status === 404) return 'not-found'
  return status >= 500 ? 'broken' : 'rejected'
}

const isRequestFailure = (thrown: unknown): thrown is RequestFailure & Error =>
  thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number'

/** GraphQL refuses with status 200, and says so in the answer (GitHub's "GraphQL API", error type FORBIDDEN). */
const isForbiddenByGraphql = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  'errors' in thrown &&
  Array.isArray(thrown.errors) &&
  thrown.errors.some((error: { readonly type?: unknown }) => error.type === 'FORBIDDEN')

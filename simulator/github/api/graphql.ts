/**
 * GitHub's GraphQL API, as far as it is asked here: whose token it is. An installation may ask this, unlike `GET /user`:
 * the answer to an app's token was `fullsend-ai-coder[bot]` (fullsend-ai/fullsend pull request 1953).
 * https://docs.github.com/graphql/reference/queries#viewer
 */
import type { ApiAnswer } from './calls.ts'
import type { DescribedCall } from './schema.ts'
import type { Token } from './tokens.ts'

/** Its one address. */
export const graphql: DescribedCall = { method: 'post', path: '/graphql' }

const VIEWER = /^\s*(query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/

/** What is wrong with a request: any query but that for the login. */
export const queryFaults = (body: unknown): readonly string[] =>
  VIEWER.test(queryOf(body)) ? [] : [`the simulated GitHub does not know the query ${JSON.stringify(body)}`]

const queryOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'query' in body ? String(body.query) : ''

/** The login of the token's own user. */
export const viewerOf = ({ user }: Token): ApiAnswer => ({
  status: 200,
  body: { data: { viewer: { login: user.login } } },
})

/** GraphQL refuses with 200 as well. */
export const forbidden: ApiAnswer = {
  status: 200,
  body: {
    data: null,
    errors: [{ type: 'FORBIDDEN', path: ['viewer'], message: 'Resource not accessible by integration' }],
  },
}

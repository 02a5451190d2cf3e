/** The simulated GitHub API by itself: what it knows, what it refuses, and that it holds itself to GitHub's description. */
import { describe, expect, test } from 'vitest'
import { fastClock } from '../../clock.ts'
import { octocat } from '../../github/api/repository.ts'
import { sha, shop } from '../../github/api/scene.ts'
import { type ApiFault, serveGitHub } from '../../github/api/server.ts'
import { jobToken, personalToken, readOnlyToken } from '../../github/api/tokens.ts'

const tokens = { job: jobToken(), fork: readOnlyToken, bare: jobToken({}), mine: personalToken(octocat) }

async function serving(faults: readonly ApiFault[] = []) {
  const repository = shop()
  const github = await serveGitHub({
    repository,
    tokens,
    faults,
    clock: fastClock({ speed: 1_000, start: Date.parse('2026-11-21T03:00:00Z') }),
  })
  const ask = async (path: string, { token = 'job', method = 'GET', body }: Asked = {}) => {
    const response = await fetch(`${github.url}${path.replace('~', '/repos/octo-org/shop')}`, {
      method,
      headers: { authorization: `token ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, link: response.headers.get('link'), body: (await response.json()) as Body }
  }
  return { repository, github, ask, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() }
}

/** What the tests read in an answer; each asserts what it holds. */
interface Body extends Array<unknown> {
  readonly id: number
}

interface Asked {
  readonly token?: keyof typeof tokens | 'nobody'
  readonly method?: string
  readonly body?: unknown
}

const post = (body: string, token: keyof typeof tokens = 'job'): Asked => ({ method: 'POST', body: { body }, token })

describe('comments', () => {
  test('are kept, listed in the order of their making, and edited', async () => {
    await using api = await serving()
    const { body: first } = await api.ask('~/issues/7/comments', post('one'))
    await api.ask('~/issues/7/comments', post('two', 'mine'))
    await api.ask(`~/issues/comments/${first.id}`, { method: 'PATCH', body: { body: 'one, later' } })
    const { body } = await api.ask('~/issues/7/comments')
    expect(body).toMatchObject([
      { body: 'one, later', user: { login: 'github-actions[bot]' } },
      { body: 'two', user: { login: 'octocat' } },
    ])
    expect((await api.ask('~/issues/6/comments')).body).toEqual([])
    expect(api.github.faults).toEqual([])
  })

  test('come in pages of 30, or of at most 100', async () => {
    await using api = await serving()
    for (let i = 0; i < 130; i++) api.repository.addComment(octocat, 7, { body: String(i), at: 0 })
    const pages = await Promise.all(
      ['', '?per_page=100', '?per_page=100&page=2'].map((query) => api.ask(`~/issues/7/comments${query}`)),
    )
    expect(pages.map(({ body }) => body.length)).toEqual([30, 100, 30])
    expect(pages.map(({ link }) => link?.includes('rel="next"') ?? false)).toEqual([true, true, false])
    expect(api.github.faults).toEqual([])
  })

  test.each([
    ['on an issue that does not exist', '~/issues/8/comments', post('x'), 404],
    ['in another repository', '/repos/octo-org/other/issues/7/comments', post('x'), 404],
    ['by nobody', '~/issues/7/comments', { ...post('x'), token: 'nobody' as const }, 401],
    ['by a token that can only read', '~/issues/7/comments', post('x', 'fork'), 403],
    ['read without a permission', '~/issues/7/comments', { token: 'bare' as const }, 403],
    ['too long', '~/issues/7/comments', post('x'.repeat(65_537)), 422],
    ['of an unknown number', '~/issues/comments/1', { method: 'PATCH', body: { body: 'x' } }, 404],
  ])('are refused: %s', async (_, path, asked, status) => {
    await using api = await serving()
    expect((await api.ask(path, asked)).status).toBe(status)
    expect(api.repository.comments(7)).toEqual([])
    expect(api.github.faults).toEqual([])
  })
})

describe('commits', () => {
  test.each([
    ['a1a1a1a1', 'd4d4d4d4', { status: 'ahead', ahead_by: 3, behind_by: 0, total_commits: 3 }],
    ['d4d4d4d4', 'b2b2b2b2', { status: 'behind', ahead_by: 0, behind_by: 2, total_commits: 0 }],
    ['d4d4d4d4', 'e5e5e5e5', { status: 'diverged', ahead_by: 1, behind_by: 3 }],
    ['d4d4d4d4', 'd4d4d4d4', { status: 'identical', ahead_by: 0, behind_by: 0, commits: [] }],
  ])('%s...%s are compared', async (base, head, compared) => {
    await using api = await serving()
    expect((await api.ask(`~/compare/${sha(base)}...${sha(head)}`)).body).toMatchObject(compared)
    expect(api.github.faults).toEqual([])
  })

  test.each([['f6f6f6f6'], ['9999']])(
    'without an ancestor in common, or not there, are not found: %s',
    async (head) => {
      await using api = await serving()
      expect((await api.ask(`~/compare/${sha('a1a1a1a1')}...${sha(head)}`)).status).toBe(404)
    },
  )

  test('know the pull request that they were merged by', async () => {
    await using api = await serving()
    expect((await api.ask(`~/commits/${sha('d4d4d4d4')}/pulls`)).body).toMatchObject([{ number: 6, state: 'closed' }])
    expect((await api.ask(`~/commits/${sha('e5e5e5e5')}/pulls`)).body).toMatchObject([{ number: 7, merged_at: null }])
    expect((await api.ask(`~/commits/${sha('9999')}/pulls`)).status).toBe(422)
    expect(api.github.faults).toEqual([])
  })
})

test('every token may ask whose it is, by GraphQL', async () => {
  await using api = await serving()
  const asked = { method: 'POST', body: { query: '{ viewer { login } }' } }
  expect((await api.ask('/graphql', { ...asked, token: 'mine' })).body).toEqual({
    data: { viewer: { login: 'octocat' } },
  })
  expect((await api.ask('/graphql', asked)).body).toEqual({ data: { viewer: { login: 'github-actions[bot]' } } })
  expect(api.github.faults).toEqual([])
  await api.ask('/graphql', { method: 'POST', body: { query: '{ viewer { email } }' } })
  expect(api.github.faults).toEqual([expect.stringContaining('does not know the query')])
})

describe('what GitHub does not describe is a fault', () => {
  test.each([
    ['a call', '~/issues', {}],
    ['a parameter', '~/issues/7/comments?sort=created', {}],
    ['a body without what is required', '~/issues/7/comments', { method: 'POST', body: { text: 'x' } }],
    ['a body where there is none', '~/issues/7/comments?page=x', {}],
  ])('%s', async (_, path, asked) => {
    await using api = await serving()
    await api.ask(path, asked)
    expect(api.github.faults[0]).toMatch(/^(GET|POST|GitHub has no call)/)
  })
})

test('trouble comes as it is asked for, and ends', async () => {
  const trouble = { status: 502, message: 'Bad Gateway' }
  await using api = await serving([{ method: 'GET', path: '/pulls', trouble, times: 1 }])
  expect((await api.ask(`~/commits/${sha('d4d4d4d4')}/pulls`)).status).toBe(502)
  expect((await api.ask(`~/commits/${sha('d4d4d4d4')}/pulls`)).status).toBe(200)
  expect(api.github.calls.map(({ status }) => status)).toEqual([502, 200])
})

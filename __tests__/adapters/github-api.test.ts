/** What the action asks GitHub, over real HTTP by the toolkit's client: every answer, and every way to have none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type GitHubUser, octocat, type Repository } from '../../simulator/github/api/repository.ts'
import { sha, shop } from '../../simulator/github/api/scene.ts'
import { type ApiFault, type ApiTrouble, serveGitHub } from '../../simulator/github/api/server.ts'
import { jobToken, personalToken, readOnlyToken, type Token } from '../../simulator/github/api/tokens.ts'
import { systemClock } from '../../src/clock.ts'
import { type GitHubClient, githubClient } from '../../src/github/api/client.ts'
import { markOf, writeComment } from '../../src/github/api/comment.ts'
import { pullRequestSource } from '../../src/github/event.ts'
import type { Clock } from '../../src/rollout/ports.ts'

const mona: GitHubUser = { login: 'mona', id: 2, type: 'User' }
const ARN = 'arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:8d8e:autoScalingGroupName/web'
const mark = markOf(ARN, 'plan')

/** The limit of a call is never reached, however busy the machine is. */
const patient: Clock = {
  now: () => 0,
  sleep: (_, stop) => new Promise((resolve) => stop?.addEventListener('abort', () => resolve())),
}

/** The client of a job with this token, and the GitHub that it asks. */
async function asking({
  token = jobToken(),
  repository = shop(),
  faults = [],
  clock = patient,
  stop = new AbortController().signal,
}: {
  readonly token?: Token
  readonly repository?: Repository
  readonly faults?: readonly ApiFault[]
  readonly clock?: Clock
  readonly stop?: AbortSignal
} = {}) {
  const github = await serveGitHub({ repository, tokens: { secret: token }, faults, clock: systemClock })
  const access = { token: 'secret', apiUrl: github.url, repository: repository.fullName, clock, stop }
  const client = githubClient(access)
  onTestFinished(() => github[Symbol.asyncDispose]())
  return { client, github, repository, access }
}

const bodies = (repository: Repository, pullRequest = 7) => repository.comments(pullRequest).map(({ body }) => body)
const write = (client: GitHubClient, text: string, its = mark) =>
  writeComment(client, { pullRequest: 7, mark: its, body: `${its}\n${text}` })

describe('the comment', () => {
  test('is one, whoever runs first', async () => {
    const { client, repository, access, github } = await asking()
    expect(await write(client, 'first')).toEqual({ ok: 'added' })
    expect(await write(githubClient(access), 'second')).toEqual({ ok: 'updated' })
    expect(bodies(repository)).toEqual([`${mark}\nsecond`])
    expect(github.faults).toEqual([])
  })

  test('is one for each group and each mode', async () => {
    const { client, repository } = await asking()
    const marks = [mark, markOf(`${ARN}-2`, 'plan'), markOf(ARN, 'deploy')]
    for (const each of [...marks, ...marks]) await write(client, 'text', each)
    expect(bodies(repository)).toEqual(marks.map((each) => `${each}\ntext`))
  })

  test('is found behind many others, page after page, and tells nobody whose it is', async () => {
    const { client, repository } = await asking()
    for (let i = 0; i < 250; i++) repository.addComment(octocat, 7, { body: `comment ${i}`, at: 0 })
    await write(client, 'first')
    await write(client, 'second')
    expect(bodies(repository).slice(250)).toEqual([`${mark}\nsecond`])
    expect(mark).not.toMatch(/web|123456789012/)
  })

  test('of somebody else with our mark is left alone', async () => {
    const { client, repository } = await asking()
    repository.addComment(mona, 7, { body: `${mark}\nhostile`, at: 0 })
    expect(await write(client, 'ours')).toEqual({ ok: 'added' })
    expect(await write(client, 'ours, later')).toEqual({ ok: 'updated' })
    expect(bodies(repository)).toEqual([`${mark}\nhostile`, `${mark}\nours, later`])
  })

  test('is not the one that only quotes the mark', async () => {
    const { client, repository } = await asking({ token: personalToken(octocat) })
    repository.addComment(octocat, 7, { body: `> ${mark}\nlook at this`, at: 0 })
    expect(await write(client, 'ours')).toEqual({ ok: 'added' })
  })

  test('by a person’s token is that person’s', async () => {
    const { client, repository } = await asking({ token: personalToken(octocat) })
    await write(client, 'first')
    await write(client, 'second')
    expect(repository.comments(7)).toMatchObject([{ user: octocat, body: `${mark}\nsecond` }])
  })

  test('that is deleted in between is written again', async () => {
    const trouble = { status: 404, message: 'Not Found' }
    const { client, repository } = await asking({
      faults: [{ method: 'PATCH', path: '/comments/{comment_id}', trouble }],
    })
    await write(client, 'first')
    expect(await write(client, 'second')).toEqual({ ok: 'added' })
    expect(bodies(repository)).toHaveLength(2)
  })

  test.each([
    ['of a fork', readOnlyToken, 'denied'],
    ['without a permission', jobToken({ contents: 'read' }), 'denied'],
  ])('by a token %s is denied', async (_, token, problem) => {
    const { client, repository } = await asking({ token })
    expect(await write(client, 'text')).toMatchObject({ problem })
    expect(bodies(repository)).toEqual([])
  })

  test('that is too long is rejected', async () => {
    const { client } = await asking()
    expect(await write(client, 'x'.repeat(65_536))).toMatchObject({
      problem: 'rejected',
      message: expect.stringContaining('maximum is 65536 characters'),
    })
  })
})

describe('commits', () => {
  test('are compared: how they stand, and what goes out, newest first', async () => {
    const { client, github } = await asking()
    expect(await client.compare(sha('a1a1a1a1'), sha('c3c3c3c3'))).toEqual({
      ok: {
        status: 'ahead',
        aheadBy: 2,
        behindBy: 0,
        commits: [
          { sha: sha('c3c3c3c3'), title: 'A basket' },
          { sha: sha('b2b2b2b2'), title: 'Prices in euros' },
        ],
      },
    })
    expect(github.faults).toEqual([])
  })

  test('that GitHub does not know, or that share no history, are not found', async () => {
    const { client } = await asking()
    expect(await client.compare(sha('a1a1a1a1'), sha('9999'))).toMatchObject({ problem: 'not-found' })
    expect(await client.compare(sha('a1a1a1a1'), sha('f6f6f6f6'))).toMatchObject({ problem: 'not-found' })
  })

  test('tell by which merged pull requests they came', async () => {
    const { client } = await asking()
    expect(await client.mergedPullRequests(sha('d4d4d4d4'))).toEqual({ ok: [6] })
    expect(await client.mergedPullRequests(sha('e5e5e5e5'))).toEqual({ ok: [] })
  })
})

describe('no answer', () => {
  const everyCall: readonly [string, string, (client: GitHubClient) => Promise<unknown>][] = [
    ['POST', '/graphql', (client) => write(client, 'text')],
    ['GET', '/{issue_number}/comments', (client) => write(client, 'text')],
    ['POST', '/{issue_number}/comments', (client) => write(client, 'text')],
    ['GET', '/compare/{basehead}', (client) => client.compare(sha('a1a1a1a1'), sha('b2b2b2b2'))],
    ['GET', '/pulls', (client) => client.mergedPullRequests(sha('d4d4d4d4'))],
  ]
  const troubles: readonly [string, ApiTrouble, string][] = [
    ['401', { status: 401, message: 'Bad credentials' }, 'unauthorized'],
    ['404', { status: 404, message: 'Not Found' }, 'not-found'],
    ['422', { status: 422, message: 'Validation Failed' }, 'rejected'],
    ['429', { status: 429, message: 'Too many requests' }, 'rate-limited'],
    [
      '403 with Retry-After',
      { status: 403, message: 'secondary rate limit', headers: { 'retry-after': '60' } },
      'rate-limited',
    ],
    [
      '403 with nothing left',
      { status: 403, message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0' } },
      'rate-limited',
    ],
    ['500', { status: 500, message: 'Server Error' }, 'broken'],
    ['503', { status: 503, message: 'Service Unavailable' }, 'broken'],
    ['a reset', 'reset', 'unreachable'],
  ]
  const each = everyCall.flatMap(([method, path, call]) =>
    troubles.map(([name, trouble, problem]) => ({ method, path, call, name, trouble, problem })),
  )

  test.each(each)(
    '$name at $method $path is a problem, and nothing more',
    async ({ method, path, call, trouble, problem }) => {
      const { client, github } = await asking({ faults: [{ method, path, trouble }] })
      expect(await call(client)).toMatchObject({ problem })
      expect(github.calls.at(-1)?.path.endsWith(path)).toBe(true)
    },
  )

  /** Ten seconds of this clock are a tenth of a second. */
  const fast: Clock = {
    now: () => performance.now() * 100,
    sleep: (ms, stop) => systemClock.sleep(ms / 100, stop),
  }

  test.each(
    everyCall.flatMap(([method, path, call]) =>
      (['hang', 'stall'] as const).map((trouble) => ({ method, path, call, trouble })),
    ),
  )(
    'a $trouble at $method $path ends after 10 s, and so does all that would come after it',
    async ({ method, path, call, trouble }) => {
      const { client } = await asking({ faults: [{ method, path, trouble }], clock: fast })
      const before = fast.now()
      expect(await call(client)).toMatchObject({ problem: 'late' })
      expect(await call(client)).toMatchObject({ problem: 'late' })
      expect(fast.now() - before).toBeGreaterThan(9_000)
    },
  )

  test('where nobody listens', async () => {
    const { access } = await asking()
    const client = githubClient({ ...access, apiUrl: 'http://127.0.0.1:9' })
    expect(await client.compare(sha('a1a1a1a1'), sha('b2b2b2b2'))).toMatchObject({ problem: 'unreachable' })
  })

  test('without a token', async () => {
    const { access } = await asking()
    expect(await githubClient({ ...access, token: '' }).ownLogin()).toMatchObject({ problem: 'not-loaded' })
  })
})

describe('the event', () => {
  const sourceOf = (name: string, payload: unknown) => {
    const folder = mkdtempSync(join(tmpdir(), 'event-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'event.json')
    writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload))
    return pullRequestSource({
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: path,
      GITHUB_REPOSITORY: 'octo-org/shop',
      GITHUB_SHA: sha('d4d4d4d4'),
    })
  }
  const from = (repository: string) => ({ pull_request: { number: 7, head: { repo: { full_name: repository } } } })

  test.each([
    ['pull_request', from('octo-org/shop'), { number: 7, isFork: false }],
    ['pull_request', from('mona/shop'), { number: 7, isFork: true }],
    ['pull_request', { pull_request: { number: 7, head: { repo: null } } }, { number: 7, isFork: true }],
    ['issue_comment', { issue: { number: 7, pull_request: {} } }, { number: 7, isFork: false }],
    ['issue_comment', { issue: { number: 8 } }, { none: 'the comment is on an issue' }],
    ['push', {}, { pushed: sha('d4d4d4d4') }],
    ['workflow_dispatch', {}, { none: 'the event `workflow_dispatch` has no pull request' }],
    ['pull_request', 'no JSON', { none: 'the file of the event names no pull request' }],
    ['pull_request', { pull_request: { number: '7' } }, { none: 'the file of the event names no pull request' }],
  ])('%s %j', (name, payload, source) => {
    expect(sourceOf(name, payload)).toEqual(source)
  })

  test('of which there is no file names none', () => {
    expect(pullRequestSource({ GITHUB_EVENT_NAME: 'pull_request' })).toHaveProperty('none')
  })
})

test('nothing is printed', async () => {
  const print = vi.spyOn(process.stdout, 'write')
  onTestFinished(() => print.mockRestore())
  const { client } = await asking({ faults: [{ method: 'POST', path: '/graphql', trouble: 'reset' }] })
  await write(client, 'text')
  expect(print).not.toHaveBeenCalled()
})

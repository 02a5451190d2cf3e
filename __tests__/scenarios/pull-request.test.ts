/** The comment on the pull request: one for each group and mode, and whatever GitHub does, the rollout is the same. */
import { describe, expect, test } from 'vitest'
import { goesBad } from '../../simulator/aws/world/behaviour.ts'
import { dump } from '../../simulator/aws/world/dump.ts'
import { type Commit, octocat, Repository } from '../../simulator/github/api/repository.ts'
import { sha, shop } from '../../simulator/github/api/scene.ts'
import type { ApiFault, ApiTrouble } from '../../simulator/github/api/server.ts'
import { appToken, jobToken, personalToken, readOnlyToken } from '../../simulator/github/api/tokens.ts'
import { article } from '../../simulator/github/page.ts'
import { web } from '../../simulator/scenes/web.ts'
import { type Different, type Event, hub, pullRequest, TOKEN } from '../github.ts'
import { type Job, minutes, seconds } from '../scenario.ts'

const commits = [sha('a1a1a1a1'), sha('c3c3c3c3')] as const
const COMMENT = { 'pull-request-comment': 'true' }
const ACCOUNT = '123456789012'
const lastLine = ({ log }: Job) => log.at(-1)
const warnings = ({ annotations }: Job) => annotations.map(({ message }) => message)

describe('the comment', () => {
  test('of a plan says what a deploy would do, and what goes out', async () => {
    const { job, comments, github } = await hub({ commits, inputs: {} })
    const ended = await job({ ...COMMENT, mode: 'plan' })
    const [body = '', ...others] = comments()
    expect(others).toEqual([])
    await expect(body.replaceAll(github.url, '<github>')).toMatchFileSnapshot('pull-request.plan.golden.md')
    expect(lastLine(ended)).toBe('Pull request 7: the comment is added.')
    expect(github.faults).toEqual([])
  })

  test('of a deploy says how it ended, in the place of its own first one', async () => {
    const { job, comments } = await hub({ commits })
    await job(COMMENT)
    const [first = ''] = comments()
    expect(first).toContain('web runs version 8')
    const again = await job(COMMENT, { runId: '9000000002' })
    const [second = '', ...others] = comments()
    expect(others).toEqual([])
    expect(second).toContain('version 8 already')
    expect(lastLine(again)).toBe('Pull request 7: the comment is updated.')
  })

  test('of a deploy that failed says so, and what was done about it', async () => {
    const { job, comments } = await hub({
      commits,
      inputs: {},
      build: (agenda) => web(agenda, { behaviour: goesBad(60) }),
    })
    const ended = await job(COMMENT)
    expect(ended.outputs).toMatchObject({ outcome: 'failed', fleet: 'previous' })
    await expect(comments()[0] ?? '').toMatchFileSnapshot('pull-request.failed.golden.md')
  })

  test('of a deploy that was refused says why', async () => {
    const { job, comments } = await hub({ commits: [commits[1], commits[0]] })
    await job({ ...COMMENT, 'on-stale': 'refuse' })
    expect(comments()).toEqual([expect.stringContaining('2 behind the commit of the image in use')])
  })

  test('is one for each mode', async () => {
    const { job, comments } = await hub({ commits })
    for (const mode of ['plan', 'deploy', 'check', 'plan', 'check']) await job({ ...COMMENT, mode, ...imageIn(mode) })
    expect(comments().map((body) => body.split('\n')[1])).toEqual([
      expect.stringContaining('Plan for web'),
      expect.stringContaining('web runs version 8'),
      expect.stringContaining('in sync'),
    ])
  })

  test('is one for each group', async () => {
    const repository = shop()
    for (const groupName of ['web', 'api', 'web']) {
      const { job } = await hub({ repository, group: groupName, build: (agenda) => web(agenda, { groupName }) })
      await job({ ...COMMENT, mode: 'plan', 'auto-scaling-group': groupName })
    }
    expect(repository.comments(7).map(({ body }) => /Plan for (\w+)/.exec(body)?.[1])).toEqual(['web', 'api'])
  })

  test('of a stranger with our mark stays the stranger’s', async () => {
    const { job, comments, repository } = await hub({ commits })
    await job({ ...COMMENT, mode: 'plan' })
    const [mark = ''] = comments()[0]?.split('\n') ?? []
    const stranger = { login: 'mona', id: 2, type: 'User' } as const
    const other = shop()
    other.addComment(stranger, 7, { body: `${mark}\nAll is well`, at: 0 })
    const again = await hub({ commits, repository: other })
    for (const _ of [1, 2]) await again.job({ ...COMMENT, mode: 'plan' })
    expect(again.comments()).toHaveLength(2)
    expect(again.comments()[0]).toBe(`${mark}\nAll is well`)
    expect(other.comments(7).map(({ user }) => user.login)).toEqual(['mona', 'github-actions[bot]'])
    expect(repository.comments(7)).toHaveLength(1)
  })

  test('by a person’s token is that person’s, and found again', async () => {
    const { job, repository } = await hub({ commits, token: personalToken(octocat) })
    for (const _ of [1, 2]) await job({ ...COMMENT, mode: 'plan' })
    expect(repository.comments(7).map(({ user }) => user.login)).toEqual(['octocat'])
  })

  test('by an app’s token is that app’s, and found again', async () => {
    const app = { login: 'our-deploys[bot]', id: 3, type: 'Bot' } as const
    const { job, repository } = await hub({ commits, token: appToken(app) })
    for (const _ of [1, 2]) await job({ ...COMMENT, mode: 'plan' })
    expect(repository.comments(7).map(({ user }) => user.login)).toEqual(['our-deploys[bot]'])
  })

  test('where GitHub does not tell whose token it is, the job’s own bot is taken for its author', async () => {
    const trouble: readonly ApiFault[] = [{ method: 'POST', path: '/graphql', trouble: 'forbidden' }]
    const { job, repository } = await hub({ commits, trouble })
    for (const _ of [1, 2]) await job({ ...COMMENT, mode: 'plan' })
    expect(repository.comments(7).map(({ user }) => user.login)).toEqual(['github-actions[bot]'])
  })

  test('stays far below GitHub’s 65,536 characters with 500 instances and 300 commits of long titles', async () => {
    const titles = Array.from({ length: 300 }, (_, i) => `${i} ${'a long title '.repeat(150)}`)
    const repository = history(titles)
    const head = `${299}`.padStart(40, 'a')
    const { job, comments, github } = await hub({
      commits: [sha('a1a1a1a1'), head],
      repository,
      build: (agenda) => web(agenda, { group: { desired: 500, min: 300, max: 900 } }),
    })
    const ended = await job({ ...COMMENT, mode: 'plan' })
    const [body = ''] = comments()
    expect(ended.summary.length).toBeGreaterThan(body.length)
    expect(body.length).toBeLessThanOrEqual(20_000)
    expect(body).toContain('Plan for web: a deploy would replace 500 instances')
    expect(body).toMatch(/300 commits more.*299 a long title.*… and 240 earlier commits/s)
    expect(github.faults).toEqual([])
  }, 60_000)

  test('holds hostile text as text: no image, no link, nobody called, no other pull request mentioned', async () => {
    const titles = [
      '@octo-org/all <img src=x onerror=alert(1)> [a](https://evil.example) ![b](https://evil.example)',
      'fixes #6 GH-6 octo-org/shop#6 www.evil.example \u202E </details> `x`',
      '::error::y',
    ]
    const head = `${2}`.padStart(40, 'a')
    const { job, comments } = await hub({ commits: [sha('a1a1a1a1'), head], repository: history(titles) })
    const ended = await job({ ...COMMENT, mode: 'plan' })
    const [body = ''] = comments()
    expect(body).toContain('fixes')
    expect(body).not.toMatch(/<img|\u202E|@octo|#6|GH-6/)
    const html = article(body)
    expect(html.match(/href="[^"]+"/g)?.filter((each) => /evil/.test(each)) ?? []).toEqual([])
    expect(ended.annotations).toEqual([])
  })

  test('names no account, nor does anything that GitHub keeps of the run name the token', async () => {
    const { job, comments } = await hub({ commits })
    const ended = await job(COMMENT)
    expect(comments().join()).not.toContain(ACCOUNT)
    const kept = [ended.log, ended.summary, ended.report, ended.outputs, comments()]
    expect(JSON.stringify(kept)).not.toContain(TOKEN)
  })
})

const imageIn = (mode: string): Readonly<Record<string, string>> => (mode === 'check' ? { image: '' } : {})

/** A line of commits on `a1`, with these titles; pull request 7 is open. */
function history(titles: readonly string[]): Repository {
  const root: Commit = { sha: sha('a1a1a1a1'), message: 'root', author: octocat, parents: [] }
  const line = titles.map((message, i): Commit => {
    const parent = i === 0 ? root.sha : `${i - 1}`.padStart(40, 'a')
    return { sha: `${i}`.padStart(40, 'a'), message, author: octocat, parents: [parent] }
  })
  return new Repository({
    fullName: 'octo-org/shop',
    commits: [root, ...line],
    pullRequests: [{ number: 7, title: 'all', head: line.at(-1)?.sha ?? root.sha }],
  })
}

describe('which pull request', () => {
  const push = (GITHUB_SHA: string) => ({ event: { name: 'push', payload: {} }, env: { GITHUB_SHA } })

  test('on push: the one that was merged with the commit', async () => {
    const { job, comments } = await hub({ commits })
    await job(COMMENT, push(sha('d4d4d4d4')))
    expect(comments(6)).toHaveLength(1)
  })

  test('on a comment on one: that one', async () => {
    const { job, comments } = await hub({ commits })
    const event = { name: 'issue_comment', payload: { issue: { number: 7, pull_request: {} } } }
    await job({ ...COMMENT, mode: 'plan' }, { event })
    expect(comments()).toHaveLength(1)
  })

  test.each<readonly [string, { readonly event: Event; readonly env?: Readonly<Record<string, string>> }, string]>([
    ['a push without one', push(sha('e5e5e5e5')), 'No comment is written: no merged pull request brought this commit.'],
    [
      'another event',
      { event: { name: 'workflow_dispatch', payload: {} } },
      'No comment is written: the event `workflow_dispatch` has no pull request.',
    ],
  ])('none for %s: said, and no warning', async (_, options, says) => {
    const { job, repository } = await hub({ commits })
    const ended = await job({ ...COMMENT, mode: 'plan' }, options)
    expect(lastLine(ended)).toBe(says)
    expect(ended.annotations).toEqual([])
    expect([6, 7].flatMap((number) => repository.comments(number))).toEqual([])
  })

  test('none for a job that was cancelled: its seconds belong to the rollback', async () => {
    const { job, comments } = await hub({ commits })
    const ended = await job(COMMENT, { cancelAt: minutes(4) })
    expect(ended.outputs).toMatchObject({ outcome: 'cancelled' })
    expect(comments()).toEqual([])
    expect(ended.log).toContain('No comment is written: the job was cancelled.')
  })
})

describe('a token that may not write', () => {
  test.each<readonly [string, Different, Event, Readonly<Record<string, string>>, RegExp]>([
    ['of a fork', { token: readOnlyToken }, pullRequest('mona/shop'), {}, /comes from a fork/],
    [
      'of Dependabot',
      { token: readOnlyToken },
      pullRequest(),
      { GITHUB_ACTOR: 'dependabot[bot]' },
      /Dependabot’s runs/,
    ],
    [
      'without the permission',
      { token: jobToken({ contents: 'read' }) },
      pullRequest(),
      {},
      /Give the job the permission `pull-requests: write`/,
    ],
  ])('%s: said, and the run is what it is', async (_, different, event, env, says) => {
    const { job, comments } = await hub({ commits, ...different })
    const ended = await job({ ...COMMENT, mode: 'plan' }, { event, env })
    expect(ended).toMatchObject({ exit: 0, outputs: { outcome: 'planned' } })
    expect(warnings(ended)).toEqual([expect.stringMatching(says)])
    expect(warnings(ended).join()).not.toContain('pull_request_target')
    expect(comments()).toEqual([])
  })

  test('because there is none: said, and GitHub is not asked', async () => {
    const { job, github } = await hub({ commits })
    const ended = await job({ ...COMMENT, mode: 'plan', 'github-token': '' })
    expect(warnings(ended)).toEqual([expect.stringContaining('`github-token` is empty')])
    expect(github.calls).toEqual([])
  })
})

describe('whatever GitHub does, the rollout is the same, and at most 10 s later', () => {
  const calls = [
    ['GET', '/compare/{basehead}'],
    ['GET', '/pulls'],
    ['POST', '/graphql'],
    ['GET', '/{issue_number}/comments'],
    ['POST', '/{issue_number}/comments'],
  ] as const
  const troubles: Readonly<Record<string, ApiTrouble>> = {
    '401': { status: 401, message: 'Bad credentials' },
    '403': { status: 403, message: 'Resource not accessible by integration' },
    '404': { status: 404, message: 'Not Found' },
    '503': { status: 503, message: 'Service Unavailable' },
    slow: { slow: 4_000 },
    reset: 'reset',
    hang: 'hang',
    stall: 'stall',
  }
  /** Every third pair, so that each call and each trouble has its turns; all by `npm run proof -- --github`. */
  const each = calls.flatMap(([method, path], i) =>
    Object.entries(troubles)
      .filter((_, j) => (i + j) % 3 === 0 || process.env['EVERY_TROUBLE'] !== undefined)
      .map(([name, trouble]) => ({ method, path, name, trouble })),
  )
  const event = { name: 'push', payload: {} }
  const env = { GITHUB_SHA: sha('d4d4d4d4') }

  /** A deploy with a comment; what became of the group, and when. */
  async function deployed(trouble: readonly ApiFault[]) {
    const { aws, job } = await hub({ commits, trouble, build: (agenda) => web(agenda, { group: small }) })
    const ended = await job(COMMENT, { event, env })
    const started = ended.writes.find(({ operation }) => operation === 'StartInstanceRefresh')?.at ?? 0
    const writes = ended.writes.map(({ operation, at }) => `${operation} ${at - started}`)
    const { outcome, fleet } = ended.outputs
    return { exit: ended.exit, outcome, fleet, writes, started, last: aws.agenda.now, group: dump(aws.group), ended }
  }

  /** Soon played. */
  const small = { desired: 1, min: 1, max: 3 }

  let usual: Awaited<ReturnType<typeof deployed>> | undefined

  test.each(each)('$method $path: $name', async ({ method, path, trouble }) => {
    usual ??= await deployed([])
    const now = await deployed([{ method, path, trouble }])
    const { exit, outcome, fleet, writes } = now
    expect({ exit, outcome, fleet, writes }).toEqual({
      exit: usual.exit,
      outcome: 'succeeded',
      fleet: 'new',
      writes: usual.writes,
    })
    expect(now.started - usual.started).toBeLessThanOrEqual(seconds(10))
    expect(now.last - usual.last).toBeLessThanOrEqual(seconds(10))
    expect(now.ended.annotations.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('GitHub hangs in everything: 10 s in all', async () => {
    usual ??= await deployed([])
    const now = await deployed(calls.map(([method, path]) => ({ method, path, trouble: 'hang' })))
    expect(now).toMatchObject({ exit: 0, outcome: 'succeeded', fleet: 'new' })
    expect(now.last - usual.last).toBeLessThanOrEqual(seconds(10))
  })
})

test('a rollback is sent before anything is written to the pull request, and not a moment later', async () => {
  const build: Different['build'] = (agenda) => web(agenda, { behaviour: goesBad(60) })
  const sent = async (inputs: Readonly<Record<string, string>>, trouble: readonly ApiFault[]) => {
    const asked: string[] = []
    const { job, github, comments } = await hub({
      commits,
      build,
      trouble,
      async gate(call, next) {
        if (call.operation === 'RollbackInstanceRefresh') asked.push(...github.calls.map(({ path }) => path))
        return next()
      },
    })
    const ended = await job(inputs)
    const rollback = ended.writes.find(({ operation }) => operation === 'RollbackInstanceRefresh')
    return { at: rollback?.at, asked, comments: comments() }
  }
  const alone = await sent({}, [])
  const hang: readonly ApiFault[] = [{ method: 'POST', path: '/graphql', trouble: 'hang' }]
  for (const trouble of [[], hang]) {
    const beside = await sent(COMMENT, trouble)
    expect(beside.at).toBe(alone.at)
    expect(beside.asked).toEqual([expect.stringContaining('/compare/')])
    expect(beside.comments).toHaveLength(trouble.length === 0 ? 1 : 0)
  }
})

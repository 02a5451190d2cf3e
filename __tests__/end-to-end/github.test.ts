/** The shipped bundle and GitHub's API: the client is loaded where it is needed, and the token goes nowhere but to GitHub. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { partOf } from '../../scripts/chunks.ts'
import type { Agenda } from '../../simulator/aws/world/agenda.ts'
import { sha, shop } from '../../simulator/github/api/scene.ts'
import { type ApiFault, serveGitHub } from '../../simulator/github/api/server.ts'
import { jobToken } from '../../simulator/github/api/tokens.ts'
import { scenes } from '../../simulator/scenes/index.ts'
import { NEW_IMAGE, OLD_IMAGE, web } from '../../simulator/scenes/web.ts'
import { root, setUp } from '../../simulator/stage.ts'
import { brief } from '../brief.ts'

/** Virtual seconds in a real one. GitHub has ten in all: where it is to answer, they are real ones. */
const REAL = 1
const FAST = 40
const LONG = 240_000
/** What a run loads that asks for nothing special. */
const ORDINARY = ['EC2', 'target groups', 'the action, Auto Scaling', 'the rollout and its reports']
const TOKEN = 'ghs_of-this-job'

const [OLDER, NEWER] = [sha('a1a1a1a1'), sha('c3c3c3c3')]

/** Both images are tagged with the commits that they were built from. */
const committed = (inUse: string, next: string) => (agenda: Agenda) => {
  const account = web(agenda)
  for (const [id, commit] of Object.entries({ [OLD_IMAGE]: inUse, [NEW_IMAGE]: next })) {
    const image = account.images.get(id)
    if (image) account.image({ ...image, tags: { commit } })
  }
  return account
}

interface Different {
  readonly speed?: number
  readonly commits?: readonly [inUse: string, next: string]
  readonly trouble?: readonly ApiFault[]
}

/** AWS and GitHub, and jobs on pull request 7. */
async function stage({ speed = REAL, commits = [OLDER, NEWER], trouble = [] }: Different = {}) {
  const scene = scenes.get('good-image')
  if (!scene) throw new Error('no such scene')
  const aws = await setUp({ ...scene, build: committed(...commits) }, speed)
  const repository = shop()
  const tokens = { [TOKEN]: jobToken() }
  const github = await serveGitHub({ repository, tokens, faults: trouble, clock: aws.clock })
  const coverage = mkdtempSync(join(tmpdir(), 'chunks-'))
  onTestFinished(async () => {
    await github[Symbol.asyncDispose]()
    await aws[Symbol.asyncDispose]()
    rmSync(coverage, { recursive: true })
  })
  const start = (inputs: Readonly<Record<string, string>>) =>
    aws.start({
      inputs,
      env: { NODE_V8_COVERAGE: coverage },
      context: { apiUrl: github.url, token: TOKEN, eventName: 'pull_request', repository: repository.fullName },
      event: { pull_request: { number: 7, head: { repo: { full_name: repository.fullName } } } },
    }).done
  const comments = () => repository.comments(7).map(({ body }) => body)
  return { github, start, comments, parts: () => loadedParts(coverage) }
}

/** The parts of the bundle that the processes have loaded, by V8's own account. */
function loadedParts(folder: string): readonly string[] {
  const files = readdirSync(folder).flatMap((file) => {
    const { result }: { result: readonly { url: string }[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return result.flatMap(({ url }) => (/\/dist\/[^/]+\.js$/.test(url) ? [basename(url)] : []))
  })
  return [...new Set(files.map((file) => partOf(join(root, 'dist'), file)?.name ?? file))].sort()
}

test(
  'a plan compares the commits, and is one comment; a deploy of a stale image is refused, in another',
  async () => {
    const { github, start, comments, parts } = await stage({ commits: [NEWER, OLDER] })
    const planned = await start({ mode: 'plan', 'pull-request-comment': 'true' })
    expect(planned).toMatchObject({ conclusion: 'success', outputs: { outcome: 'planned', commit: OLDER } })
    expect(comments()).toEqual([expect.stringMatching(/Plan for web.*2 commits fewer/s)])
    const refused = await start({ 'pull-request-comment': 'true', 'on-stale': 'refuse' })
    expect(refused).toMatchObject({ conclusion: 'failure', outputs: { outcome: 'refused', changed: 'false' } })
    expect(comments()).toEqual([expect.any(String), expect.stringContaining('2 behind the commit of the image in use')])
    await start({ mode: 'plan', 'pull-request-comment': 'true' })
    expect(comments()).toHaveLength(2)
    expect(github.faults).toEqual([])
    expect(parts()).toEqual([...ORDINARY, 'GitHub’s API'].sort())
    expect(JSON.stringify([planned, refused, comments()])).not.toContain(TOKEN)
  },
  LONG,
)

test(
  'GitHub hangs: the image is rolled all the same, and the job ends; the state for post has no token',
  async () => {
    const trouble: readonly ApiFault[] = [
      { method: 'GET', path: '/compare/{basehead}', trouble: 'hang' },
      { method: 'POST', path: '/graphql', trouble: 'hang' },
    ]
    const { start, comments } = await stage({ speed: FAST, trouble })
    const job = await start({ ...brief, 'pull-request-comment': 'true' })
    expect(job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'succeeded', fleet: 'new' } })
    expect(job.annotations.map(({ level }) => level)).not.toContain('error')
    expect(comments()).toEqual([])
    expect(job.state).toHaveProperty('unsettled')
    expect(JSON.stringify(job)).not.toContain(TOKEN)
  },
  LONG,
)

test(
  'nothing of the client is loaded where nothing is to be compared, and no comment is wanted',
  async () => {
    const { github, start, parts } = await stage()
    const job = await start({ mode: 'plan', 'on-stale': 'allow' })
    expect(job).toMatchObject({ conclusion: 'success', outputs: { outcome: 'planned' } })
    expect(github.calls).toEqual([])
    expect(parts()).toEqual(ORDINARY)
  },
  LONG,
)

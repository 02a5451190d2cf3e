/** GitHub's releases and tags, as its documentation describes them: a repository with a history, on loopback. */
import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'

interface Asset {
  readonly id: number
  readonly name: string
  readonly content: string
}

interface Published {
  readonly id: number
  tag_name: string
  target_commitish: string
  name: string
  body: string
  draft: boolean
  prerelease: boolean
  assets: Asset[]
}

/** The repository's state; a test reads it when everything is over. */
export interface Repository {
  /** The commits of `main`, the oldest first, each with the hash of its workflow files. */
  readonly main: { readonly sha: string; readonly workflows: string }[]
  readonly tags: Map<string, string>
  /** Annotated tags: the commit behind each tag object. */
  readonly annotated: Map<string, string>
  readonly releases: Published[]
  /** Setting "Enable release immutability". */
  isImmutable: boolean
}

export const repository = (...commits: readonly string[]): Repository => ({
  main: commits.map((sha) => ({ sha, workflows: 'w1' })),
  tags: new Map(),
  annotated: new Map(),
  releases: [],
  isImmutable: true,
})

type Answer = readonly [status: number, body?: unknown]
/** What the REST API says to a token that GitHub will not let do something. */
const refused: Answer = [403, { message: 'Resource not accessible by integration' }]
const invalid = (message: string): Answer => [422, { message: 'Validation Failed', errors: [{ message }] }]

/** Serves it until the test is over; gives its address. */
export async function serve(state: Repository): Promise<string> {
  let origin = ''
  const server = createServer(async (request, response) => {
    const [status, body] = answer(state, { origin, request, text: await textOf(request) })
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(body === undefined ? '' : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  origin = `http://127.0.0.1:${address.port}`
  return origin
}

interface Asked {
  readonly origin: string
  readonly request: IncomingMessage
  readonly text: string
}

function answer(state: Repository, { origin, request, text }: Asked): Answer {
  if (request.headers.authorization !== 'Bearer of-this-job') return [401, { message: 'Bad credentials' }]
  const url = new URL(request.url ?? '', origin)
  const path = url.pathname.replace('/repos/octo-org/ami-rollout/', '')
  const shown = (release: Published) => ({ ...release, upload_url: `${origin}/upload/${release.id}{?name,label}` })
  const one = (id: string | undefined) => state.releases.find((release) => String(release.id) === id)
  const body = () => JSON.parse(text)
  const ref = (tag: string) => {
    const object = state.tags.get(tag) ?? ''
    return { ref: `refs/tags/${tag}`, object: { sha: object, type: state.annotated.has(object) ? 'tag' : 'commit' } }
  }
  const routes: readonly (readonly [RegExp, (id: string) => Answer])[] = [
    [/^GET git\/ref\/heads\/main$/, () => [200, { object: { sha: state.main.at(-1)?.sha, type: 'commit' } }]],
    [
      /^GET git\/matching-refs\/tags\/(.*)$/,
      (prefix) => [200, [...state.tags.keys()].filter((tag) => tag.startsWith(prefix)).map(ref)],
    ],
    [/^GET git\/tags\/(.*)$/, (id) => [200, { object: { sha: state.annotated.get(id), type: 'commit' } }]],
    [/^GET releases$/, () => [200, page(state.releases, url.searchParams).map(shown)]],
    [/^POST releases$/, () => created(state, body(), shown)],
    [/^PATCH releases\/(\d+)$/, (id) => changed(state, one(id), body(), shown)],
    [/^DELETE releases\/assets\/(\d+)$/, (id) => deleted(state, id)],
    [/^POST \/upload\/(\d+)$/, (id) => uploaded(state, one(id), url.searchParams.get('name') ?? '', text)],
    [/^POST git\/refs$/, () => tagged(state, body().ref.replace('refs/tags/', ''), body().sha)],
    [/^PATCH git\/refs\/tags\/(.*)$/, (tag) => moved(state, tag, body())],
  ]
  for (const [pattern, act] of routes) {
    const match = pattern.exec(`${request.method} ${path}`)
    if (match) return act(decodeURIComponent(match[1] ?? ''))
  }
  return [404, { message: 'Not Found' }]
}

const page = (releases: readonly Published[], query: URLSearchParams): readonly Published[] => {
  const [size, number] = [Number(query.get('per_page')), Number(query.get('page'))]
  return releases.slice(size * (number - 1), size * number)
}

const isPlace = (state: Repository, sha: string) => state.main.findIndex((commit) => commit.sha === sha)

/** A job's token may not point a ref at a commit whose workflow files are others than the default branch's. */
const mayTag = (state: Repository, sha: string): boolean =>
  state.main.find((commit) => commit.sha === sha)?.workflows === state.main.at(-1)?.workflows

const isLocked = (state: Repository, release: Published): boolean => state.isImmutable && !release.draft

function created(state: Repository, body: Omit<Published, 'id' | 'assets'>, shown: (one: Published) => object): Answer {
  if (!mayTag(state, body.target_commitish)) return refused
  if (state.releases.some(({ tag_name, draft }) => tag_name === body.tag_name && !draft))
    return invalid('already_exists')
  const release = { ...body, id: state.releases.length + 1, assets: [] }
  state.releases.unshift(release)
  return [201, shown(release)]
}

function changed(
  state: Repository,
  release: Published | undefined,
  body: Partial<Published>,
  shown: (one: Published) => object,
): Answer {
  if (!release) return [404, { message: 'Not Found' }]
  if (!mayTag(state, body.target_commitish ?? release.target_commitish)) return refused
  const { assets: _, ...rest } = body
  const wasDraft = release.draft
  Object.assign(release, rest)
  // The tag is made when a draft is published, unless it is there: then the release takes it as it is.
  if (wasDraft && !release.draft && !state.tags.has(release.tag_name))
    state.tags.set(release.tag_name, release.target_commitish)
  return [200, shown(release)]
}

function deleted(state: Repository, id: string): Answer {
  const release = state.releases.find(({ assets }) => assets.some((asset) => String(asset.id) === id))
  if (!release) return [404, { message: 'Not Found' }]
  if (isLocked(state, release)) return invalid('Cannot delete asset from an immutable release')
  release.assets = release.assets.filter((asset) => String(asset.id) !== id)
  return [204]
}

function uploaded(state: Repository, release: Published | undefined, name: string, content: string): Answer {
  if (!release) return [404, { message: 'Not Found' }]
  if (isLocked(state, release)) return invalid('Cannot upload assets to an immutable release')
  if (release.assets.some((asset) => asset.name === name)) return invalid('already_exists')
  const id = 100 * release.id + release.assets.length + 1
  release.assets.push({ id, name, content })
  return [201, { id, name }]
}

function tagged(state: Repository, tag: string, sha: string): Answer {
  if (state.tags.has(tag)) return invalid('Reference already exists')
  if (!mayTag(state, sha)) return refused
  state.tags.set(tag, sha)
  return [201, { ref: `refs/tags/${tag}` }]
}

function moved(
  state: Repository,
  tag: string,
  { sha, force }: { readonly sha: string; readonly force?: boolean },
): Answer {
  const present = state.tags.get(tag)
  if (present === undefined) return invalid('Reference does not exist')
  if (state.releases.some((release) => release.tag_name === tag && isLocked(state, release)))
    return invalid('Cannot update a tag of an immutable release')
  if (!mayTag(state, sha)) return refused
  if (!force && isPlace(state, sha) < isPlace(state, present)) return invalid('Update is not a fast forward')
  state.tags.set(tag, sha)
  return [200, { ref: `refs/tags/${tag}` }]
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

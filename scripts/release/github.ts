/** The few calls of GitHub's REST API that a release needs. No package is imported: this runs where nothing is installed. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A release, with what changes while it is a draft. */
export interface Release {
  readonly id: number
  readonly tag: string
  readonly isDraft: boolean
  readonly assets: readonly { readonly id: number; readonly name: string }[]
  /** Where files are uploaded to, without the query. */
  readonly uploadUrl: string
}

/** What a draft says of the release that it becomes. */
export interface Draft {
  readonly tag: string
  /** The commit that GitHub tags when the draft is published. */
  readonly commit: string
  readonly notes: string
  readonly isPrerelease: boolean
}

/** Where to ask, and as whom. */
export interface Access {
  /** `https://api.github.com`, or that of an Enterprise Server. */
  readonly apiUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly token: string
}

/** Throws an error with GitHub's own message for every answer that is no success. */
export class GitHub {
  readonly #access: Access

  constructor(access: Access) {
    this.#access = access
  }

  /** The commit that a branch is on. */
  async branchHead(branch: string): Promise<string> {
    const { object }: Ref = JSON.parse(await this.#call('GET', `git/ref/heads/${branch}`))
    return object.sha
  }

  /** The commit that a tag means, of an annotated one too; undefined if there is no such tag. */
  async taggedCommit(tag: string): Promise<string | undefined> {
    // Asked for one tag, GitHub answers 404 to a token that may not read as well; a list that lacks it is an answer.
    const refs: readonly Ref[] = JSON.parse(await this.#call('GET', `git/matching-refs/tags/${tag}`))
    const object = refs.find(({ ref }) => ref === `refs/tags/${tag}`)?.object
    if (object?.type !== 'tag') return object?.sha
    const annotated: Ref = JSON.parse(await this.#call('GET', `git/tags/${object.sha}`))
    return annotated.object.sha
  }

  /** The release of a tag, a draft too; undefined if there is none. */
  async release(tag: string): Promise<Release | undefined> {
    // A draft is not found by its tag, which does not exist before it is published: only the list has it.
    for (let page = 1; ; page++) {
      const listed: readonly Listed[] = JSON.parse(await this.#call('GET', `releases?per_page=${PAGE}&page=${page}`))
      const found = listed.find(({ tag_name }) => tag_name === tag)
      if (found) return releaseOf(found)
      if (listed.length < PAGE) return undefined
    }
  }

  /** Makes a draft, or changes the one that is there. */
  async writeDraft(draft: Draft, present: Release | undefined): Promise<Release> {
    const body = {
      tag_name: draft.tag,
      target_commitish: draft.commit,
      name: draft.tag,
      body: draft.notes,
      draft: true,
      prerelease: draft.isPrerelease,
    }
    const path = present === undefined ? 'releases' : `releases/${present.id}`
    return releaseOf(JSON.parse(await this.#call(present === undefined ? 'POST' : 'PATCH', path, body)))
  }

  /** Adds a file to a draft. One of the same name, from a run that failed half-way, is replaced. */
  async upload(release: Release, file: string): Promise<void> {
    const name = basename(file)
    const former = release.assets.find((asset) => asset.name === name)
    if (former) await this.#call('DELETE', `releases/assets/${former.id}`)
    await this.#send('POST', `${release.uploadUrl}?name=${encodeURIComponent(name)}`, {
      type: 'application/octet-stream',
      content: readFileSync(file),
    })
  }

  /** Publishes a draft: GitHub makes its tag, and with immutable releases locks tag and files for ever. */
  async publish({ id }: Release): Promise<void> {
    // `legacy`: a fix for an older major does not become the latest release.
    await this.#call('PATCH', `releases/${id}`, { draft: false, make_latest: 'legacy' })
  }

  async createTag(tag: string, commit: string): Promise<void> {
    await this.#call('POST', 'git/refs', { ref: `refs/tags/${tag}`, sha: commit })
  }

  /** Moves a tag. Without `force` GitHub refuses to move it anywhere but forward. */
  async moveTagForward(tag: string, commit: string): Promise<void> {
    await this.#call('PATCH', `git/refs/tags/${tag}`, { sha: commit, force: false })
  }

  #call(method: string, path: string, body?: object): Promise<string> {
    const { apiUrl, repository } = this.#access
    const sent = body && { type: 'application/json', content: JSON.stringify(body) }
    return this.#send(method, `${apiUrl}/repos/${repository}/${path}`, sent)
  }

  async #send(method: string, url: string, body: Body | undefined): Promise<string> {
    const answer = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${this.#access.token}`,
        'x-github-api-version': '2022-11-28',
        ...(body && { 'content-type': body.type }),
      },
      ...(body && { body: body.content }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 500)}`)
    return text
  }
}

/** The most that GitHub lists at once. */
const PAGE = 100

interface Body {
  readonly type: string
  readonly content: string | Uint8Array<ArrayBuffer>
}

interface Ref {
  readonly ref: string
  readonly object: { readonly sha: string; readonly type: string }
}

interface Listed {
  readonly id: number
  readonly tag_name: string
  readonly draft: boolean
  readonly upload_url: string
  readonly assets: Release['assets']
}

const releaseOf = ({ id, tag_name, draft, upload_url, assets }: Listed): Release => ({
  id,
  tag: tag_name,
  isDraft: draft,
  assets,
  uploadUrl: upload_url.replace(/\{.*$/, ''),
})

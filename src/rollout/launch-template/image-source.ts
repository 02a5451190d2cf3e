/** Where the new images come from: what was asked for, and what came of it. */
import type { Instant } from '../model.ts'

/** One image as it was asked for. */
export type ImageRef =
  | { readonly from: 'id'; readonly id: string }
  /** A Systems Manager parameter, by name or ARN; `selector`: a version or a label. */
  | { readonly from: 'parameter'; readonly name: string; readonly selector?: string }
  | ({ readonly from: 'packer'; readonly file: string } & Artifact)
  /** The newest of our own whose name matches; `*` and `?` are wildcards. */
  | { readonly from: 'newest'; readonly pattern: string }

/** An image as Packer's manifest has it. */
export interface Artifact {
  readonly id: string
  /** The build's name in the template. */
  readonly build: string
  /** The UUID of Packer's run. */
  readonly run: string
  readonly built?: Instant
  readonly commit?: string
}

/** How AWS came from what was asked for to an id. `changed`: when the parameter got this value; `of`: how many are available. */
export type Provenance =
  | { readonly from: 'parameter'; readonly version: number; readonly changed?: Instant }
  | { readonly from: 'newest'; readonly of: number; readonly newer?: Named }

/** An image that is not the one meant, and why it is not. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly state: string
}

/** Why no id came of what was asked for. `newest`: the newest that matches, though it cannot be launched. */
export type Unresolved =
  | { readonly is: 'no-parameter' | 'no-version' | 'secret' | 'list' | 'no-image-id' }
  | { readonly is: 'none-available'; readonly newest?: Named }
  | { readonly is: 'several-newest'; readonly ids: readonly string[] }

/** Whether the same words may mean another image a moment later. */
export const isMoving = (ref: ImageRef): boolean =>
  ref.from === 'newest' || (ref.from === 'parameter' && !/^\d+$/.test(ref.selector ?? ''))

/** A reference as it is written in the inputs. */
export function asked(ref: ImageRef): string {
  switch (ref.from) {
    case 'id':
      return ref.id
    case 'parameter':
      return `ssm:${ref.name}${ref.selector === undefined ? '' : `:${ref.selector}`}`
    case 'packer':
      return `packer:${ref.file}`
    case 'newest':
      return `latest:${ref.pattern}`
  }
}

/** The id that is known before AWS is asked; the other forms mean one that is found out later. */
export const idIn = (ref: ImageRef): string | undefined => ('id' in ref ? ref.id : undefined)

/** Names under which a commit is noted on an image, the likeliest first; letters alike in either case, `-` and `_` left out. */
const commitKeys = ['commit', 'gitcommit', 'gitsha', 'sha', 'sourcecommit', 'org.opencontainers.image.revision']

/** The commit that tags, or data beside a build, say an image was built from; what is no commit's hash is none. */
export function commitIn(notes: Iterable<readonly [string, unknown]>): string | undefined {
  const found = new Map<string, string>()
  for (const [key, value] of notes)
    if (typeof value === 'string' && /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(value.trim()))
      found.set(key.toLowerCase().replace(/[-_]/g, ''), value.trim().toLowerCase())
  return commitKeys.map((key) => found.get(key)).find((commit) => commit !== undefined)
}

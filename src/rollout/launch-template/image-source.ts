/** Where the new images come from: what was asked for, as text and as an id. */
import type { ImageRef } from '../model/image-source.ts'

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

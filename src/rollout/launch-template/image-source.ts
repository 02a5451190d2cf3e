/** Functions over image references: how an input names an image, and the AMI id it gives. */
import type { ImageRef } from '../model/image-source.ts'

/** Whether the same reference may resolve to another image later. */
export const isMoving = (ref: ImageRef): boolean =>
  ref.from === 'newest' || (ref.from === 'parameter' && !/^\d+$/.test(ref.selector ?? ''))

/** A reference as it is written in the inputs. */
export function asked(ref: ImageRef): string {
  switch (ref.from) {
    case 'id':
      return ref.id
    case 'parameter':
      return `ssm:${ref.name}${ref.selector === undefined ? '' : `:${ref.selector}`}${suffix(ref.member)}`
    case 'packer':
      return `packer:${ref.file}${suffix(ref.named)}`
    case 'newest':
      return `latest:${ref.pattern}`
  }
}

const suffix = (name: string | undefined): string => (name === undefined ? '' : `#${name}`)

/** The AMI id of a reference that names it; `undefined` for the forms that AWS must resolve. */
export const idIn = (ref: ImageRef): string | undefined => ('id' in ref ? ref.id : undefined)

/** Tag keys that may hold a commit, most likely first. They are compared in lower case without `-` and `_`. */
const commitKeys = ['commit', 'gitcommit', 'gitsha', 'sha', 'sourcecommit', 'org.opencontainers.image.revision']

/** The commit that an image was built from, by its tags or a build's custom data. A value that is no commit hash is ignored. */
export function commitIn(notes: Iterable<readonly [string, unknown]>): string | undefined {
  const found = new Map<string, string>()
  for (const [key, value] of notes)
    if (typeof value === 'string' && /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(value.trim()))
      found.set(key.toLowerCase().replace(/[-_]/g, ''), value.trim().toLowerCase())
  return commitKeys.map((key) => found.get(key)).find((commit) => commit !== undefined)
}

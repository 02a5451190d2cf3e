/** The commits that images were built from: what goes out, and what is in use. */

import type { GroupTemplate } from './model/group-template.ts'
import type { ImageCandidate } from './model/image-source.ts'
import type { Survey } from './model/survey.ts'

/** The commit that the image was built from, as its tags or Packer's manifest say. */
export const commitOf = ({ ref, image }: ImageCandidate): string | undefined =>
  image?.commit ?? (ref.from === 'packer' ? ref.commit : undefined)

/** Of one launch template, the commits of the image that it is to launch and of the one in use, as far as they are known. */
export interface CommitPair {
  readonly commit?: string
  readonly previous?: string
}

/** One pair for each launch template of the group. */
export const commitPairs = ({ images, templates }: Pick<Survey, 'images' | 'templates'>): readonly CommitPair[] =>
  templates.map((template) => commitPairOf(template, images))

/** The pair of one launch template. */
export function commitPairOf({ target, current }: GroupTemplate, images: Survey['images']): CommitPair {
  const candidate = images.find(({ id }) => id !== undefined && id === target?.id)
  const commit = candidate ? commitOf(candidate) : target?.commit
  return {
    ...(commit !== undefined && { commit }),
    ...(current?.commit !== undefined && { previous: current.commit }),
  }
}

/** A hash may be cut: at least seven digits of it are known. */
export const isSameCommit = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one)

/** The commits of the whole group: each is known only where all of its templates agree. */
export function commitsOf(survey: Survey): CommitPair {
  const pairs = commitPairs(survey)
  const [commit, previous] = [agreed(pairs.map((pair) => pair.commit)), agreed(pairs.map((pair) => pair.previous))]
  return { ...(commit !== undefined && { commit }), ...(previous !== undefined && { previous }) }
}

const agreed = (commits: readonly (string | undefined)[]): string | undefined =>
  new Set(commits).size === 1 ? commits[0] : undefined

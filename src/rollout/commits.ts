/** The commits that the new image and the image in use were built from. */

import { currentImage, type GroupTemplate, targetImage } from './model/group-template.ts'
import { candidateId, candidateImage, type ImageCandidate } from './model/image-source.ts'
import type { Survey } from './model/survey.ts'

/** The commit that the image was built from, as its tags or Packer's manifest say. */
export const commitOf = (candidate: ImageCandidate): string | undefined =>
  candidateImage(candidate)?.commit ?? (candidate.ref.from === 'packer' ? candidate.ref.commit : undefined)

/** For one launch template, the commits of the new image and of the image in use. Each is missing where it is unknown. */
export interface CommitPair {
  readonly commit?: string
  readonly previous?: string
}

/** One pair for each launch template of the group. */
export const commitPairs = ({ images, templates }: Pick<Survey, 'images' | 'templates'>): readonly CommitPair[] =>
  templates.map((template) => commitPairOf(template, images))

/** The pair of one launch template. */
export function commitPairOf(template: GroupTemplate, images: Survey['images']): CommitPair {
  const [target, current] = [targetImage(template), currentImage(template)]
  const candidate = images.find((each) => target && candidateId(each) === target.id)
  const commit = candidate ? commitOf(candidate) : target?.commit
  return {
    ...(commit !== undefined && { commit }),
    ...(current?.commit !== undefined && { previous: current.commit }),
  }
}

/** Compares commit hashes that may be abbreviated, to seven digits at least. */
export const isSameCommit = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one)

/** The commits of the whole group. Each is missing unless all launch templates agree on it. */
export function commitsOf(survey: Survey): CommitPair {
  const pairs = commitPairs(survey)
  const [commit, previous] = [agreed(pairs.map((pair) => pair.commit)), agreed(pairs.map((pair) => pair.previous))]
  return { ...(commit !== undefined && { commit }), ...(previous !== undefined && { previous }) }
}

const agreed = (commits: readonly (string | undefined)[]): string | undefined =>
  new Set(commits).size === 1 ? commits[0] : undefined

/** Selects the images that may be archived, and says why each of the others stays. Nothing in use is ever archived. Pure. */

import { markerOf } from '../launch-template/lineage.ts'
import type { Image } from '../model/image.ts'
import type { ImageArchive, ImageCleanUp, ImageReference, ImageUse, WhyKept } from '../model/image-archive.ts'
import type { TemplateVersion, Version } from '../model/launch-template.ts'
import { namesVersion, type Refresh } from '../model/refresh.ts'
import { isActive, isSuccessful } from '../model/refresh-status.ts'
import type { Instant, Ms } from '../model/time.ts'

/** An image that versions of this action name or named, and the numbers of those versions. */
export interface CandidateImage {
  readonly image: Image
  readonly versions: readonly number[]
}

/** What the decision is made from. All of it is as AWS shows it, or as it will be after the rollout that is planned. */
export interface ImageFacts {
  /** The account's twelve digits. */
  readonly account: string
  /** On AWS's clock. */
  readonly at: Instant
  readonly template: string
  readonly archive: ImageArchive
  readonly candidates: readonly CandidateImage[]
  /** The versions that stay, of all launch templates of the group, each with the image that it means. */
  readonly remaining: readonly TemplateVersion[]
  /** What a rollback returns to. */
  readonly rollbackTargets: readonly TemplateVersion[]
  /** The group's history. */
  readonly refreshes: readonly Refresh[]
  /** The versions on which the fleet has just been confirmed. */
  readonly proven: readonly TemplateVersion[]
  readonly uses: readonly ImageUse[]
}

/** What EC2 says of the images that nothing else keeps. */
export interface OtherUsers {
  readonly shared: ReadonlySet<string>
  readonly references: readonly ImageReference[]
}

/** `LastLaunchedTime` lags by a day, and who launches an image now and then names it nowhere. */
const UNUSED_FOR: Ms = 30 * 86_400_000
/** A deprecation is set two minutes ahead. */
const SOON: Ms = 300_000

/**
 * The images of this action's versions, and those whose tag says that they were. The tag of a deleted version has no
 * authority: a number counts only for an image that alone claims it, and never against a version that exists.
 */
export function candidatesOf(
  template: string,
  versions: readonly Version[],
  images: readonly Image[],
): readonly CandidateImage[] {
  const claims = images.flatMap(({ id, retired }) =>
    retired?.template === template ? retired.versions.map((version) => ({ id, version })) : [],
  )
  const isSure = (claim: { readonly id: string; readonly version: number }) =>
    claims.every(({ id, version }) => version !== claim.version || id === claim.id) &&
    versions.every(({ version, image }) => version !== claim.version || image === claim.id)
  return images.flatMap((image) => {
    const named = versions.filter((each) => each.image === image.id && markerOf(each, versions) !== undefined)
    if (named.length === 0 && image.retired?.template !== template) return []
    const claimed = claims.filter((claim) => claim.id === image.id && isSure(claim))
    return [{ image, versions: [...new Set([...named, ...claimed].map(({ version }) => version))] }]
  })
}

/** The images that nothing in our own reading keeps: of these EC2 is asked for further users. */
export const undecided = (facts: ImageFacts): readonly Image[] =>
  facts.candidates.flatMap((each) => (isArchived(each.image, facts) || keptBecause(each, facts) ? [] : [each.image]))

/** The decision. `others`: of the undecided images. */
export function imageCleanUp(facts: ImageFacts, others: OtherUsers): ImageCleanUp {
  const { template, archive, candidates } = facts
  const decided = candidates
    .filter(({ image }) => !isArchived(image, facts))
    .map((each) => ({
      image: each.image,
      because: keptBecause(each, facts) ?? usedElsewhere(each.image, facts, others),
    }))
    .toSorted((a, b) => (a.image.created ?? 0) - (b.image.created ?? 0))
  return {
    template,
    archive,
    archived: decided.flatMap(({ image, because }) => (because ? [] : [image])),
    kept: decided.flatMap(({ image, because }) => (because ? [{ image, because }] : [])),
  }
}

/** Whether nothing is left to do for it. */
const isArchived = ({ state, deprecated }: Image, { archive, at }: ImageFacts): boolean =>
  state === 'disabled' || (archive.how === 'deprecate' && deprecated !== undefined && deprecated <= at + SOON)

/** The first reason of our own reading, in the order in which it helps to know it. */
function keptBecause(candidate: CandidateImage, facts: ImageFacts): WhyKept | undefined {
  const { image } = candidate
  const { account, archive, rollbackTargets, remaining, uses, at } = facts
  if (image.owner !== account) return { why: 'owner' }
  if (image.state !== 'available') return { why: 'state', state: image.state }
  if (isAmongNewest(candidate, facts)) return { why: 'newest' }
  const target = rollbackTargets.find((each) => each.image === image.id)
  if (target) return { why: 'rollback-target', version: target.version }
  const named = remaining.find((each) => each.image === image.id)
  if (named) return { why: 'version', name: named.name, version: named.version }
  const use = uses.find((each) => each.image === image.id)
  if (use) return whyUsed(use)
  if (proofOf(candidate, facts) === 'unknown') return { why: 'unproven' }
  if (image.isPublic !== false) return { why: 'public' }
  if (archive.how === 'disable' && (image.lastLaunched === undefined || image.lastLaunched > at - UNUSED_FOR))
    return { why: 'launched', ...(image.lastLaunched !== undefined && { last: image.lastLaunched }) }
  return undefined
}

function whyUsed(use: ImageUse): WhyKept {
  switch (use.by) {
    case 'instance':
      return { why: use.by, instance: use.instance }
    case 'override':
      return { why: use.by, group: use.group }
    case 'launch-configuration':
      return { why: use.by, name: use.name }
  }
}

/** An image is past use only if so many newer ones have proved themselves and can be launched still. */
function isAmongNewest({ image }: CandidateImage, facts: ImageFacts): boolean {
  const { created } = image
  if (created === undefined) return true
  const newer = facts.candidates.filter(
    (each) =>
      (each.image.created ?? 0) > created &&
      each.image.state === 'available' &&
      !isArchived(each.image, facts) &&
      proofOf(each, facts) === 'succeeded',
  )
  return newer.length < facts.archive.keep
}

/** What AWS's history, which is six weeks long, shows of the rollouts of an image. */
function proofOf(
  { versions }: CandidateImage,
  { template, refreshes, proven }: ImageFacts,
): 'succeeded' | 'failed' | 'unknown' {
  const its = versions.map((version) => ({ id: template, version }))
  if (its.some(({ id, version }) => proven.some((each) => each.id === id && each.version === version)))
    return 'succeeded'
  const ended = refreshes.filter(
    (refresh) => !isActive(refresh.status) && its.some((version) => namesVersion(refresh, version)),
  )
  if (ended.some(({ status }) => isSuccessful(status))) return 'succeeded'
  return ended.length > 0 ? 'failed' : 'unknown'
}

/**
 * A user that EC2 names. The group's own templates were read version by version, so a reference by one of them is older
 * than that reading: none of the versions that stay names the image.
 */
function usedElsewhere({ id }: Image, { remaining, template }: ImageFacts, others: OtherUsers): WhyKept | undefined {
  if (others.shared.has(id)) return { why: 'shared' }
  const own = new Set([template, ...remaining.map((each) => each.id)].map((each) => `launch-template/${each}`))
  const reference = others.references.find((each) => each.image === id && !own.has(each.resource))
  return reference && { why: 'reference', type: reference.type, resource: reference.resource }
}

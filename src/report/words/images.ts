/** Words for the clean-up of images. */

import { count, duration, list } from '../../rollout/measure.ts'
import type { ImageArchive, ImageCleanUp, WhyKept } from '../../rollout/model/image-archive.ts'
import type { Instant } from '../../rollout/model/time.ts'
import type { Timeline } from '../../rollout/timeline.ts'

/** Whether the clean-up is only foretold. */
export const isPreview = ({ settings }: Timeline): boolean => settings?.mode === 'plan' || settings?.mode === 'check'

/** `image ami-…`, `images ami-… and ami-…`. */
export const imageList = (images: readonly string[]): string =>
  `${images.length === 1 ? 'image' : 'images'} ${list(images, 10)}`

/** What a clean-up archives or, for a plan, would archive. */
export function imageCleanUpWords({ template, archive, archived, kept }: ImageCleanUp, isForetold: boolean): string {
  const { how } = archive
  const stay = `${count(kept.length, 'image')} ${kept.length === 1 ? 'stays' : 'stay'}`
  if (archived.length === 0)
    return isForetold
      ? `Clean-up after a success would ${how} no image of ${template}: ${stay}`
      : `Clean-up: no image of ${template} is past use; ${stay}`
  const which = `${imageList(archived.map(({ id }) => id))} of ${template}`
  return isForetold
    ? `Clean-up after a success would ${how} ${which}; ${stay}`
    : `Clean-up: ${how === 'disable' ? 'disabling' : 'deprecating'} ${which}; ${stay}`
}

/** Why an image stays: the end of «it stays: …». */
export function keptWords(because: WhyKept, { keep }: ImageArchive, now: Instant): string {
  switch (because.why) {
    case 'newest':
      return `fewer than ${keep} that proved themselves are newer`
    case 'rollback-target':
      return `a rollback returns to version ${because.version}`
    case 'version':
      return `version ${because.version} of ${because.name} names it`
    case 'instance':
      return `${because.instance} was launched from it`
    case 'override':
      return `an override of the group ${because.group} names it`
    case 'launch-configuration':
      return `the launch configuration ${because.name} names it`
    case 'unproven':
      return 'AWS’s history no longer shows its rollout'
    case 'owner':
      return 'another account owns it'
    case 'state':
      return `it is ${because.state}`
    case 'public':
      return 'it is public'
    case 'shared':
      return 'it is shared with others'
    case 'launched':
      return because.last === undefined
        ? 'EC2 does not say when it was launched last'
        : `it was launched ${duration(now - because.last)} ago, and a disabled image launches nothing`
    case 'reference':
      return `EC2 names a user of it: ${because.type} ${because.resource}`
  }
}

/** Preflight rules for the new images: whether they can be launched, and signs that a wrong one was given. */

import type { Finding } from '../model/finding.ts'
import { type RollbackTarget, targetImage } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import { candidateId, candidateImage } from '../model/image-source.ts'
import type { Version } from '../model/launch-template.ts'
import type { Survey } from '../model/survey.ts'
import type { Instant } from '../model/time.ts'
import { differenceRules } from './image-differences.ts'
import { ownerRules } from './image-owner.ts'
import { day, error, isUnseen, type Rule, roughly, warning } from './rule.ts'

const exists: Rule = (survey) =>
  isUnseen('DescribeImages', survey.problems)
    ? []
    : [...new Set(absent(survey))].map((id) =>
        error(
          'image-missing',
          `EC2 does not show the image ${id}: it does not exist in this region, is not shared with this account, or the account's Allowed AMIs hide it.`,
          'Check the id and `aws-region`; copy the image to this region or share it with this account. `aws ec2 get-allowed-images-settings` says whether Allowed AMIs are enabled, and for whose images.',
        ),
      )

/** Images named by the inputs or needed by a rollback that do not exist. */
const absent = ({ images, templates }: Survey): readonly string[] => [
  ...images.flatMap((each) => (candidateImage(each) ? [] : (candidateId(each) ?? []))),
  ...templates.flatMap(({ target }) => (target.type === 'rollback' && !target.found ? imageTo(target.to) : [])),
  ...templates.flatMap(({ target }) => (target.type === 'version' && !target.found ? imageOf(target.version) : [])),
]

const imageOf = ({ image }: Version): readonly string[] => (image.startsWith('ami-') ? [image] : [])

function imageTo(to: RollbackTarget): readonly string[] {
  if (to.type === 'none') return []
  return [to.type === 'version' ? to.version.image : to.image]
}

/**
 * EC2's states: pending, available, invalid, deregistered, transient, failed, error, disabled. Only `available` can
 * be launched.
 */
const available: Rule = (survey) =>
  found(survey)
    .filter(({ state }) => state !== 'available')
    .map((each) => unavailable(each, survey.group?.at))

function unavailable({ id, state, reason, created }: Image, now: Instant | undefined): Finding {
  const begun = created !== undefined && now !== undefined ? `, begun ${roughly(now - created)} ago` : ''
  const how = state === 'pending' ? `it is pending${begun}` : `its state is ${state}`
  const why = reason === undefined ? '' : ` EC2 says: “${reason}”`
  return error('image-not-available', `The image ${id} cannot be launched: ${how}.${why}`, remedyFor(state, id))
}

function remedyFor(state: string, id: string): string {
  if (state === 'pending')
    return `Wait until the image is available, then run again: \`aws ec2 wait image-available --image-ids ${id}\` does so in a step before.`
  return state === 'disabled'
    ? `Choose another image, or have its owner enable it, then run again: \`aws ec2 enable-image --image-id ${id}\`.`
    : 'Build or choose another image.'
}

/** Every image that a template will launch, once. */
function found({ images, templates }: Survey): readonly Image[] {
  const all = [...images.map(candidateImage), ...templates.map(targetImage)]
  return [...new Map(all.flatMap((each) => (each ? [[each.id, each] as const] : []))).values()]
}

/** An image that matches no launch template was probably given by mistake. */
const needed: Rule = ({ images, templates }, { to }) => {
  if (to !== undefined || templates.some((each) => !targetImage(each))) return []
  const idle = images
    .flatMap((each) => candidateImage(each) ?? [])
    .filter(({ id }) => !templates.some((each) => targetImage(each)?.id === id))
  return templates.length === 0
    ? []
    : idle.map(({ id, architecture }) =>
        error(
          'image-not-needed',
          `No launch template of the group needs the image ${id} (${architecture}).`,
          'Leave it out of `image`: one image for each architecture of the group.',
        ),
      )
}

/** A deprecated image can still be launched by its id (EC2 User Guide, Deprecate an AMI), so this is no error. */
const deprecated: Rule = (survey) =>
  found(survey).flatMap(({ id, deprecated: since }) =>
    since === undefined || !survey.group || since > survey.group.at
      ? []
      : [
          warning(
            'image-deprecated',
            `The image ${id} has been deprecated since ${day(since)}: it still launches, but its owner asks to use another.`,
            'Build or choose a newer image.',
          ),
        ],
  )

export const imageRules: readonly Rule[] = [exists, available, needed, deprecated, ...ownerRules, ...differenceRules]

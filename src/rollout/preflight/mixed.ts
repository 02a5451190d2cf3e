/** Preflight rules for mixed instances policies and for groups with several templates or images. */

import { aliasTagFor, LONGEST_TAG } from '../launch-template/alias.ts'
import { originOf } from '../launch-template/tag-origin.ts'
import { architecturesOf, fittingTo } from '../matching.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import { type FoundTemplate, foundTemplates } from '../model/group-template.ts'
import type { Image } from '../model/image.ts'
import { candidateImage } from '../model/image-source.ts'
import type { Survey } from '../model/survey.ts'
import type { Rule } from './rule.ts'

const error = (rule: string, says: string, remedy: string): Finding => ({ level: 'error', rule, says, remedy })

/**
 * AWS: with attribute-based instance type selection a refresh accepts neither a desired configuration nor skip
 * matching.
 */
const byAttributes: Rule = ({ group }) =>
  group?.mixed?.overrides.some((override) => override.byAttributes)
    ? [
        error(
          'attribute-based-selection',
          'The group chooses instance types by their attributes (InstanceRequirements). AWS starts no refresh with a desired configuration on such a group, and rolls none back.',
          'Name the instance types in the group’s overrides instead; or make a template version and refresh the group without this action.',
        ),
      ]
    : []

/** An update replaces the whole policy, and would drop what the SDK does not know. */
const unknownMembers: Rule = ({ group }) => {
  const unknown = group?.mixed?.unknown ?? []
  return unknown.length > 0
    ? [
        error(
          'policy-unknown',
          `The group's mixed instances policy has members that this version of the action does not know: ${unknown.join(', ')}. The policy is sent back whole with other template versions, and they would be lost.`,
          'Use a newer version of this action.',
        ),
      ]
    : []
}

/** An override with its own image ignores the template's image (API Reference, LaunchTemplateOverrides). */
const ownImages: Rule = ({ group }) => {
  const images = [...new Set(group?.mixed?.overrides.flatMap(({ image }) => image ?? []))]
  return images.length > 0
    ? [
        error(
          'override-image',
          `Overrides of the group name images of their own (${images.join(', ')}), which beat the launch template: instances would be launched from those, not from the new image.`,
          'Take `ImageId` out of the group’s overrides; different images for different types are launch templates of their own.',
        ),
      ]
    : []
}

/** A policy that names one template at two versions leaves open which is the source of the new version. */
const oneVersionEach: Rule = ({ group }) =>
  Object.values(Object.groupBy(group?.templates ?? [], ({ id }) => id)).flatMap((same = []) => {
    const [first] = same
    const versions = same.map(({ version }) => version).join(' and ')
    return first && same.length > 1
      ? [
          error(
            'template-twice',
            `The group names the launch template ${first.id} (${first.name}) at several versions: ${versions}.`,
            'Let all its overrides name one version, or give those that differ a template of their own.',
          ),
        ]
      : []
  })

/** The tag that stores the aliases must fit AWS's length limit, or they could not be restored. */
const aliasTagLength: Rule = ({ group }, settings) =>
  group && (aliasTagFor(group, originOf(settings, group, 0))?.length ?? 0) > LONGEST_TAG
    ? [
        error(
          'too-many-aliases',
          'The group follows so many aliases of launch templates that they cannot be remembered in a tag while it is pinned to numbers.',
          'Name numbered versions in the group, or let all templates follow the same alias.',
        ),
      ]
    : []

/** Several templates or images are matched by architecture: each template needs exactly one image. */
const architectures: Rule = ({ group, images, templates }, { to }) => {
  const known = images.flatMap((each) => candidateImage(each) ?? [])
  if (to !== undefined || !group || known.length === 0 || known.length < images.length) return []
  return foundTemplates(templates).flatMap((each) =>
    each.target.type === 'none' ? unmatched(each, images, group) : [],
  )
}

function unmatched(template: FoundTemplate, candidates: Survey['images'], { templates }: Group): readonly Finding[] {
  const images = candidates.flatMap((each) => candidateImage(each) ?? [])
  const { id, name } = template.named
  const which = templates.length > 1 ? `The launch template ${id} (${name})` : 'The group’s launch template'
  const [architecture] = architecturesOf(template)
  if (architecture === undefined)
    return [
      error(
        'architecture-unknown',
        `${which} launches ${template.saved.image}, which is not there any more, and names no instance type: which of the images it shall launch is not known.`,
        'Name an instance type in the template or in the group’s overrides.',
      ),
    ]
  const fitting = fittingTo(template, images)
  if (fitting.length === 0)
    return [
      error(
        'image-for-architecture',
        `${which} launches ${architecturesOf(template).join(', ')}, and there is no image of that architecture among those asked for: ${images.map(named).join(', ')}.`,
        'Add one to `image`, on a line of its own: one image for each architecture of the group.',
      ),
    ]
  return [
    error(
      'images-alike',
      `${which} could launch each of ${fitting.map(named).join(', ')}.`,
      buildsRemedy(candidates) ?? 'Leave one of them out of `image`: one image for each architecture of the group.',
    ),
  ]
}

/** Several images of one manifest: the builds have names. */
function buildsRemedy(candidates: Survey['images']): string | undefined {
  const refs = candidates.flatMap(({ ref }) => (ref.from === 'packer' ? [ref] : []))
  const [first] = refs
  return first && refs.length > 1
    ? `Name the build that is meant: \`packer:${first.file}#NAME\`, with one of ${refs.map(({ build }) => build).join(', ')}.`
    : undefined
}

const named = ({ id, architecture }: Image): string => `${id} (${architecture})`

/** The rules that `mode: check` needs too. */
export const readableMixed: readonly Rule[] = [oneVersionEach]
/** What `mode: watch` needs besides: instances are judged by the images of their versions. */
export const watchableMixed: readonly Rule[] = [ownImages]
export const mixed: readonly Rule[] = [byAttributes, unknownMembers, ownImages, aliasTagLength, architectures]

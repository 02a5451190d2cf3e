/** Preflight rules for launch templates that name, or named, their image by a Systems Manager parameter. */

import { markerIn } from '../launch-template/marker.ts'
import { parameterIn } from '../launch-template/parameter.ts'
import { saveCommand } from '../manual-commands.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import { type FoundTemplate, foundTemplates } from '../model/group-template.ts'
import type { Rule } from './rule.ts'

/** AWS accepts no desired configuration with such a template and does not roll back to it. */
export const namedByParameter: Rule = ({ templates, problems }, { ssmTemplate, mode }) => {
  // Somebody else's refresh is under way: what the parameter means now is what its instances should run.
  if (mode === 'watch') return []
  const [why, remedy] = mode === 'check' ? noCheck : ssmTemplate === 'pin' ? noImage : noRefresh
  // The failed read may be why the image is unknown, and has its own finding.
  if (why === noImage[0] && problems.length > 0) return []
  return foundTemplates(templates).flatMap(({ saved }) => {
    const parameter = parameterIn(saved)
    if (parameter === undefined) return []
    const says = `Version ${saved.version} of the launch template ${saved.id} (${saved.name}) names its image by the Systems Manager parameter ${parameter}${why}`
    return [{ level: 'error', rule: 'ssm-template', says, remedy }]
  })
}

const noRefresh = [
  '. AWS starts no instance refresh with a desired configuration from it, and rolls none back.',
  'Set `ssm-template: pin`: a rollout then moves the group to a version with the image that its instances run first, and the group does not follow the parameter any more.',
] as const
const noImage = [
  ', which means no image now, and its instances do not show one.',
  'Let the parameter hold the id of an image, then run again.',
] as const
const noCheck = [
  ': there is no image to compare the instances with.',
  'A rollout with `ssm-template: pin` moves the group to a version that has an image of its own.',
] as const

/** Changes of the parameter no longer reach the group, because the group is pinned or will be. */
const unfollowed: Rule = ({ group, templates }) =>
  group ? foundTemplates(templates).flatMap((each) => unfollowedIn(each, group)) : []

function unfollowedIn({ saved, versions, parameter: images }: FoundTemplate, group: Group): readonly Finding[] {
  const from = versions.find(({ version }) => markerIn(saved.description)?.from === version)
  const parameter = from && parameterIn(from)
  if (!from || parameter === undefined) return []
  const on = { group: group.name, ...(group.mixed && { mixed: true as const }) }
  const follow = saveCommand(on, [{ id: saved.id, version: from.version }])
  const pinned: Finding = {
    level: 'warning',
    rule: 'parameter-not-followed',
    says: `A version with the image ${saved.image} takes the place of version ${from.version}, which names its image by the parameter ${parameter}: the group does not follow the parameter any more.`,
    remedy: `To let it follow the parameter again: \`${follow}\`.`,
  }
  if (images?.means === undefined || images.means === saved.image) return [pinned]
  const elsewhere: Finding = {
    level: 'warning',
    rule: 'parameter-means-another',
    says: `The parameter ${parameter} means ${images.means} now, but the instances run ${saved.image}: the group is pinned to what runs, and a rollback returns to that.`,
    remedy: 'Until the rollout has succeeded a scale-out launches what runs now, not what the parameter means.',
  }
  return [pinned, elsewhere]
}

export const parameter: readonly Rule[] = [unfollowed]

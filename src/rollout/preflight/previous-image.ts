/** Preflight rules for the previous image: whether a rollback would be possible. */
import { runs } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import type { GroupTemplate } from '../model/group-template.ts'
import type { Survey } from '../model/survey.ts'
import { isUnseen, type Rule, warning } from './rule.ts'

/**
 * AWS rolls back to the group's saved template. If that names the new image already, a rollback would change nothing.
 */
const savedIsNew: Rule = ({ group, templates }, { onFailure }) =>
  templates.flatMap((held) => (group && onFailure === 'rollback' ? sameImage(held, group) : []))

function sameImage({ saved, target: wanted }: GroupTemplate, group: Group): readonly Finding[] {
  const its = group.instances.filter(({ template }) => group.templates.length === 1 || template?.id === saved?.id)
  const old = its.filter((instance) => saved && !runs(instance, { templates: [saved] }))
  if (!saved || saved.image !== wanted?.id || old.length === 0) return []
  return [
    {
      level: 'warning',
      rule: 'no-way-back',
      says: `The group's saved template (version ${saved.version}) names the new image already while ${old.length} instances run an older version: a rollback would lead to the same image.`,
      remedy:
        'To keep a way back, let this action make the new version: do not change the group or its alias beforehand.',
    },
  ]
}

/**
 * A rollback launches the image in use. If that can no longer be launched, there is no rollback. This is only a warning:
 * the group cannot scale out now either, and the new image fixes that.
 */
const oldIsGone: Rule = (survey, { to, onFailure, onCancel }) =>
  to !== undefined || (onFailure !== 'rollback' && onCancel !== 'rollback')
    ? []
    : survey.templates.flatMap((held) => {
        const state = stateOfPresent(held, survey)
        return state === undefined || !held.saved
          ? []
          : [
              warning(
                'way-back-gone',
                `The image in use, ${held.saved.image}, ${state}: a rollback could launch nothing, and AWS's own would end as RollbackFailed. Nor can the group scale out before the rollout.`,
                'If the new image fails, go on to another good one. Keep the images that a group may go back to.',
              ),
            ]
      })

function stateOfPresent(
  { saved, current: present, target: wanted }: GroupTemplate,
  { problems }: Survey,
): string | undefined {
  if (!saved || saved.image === wanted?.id || isUnseen('DescribeImages', problems) || !saved.image.startsWith('ami-'))
    return undefined
  if (!present) return 'does not exist any more or is not shared with this account'
  return present.state === 'available' ? undefined : `is ${present.state}`
}

export const wayBack: readonly Rule[] = [savedIsNew, oldIsGone]

/** Preflight rules for the previous image: whether a rollback would be possible. */
import { runs } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'
import type { Group } from '../model/group.ts'
import { currentImage, type FoundTemplate, foundTemplates, targetImage } from '../model/group-template.ts'
import type { Survey } from '../model/survey.ts'
import { isUnseen, type Rule, warning } from './rule.ts'

/**
 * AWS rolls back to the group's saved template. If that names the new image already, a rollback would change nothing.
 */
const savedIsNew: Rule = ({ group, templates }, { onFailure }) =>
  group && onFailure === 'rollback' ? foundTemplates(templates).flatMap((each) => sameImage(each, group)) : []

function sameImage(of: FoundTemplate, group: Group): readonly Finding[] {
  const { saved } = of
  const its = group.instances.filter(({ template }) => group.templates.length === 1 || template?.id === saved.id)
  const old = its.filter((instance) => !runs(instance, { templates: [saved] }))
  if (of.target.type === 'version' || saved.image !== targetImage(of)?.id || old.length === 0) return []
  return [
    {
      level: 'warning',
      rule: 'no-way-back',
      says: `The group's saved template (version ${saved.version}) names the new image already while ${old.length} instances run an older version: a rollback would lead to the same image.`,
      remedy:
        'To keep a rollback possible, let this action make the new version: do not change the group or its alias beforehand.',
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
    : foundTemplates(survey.templates).flatMap((each) => {
        const state = stateOfCurrent(each, survey)
        return state === undefined
          ? []
          : [
              warning(
                'way-back-gone',
                `The image in use, ${each.saved.image}, ${state}. A rollback could launch nothing, and AWS's own would end as RollbackFailed. Nor can the group scale out before the rollout.`,
                'If the new image fails, go on to another good one. Keep the images that a group may be rolled back to.',
              ),
            ]
      })

function stateOfCurrent(of: FoundTemplate, { problems }: Survey): string | undefined {
  const { image } = of.saved
  if (image === targetImage(of)?.id || isUnseen('DescribeImages', problems) || !image.startsWith('ami-'))
    return undefined
  const current = currentImage(of)
  if (!current) return 'does not exist any more or is not shared with this account'
  return current.state === 'available' ? undefined : `is ${current.state}`
}

export const previousImage: readonly Rule[] = [savedIsNew, oldIsGone]

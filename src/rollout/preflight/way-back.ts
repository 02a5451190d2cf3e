/** Whether there is a way back, before one is needed. */
import { runs } from '../coverage.ts'
import type { Rule } from './rule.ts'

/** AWS rolls back to the template that the group has saved. If that names the new image already, back is nowhere. */
const savedIsNew: Rule = ({ group, saved, image }, { onFailure }) => {
  const old = group?.instances.filter((instance) => saved && !runs(instance, { templates: [saved] })) ?? []
  if (!saved || saved.image !== image?.id || old.length === 0 || onFailure !== 'rollback') return []
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

export const wayBack: readonly Rule[] = [savedIsNew]

/** Whether there is a way back, before one is needed. */
import { runs } from '../coverage.ts'
import type { Group, Held } from '../facts.ts'
import type { Finding } from '../model.ts'
import type { Rule } from './rule.ts'

/** AWS rolls back to the template that the group has saved. If that names the new image already, back is nowhere. */
const savedIsNew: Rule = ({ group, templates }, { onFailure }) =>
  templates.flatMap((held) => (group && onFailure === 'rollback' ? sameImage(held, group) : []))

function sameImage({ saved, wanted }: Held, group: Group): readonly Finding[] {
  const old = group.instances.filter((instance) => saved && !runs(instance, { templates: [saved] }))
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

export const wayBack: readonly Rule[] = [savedIsNew]

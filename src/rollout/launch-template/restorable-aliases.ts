/** Which aliases may be restored on a group. The plan and the final step share this rule. Pure. */
import type { Group } from '../model/group.ts'
import type { Alias, Template, TemplateVersion } from '../model/launch-template.ts'
import { ALIAS_TAG, type Aliases, aliasTag, mayRestore } from './alias.ts'
import { originIn, originText } from './tag-origin.ts'

/** An alias that was replaced by a number. `saved`: what the group names instead. */
export interface TakenAlias {
  readonly alias: Alias
  readonly version: Pick<TemplateVersion, 'id' | 'version'>
  readonly saved: string
  readonly template: Template
}

/** What is restored now and what is not yet. `tag`: the tag's value afterwards; `undefined` where the tag is removed. */
export interface Restorable {
  readonly restore: readonly TakenAlias[]
  readonly keep: readonly TakenAlias[]
  readonly tag: string | undefined
}

/**
 * `aliases`: those that the group followed, as far as that is confirmed. `proven`: the versions that the fleet runs
 * healthily. `templates`: the answers for each template; several answers must agree.
 */
export function restorable(on: {
  readonly group: Group
  readonly aliases: Aliases
  readonly templates: readonly Template[]
  readonly proven: readonly Pick<TemplateVersion, 'id' | 'version'>[]
}): Restorable {
  const { group, aliases, proven, templates } = on
  const taken = proven.flatMap((version): readonly TakenAlias[] => {
    const alias = aliases.get(version.id)
    const saved = group.templates.find(({ id }) => id === version.id)?.version
    const template = templates.find(({ id }) => id === version.id)
    return alias && template && saved !== undefined ? [{ version, alias, saved, template }] : []
  })
  // The group may follow the alias already: a run was killed after it restored the alias and before it updated the tag.
  const isDue = ({ alias, saved, version }: TakenAlias): boolean =>
    saved === alias ||
    templates.every((each) => each.id !== version.id || mayRestore(alias, saved, each, version.version))
  const restore = taken.filter(isDue)
  const left = new Map([...aliases].filter(([id]) => restore.every(({ version }) => version.id !== id)))
  const origin = originIn(group.tags.get(ALIAS_TAG) ?? '')
  return {
    restore,
    keep: taken.filter((each) => !restore.includes(each)),
    tag:
      left.size === 0
        ? undefined
        : [aliasTag(left, group.templates), ...(origin ? [originText(origin)] : [])].join(' '),
  }
}

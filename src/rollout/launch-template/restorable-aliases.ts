/** Which aliases a group may follow again. One rule, for the plan that expects it and for the step that does it. Pure. */
import type { Group } from '../model/group.ts'
import type { Alias, Template, TemplateVersion } from '../model/launch-template.ts'
import { aliasTag, mayGiveBack, taggedAliases } from './alias.ts'

/** An alias that was taken from a group. `saved`: what the group names instead. */
export interface TakenAlias {
  readonly alias: Alias
  readonly version: Pick<TemplateVersion, 'id' | 'version'>
  readonly saved: string
  readonly template: Template
}

/** What is restored now and what stays taken; `tag`: what the group's tag says afterwards, `undefined` where it goes. */
export interface Restorable {
  readonly restore: readonly TakenAlias[]
  readonly keep: readonly TakenAlias[]
  readonly tag: string | undefined
}

/** `proven`: what the fleet runs well on. `templates`: what is known of each, where several answers must agree all of them. */
export function restorable(on: {
  readonly group: Group
  readonly templates: readonly Template[]
  readonly proven: readonly Pick<TemplateVersion, 'id' | 'version'>[]
}): Restorable {
  const { group, proven, templates } = on
  const aliasesToRestore = taggedAliases(group)
  const taken = proven.flatMap((version): readonly TakenAlias[] => {
    const alias = aliasesToRestore.get(version.id)
    const saved = group.templates.find(({ id }) => id === version.id)?.version
    const template = templates.find(({ id }) => id === version.id)
    return alias && template && saved !== undefined ? [{ version, alias, saved, template }] : []
  })
  // Where the group follows the alias again, a run was ended between that and the tag.
  const isDue = ({ alias, saved, version }: TakenAlias): boolean =>
    saved === alias ||
    templates.every((each) => each.id !== version.id || mayGiveBack(alias, saved, each, version.version))
  const restore = taken.filter(isDue)
  const left = new Map([...aliasesToRestore].filter(([id]) => restore.every(({ version }) => version.id !== id)))
  return {
    restore,
    keep: taken.filter((each) => !restore.includes(each)),
    tag: left.size === 0 ? undefined : aliasTag(left, group.templates),
  }
}

/** When a group may follow `$Latest` or `$Default` again: only where the alias means a version that the rollout has proven. */

import type { Group } from '../model/group.ts'
import type { Alias, Template, TemplateReference } from '../model/launch-template.ts'
import type { Rollout } from '../model/operation.ts'
import { originIn, originText, type TagOrigin, withoutOrigin } from './tag-origin.ts'

/** The group's tag in which the aliases are kept while the group is pinned to numbers. */
export const ALIAS_TAG = 'ami-rollout:alias'

/** The longest tag value that AWS allows, in characters. */
export const LONGEST_TAG = 256

/** The alias that a group follows, or followed, for each template; by the template's id. */
export type Aliases = ReadonlyMap<string, Alias>

/**
 * The aliases in the group's tag: replaced by numbers and not restored yet. A single alias applies to all templates. What
 * the tag says counts only where the survey has confirmed it.
 */
export function taggedAliases({ tags, templates }: Pick<Group, 'tags' | 'templates'>): Aliases {
  const value = withoutOrigin(tags.get(ALIAS_TAG) ?? '')
  if (isAlias(value)) return new Map(templates.map(({ id }) => [id, value]))
  return new Map(
    value.split(' ').flatMap((pair) => {
      const [id = '', alias = ''] = pair.split('=')
      return isAlias(alias) ? [[id, alias] as const] : []
    }),
  )
}

/** What a rollout of this group carries with it: its tag, which counts by now. */
export function aliasFact({ tags }: Pick<Group, 'tags'>): Pick<Rollout, 'aliasTag'> {
  const aliasTag = tags.get(ALIAS_TAG)
  return aliasTag === undefined ? {} : { aliasTag }
}

/** The group with this tag, or without any: what it says now no longer counts, or not yet. */
export function withAliasTag(group: Group, tag: string | undefined): Group {
  const { [ALIAS_TAG]: _, ...others } = Object.fromEntries(group.tags)
  return { ...group, tags: new Map(Object.entries(tag === undefined ? others : { ...others, [ALIAS_TAG]: tag })) }
}

/**
 * The aliases on which the group's tag and what the rollout carries agree. A tag that another run has written since is that
 * run's to settle: it may be trying a version, or rolling one.
 */
export function agreedAliases(group: Pick<Group, 'tags' | 'templates'>, { aliasTag }: Rollout): Aliases {
  const writer = originIn(group.tags.get(ALIAS_TAG) ?? '')?.run
  if (writer !== undefined && writer !== originIn(aliasTag ?? '')?.run) return new Map()
  const carried = taggedAliases({ ...group, tags: new Map(aliasTag === undefined ? [] : [[ALIAS_TAG, aliasTag]]) })
  return new Map([...taggedAliases(group)].filter(([id, alias]) => carried.get(id) === alias))
}

/** The tag's value: one alias where all templates follow it, else `lt-…=$Latest lt-…=$Default`. */
export function aliasTag(aliases: Aliases, templates: readonly Pick<TemplateReference, 'id'>[]): string {
  const [first, ...others] = new Set(templates.map(({ id }) => aliases.get(id)))
  if (first !== undefined && others.length === 0) return first
  return [...aliases].map(([id, alias]) => `${id}=${alias}`).join(' ')
}

/**
 * The tag's value to write before aliases are replaced by numbers: the aliases that the group follows now and those in its
 * tag already, with who writes it. `undefined` where it follows none.
 */
export function aliasTagFor(group: Pick<Group, 'tags' | 'templates'>, origin: TagOrigin): string | undefined {
  const follows = group.templates.flatMap(({ id, version }) => (isAlias(version) ? [[id, version] as const] : []))
  if (follows.length === 0) return undefined
  const aliases = aliasTag(new Map([...taggedAliases(group), ...follows]), group.templates)
  return `${aliases} ${originText(origin)}`
}

/** Whether a saved version, as the API gives it, is an alias. */
export const isAlias = (version: number | string): version is Alias => version === '$Latest' || version === '$Default'

/** The number that an alias means now. */
export const meaning = (alias: Alias, template: Pick<Template, 'latest' | 'default'>): number =>
  alias === '$Latest' ? template.latest : template.default

/**
 * Whether the alias may be restored: that must not change what the next scale-out launches. `proven`: the version that
 * the fleet runs healthily, the new one after a success, the old one after a failure.
 */
export const mayRestore = (alias: Alias, saved: string, template: Template, proven: number): boolean =>
  saved === String(proven) && meaning(alias, template) === proven

/** A saved version as the API takes it: a number, or the alias itself. */
export const versionOf = (spec: string): number | Alias => (isAlias(spec) ? spec : Number(spec))

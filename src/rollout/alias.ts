/** When a group that followed `$Latest` or `$Default` may follow it again: only where that launches a proven image. */

import type { Group, Template } from './facts.ts'
import type { Alias } from './model.ts'
import { quote } from './shell.ts'

/** The group's tag in which the alias is kept while the group is pinned to a number. */
export const ALIAS_TAG = 'ami-rollout:alias'

/** The alias that a run of ours took away from the group and has not given back. */
export function aliasOwed(group: Pick<Group, 'tags'>): Alias | undefined {
  const value = group.tags.get(ALIAS_TAG)
  return value === '$Latest' || value === '$Default' ? value : undefined
}

/** The number that an alias means now. */
export const meaning = (alias: Alias, template: Pick<Template, 'latest' | 'default'>): number =>
  alias === '$Latest' ? template.latest : template.default

/**
 * Whether the alias may be given back. `proven`: the version that the fleet has been shown to run well on, the new
 * one after a success, the old one after a bad end. Giving back must not change what the next scale-out launches.
 */
export const mayGiveBack = (alias: Alias, saved: string, template: Template, proven: number): boolean =>
  saved === String(proven) && meaning(alias, template) === proven

/** How to let a group follow an alias by hand. */
export const aliasCommand = (group: string, template: string, alias: Alias): string =>
  `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(group)} --launch-template 'LaunchTemplateId=${template},Version=${alias}'`

/** How to see which alias a group is owed, if any. */
export const owedCommand = (group: string): string =>
  `aws autoscaling describe-tags --filters Name=auto-scaling-group,Values=${quote(group)} Name=key,Values=${ALIAS_TAG}`

/** How to make a version its template's default by hand. */
export const defaultCommand = (template: string, version: number): string =>
  `aws ec2 modify-launch-template --launch-template-id ${template} --default-version ${version}`

/** A saved version as the API takes it: a number, or the alias itself. */
export const versionOf = (spec: string): number | Alias =>
  spec === '$Latest' || spec === '$Default' ? spec : Number(spec)

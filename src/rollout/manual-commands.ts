/** Commands that a person may copy. They are shown, never run. */
import { ALIAS_TAG } from './launch-template/alias.ts'
import type { Alias } from './model/launch-template.ts'

/** A name as one word of a POSIX shell, whatever stands in it: the command is for a person to copy. */
export const quote = (word: string): string => (/^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** A group as a command needs it. `mixed`: it has a mixed instances policy, which must be sent whole. */
export interface CommandTarget {
  readonly group: string
  readonly mixed?: true
}

/** Versions by template: numbers or aliases. */
export type VersionChoices = readonly { readonly id: string; readonly version: number | Alias }[]

/** How to save other template versions on a group. */
export const saveCommand = (on: CommandTarget, choices: VersionChoices): string => {
  const [only] = choices
  const update = `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(on.group)}`
  return on.mixed
    ? `${update} --mixed-instances-policy ${policyWith(on.group, choices, '.')}`
    : `${update} --launch-template 'LaunchTemplateId=${only?.id},Version=${only?.version}'`
}

/** How to go back, instance by instance, without losing capacity. */
export const refreshCommand = (on: CommandTarget, choices: VersionChoices): string => {
  const [only] = choices
  const configuration = on.mixed
    ? policyWith(on.group, choices, '{MixedInstancesPolicy: .}')
    : `'${JSON.stringify({ LaunchTemplate: { LaunchTemplateId: only?.id, Version: String(only?.version) } })}'`
  return `aws autoscaling start-instance-refresh --auto-scaling-group-name ${quote(on.group)} --desired-configuration ${configuration} --preferences '{"SkipMatching":true,"MinHealthyPercentage":100,"MaxHealthyPercentage":200}'`
}

/**
 * The group's policy, read and changed on the spot by jq: a policy that is sent replaces the one that is there. AWS gives
 * templates by id and name both, and takes only one of them.
 */
function policyWith(group: string, choices: VersionChoices, form: string): string {
  const versions = Object.fromEntries(choices.map(({ id, version }) => [id, String(version)]))
  const read = `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)} --query 'AutoScalingGroups[0].MixedInstancesPolicy' --output json`
  const change = `${JSON.stringify(versions)} as $to | walk(if type == "object" and has("LaunchTemplateId") then del(.LaunchTemplateName) | .Version = ($to[.LaunchTemplateId] // .Version) else . end) | ${form}`
  return `"$(${read} | jq -c '${change}')"`
}

/** How to make a version its template's default. */
export const defaultCommand = (template: string, version: number): string =>
  `aws ec2 modify-launch-template --launch-template-id ${template} --default-version ${version}`

/** How to see which aliases a group is owed, if any. */
export const aliasTagCommand = (group: string): string =>
  `aws autoscaling describe-tags --filters Name=auto-scaling-group,Values=${quote(group)} Name=key,Values=${ALIAS_TAG}`

/** How to follow a refresh. */
export const describeCommand = ({ group }: CommandTarget): string =>
  `aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${quote(group)} --max-records 1`

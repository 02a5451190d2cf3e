/** Commands that a person may copy. They are shown, never run. */

import { ALIAS_TAG } from './launch-template/alias.ts'
import { targetGroupName } from './measure.ts'
import type { HookWait } from './model/hook-wait.ts'
import type { Alias } from './model/launch-template.ts'
import { isClassic } from './model/target.ts'

/** Quotes a name as one word of a POSIX shell, so that a copied command is safe whatever the name contains. */
export const quote = (word: string): string =>
  /^[\w.:/=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A filter of one value. In the CLI's shorthand a comma, which a group's name may have, would end the value. */
export const filter = (name: string, value: string): string =>
  /^[\w.:/ -]+$/.test(value)
    ? quote(`Name=${name},Values=${value}`)
    : quote(JSON.stringify({ Name: name, Values: [value] }))

/** The group of a command. `mixed`: it has a mixed instances policy, which AWS takes only as a whole. */
export interface CommandTarget {
  readonly group: string
  readonly mixed?: true
}

/** Versions by template: numbers or aliases. */
export type VersionChoices = readonly { readonly id: string; readonly version: number | Alias }[]

/** The command that saves other template versions on a group. */
export const saveCommand = (on: CommandTarget, choices: VersionChoices): string => {
  const [only] = choices
  const update = `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(on.group)}`
  return on.mixed
    ? `${update} --mixed-instances-policy ${policyWith(on.group, choices, '.')}`
    : `${update} --launch-template 'LaunchTemplateId=${only?.id},Version=${only?.version}'`
}

/** How to take a target group, or a classic load balancer, from a group that names it. ARNs are looked up, not printed. */
export const detachCommand = (group: string, targetGroup: string): string => {
  const named = `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)}`
  const query = `AutoScalingGroups[0].TargetGroupARNs[?contains(@, '/${targetGroupName(targetGroup)}/')]`
  return isClassic(targetGroup)
    ? `aws autoscaling detach-load-balancers --auto-scaling-group-name ${quote(group)} --load-balancer-names ${quote(targetGroup)}`
    : `aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${quote(group)} --target-group-arns $(${named} --query "${query}" --output text)`
}

/** How to end instances outside of any group: those of trials. */
export const endTrialCommand = (instances: readonly string[]): string =>
  `aws ec2 terminate-instances --instance-ids ${instances.map(quote).join(' ')}`

/** How to cancel a command of Systems Manager. */
export const cancelCommandCommand = (id: string): string => `aws ssm cancel-command --command-id ${quote(id)}`

/** How to see what scripts printed on an instance. */
export const instanceCommandsCommand = (instance: string): string =>
  `aws ssm list-command-invocations --instance-id ${quote(instance)} --details --max-items 5`

/** Instances that have a command each at most; more are looped over, since AWS takes one in a call. */
const MOST_INSTANCES = 3

/** How to end instances that their group has let go of. */
export const terminateCommand = (instances: readonly string[]): string => {
  const end = (instance: string) =>
    `aws autoscaling terminate-instance-in-auto-scaling-group --instance-id ${instance} --no-should-decrement-desired-capacity`
  const all = instances.map(quote)
  return all.length <= MOST_INSTANCES
    ? all.map(end).join(' ; ')
    : `for instance in ${all.join(' ')}; do ${end('"$instance"')}; done`
}

/**
 * How to roll back, instance by instance, without losing capacity. AWS's default for protected and standby instances is to
 * wait an hour for them and then to fail, so both preferences are named.
 */
export const refreshCommand = (
  on: CommandTarget,
  choices: VersionChoices,
  protection: 'Refresh' | 'Ignore' = 'Ignore',
): string => {
  const [only] = choices
  const preferences = {
    SkipMatching: true,
    MinHealthyPercentage: 100,
    MaxHealthyPercentage: 200,
    ScaleInProtectedInstances: protection,
    StandbyInstances: 'Ignore',
  }
  const configuration = on.mixed
    ? policyWith(on.group, choices, '{MixedInstancesPolicy: .}')
    : `'${JSON.stringify({ LaunchTemplate: { LaunchTemplateId: only?.id, Version: String(only?.version) } })}'`
  return `aws autoscaling start-instance-refresh --auto-scaling-group-name ${quote(on.group)} --desired-configuration ${configuration} --preferences '${JSON.stringify(preferences)}'`
}

/**
 * Shell code that reads the group's policy and changes it with jq, because an update replaces the whole policy. AWS returns
 * both id and name of a template and accepts only one of them.
 */
function policyWith(group: string, choices: VersionChoices, form: string): string {
  const versions = Object.fromEntries(choices.map(({ id, version }) => [id, String(version)]))
  const read = `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)} --query 'AutoScalingGroups[0].MixedInstancesPolicy' --output json`
  const change = `${JSON.stringify(versions)} as $to | walk(if type == "object" and has("LaunchTemplateId") then del(.LaunchTemplateName) | .Version = ($to[.LaunchTemplateId] // .Version) else . end) | ${form}`
  return `"$(${read} | jq -c '${change}')"`
}

/** The command that sets a template's default version. */
export const defaultCommand = (template: string, version: number): string =>
  `aws ec2 modify-launch-template --launch-template-id ${template} --default-version ${version}`

/** The command that shows the aliases still to be restored. */
export const aliasTagCommand = (group: string): string =>
  `aws autoscaling describe-tags --filters ${filter('auto-scaling-group', group)} ${filter('key', ALIAS_TAG)}`

/** The command that has AWS roll back the refresh in progress. */
export const rollbackCommand = ({ group }: CommandTarget): string =>
  `aws autoscaling rollback-instance-refresh --auto-scaling-group-name ${quote(group)}`

/** The command that stops the refresh in progress and leaves what it has replaced. */
export const cancelCommand = ({ group }: CommandTarget): string =>
  `aws autoscaling cancel-instance-refresh --auto-scaling-group-name ${quote(group)}`

/** Hooks that have a command each at most; more are looped over. */
const MOST_HOOKS = 3

/**
 * The commands that let an instance go on from its lifecycle hooks: one for each hook of its transition, since AWS does not
 * say which is still open, and refuses a command for one that is not. Names that are not known are looked up.
 */
export const completeHookCommands = (group: string, { instance, at, hooks }: HookWait): readonly string[] => {
  const complete = (hook: string) =>
    `aws autoscaling complete-lifecycle-action --auto-scaling-group-name ${quote(group)} --instance-id ${quote(instance)} --lifecycle-hook-name ${hook} --lifecycle-action-result CONTINUE`
  if (hooks.length > 0 && hooks.length <= MOST_HOOKS) return hooks.map((hook) => complete(quote(hook)))
  const query = `LifecycleHooks[?LifecycleTransition=='${transitions[at]}'].LifecycleHookName`
  const find = `aws autoscaling describe-lifecycle-hooks --auto-scaling-group-name ${quote(group)} --query "${query}" --output text`
  return [`for hook in $(${find}); do ${complete('"$hook"')}; done`]
}

const transitions: Readonly<Record<HookWait['at'], string>> = {
  launch: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  termination: 'autoscaling:EC2_INSTANCE_TERMINATING',
}

/** The command that shows who made a call lately, for any group. */
export const lookUpCommand = (call: string): string =>
  `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${call}`

/** The command that shows a group's refreshes. */
export const describeCommand = ({ group }: CommandTarget): string =>
  `aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${quote(group)} --max-records 1`

/** How to remove a tag of the group by hand. */
export const untagCommand = (group: string, key: string): string =>
  `aws autoscaling delete-tags --tags ${quote(JSON.stringify([{ ResourceType: 'auto-scaling-group', ResourceId: group, Key: key }]))}`

/** How to set a tag of the group by hand. */
export const tagCommand = (group: string, key: string, value: string): string =>
  `aws autoscaling create-or-update-tags --tags ${quote(JSON.stringify([{ ResourceType: 'auto-scaling-group', ResourceId: group, Key: key, Value: value, PropagateAtLaunch: false }]))}`

/** The command that shows a template's versions, for a clean-up that could not read them. */
export const versionsCommand = (template: string): string =>
  `aws ec2 describe-launch-template-versions --launch-template-id ${template} --query 'LaunchTemplateVersions[].[VersionNumber,VersionDescription]'`

/** The command that shows the images of deleted versions. */
export const retiredCommand = (template: string): string =>
  `aws ec2 describe-images --owners self --include-deprecated --include-disabled --filters Name=tag:ami-rollout:retired,Values=${template} --query 'Images[].[ImageId,Name,State,DeprecationTime]'`

/** How to write an image's id to a parameter by hand. */
export const setParameterCommand = (
  { name, dataType }: { readonly name: string; readonly dataType: string },
  image: string,
): string =>
  `aws ssm put-parameter --name ${quote(name)} --value ${image} --type String --data-type ${dataType} --overwrite`

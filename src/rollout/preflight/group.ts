/** Preflight rules for the group: whether an instance refresh can replace its instances at all. */

import { quote } from '../manual-commands.ts'
import type { Finding } from '../model/finding.ts'
import type { GroupTemplate } from '../model/group-template.ts'
import { orSeveral } from '../several-groups.ts'
import { namedByParameter } from './parameter.ts'
import { isUnseen, type Rule } from './rule.ts'

const error = (rule: string, says: string, remedy: string): readonly Finding[] => [
  { level: 'error', rule, says, remedy },
]

const exists: Rule = ({ group, problems }, settings) =>
  group || isUnseen('DescribeAutoScalingGroups', problems)
    ? []
    : error(
        'group-missing',
        `The Auto Scaling group "${settings.group}" does not exist in this region and account.`,
        `Check \`auto-scaling-group\`, \`aws-region\` and the account of the credentials.${orSeveral(settings.group)}`,
      )

const form: Rule = ({ group }) =>
  group?.form === 'launch-configuration'
    ? error(
        'launch-configuration',
        'The group uses a launch configuration, which AWS has retired.',
        'Move the group to a launch template first; launch configurations cannot be rolled.',
      )
    : []

const template: Rule = ({ templates, problems }) => (problems.length > 0 ? [] : templates.flatMap(missing))

function missing(of: GroupTemplate): readonly Finding[] {
  const { id, name, version } = of.named
  switch (of.type) {
    case 'no-template':
      return error(
        'template-missing',
        `The group's launch template ${id || name} does not exist.`,
        'Point the group to a launch template that exists.',
      )
    case 'no-version':
      return error(
        'version-missing',
        `The group's launch template ${of.template.id} has no version ${version}.`,
        'Point the group to a version that exists: without it there is no version to start from, and none to roll back to.',
      )
    case 'found':
      return []
  }
}

/** What is certain to fail, whatever the image. */
const stalls: Readonly<Record<string, string>> = {
  Launch: 'no instance would be launched',
  Terminate: 'no instance would be terminated',
  InstanceRefresh: 'the refresh would be paused',
}
const hides: Readonly<Record<string, string>> = {
  HealthCheck: 'bad instances would not be noticed by the group',
  ReplaceUnhealthy: 'bad instances would not be replaced by the group',
}

/**
 * Without the process an instance is in service and never registered: behind a load balancer a perfect image is never
 * healthy.
 */
const ADD = 'AddToLoadBalancer'
const UNREGISTERED = 'new instances would not be registered with their load balancers, and none would ever be healthy'

const suspended: Rule = ({ group }) =>
  (group?.suspended ?? []).flatMap((process): readonly Finding[] => {
    const remedy = `Resume it: \`aws autoscaling resume-processes --auto-scaling-group-name ${quote(group?.name ?? '')} --scaling-processes ${process}\`.`
    const stops = process === ADD && group && group.targetGroups.length > 0 ? UNREGISTERED : stalls[process]
    if (stops) return error('suspended', `The process ${process} is suspended: ${stops}.`, remedy)
    return hides[process]
      ? [
          {
            level: 'warning',
            rule: 'suspended',
            says: `The process ${process} is suspended: ${hides[process]}.`,
            remedy,
          },
        ]
      : []
  })

/** The rules that `mode: check` needs too. */
export const readable: readonly Rule[] = [exists, form, template, namedByParameter]
export const group: readonly Rule[] = [...readable, suspended]

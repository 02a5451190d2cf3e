/** The IAM permissions that a plan needs, in IAM's words: those of its steps, of its reads, and of what may go wrong. Pure. */

import type { Version } from '../model/launch-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { isClassic } from '../model/target.ts'
import type { Plan } from './plan.ts'
import { callsOf, type WriteOperation } from './steps.ts'

/** An IAM action and what it is needed for. */
export interface Permission {
  readonly action: string
  /** `launch`: AWS asks it of the caller though the group's own role launches. `undo`: only if something goes wrong. */
  readonly for: 'reads' | 'launch' | 'changes' | 'undo'
}

/** All permissions that carrying out the plan needs, each once, those of one use together. None where it is planned again first. */
export function permissionsFor(
  plan: Plan,
  on: { readonly survey: Survey; readonly settings: RolloutSettings },
): readonly Permission[] {
  if (!('settings' in plan)) return []
  const all: readonly Permission[] = [
    ...readActions(on.survey, on.settings).map((action) => ({ action, for: 'reads' }) as const),
    ...callsOf(plan.steps).map(({ operation }) => ({ action: actionOf(operation), for: 'changes' }) as const),
    ...launchActions(on.survey).map((action) => ({ action, for: 'launch' }) as const),
    ...undoActions(on.settings).map((action) => ({ action, for: 'undo' }) as const),
  ]
  return all
    .filter(({ action }, i) => all.findIndex((each) => each.action === action) === i)
    .toSorted((a, b) => uses.indexOf(a.for) - uses.indexOf(b.for) || (a.action < b.action ? -1 : 1))
}

const uses: readonly Permission['for'][] = ['reads', 'launch', 'changes', 'undo']

/** IAM's action of an operation that changes something. */
export const actionOf = (operation: WriteOperation): string =>
  `${operation.includes('LaunchTemplate') ? 'ec2' : 'autoscaling'}:${operation}`

const readActions = ({ group, templates }: Survey, { alarms, images }: RolloutSettings): readonly string[] => [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeInstanceRefreshes',
  'autoscaling:DescribeLifecycleHooks',
  'autoscaling:DescribeScalingActivities',
  ...(group?.hasWarmPool ? ['autoscaling:DescribeWarmPool'] : []),
  'ec2:DescribeImages',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeLaunchTemplates',
  ...(group?.targetGroups.some((each) => !isClassic(each))
    ? [
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ]
    : []),
  ...(group?.targetGroups.some(isClassic)
    ? [
        'elasticloadbalancing:DescribeInstanceHealth',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'elasticloadbalancing:DescribeLoadBalancers',
      ]
    : []),
  ...(alarms.length > 0 ? ['cloudwatch:DescribeAlarms'] : []),
  ...(images.some(({ from }) => from === 'parameter') ? ['ssm:GetParameter'] : []),
  ...(templates.some(({ parameter }) => parameter) ? ['ssm:GetParameters'] : []),
]

/** AWS asks it when a launch template is handed over (User Guide, Launch template support), and the trial launch asks it first. */
function launchActions({ templates }: Survey): readonly string[] {
  const versions = templates.flatMap(({ saved, rollbackTarget }) =>
    [saved ?? [], rollbackTarget?.type === 'version' ? rollbackTarget.version : []].flat(),
  )
  return [
    'ec2:RunInstances',
    ...(versions.some((each) => has(each, 'TagSpecifications')) ? ['ec2:CreateTags'] : []),
    ...(versions.some((each) => has(each, 'IamInstanceProfile')) ? ['iam:PassRole'] : []),
  ]
}

const has = ({ data }: Version, member: string): boolean => {
  const value = data[member]
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

const undoActions = ({ onFailure, onCancel }: RolloutSettings): readonly string[] => {
  const actions = new Set([onFailure, onCancel])
  return [
    // The console of an instance that failed is for the report only.
    'ec2:GetConsoleOutput',
    ...(actions.has('rollback') ? ['autoscaling:RollbackInstanceRefresh'] : []),
    ...(actions.has('rollback') || actions.has('cancel') ? ['autoscaling:CancelInstanceRefresh'] : []),
  ]
}

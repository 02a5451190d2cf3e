/** The IAM actions that a plan needs, in the words of IAM. Pure. */
import { isClassic, type Survey, type Version } from '../facts.ts'
import type { RolloutSettings } from '../policy.ts'
import type { Step } from './itinerary.ts'
import type { Plan } from './plan.ts'

/** An action of IAM's and what it is needed for. */
export interface Right {
  readonly action: string
  /** `launch`: AWS asks it of the caller though the group's own role launches. `undo`: only if something goes wrong. */
  readonly for: 'looks' | 'changes' | 'launch' | 'undo'
}

/** All rights that carrying out the plan needs, each once, those of one use together. None where it is planned anew first. */
export function rightsFor(
  steps: readonly Step[],
  { plan, survey, policy }: { readonly plan: Plan; readonly survey: Survey; readonly policy: RolloutSettings },
): readonly Right[] {
  if (!('terms' in plan)) return []
  const changes = steps.map(({ call }) => actionOf(call))
  const all: readonly Right[] = [
    ...looks(survey, policy).map((action) => ({ action, for: 'looks' }) as const),
    ...changes.map((action) => ({ action, for: 'changes' }) as const),
    ...launching(survey).map((action) => ({ action, for: 'launch' }) as const),
    ...undoing(policy).map((action) => ({ action, for: 'undo' }) as const),
  ]
  return all
    .filter(({ action }, i) => all.findIndex((each) => each.action === action) === i)
    .toSorted((a, b) => uses.indexOf(a.for) - uses.indexOf(b.for) || (a.action < b.action ? -1 : 1))
}

const uses: readonly Right['for'][] = ['looks', 'launch', 'changes', 'undo']

/** IAM's action of a call that changes something. */
export const actionOf = (call: Step['call']): string =>
  `${call.includes('LaunchTemplate') ? 'ec2' : 'autoscaling'}:${call}`

const looks = ({ group, templates }: Survey, { alarms, images }: RolloutSettings): readonly string[] => [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeInstanceRefreshes',
  'autoscaling:DescribeLifecycleHooks',
  'autoscaling:DescribeScalingActivities',
  'ec2:DescribeImages',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeLaunchTemplates',
  ...(group?.targetGroups.some((each) => !isClassic(each))
    ? ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth']
    : []),
  ...(group?.targetGroups.some(isClassic)
    ? ['elasticloadbalancing:DescribeInstanceHealth', 'elasticloadbalancing:DescribeLoadBalancers']
    : []),
  ...(alarms.length > 0 ? ['cloudwatch:DescribeAlarms'] : []),
  ...(images.some(({ from }) => from === 'parameter') ? ['ssm:GetParameter'] : []),
  ...(templates.some(({ parameter }) => parameter) ? ['ssm:GetParameters'] : []),
]

/** AWS asks it when a launch template is handed over (User Guide, Launch template support), and the trial launch asks it first. */
function launching({ templates }: Survey): readonly string[] {
  const versions = templates.flatMap(({ saved, rollbackTarget: goal }) =>
    [saved ?? [], goal?.is === 'version' ? goal.version : []].flat(),
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

const undoing = ({ onFailure, onCancel }: RolloutSettings): readonly string[] => {
  const wishes = new Set([onFailure, onCancel])
  return [
    // The console of an instance that failed is for the report only.
    'ec2:GetConsoleOutput',
    ...(wishes.has('rollback') ? ['autoscaling:RollbackInstanceRefresh'] : []),
    ...(wishes.has('rollback') || wishes.has('cancel') ? ['autoscaling:CancelInstanceRefresh'] : []),
  ]
}

/** The IAM permissions that a plan needs: for its reads, its steps, and a possible rollback. Pure. */

import { foundTemplates, launchedVersion } from '../model/group-template.ts'
import type { Version } from '../model/launch-template.ts'
import type { RolloutSettings } from '../model/settings.ts'
import type { Survey } from '../model/survey.ts'
import { isClassic } from '../model/target.ts'
import type { WriteOperation } from './call.ts'
import type { ActivePlan, Plan } from './plan.ts'
import { callsOf } from './steps.ts'

/** An IAM action and what it is needed for. */
export interface Permission {
  readonly action: string
  /**
   * `launch`: AWS checks it for the caller, although the group's service-linked role launches. `undo`: only for a
   * rollback.
   */
  readonly for: 'reads' | 'launch' | 'changes' | 'undo'
}

/** The permissions that the plan needs, each once, grouped by use. None for a plan that will be planned again. */
export function permissionsFor(
  plan: Plan,
  on: { readonly survey: Survey; readonly settings: RolloutSettings },
): readonly Permission[] {
  if (!('settings' in plan)) return []
  const all: readonly Permission[] = [
    ...readActions(on.survey, on.settings).map((action) => ({ action, for: 'reads' }) as const),
    ...callsOf(plan.steps).map(({ operation }) => ({ action: actionOf(operation), for: 'changes' }) as const),
    ...(plan.steps.some(({ type }) => type === 'trial') ? [{ action: 'ec2:CreateTags', for: 'changes' } as const] : []),
    ...(plan.steps.some(({ type }) => type === 'archive-images') ? archivePermissions : []),
    ...(on.settings.verify?.onInstance
      ? (['ssm:SendCommand', 'ssm:CancelCommand'] as const).map((action) => ({ action, for: 'changes' }) as const)
      : []),
    ...launchActions(on.survey).map((action) => ({ action, for: 'launch' }) as const),
    ...undoActions(plan, on.settings).map((action) => ({ action, for: 'undo' }) as const),
  ]
  return all
    .filter(({ action }, i) => all.findIndex((each) => each.action === action) === i)
    .toSorted((a, b) => uses.indexOf(a.for) - uses.indexOf(b.for) || (a.action < b.action ? -1 : 1))
}

/** What the users of images are read with. All but the first three are asked of the caller by DescribeImageReferences. */
const archivePermissions: readonly Permission[] = [
  'ec2:DescribeImageReferences',
  'ec2:DescribeImageAttribute',
  'autoscaling:DescribeLaunchConfigurations',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
].map((action) => ({ action, for: 'reads' }))

const uses: readonly Permission['for'][] = ['reads', 'launch', 'changes', 'undo']

/** The IAM action of a write operation. */
export const actionOf = (operation: WriteOperation): string =>
  `${ofEc2.test(operation) ? 'ec2' : operation === 'PutParameter' ? 'ssm' : 'autoscaling'}:${operation}`

const ofEc2 = /LaunchTemplate|Image|^(Run|Terminate)Instances$|^CreateTags$/

const readActions = (
  { group, templates }: Survey,
  { alarms, images, setParameter, verify }: RolloutSettings,
): readonly string[] => [
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
  ...(setParameter !== undefined || images.some(({ from }) => from === 'parameter') ? ['ssm:GetParameter'] : []),
  ...(foundTemplates(templates).some(({ parameter }) => parameter) ? ['ssm:GetParameters'] : []),
  ...(verify?.onInstance
    ? ['ssm:DescribeInstanceInformation', 'ssm:GetCommandInvocation', 'ssm:ListCommandInvocations', 'ssm:ListCommands']
    : []),
]

/**
 * AWS requires these of whoever sets a launch template on a group (User Guide, Launch template support). The trial launch
 * of the preflight tests them.
 */
function launchActions({ templates }: Survey): readonly string[] {
  const versions = foundTemplates(templates).flatMap((each) => [each.saved, launchedVersion(each)])
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

const undoActions = (
  { steps }: Pick<ActivePlan, 'steps'>,
  { onFailure, onCancel, failedVersion }: RolloutSettings,
): readonly string[] => {
  const actions = new Set([onFailure, onCancel])
  return [
    // Only for the report: the console output of a failed instance.
    'ec2:GetConsoleOutput',
    ...(actions.has('rollback') ? ['autoscaling:RollbackInstanceRefresh'] : []),
    ...(failedVersion === 'delete' && steps.some(({ type }) => type === 'create-version')
      ? ['ec2:DeleteLaunchTemplateVersions']
      : []),
    ...(actions.has('rollback') || actions.has('cancel') ? ['autoscaling:CancelInstanceRefresh'] : []),
  ]
}

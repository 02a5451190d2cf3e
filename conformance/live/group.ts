/** The group that is played with: what it is now, and how it comes to rest between two steps. */
import {
  type AutoScalingGroup,
  CancelInstanceRefreshCommand,
  DeleteLifecycleHookCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  type InstanceRefresh,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { answered, isRefused, type LiveWorld, minutes, until } from './live.ts'
import { NAME } from './names.ts'

/** As the stack makes it. Seconds for the grace period. */
export const usual = { DesiredCapacity: 2, MinSize: 0, MaxSize: 6, HealthCheckGracePeriod: 60 } as const

/** Statuses of a refresh that is under way. */
export const ACTIVE: ReadonlySet<string> = new Set([
  'Pending',
  'InProgress',
  'Cancelling',
  'RollbackInProgress',
  'Baking',
])

/** Whether a refresh is still under way. */
export const isActive = ({ Status }: InstanceRefresh): boolean => Status !== undefined && ACTIVE.has(Status)

/** The group now. Throws if it is gone. */
export async function groupNow({ clients }: Pick<LiveWorld, 'clients'>): Promise<AutoScalingGroup> {
  const { AutoScalingGroups = [] } = await clients.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [NAME] }),
  )
  const [group] = AutoScalingGroups
  if (!group) throw new Error(`the group ${NAME} is gone`)
  return group
}

/** Its newest refresh, or the one with this id; undefined if there is none. */
export async function refreshNow(
  { clients }: Pick<LiveWorld, 'clients'>,
  id?: string,
): Promise<InstanceRefresh | undefined> {
  const { InstanceRefreshes = [] } = await clients.autoScaling.send(
    new DescribeInstanceRefreshesCommand({
      AutoScalingGroupName: NAME,
      ...(id === undefined ? { MaxRecords: 1 } : { InstanceRefreshIds: [id] }),
    }),
  )
  return InstanceRefreshes[0]
}

/** The ids of its instances in service. */
export const inServiceOf = ({ Instances = [] }: AutoScalingGroup): readonly string[] =>
  Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').flatMap(({ InstanceId }) => InstanceId ?? [])

/** Has the group rest, whatever the step before has left: no refresh, no hook, no protection, two healthy instances. */
export async function settle(live: LiveWorld): Promise<void> {
  const { autoScaling } = live.clients
  const wait = { everyMs: live.pollMs, atMostMs: minutes(30) }
  await until(live, { ...wait, what: 'the end of the refresh' }, async () => {
    const refresh = await refreshNow(live)
    if (!refresh || !isActive(refresh)) return true
    if (refresh.Status !== 'Cancelling')
      await answered(
        autoScaling.send(
          new CancelInstanceRefreshCommand({ AutoScalingGroupName: NAME, WaitForTransitioningInstances: false }),
        ),
      )
    return undefined
  })
  const { LifecycleHooks = [] } = await autoScaling.send(
    new DescribeLifecycleHooksCommand({ AutoScalingGroupName: NAME }),
  )
  for (const { LifecycleHookName } of LifecycleHooks)
    await autoScaling.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName: NAME, LifecycleHookName }))
  await autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: NAME, ...usual }))
  await until(live, { ...wait, what: 'two healthy instances' }, async () => {
    await unprotect(live)
    return (await isAtRest(live)) ? true : undefined
  })
}

async function unprotect(live: LiveWorld): Promise<void> {
  const { Instances = [] } = await groupNow(live)
  const ids = Instances.filter(
    ({ ProtectedFromScaleIn, LifecycleState }) => ProtectedFromScaleIn === true && LifecycleState === 'InService',
  ).flatMap(({ InstanceId }) => InstanceId ?? [])
  if (ids.length === 0) return
  const input = { AutoScalingGroupName: NAME, InstanceIds: ids, ProtectedFromScaleIn: false }
  await answered(live.clients.autoScaling.send(new SetInstanceProtectionCommand(input)))
}

async function isAtRest(live: LiveWorld): Promise<boolean> {
  const group = await groupNow(live)
  const inService = inServiceOf(group)
  if (inService.length !== usual.DesiredCapacity || group.Instances?.length !== inService.length) return false
  const answer = await answered(
    live.clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: live.built.webTargets })),
  )
  if (isRefused(answer)) return false
  const healthy = (answer.TargetHealthDescriptions ?? [])
    .filter(({ TargetHealth }) => TargetHealth?.State === 'healthy')
    .map(({ Target }) => Target?.Id ?? '')
  return inService.every((id) => healthy.includes(id))
}

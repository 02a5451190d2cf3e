/** Refreshes that are started without the action, to be watched closely: what a question about refreshes is answered from. */
import { type RefreshPreferences, StartInstanceRefreshCommand } from '@aws-sdk/client-auto-scaling'
import { CreateLaunchTemplateVersionCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm'
import { ACTIVE, groupNow, refreshNow } from '../group.ts'
import { answered, isRefused, type LiveWorld, minutes, pause, until } from '../live.ts'
import { type ImageKind, NAME, TAG } from '../names.ts'

/** Seconds between questions about what AWS knows a moment later. */
const SOON_MS = 1_000

/** Makes a version with another image, from the one that the group has saved; its number. */
export async function newVersion(live: LiveWorld, kind: ImageKind): Promise<string> {
  const { LaunchTemplate } = await groupNow(live)
  const { LaunchTemplateVersion } = await live.clients.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: live.built.template,
      SourceVersion: LaunchTemplate?.Version ?? '$Default',
      LaunchTemplateData: { ImageId: live.images[kind] },
    }),
  )
  return String(LaunchTemplateVersion?.VersionNumber)
}

/** What a refresh is started with. Without a version it has no desired configuration. */
export interface Start {
  readonly version?: string
  readonly preferences: RefreshPreferences
}

/** Starts it, again and again until Auto Scaling knows the version, and waits until it is listed; its id. */
export async function startRefresh(live: LiveWorld, { version, preferences }: Start): Promise<string> {
  const wait = { everyMs: SOON_MS, atMostMs: minutes(2) }
  const command = new StartInstanceRefreshCommand({
    AutoScalingGroupName: NAME,
    Preferences: preferences,
    ...(version !== undefined && {
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: live.built.template, Version: version } },
    }),
  })
  const id = await until(live, { ...wait, what: 'the start of a refresh' }, async () => {
    const answer = await answered(live.clients.autoScaling.send(command))
    return isRefused(answer) ? undefined : answer.InstanceRefreshId
  })
  await until(live, { ...wait, what: 'a refresh in the list' }, async () => {
    const answer = await answered(refreshNow(live, id))
    return isRefused(answer) ? undefined : answer
  })
  return id
}

/** `isWide`: targets, instances and managed nodes too. `isDone`: of the refresh's status, and what the group shows. */
export interface Watch {
  readonly id: string
  readonly isWide?: boolean
  readonly atMostMs: number
  isDone(status: string, group: Awaited<ReturnType<typeof groupNow>>): boolean
}

/** Looks again and again until it is done, or time is up: what was seen by then stands in the recording. */
export async function watch(live: LiveWorld, { id, isWide = false, atMostMs, isDone }: Watch): Promise<string> {
  const end = live.clock.now() + atMostMs
  for (;;) {
    const refresh = await refreshNow(live, id)
    const group = await groupNow(live)
    if (isWide) await lookAround(live)
    const status = refresh?.Status ?? ''
    if (isDone(status, group) || live.clock.now() >= end) return status
    await pause(live, live.pollMs)
  }
}

/** The end of a refresh, whatever it is. */
export const isOver = (status: string): boolean => !ACTIVE.has(status)

/** Targets, instances, and the managed nodes, which it hands over. */
export async function lookAround({ clients, built }: LiveWorld) {
  await clients.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: built.webTargets }))
  await clients.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag-key', Values: [TAG] }] }))
  return clients.ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 50 }))
}

/** Launches first, one at a time, and waits for nothing that is not asked about. */
export const oneByOne: RefreshPreferences = { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, InstanceWarmup: 20 }

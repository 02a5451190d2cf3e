/** Where an API does otherwise than AWS documents: measured at the API itself, so that what is mended there is found. */
import { DescribeAutoScalingGroupsCommand, DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeLaunchTemplatesCommand, DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2'
import type { World } from '../world.ts'

/** Who is right, and the source that says so; undefined if the API does as AWS. */
export type Gap = string | undefined

/** Whether versions are left out of the list that a rollback searches for the version before. */
export async function versionsLeftOut({ autoScaling, ec2 }: World, name: string): Promise<Gap> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  )
  const LaunchTemplateId = AutoScalingGroups[0]?.LaunchTemplate?.LaunchTemplateId
  if (LaunchTemplateId === undefined) return
  const { LaunchTemplates = [] } = await ec2.send(
    new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [LaunchTemplateId] }),
  )
  const { LaunchTemplateVersions = [] } = await ec2.send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }),
  )
  const [listed, latest] = [LaunchTemplateVersions.length, LaunchTemplates[0]?.LatestVersionNumber ?? 0]
  if (listed !== 1 || latest < 2) return
  return `The API lists version ${LaunchTemplateVersions[0]?.VersionNumber} alone of a template whose latest version is ${latest}: the version before cannot be found. AWS lists all that exist (EC2 API Reference, DescribeLaunchTemplateVersions: "You can describe all versions, individual versions, or a range of versions").`
}

/** Whether the last refresh was over before its bake time: whatever is found later, no refresh is there to roll back. */
export async function bakeLeftOut({ autoScaling }: World, name: string): Promise<Gap> {
  const { InstanceRefreshes = [] } = await autoScaling.send(
    new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name, MaxRecords: 1 }),
  )
  const [last] = InstanceRefreshes
  const bake = last?.Preferences?.BakeTime ?? 0
  if (last?.Status !== 'Successful' || !last.StartTime || !last.EndTime) return
  const took = (last.EndTime.getTime() - last.StartTime.getTime()) / 1000
  if (took >= bake) return
  return `The API calls the refresh Successful ${Math.round(took)} s after its start, with a bake time of ${bake} s. AWS waits for it, and rolls back until then (Auto Scaling API Reference, RefreshPreferences, BakeTime: "to wait at the end of an instance refresh before the instance refresh is considered complete").`
}

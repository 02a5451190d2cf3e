/** What setting up needs to know of a group, as it is in AWS. Two calls, and both only read. */
import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling'
import { DescribeLaunchTemplateVersionsCommand, EC2Client, type ResponseLaunchTemplateData } from '@aws-sdk/client-ec2'

/** A group, and what its launch templates name. */
export interface GroupFacts {
  readonly name: string
  readonly partition: string
  readonly region: string
  readonly account: string
  /** Ids, each once: of the group's own template, then of those that overrides have. */
  readonly templates: readonly string[]
  /** Names of the instance profiles in the templates; empty if there are none. */
  readonly profiles: readonly string[]
  /** The Systems Manager parameter that a template names its image by, without its first slash. */
  readonly parameter: string | undefined
}

/** Reads it. Throws, with words for the user, where there is no such group or it has no launch template. */
export async function readGroup(name: string, region: string): Promise<GroupFacts> {
  const autoScaling = new AutoScalingClient({ region })
  const ec2 = new EC2Client({ region })
  try {
    const answer = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }))
    const [group] = answer.AutoScalingGroups ?? []
    if (!group) throw new Error(`There is no Auto Scaling group ${name} in ${region}.`)
    // arn:PARTITION:autoscaling:REGION:ACCOUNT:autoScalingGroup:…
    const [, partition = '', , , account = ''] = (group.AutoScalingGroupARN ?? '').split(':')
    const specifications = specificationsOf(group)
    if (specifications.length === 0)
      throw new Error(
        `${name} has a launch configuration. Give it a launch template first: AWS has no way to roll it back.`,
      )
    const contents: ResponseLaunchTemplateData[] = []
    for (const { LaunchTemplateId, Version } of specifications) {
      const of = { LaunchTemplateId, Versions: [Version ?? '$Default'] }
      const { LaunchTemplateVersions = [] } = await ec2.send(new DescribeLaunchTemplateVersionsCommand(of))
      contents.push(...LaunchTemplateVersions.map(({ LaunchTemplateData = {} }) => LaunchTemplateData))
    }
    return {
      name,
      partition,
      region,
      account,
      templates: distinct(specifications.map(({ LaunchTemplateId }) => LaunchTemplateId)),
      profiles: distinct(contents.map(profileOf)),
      parameter: contents.map(parameterOf).find((each) => each !== undefined),
    }
  } finally {
    autoScaling.destroy()
    ec2.destroy()
  }
}

/** Each template that the group launches from: its own, or those of its mixed instances policy. */
function specificationsOf(group: AutoScalingGroup): readonly LaunchTemplateSpecification[] {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate
  const overrides = mixed?.Overrides?.map((override) => override.LaunchTemplateSpecification) ?? []
  return [group.LaunchTemplate, mixed?.LaunchTemplateSpecification, ...overrides].filter((each) => each !== undefined)
}

/** A profile is named, or given by an ARN whose end is its name. */
const profileOf = ({ IamInstanceProfile: profile }: ResponseLaunchTemplateData): string | undefined =>
  profile?.Name ?? profile?.Arn?.split('/').at(-1)

const parameterOf = ({ ImageId }: ResponseLaunchTemplateData): string | undefined =>
  /^resolve:ssm:\/?([^:]+)/.exec(ImageId ?? '')?.[1]

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]

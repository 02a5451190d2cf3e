/** An account at an endpoint, furnished by the real AWS SDK: images, templates, target groups, Auto Scaling groups. */

import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RegisterImageCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'

/** Where everything is made, unless the environment says otherwise. */
export const region = process.env['AWS_REGION'] ?? 'eu-west-1'

/** Keys for any client: those of the environment, else AWS's own examples. */
export const keys = {
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
} as const

/** Variables for programs that shall use the endpoint. */
export const variablesFor = (endpoint: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
})

/** How the instances of an image fare: moto/fleet.py knows it by the image's tag, other software may not. */
export type Behaviour = 'good' | 'dies' | 'never-healthy' | 'cannot-launch'

export interface World {
  readonly autoScaling: AutoScalingClient
  readonly ec2: EC2Client
  readonly elb: ElasticLoadBalancingV2Client
  readonly subnets: readonly string[]
  readonly vpc: string
}

/** What an Auto Scaling group is made of besides its template. */
export type GroupInput = Partial<CreateAutoScalingGroupCommandInput>

/** Clients for an endpoint, and the default network of its account. */
export async function accountAt(endpoint: string): Promise<World> {
  const settings = { endpoint, region, credentials: keys }
  const ec2 = new EC2Client(settings)
  // An API that has no networks to list makes no groups either; those that it has can be rolled all the same.
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({})).catch(() => ({ Subnets: [] }))
  return {
    autoScaling: new AutoScalingClient(settings),
    ec2,
    elb: new ElasticLoadBalancingV2Client(settings),
    subnets: Subnets.flatMap(({ SubnetId }) => SubnetId ?? []).slice(0, 2),
    vpc: Subnets[0]?.VpcId ?? '',
  }
}

/** Registers an image of ours; its id. */
export async function image(
  { ec2 }: World,
  name: string,
  behaviour: Behaviour,
  architecture: 'x86_64' | 'arm64' = 'x86_64',
): Promise<string> {
  const { ImageId = '' } = await ec2.send(
    new RegisterImageCommand({
      Name: name,
      Architecture: architecture,
      RootDeviceName: '/dev/xvda',
      VirtualizationType: 'hvm',
      EnaSupport: true,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3' } }],
    }),
  )
  await ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: 'behaviour', Value: behaviour }] }))
  return ImageId
}

/** A launch template whose versions name these images, the first one being the default; its id. */
export async function template(
  { ec2 }: World,
  name: string,
  images: readonly string[],
  more: RequestLaunchTemplateData = {},
): Promise<string> {
  const [first = '', ...rest] = images
  const data = { InstanceType: 't3.micro' as const, ...more }
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData: { ...data, ImageId: first } }),
  )
  const id = LaunchTemplate?.LaunchTemplateId ?? ''
  for (const ImageId of rest)
    await ec2.send(
      new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: id, LaunchTemplateData: { ...data, ImageId } }),
    )
  return id
}

/** A target group behind an application load balancer; its ARN. */
export async function targetGroup({ elb, subnets, vpc }: World, name: string): Promise<string> {
  const { TargetGroups = [] } = await elb.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: 'HTTP', Port: 80, VpcId: vpc, HealthCheckIntervalSeconds: 5 }),
  )
  const { LoadBalancers = [] } = await elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: [...subnets] }))
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? ''
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  )
  return TargetGroupArn
}

/** A group of three, its instances in service when this returns. */
export async function group(world: World, name: string, more: GroupInput): Promise<void> {
  const { autoScaling, subnets } = world
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: 1,
      MaxSize: 6,
      DesiredCapacity: 3,
      DefaultInstanceWarmup: 2,
      VPCZoneIdentifier: subnets.join(','),
      ...more,
    }),
  )
  await settled(world, name)
}

/** Waits until the group has as many instances as it wants (or one, where they weigh more), all in service. */
export async function settled(world: World, name: string): Promise<void> {
  await until(async () => {
    const { instances, desired } = await found(world, name)
    return instances.length >= Math.min(desired, 1) && instances.every(({ state }) => state === 'InService')
  })
}

interface Found {
  readonly desired: number
  readonly instances: readonly {
    readonly id: string
    readonly state: string
    readonly image: string
    readonly type: string
  }[]
  /** The image that the next instance is launched from, as far as the first template of the group says. */
  readonly next: string
}

/** The group as it is: what EC2 says its instances run, and what it would launch next. */
export async function found({ autoScaling, ec2 }: Pick<World, 'autoScaling' | 'ec2'>, name: string): Promise<Found> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  )
  const [one] = AutoScalingGroups
  if (!one) throw new Error(`there is no group ${name}`)
  const ids = (one.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? [])
  const { Reservations = [] } =
    ids.length === 0 ? {} : await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }))
  const known = new Map(
    Reservations.flatMap(({ Instances = [] }) => Instances.map((instance) => [instance.InstanceId, instance])),
  )
  const saved = one.LaunchTemplate ?? one.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
  const { LaunchTemplateVersions = [] } = saved
    ? await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: saved.LaunchTemplateId,
          Versions: [saved.Version ?? '$Default'],
        }),
      )
    : {}
  return {
    desired: one.DesiredCapacity ?? 0,
    instances: (one.Instances ?? []).map(({ InstanceId = '', LifecycleState = '' }) => ({
      id: InstanceId,
      state: LifecycleState,
      image: known.get(InstanceId)?.ImageId ?? '',
      type: known.get(InstanceId)?.InstanceType ?? '',
    })),
    next: LaunchTemplateVersions[0]?.LaunchTemplateData?.ImageId ?? '',
  }
}

/** Waits until it is so. Throws after a minute. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 240; i += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('the group did not come to rest')
}

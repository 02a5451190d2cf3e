/** What an account has of ours: asked before anything is made, and again when all is taken away. */
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeInstancesCommand, DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2'
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
import type { Clients } from './clients.ts'
import { ownImages, ownSnapshots } from './images.ts'
import { answered, isRefused } from './live.ts'
import { NAME, PARAMETER, TAG, TARGET_GROUPS } from './names.ts'
import { stackNow } from './stack.ts'

/** One thing of ours. `command`: what removes it by hand. */
export interface Found {
  readonly what: string
  readonly id: string
  readonly command: string
}

/** Everything of ours in the region, by name and by tag. Throws if AWS does not say. */
export async function inventory(clients: Clients): Promise<readonly Found[]> {
  const lists = await Promise.all([
    stacks(clients),
    groups(clients),
    instancesOf(clients),
    templates(clients),
    loadBalancers(clients),
    targetGroups(clients),
    parameters(clients),
    images(clients),
    snapshots(clients),
  ])
  return lists.flat()
}

async function stacks(clients: Clients): Promise<readonly Found[]> {
  const stack = await stackNow(clients)
  if (!stack) return []
  return [{ what: 'stack', id: NAME, command: `aws cloudformation delete-stack --stack-name ${NAME}` }]
}

/** The group, if it is there. */
export async function groups({ autoScaling }: Clients): Promise<readonly Found[]> {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [NAME] }),
  )
  return AutoScalingGroups.map(({ AutoScalingGroupName: name = '' }) => ({
    what: 'group',
    id: name,
    command: `aws autoscaling delete-auto-scaling-group --auto-scaling-group-name ${name} --force-delete`,
  }))
}

/** Instances of ours that are not ending yet, in the group and outside. */
export async function instancesOf({ ec2 }: Clients, states = ['pending', 'running', 'stopping', 'stopped']) {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: 'tag-key', Values: [TAG] },
        { Name: 'instance-state-name', Values: states },
      ],
    }),
  )
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId: id = '' }) => ({
    what: 'instance',
    id,
    command: `aws ec2 terminate-instances --instance-ids ${id}`,
  }))
}

async function templates({ ec2 }: Clients): Promise<readonly Found[]> {
  const { LaunchTemplates = [] } = await ec2.send(
    new DescribeLaunchTemplatesCommand({ Filters: [{ Name: 'launch-template-name', Values: [NAME] }] }),
  )
  return LaunchTemplates.map(({ LaunchTemplateId: id = '' }) => ({
    what: 'launch template',
    id,
    command: `aws ec2 delete-launch-template --launch-template-id ${id}`,
  }))
}

async function loadBalancers({ elb }: Clients): Promise<readonly Found[]> {
  const answer = await answered(elb.send(new DescribeLoadBalancersCommand({ Names: [NAME] })))
  return unlessMissing(answer, 'LoadBalancerNotFoundException', ({ LoadBalancers = [] }) =>
    LoadBalancers.map(({ LoadBalancerArn: id = '' }) => ({
      what: 'load balancer',
      id,
      command: `aws elbv2 delete-load-balancer --load-balancer-arn ${id}`,
    })),
  )
}

async function targetGroups({ elb }: Clients): Promise<readonly Found[]> {
  const found = await Promise.all(
    TARGET_GROUPS.map((name) => answered(elb.send(new DescribeTargetGroupsCommand({ Names: [name] })))),
  )
  return found.flatMap((answer) =>
    unlessMissing(answer, 'TargetGroupNotFoundException', ({ TargetGroups = [] }) =>
      TargetGroups.map(({ TargetGroupArn: id = '' }) => ({
        what: 'target group',
        id,
        command: `aws elbv2 delete-target-group --target-group-arn ${id}`,
      })),
    ),
  )
}

async function parameters({ ssm }: Clients): Promise<readonly Found[]> {
  const answer = await answered(ssm.send(new GetParameterCommand({ Name: PARAMETER })))
  return unlessMissing(answer, 'ParameterNotFound', () => [
    { what: 'parameter', id: PARAMETER, command: `aws ssm delete-parameter --name ${PARAMETER}` },
  ])
}

const images = async (clients: Clients): Promise<readonly Found[]> =>
  (await ownImages(clients)).map((id) => ({
    what: 'image',
    id,
    command: `aws ec2 deregister-image --image-id ${id} --delete-associated-snapshots`,
  }))

const snapshots = async (clients: Clients): Promise<readonly Found[]> =>
  (await ownSnapshots(clients)).map((id) => ({
    what: 'snapshot',
    id,
    command: `aws ec2 delete-snapshot --snapshot-id ${id}`,
  }))

type Refused = { readonly refused: string; readonly says: string }

function unlessMissing<T extends object>(
  answer: T | Refused,
  code: string,
  found: (answer: T) => readonly Found[],
): readonly Found[] {
  if (!isRefused(answer)) return found(answer)
  if (answer.refused === code || `${answer.refused}Exception` === code) return []
  throw new Error(`AWS does not say what is there: ${answer.refused}: ${answer.says}`)
}

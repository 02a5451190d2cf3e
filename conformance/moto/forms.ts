/** The forms of group that are rolled on moto, each with the end that a good image must have. */
import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  EnterStandbyCommand,
  PutLifecycleHookCommand,
  PutWarmPoolCommand,
  SetInstanceProtectionCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling'
import { CreateLoadBalancerCommand, ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { found, type GroupInput, group, targetGroup, template, type World } from '../world.ts'

/** Where a form is made, and what it is to run before and after. */
export interface Place {
  readonly world: World
  /** Of the group; what belongs to it begins with it. */
  readonly name: string
  readonly old: string
  readonly arm: { readonly old: string; readonly new: string }
}

export interface Form {
  readonly name: string
  readonly make: (place: Place) => Promise<void>
  /** Inputs besides group and image. */
  readonly inputs?: Readonly<Record<string, string>>
  /** How a good image ends, if not `succeeded`, all new, the next launch new. */
  readonly ends?: string
  /** A second image is asked for, of the other architecture. */
  readonly hasArm?: true
}

const plain = async (
  { world, name, old }: Place,
  version: string | undefined,
  more: GroupInput = {},
): Promise<void> => {
  const LaunchTemplateId = await template(world, name, [old, old])
  await group(world, name, {
    LaunchTemplate: { LaunchTemplateId, ...(version !== undefined && { Version: version }) },
    ...more,
  })
}

/** A policy over a template of its own, with these overrides. */
const mixed = async (
  { world, name, old }: Place,
  version: string,
  overrides: readonly { readonly InstanceType: string; readonly WeightedCapacity?: string }[],
): Promise<void> => {
  const LaunchTemplateId = await template(world, name, [old, old])
  await group(world, name, {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId, Version: version },
        Overrides: [...overrides],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 100 },
    },
  })
}

/** A warm-up in which a target group can find a new target healthy: a shorter one is refused. */
const slow = { 'instance-warmup': '20s' }

const types = [{ InstanceType: 't3.micro' }, { InstanceType: 't3.small' }]

export const forms: readonly Form[] = [
  { name: 'a template by id, a number', make: (place) => plain(place, '2') },
  {
    name: 'a template by name',
    make: async ({ world, name, old }) => {
      await template(world, name, [old, old])
      await group(world, name, { LaunchTemplate: { LaunchTemplateName: name, Version: '2' } })
    },
  },
  { name: '$Latest', make: (place) => plain(place, '$Latest') },
  { name: '$Default', make: (place) => plain(place, '$Default'), inputs: { 'set-default-version': 'true' } },
  {
    name: 'no version, which means $Default',
    make: (place) => plain(place, undefined),
    inputs: { 'set-default-version': 'true' },
  },
  { name: 'a mixed instances policy', make: (place) => mixed(place, '2', types) },
  { name: 'a mixed instances policy on $Latest', make: (place) => mixed(place, '$Latest', types) },
  {
    name: 'weights',
    make: (place) =>
      mixed(place, '2', [
        { InstanceType: 't3.micro', WeightedCapacity: '1' },
        { InstanceType: 't3.small', WeightedCapacity: '2' },
      ]),
  },
  {
    name: 'two templates, two architectures',
    hasArm: true,
    make: async ({ world, name, old, arm }) => {
      const LaunchTemplateId = await template(world, name, [old, old])
      const graviton = await template(world, `${name}-arm`, [arm.old, arm.old], { InstanceType: 't4g.micro' })
      await group(world, name, {
        DesiredCapacity: 4,
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: { LaunchTemplateId, Version: '2' },
            Overrides: [
              { InstanceType: 't3.micro' },
              { InstanceType: 't4g.micro', LaunchTemplateSpecification: { LaunchTemplateId: graviton, Version: '2' } },
            ],
          },
        },
      })
    },
  },
  {
    name: 'a target group',
    inputs: slow,
    make: async (place) =>
      plain(place, '2', { TargetGroupARNs: [await targetGroup(place.world, place.name)], HealthCheckType: 'ELB' }),
  },
  {
    name: 'two target groups',
    inputs: slow,
    make: async (place) => {
      const TargetGroupARNs = [
        await targetGroup(place.world, `${place.name}-a`),
        await targetGroup(place.world, `${place.name}-b`),
      ]
      await plain(place, '2', { TargetGroupARNs, HealthCheckType: 'ELB' })
    },
  },
  {
    name: 'a classic load balancer',
    make: async (place) => {
      const { config } = place.world.autoScaling
      const classic = new ElasticLoadBalancingClient({
        endpoint: config.endpoint ?? '',
        region: config.region,
        credentials: config.credentials,
      })
      await classic.send(
        new CreateLoadBalancerCommand({
          LoadBalancerName: place.name,
          Subnets: [...place.world.subnets],
          Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }],
        }),
      )
      await plain(place, '2', { LoadBalancerNames: [place.name] })
    },
  },
  {
    name: 'a lifecycle hook that somebody completes at once',
    make: async (place) => {
      await plain(place, '2')
      await place.world.autoScaling.send(
        new PutLifecycleHookCommand({
          AutoScalingGroupName: place.name,
          LifecycleHookName: 'ready',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          HeartbeatTimeout: 60,
          DefaultResult: 'CONTINUE',
        }),
      )
    },
  },
  {
    name: 'a warm pool',
    make: async (place) => {
      await plain(place, '2')
      await place.world.autoScaling.send(new PutWarmPoolCommand({ AutoScalingGroupName: place.name, MinSize: 0 }))
    },
  },
  {
    name: 'an empty group',
    make: (place) => plain(place, '2', { MinSize: 0, DesiredCapacity: 0 }),
    ends: 'succeeded, fleet new, runs nothing, next new',
  },
  { name: 'a group of one', make: (place) => plain(place, '2', { DesiredCapacity: 1, MaxSize: 2 }) },
  {
    name: 'an instance that is protected',
    make: async (place) => {
      await plain(place, '2')
      const { instances } = await found(place.world, place.name)
      await place.world.autoScaling.send(
        new SetInstanceProtectionCommand({
          AutoScalingGroupName: place.name,
          InstanceIds: instances.slice(0, 1).map(({ id }) => id),
          ProtectedFromScaleIn: true,
        }),
      )
    },
    ends: 'succeeded, fleet new, runs new old, next new',
  },
  {
    name: 'an instance in Standby',
    make: async (place) => {
      await plain(place, '2')
      const { instances } = await found(place.world, place.name)
      await place.world.autoScaling.send(
        new EnterStandbyCommand({
          AutoScalingGroupName: place.name,
          InstanceIds: instances.slice(0, 1).map(({ id }) => id),
          ShouldDecrementDesiredCapacity: true,
        }),
      )
    },
    ends: 'succeeded, fleet new, runs new old, next new',
  },
  {
    name: 'a template that names its image by a parameter',
    inputs: { 'ssm-template': 'pin' },
    make: async (place) => {
      const { config } = place.world.autoScaling
      const ssm = new SSMClient({
        endpoint: config.endpoint ?? '',
        region: config.region,
        credentials: config.credentials,
      })
      await ssm.send(new PutParameterCommand({ Name: `/${place.name}`, Type: 'String', Value: place.old }))
      const LaunchTemplateId = await template(place.world, place.name, [`resolve:ssm:/${place.name}`])
      await group(place.world, place.name, { LaunchTemplate: { LaunchTemplateId, Version: '1' } })
    },
  },
  {
    name: 'a launch configuration',
    ends: 'refused preflight, runs old, next unknown',
    make: async ({ world, name, old }) => {
      await world.autoScaling.send(
        new CreateLaunchConfigurationCommand({ LaunchConfigurationName: name, ImageId: old, InstanceType: 't3.micro' }),
      )
      await world.autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          LaunchConfigurationName: name,
          MinSize: 1,
          MaxSize: 2,
          DesiredCapacity: 1,
          VPCZoneIdentifier: world.subnets.join(','),
        }),
      )
    },
  },
  {
    name: 'a process that an instance refresh needs is suspended',
    ends: 'refused preflight, runs old, next old',
    make: async (place) => {
      await plain(place, '2')
      await place.world.autoScaling.send(
        new SuspendProcessesCommand({ AutoScalingGroupName: place.name, ScalingProcesses: ['Launch'] }),
      )
    },
  },
]

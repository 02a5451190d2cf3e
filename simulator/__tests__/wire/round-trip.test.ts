/** The real clients over real HTTP, each with handlers of the test's own. */
import * as autoScalingSdk from '@aws-sdk/client-auto-scaling'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import * as elbSdk from '@aws-sdk/client-elastic-load-balancing-v2'
import * as stsSdk from '@aws-sdk/client-sts'
import { afterAll, describe, expect, test } from 'vitest'
import { AwsError } from '../../aws/error.ts'
import { serveAws, service } from '../../aws/server.ts'
import { CREDENTIALS, clients } from './models.ts'

const AT = new Date('2026-11-21T03:00:00.500Z')
const HOSTILE = '  a\r\n\t<b>&amp;"\'::error::é😀]]>  '

const server = await serveAws({
  now: () => AT.getTime(),
  gates: [],
  endpoints: [
    service(
      autoScalingSdk,
      clients.autoScaling,
    )({
      StartInstanceRefresh: ({ AutoScalingGroupName: name }) => {
        if (name === 'busy')
          throw new AwsError('InstanceRefreshInProgressFault', 'An Instance Refresh is already in progress.')
        if (name === 'contention') throw new AwsError('ResourceContentionFault', 'You already have a pending update.')
        if (name === 'none') throw new AwsError('ValidationError', HOSTILE)
        if (name === 'denied') throw new AwsError('AccessDenied', 'not authorized', 403)
        if (name === 'broken') throw new TypeError('a mistake in a handler')
        return { InstanceRefreshId: 'r-1' }
      },
      DescribeAutoScalingGroups: ({ AutoScalingGroupNames }) => ({
        AutoScalingGroups: (AutoScalingGroupNames ?? []).map((AutoScalingGroupName) => ({
          AutoScalingGroupName,
          MinSize: 0,
          MaxSize: 2,
          DesiredCapacity: 1,
          DefaultCooldown: 300,
          AvailabilityZones: ['eu-west-1a'],
          HealthCheckType: 'ELB',
          CreatedTime: AT,
          SuspendedProcesses: [],
          Tags: [{ Key: 'k', Value: HOSTILE }],
        })),
      }),
    }),
    service(
      ec2Sdk,
      clients.ec2,
    )({
      CreateLaunchTemplateVersion: (input) => {
        if (input.DryRun)
          throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
        const LaunchTemplateData = input.LaunchTemplateData as ec2Sdk.ResponseLaunchTemplateData
        const VersionDescription = input.VersionDescription
        return {
          LaunchTemplateVersion: {
            VersionNumber: 5,
            CreateTime: AT,
            DefaultVersion: false,
            VersionDescription,
            LaunchTemplateData,
          },
        }
      },
      DescribeImages: ({ ImageIds }) => {
        throw new AwsError('InvalidAMIID.NotFound', `The image id '[${ImageIds}]' does not exist`)
      },
    }),
    service(
      elbSdk,
      clients.elb,
    )({
      DescribeTargetHealth: ({ Targets }) => ({
        TargetHealthDescriptions: (Targets ?? []).map((Target) => ({
          Target,
          TargetHealth: {
            State: 'unhealthy' as const,
            Reason: 'Target.Timeout' as const,
            Description: 'Request timed out',
          },
        })),
      }),
    }),
    service(stsSdk, clients.sts)({ GetCallerIdentity: () => ({ Account: '123456789012', Arn: 'arn', UserId: 'u' }) }),
  ],
})
afterAll(() => server.close())

const config = { region: 'eu-west-1', credentials: CREDENTIALS, endpoint: server.url, maxAttempts: 1 }
const autoScaling = new autoScalingSdk.AutoScaling(config)
const ec2 = new ec2Sdk.EC2(config)

test('Auto Scaling answers, and text of any kind comes back as it was', async () => {
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [HOSTILE] })
  expect(AutoScalingGroups).toMatchObject([
    { AutoScalingGroupName: HOSTILE, CreatedTime: AT, SuspendedProcesses: [], Tags: [{ Key: 'k', Value: HOSTILE }] },
  ])
})

test('EC2 answers, and what the template holds comes back whole', async () => {
  const LaunchTemplateData = {
    ImageId: 'ami-1',
    UserData: 'IyEvYmluL3No',
    NetworkInterfaces: [{ Groups: ['sg-1', 'sg-2'], DeviceIndex: 0, AssociatePublicIpAddress: false }],
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, Encrypted: true } }],
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
  }
  const { LaunchTemplateVersion } = await ec2.createLaunchTemplateVersion({
    LaunchTemplateId: 'lt-1',
    LaunchTemplateData,
    VersionDescription: HOSTILE,
  })
  expect(LaunchTemplateVersion).toEqual({
    VersionNumber: 5,
    CreateTime: AT,
    DefaultVersion: false,
    VersionDescription: HOSTILE,
    LaunchTemplateData,
  })
})

test('ELB and STS answer', async () => {
  const health = await new elbSdk.ElasticLoadBalancingV2(config).describeTargetHealth({
    TargetGroupArn: 'arn',
    Targets: [{ Id: 'i-1', Port: 80 }],
  })
  expect(health.TargetHealthDescriptions).toEqual([
    {
      Target: { Id: 'i-1', Port: 80 },
      TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' },
    },
  ])
  expect(await new stsSdk.STS(config).getCallerIdentity({})).toMatchObject({ Account: '123456789012' })
})

describe('the SDK sees the error of each protocol by its name and status', () => {
  const start = (AutoScalingGroupName: string) => autoScaling.startInstanceRefresh({ AutoScalingGroupName })
  test.each<[what: string, () => Promise<unknown>, name: string, status: number, message: string]>([
    [
      'modelled',
      () => start('busy'),
      'InstanceRefreshInProgressFault',
      400,
      'An Instance Refresh is already in progress.',
    ],
    [
      'modelled with a status of its own',
      () => start('contention'),
      'ResourceContentionFault',
      500,
      'You already have a pending update.',
    ],
    ['not modelled', () => start('none'), 'ValidationError', 400, HOSTILE],
    ['not modelled, with a status', () => start('denied'), 'AccessDenied', 403, 'not authorized'],
    [
      'EC2',
      () => ec2.describeImages({ ImageIds: ['ami-1'] }),
      'InvalidAMIID.NotFound',
      400,
      "The image id '[ami-1]' does not exist",
    ],
    [
      'EC2’s dry run',
      () => ec2.createLaunchTemplateVersion({ DryRun: true, LaunchTemplateData: {} }),
      'DryRunOperation',
      412,
      'Request would have succeeded, but DryRun flag is set.',
    ],
    [
      'not simulated',
      () => autoScaling.describePolicies({}),
      'SimulatorUnknownOperation',
      501,
      'Auto Scaling DescribePolicies is not simulated',
    ],
    ['a mistake of the simulator', () => start('broken'), 'SimulatorBug', 501, 'a mistake in a handler'],
  ])('%s', async (_what, send, name, httpStatusCode, message) => {
    await expect(send()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode } })
  })
})

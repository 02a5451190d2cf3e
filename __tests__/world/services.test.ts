import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../simulator/aws/world/behaviour.ts'
import { refreshTo2, runUntil, start } from './scene.ts'
import { served } from './service-scene.ts'

const AutoScalingGroupName = 'web'

describe('Auto Scaling', () => {
  test('describes a group as AWS does: template with id and name, resolved versions, no image ids', async () => {
    const { autoScaling, account, template } = await served({
      version: '$Latest',
      group: {
        desired: 1,
        tags: { team: 'web' },
        maintenancePolicy: { minHealthyPercentage: 90, maxHealthyPercentage: 110 },
      },
    })
    const { AutoScalingGroups: [group] = [] } = await autoScaling.describeAutoScalingGroups({
      AutoScalingGroupNames: ['web', 'none'],
    })
    expect(group).toMatchObject({
      AutoScalingGroupName: 'web',
      LaunchTemplate: { LaunchTemplateId: template.id, LaunchTemplateName: 'web', Version: '$Latest' },
      MinSize: 0,
      MaxSize: 2,
      DesiredCapacity: 1,
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 60,
      DefaultInstanceWarmup: 60,
      InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 110 },
      TargetGroupARNs: account.targetGroups.map(({ arn }) => arn),
      Tags: [
        { Key: 'team', Value: 'web', ResourceId: 'web', ResourceType: 'auto-scaling-group', PropagateAtLaunch: false },
      ],
      Instances: [
        {
          LifecycleState: 'InService',
          HealthStatus: 'Healthy',
          ProtectedFromScaleIn: false,
          LaunchTemplate: { LaunchTemplateId: template.id, LaunchTemplateName: 'web', Version: '2' },
        },
      ],
    })
    expect(group?.Instances?.[0]).not.toHaveProperty('ImageId')
  })

  test('describes a refresh from Pending to its rollback', async () => {
    const { autoScaling, agenda, group, template } = await served({ group: { desired: 2 } })
    const { InstanceRefreshId } = await autoScaling.startInstanceRefresh({
      AutoScalingGroupName,
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateName: 'web', Version: '2' } },
      Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, AutoRollback: true },
    })
    const look = async () => {
      const { InstanceRefreshes: [refresh] = [] } = await autoScaling.describeInstanceRefreshes({
        AutoScalingGroupName,
      })
      return refresh
    }
    const pending = await look()
    expect(pending).toMatchObject({
      InstanceRefreshId,
      Status: 'Pending',
      Strategy: 'Rolling',
      DesiredConfiguration: {
        LaunchTemplate: { LaunchTemplateId: template.id, LaunchTemplateName: 'web', Version: '2' },
      },
      Preferences: {
        MinHealthyPercentage: 100,
        MaxHealthyPercentage: 150,
        InstanceWarmup: 60,
        SkipMatching: false,
        AutoRollback: true,
        ScaleInProtectedInstances: 'Wait',
        StandbyInstances: 'Wait',
        BakeTime: 0,
      },
    })
    expect(pending).not.toHaveProperty('StartTime')
    expect(pending).not.toHaveProperty('PercentageComplete')
    agenda.runUntil(agenda.now + 3_600_000, () => group.refreshes.active?.percent === 50)
    expect(await look()).toMatchObject({
      Status: 'InProgress',
      PercentageComplete: 50,
      StartTime: new Date(start + 5000),
    })
    await autoScaling.rollbackInstanceRefresh({ AutoScalingGroupName })
    expect(await look()).toMatchObject({
      Status: 'RollbackInProgress',
      RollbackDetails: { RollbackReason: 'Rollback triggered due to user request.', PercentageCompleteOnRollback: 50 },
    })
    runUntil(agenda, group, 'RollbackSuccessful')
    expect(await look()).toMatchObject({ InstanceRefreshId, PercentageComplete: 0, EndTime: new Date(agenda.now) })
  })

  test('echoes an omitted maximum by omitting it', async () => {
    const { autoScaling } = await served()
    await autoScaling.startInstanceRefresh({ AutoScalingGroupName })
    const { InstanceRefreshes: [refresh] = [] } = await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName })
    expect(refresh?.Preferences).toMatchObject({ MinHealthyPercentage: 90 })
    expect(refresh?.Preferences).not.toHaveProperty('MaxHealthyPercentage')
    expect(refresh).not.toHaveProperty('DesiredConfiguration')
  })

  test('gives its errors under the SDK’s names', async () => {
    const { autoScaling } = await served()
    await autoScaling.startInstanceRefresh({ AutoScalingGroupName })
    await expect(autoScaling.startInstanceRefresh({ AutoScalingGroupName })).rejects.toMatchObject({
      name: 'InstanceRefreshInProgressFault',
      $metadata: { httpStatusCode: 400 },
    })
    const none = { AutoScalingGroupName: 'none' }
    const refusal = {
      name: 'ValidationError',
      message: 'AutoScalingGroup name not found - AutoScalingGroup none not found',
    }
    await expect(autoScaling.startInstanceRefresh(none)).rejects.toMatchObject(refusal)
    await expect(autoScaling.describeInstanceRefreshes(none)).rejects.toMatchObject(refusal)
    await autoScaling.cancelInstanceRefresh({ AutoScalingGroupName })
    await expect(autoScaling.cancelInstanceRefresh({ AutoScalingGroupName })).rejects.toMatchObject({
      name: 'ActiveInstanceRefreshNotFoundFault',
    })
  })

  test('is honest about what is not simulated', async () => {
    const { autoScaling } = await served()
    const alarms = { AutoScalingGroupName, Preferences: { AlarmSpecification: { Alarms: ['errors'] } } }
    await expect(autoScaling.startInstanceRefresh(alarms)).rejects.toMatchObject({ name: 'SimulatorUnsupported' })
    await expect(
      autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, MaxInstanceLifetime: 86400 }),
    ).rejects.toMatchObject({
      name: 'SimulatorUnsupported',
    })
  })

  test('describes activities with times, place and failure', async () => {
    const refused = 'The key pair web does not exist. Launching EC2 instance failed.'
    const { autoScaling, agenda, group } = await served({
      next: cannotLaunch(refused),
      group: { zones: ['eu-west-1b'] },
    })
    refreshTo2(group)
    agenda.run(60)
    const { Activities: [activity] = [] } = await autoScaling.describeScalingActivities({
      AutoScalingGroupName,
      MaxRecords: 1,
    })
    expect(activity).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: refused,
      Progress: 100,
      AutoScalingGroupName,
    })
    expect(activity?.StartTime?.getTime()).toBeGreaterThan(start)
    expect(JSON.parse(activity?.Details ?? '')).toMatchObject({ 'Availability Zone': 'eu-west-1b' })
    const Filters = [{ Name: 'StartTimeLowerBound', Values: [new Date(agenda.now + 1).toISOString()] }]
    const none = await autoScaling.describeScalingActivities({ AutoScalingGroupName, Filters })
    expect(none.Activities).toEqual([])
  })

  test('pins an alias, keeps a tag, gives both back', async () => {
    const { autoScaling, account, group, template } = await served({ version: '$Latest' })
    const tag = { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'ami-rollout:alias' }
    await autoScaling.createOrUpdateTags({ Tags: [{ ...tag, Value: '$Latest', PropagateAtLaunch: false }] })
    const LaunchTemplate = { LaunchTemplateId: template.id, Version: '2' }
    await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, LaunchTemplate })
    expect(group.tags.get('ami-rollout:alias')?.value).toBe('$Latest')
    expect(group.configuration.template.version).toBe('2')
    await autoScaling.updateAutoScalingGroup({
      AutoScalingGroupName,
      LaunchTemplate: { ...LaunchTemplate, Version: '$Latest' },
    })
    await autoScaling.deleteTags({ Tags: [tag] })
    expect(group.tags.size).toBe(0)
    template.createVersion({ data: {}, sourceVersion: '1' }, 0)
    expect(account.nextLaunch('web')).toMatchObject({ version: 3, imageId: 'ami-1' })
  })

  test('suspends, protects, sets aside, takes out', async () => {
    const { autoScaling, group } = await served({ group: { desired: 3 } })
    const [first, second, third] = group.instances.map(({ id }) => id)
    if (!first || !second || !third) throw new Error('no instances')
    await autoScaling.suspendProcesses({ AutoScalingGroupName, ScalingProcesses: ['AZRebalance'] })
    await autoScaling.setInstanceProtection({ AutoScalingGroupName, InstanceIds: [first], ProtectedFromScaleIn: true })
    const standby = { AutoScalingGroupName, InstanceIds: [second] }
    const { Activities } = await autoScaling.enterStandby({ ...standby, ShouldDecrementDesiredCapacity: true })
    const { Activity } = await autoScaling.terminateInstanceInAutoScalingGroup({
      InstanceId: third,
      ShouldDecrementDesiredCapacity: true,
    })
    expect(Activities?.[0]?.Description).toBe(`Moving EC2 instance to Standby: ${second}`)
    expect(Activity?.Description).toBe(`Terminating EC2 instance: ${third}`)
    const { AutoScalingGroups: [described] = [] } = await autoScaling.describeAutoScalingGroups({})
    expect(described).toMatchObject({
      DesiredCapacity: 1,
      SuspendedProcesses: [{ ProcessName: 'AZRebalance' }],
      Instances: [
        { LifecycleState: 'InService', ProtectedFromScaleIn: true },
        { LifecycleState: 'Standby' },
        { LifecycleState: 'Terminating' },
      ],
    })
    await autoScaling.exitStandby(standby)
    expect(group.configuration.desired).toBe(2)
    await autoScaling.resumeProcesses({ AutoScalingGroupName })
    expect(group.suspended).toEqual([])
    expect((await autoScaling.describeLifecycleHooks({ AutoScalingGroupName })).LifecycleHooks ?? []).toEqual([])
  })
})

describe('EC2', () => {
  test('shows what an instance really runs, and a terminated one for an hour', async () => {
    const { ec2, agenda, group } = await served({ group: { desired: 1 } })
    const [old] = group.instances
    if (!old) throw new Error('no instances')
    const { Reservations: [before] = [] } = await ec2.describeInstances({ InstanceIds: [old.id] })
    expect(before?.Instances?.[0]).toMatchObject({
      InstanceId: old.id,
      ImageId: 'ami-1',
      State: { Name: 'running', Code: 16 },
      PrivateIpAddress: '10.0.0.5',
      Placement: { AvailabilityZone: 'eu-west-1a' },
    })
    expect(before?.Instances?.[0]?.Tags).toContainEqual({ Key: 'aws:autoscaling:groupName', Value: 'web' })
    refreshTo2(group)
    runUntil(agenda, group, 'Successful')
    const inGroup = await ec2.describeInstances({
      Filters: [{ Name: 'tag:aws:autoscaling:groupName', Values: ['web'] }],
    })
    const seen = inGroup.Reservations?.flatMap(({ Instances }) => Instances ?? []).map(
      ({ ImageId, State }) => `${ImageId} ${State?.Name}`,
    )
    expect(seen).toEqual(['ami-1 terminated', 'ami-2 running'])
    agenda.run(3600)
    await expect(ec2.describeInstances({ InstanceIds: [old.id] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    })
  })

  test('makes a version from its source, keeps all of it, warns of what would not launch', async () => {
    const { ec2, template } = await served()
    const content = {
      ImageId: 'ami-1',
      InstanceType: 't3.micro' as const,
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1'], AssociatePublicIpAddress: false }],
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }],
    }
    await ec2.createLaunchTemplateVersion({ LaunchTemplateId: template.id, LaunchTemplateData: content })
    const { LaunchTemplateVersion: made, Warning } = await ec2.createLaunchTemplateVersion({
      LaunchTemplateId: template.id,
      SourceVersion: '3',
      VersionDescription: 'ami-rollout/1',
      LaunchTemplateData: { ImageId: 'ami-404' },
    })
    expect(made).toMatchObject({ VersionNumber: 4, DefaultVersion: false, VersionDescription: 'ami-rollout/1' })
    expect(made?.LaunchTemplateData).toEqual({ ...content, ImageId: 'ami-404' })
    expect(Warning?.Errors).toEqual([
      { Code: 'InvalidAMIID.NotFound', Message: "The image id '[ami-404]' does not exist" },
    ])
  })

  test('answers the same token with the same version, another request with a mismatch', async () => {
    const { ec2, template } = await served()
    const request = {
      LaunchTemplateName: 'web',
      SourceVersion: '1',
      ClientToken: 'run-1',
      LaunchTemplateData: { ImageId: 'ami-2' },
    }
    const first = await ec2.createLaunchTemplateVersion(request)
    const again = await ec2.createLaunchTemplateVersion(request)
    expect([first, again].map(({ LaunchTemplateVersion }) => LaunchTemplateVersion?.VersionNumber)).toEqual([3, 3])
    const other = { ...request, LaunchTemplateData: { ImageId: 'ami-1' } }
    await expect(ec2.createLaunchTemplateVersion(other)).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' })
    expect(template.latestVersion).toBe(3)
  })

  test('finds versions by number and by alias, of one template or of all', async () => {
    const { ec2, account } = await served()
    account.template({ name: 'worker', versions: [{ ImageId: 'ami-1' }] })
    const numbers = async (request: Parameters<typeof ec2.describeLaunchTemplateVersions>[0]) => {
      const { LaunchTemplateVersions = [] } = await ec2.describeLaunchTemplateVersions(request)
      return LaunchTemplateVersions.map(
        ({ LaunchTemplateName, VersionNumber }) => `${LaunchTemplateName} ${VersionNumber}`,
      )
    }
    expect(await numbers({ LaunchTemplateName: 'web' })).toEqual(['web 2', 'web 1'])
    expect(await numbers({ LaunchTemplateName: 'web', Versions: ['$Default', '$Latest', '2'] })).toEqual([
      'web 2',
      'web 1',
    ])
    expect(await numbers({ LaunchTemplateName: 'web', MinVersion: '2' })).toEqual(['web 2'])
    expect(await numbers({ Versions: ['$Latest'] })).toEqual(['web 2', 'worker 1'])
    await expect(numbers({ LaunchTemplateName: 'web', Versions: ['9'] })).rejects.toMatchObject({
      name: 'InvalidLaunchTemplateId.VersionNotFound',
    })
  })

  test('moves the default and deletes what can go, telling each that cannot', async () => {
    const { ec2, template } = await served()
    template.createVersion({ data: {} }, 0)
    await ec2.modifyLaunchTemplate({ LaunchTemplateId: template.id, DefaultVersion: '2' })
    const deleted = await ec2.deleteLaunchTemplateVersions({ LaunchTemplateId: template.id, Versions: ['1', '2', '9'] })
    expect(deleted.SuccessfullyDeletedLaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber)).toEqual([1])
    expect(deleted.UnsuccessfullyDeletedLaunchTemplateVersions).toMatchObject([
      { VersionNumber: 2, ResponseError: { Code: 'unexpectedError' } },
      { VersionNumber: 9, ResponseError: { Code: 'launchTemplateVersionDoesNotExist' } },
    ])
    const { LaunchTemplates } = await ec2.describeLaunchTemplates({ LaunchTemplateNames: ['web'] })
    expect(LaunchTemplates).toMatchObject([{ DefaultVersionNumber: 2, LatestVersionNumber: 3 }])
  })

  test('describes images: filtered, hidden, refused', async () => {
    const { ec2, account } = await served()
    account.image({ id: 'ami-off', state: 'disabled' })
    account.image({ id: 'ami-theirs', ownerId: '999999999999', deprecationTime: '2026-01-01T00:00:00Z' })
    const ids = async (request: Parameters<typeof ec2.describeImages>[0]) =>
      ((await ec2.describeImages(request)).Images ?? []).map(({ ImageId }) => ImageId)
    expect(await ids({})).toEqual(['ami-1', 'ami-2'])
    expect(await ids({ IncludeDisabled: true, IncludeDeprecated: true })).toEqual([
      'ami-1',
      'ami-2',
      'ami-off',
      'ami-theirs',
    ])
    expect(await ids({ ImageIds: ['ami-theirs'] })).toEqual(['ami-theirs'])
    expect(
      await ids({
        Filters: [
          { Name: 'name', Values: ['ami-?'] },
          { Name: 'architecture', Values: ['x86_64'] },
        ],
      }),
    ).toEqual(['ami-1', 'ami-2'])
    await expect(ids({ ImageIds: ['ami-404'] })).rejects.toMatchObject({
      name: 'InvalidAMIID.NotFound',
      message: "The image id '[ami-404]' does not exist",
    })
    await expect(ids({ ImageIds: ['x'] })).rejects.toMatchObject({ name: 'InvalidAMIID.Malformed' })
    await expect(ids({ Filters: [{ Name: 'moon', Values: ['full'] }] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    })
  })

  test('tells architectures, boot modes and ENA of a type', async () => {
    const { ec2 } = await served()
    const { InstanceTypes } = await ec2.describeInstanceTypes({ InstanceTypes: ['c7g.large', 't2.micro'] })
    expect(InstanceTypes).toMatchObject([
      {
        InstanceType: 't2.micro',
        ProcessorInfo: { SupportedArchitectures: ['i386', 'x86_64'] },
        SupportedBootModes: ['legacy-bios'],
      },
      {
        InstanceType: 'c7g.large',
        ProcessorInfo: { SupportedArchitectures: ['arm64'] },
        NetworkInfo: { EnaSupport: 'required' },
      },
    ])
  })

  test.each([
    ['a good image would run', 'ami-2', 'DryRunOperation', 412],
    ['an arm image does not fit', 'ami-arm', 'InvalidParameterValue', 400],
    ['an image without ENA does not fit', 'ami-slow', 'InvalidParameterCombination', 400],
    ['a missing image is told', 'ami-404', 'InvalidAMIID.NotFound', 400],
  ])('tries a launch dry: %s', async (_what, ImageId, name, httpStatusCode) => {
    const { ec2, account } = await served()
    account.image({ id: 'ami-arm', architecture: 'arm64', bootMode: 'uefi' })
    account.image({ id: 'ami-slow', enaSupport: false })
    const LaunchTemplate = { LaunchTemplateName: 'web', Version: '1' }
    const tried = ec2.runInstances({ DryRun: true, MinCount: 1, MaxCount: 1, LaunchTemplate, ImageId })
    await expect(tried).rejects.toMatchObject({ name, $metadata: { httpStatusCode } })
  })

  test('changes nothing in a dry run', async () => {
    const { ec2, template } = await served()
    const version = { LaunchTemplateId: template.id, LaunchTemplateData: { ImageId: 'ami-2' }, DryRun: true }
    await expect(ec2.createLaunchTemplateVersion(version)).rejects.toMatchObject({ name: 'DryRunOperation' })
    expect(template.latestVersion).toBe(2)
  })

  test('terminates an instance by hand; the group replaces it', async () => {
    const { ec2, agenda, group } = await served({ group: { desired: 1 } })
    const InstanceIds = group.instances.map(({ id }) => id)
    const { TerminatingInstances } = await ec2.terminateInstances({ InstanceIds })
    expect(TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'terminated' } },
    ])
    agenda.run(120)
    expect(group.instances.map(({ id }) => id)).not.toEqual(InstanceIds)
    expect(group.fleet.live).toHaveLength(1)
  })
})

describe('ELBv2', () => {
  test('describes each target, or those that are asked for', async () => {
    const { elb, account, group } = await served({ group: { desired: 2 } })
    const [TargetGroupArn] = account.targetGroups.map(({ arn }) => arn)
    const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn })
    expect(TargetHealthDescriptions).toEqual(
      group.instances.map(({ id }) => ({
        Target: { Id: id, Port: 80 },
        HealthCheckPort: '80',
        TargetHealth: { State: 'healthy' },
      })),
    )
    const asked = await elb.describeTargetHealth({ TargetGroupArn, Targets: [{ Id: 'i-0none' }] })
    expect(asked.TargetHealthDescriptions).toMatchObject([
      { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
    ])
    await expect(elb.describeTargetHealth({ TargetGroupArn: 'arn:none' })).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    })
  })

  test('describes target groups, their attributes and the load balancer', async () => {
    const { elb, account } = await served()
    account.targetGroup({ name: 'idle-tg', balanced: false })
    const { TargetGroups } = await elb.describeTargetGroups({})
    const { LoadBalancers } = await elb.describeLoadBalancers({})
    const arn = LoadBalancers?.[0]?.LoadBalancerArn
    expect(TargetGroups).toMatchObject([
      { TargetGroupName: 'web-tg', HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, LoadBalancerArns: [arn] },
      { TargetGroupName: 'idle-tg', HealthCheckIntervalSeconds: 30, LoadBalancerArns: [] },
    ])
    const { Attributes } = await elb.describeTargetGroupAttributes({
      TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn,
    })
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' })
  })
})

describe('STS', () => {
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`
  const good = {
    sub: 'repo:octo/web:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
    iss: 'https://token.actions.githubusercontent.com',
    exp: start / 1000 + 300,
  }

  test('knows the caller', async () => {
    const { sts } = await served()
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/someone',
    })
  })

  test('opens a session for a token that the role trusts', async () => {
    const { sts, account } = await served()
    const RoleArn = account.credentials.role({ name: 'deploy', subject: 'repo:octo/web:*' })
    const { Credentials, AssumedRoleUser } = await sts.assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'run-1',
      WebIdentityToken: token(good),
      DurationSeconds: 900,
    })
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::123456789012:assumed-role/deploy/run-1')
    expect(Credentials?.Expiration).toEqual(new Date(start + 900_000))
    expect(account.credentials.find(Credentials?.AccessKeyId ?? '')).toMatchObject({ expiresAt: start + 900_000 })
  })

  test.each([
    ['expired', { ...good, exp: start / 1000 - 1 }, 'ExpiredTokenException'],
    ['of another repository', { ...good, sub: 'repo:evil/web:ref:refs/heads/main' }, 'AccessDenied'],
    ['for another audience', { ...good, aud: 'api://other' }, 'AccessDenied'],
    ['without claims', {}, 'InvalidIdentityTokenException'],
  ])('refuses a token that is %s', async (_what, claims, name) => {
    const { sts, account } = await served()
    const RoleArn = account.credentials.role({ name: 'deploy', subject: 'repo:octo/web:*' })
    const assumed = sts.assumeRoleWithWebIdentity({
      RoleArn,
      RoleSessionName: 'run-1',
      WebIdentityToken: token(claims),
    })
    await expect(assumed).rejects.toMatchObject({ name })
  })
})

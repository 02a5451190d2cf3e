import { describe, expect, test } from 'vitest'
import { cannotLaunch } from '../../aws/world/behaviour.ts'
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
    const inPlace = { AutoScalingGroupName, Strategy: 'ReplaceRootVolume' as const }
    await expect(autoScaling.startInstanceRefresh(inPlace)).rejects.toMatchObject({ name: 'SimulatorUnsupported' })
    await expect(
      autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, MaxInstanceLifetime: 86400 }),
    ).rejects.toMatchObject({
      name: 'SimulatorUnsupported',
    })
  })

  test('takes back what it said of a group, as clients send it that read before they write', async () => {
    const { autoScaling } = await served()
    const { AutoScalingGroups: [group] = [] } = await autoScaling.describeAutoScalingGroups({})
    const { DefaultCooldown, TerminationPolicies } = group ?? {}
    await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, DefaultCooldown, TerminationPolicies })
    await expect(
      autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, TerminationPolicies: ['OldestInstance'] }),
    ).rejects.toMatchObject({ name: 'SimulatorUnsupported' })
  })

  test('finds groups by their tags: all filters, one of the values of each, letter by letter', async () => {
    const { autoScaling } = await served({ group: { tags: { Service: 'web', Owner: '' }, isBeingDeleted: true } })
    const found = async (...Filters: readonly { readonly Name: string; readonly Values: string[] }[]) => {
      const { AutoScalingGroups = [] } = await autoScaling.describeAutoScalingGroups({ Filters: [...Filters] })
      return AutoScalingGroups.map(({ AutoScalingGroupName: name, Status }) => `${name}: ${Status}`)
    }
    const web = ['web: Delete in progress']
    expect(await found({ Name: 'tag:Service', Values: ['api', 'web'] })).toEqual(web)
    expect(await found({ Name: 'tag:Owner', Values: [''] })).toEqual(web)
    expect(await found({ Name: 'tag-key', Values: ['Service'] }, { Name: 'tag-value', Values: ['web'] })).toEqual(web)
    expect(await found({ Name: 'tag-key', Values: ['Service'] }, { Name: 'tag-value', Values: ['api'] })).toEqual([])
    for (const [key, value] of [
      ['Service', 'Web'],
      ['service', 'web'],
      ['Service', 'w*'],
      ['Nothing', ''],
    ] as const)
      expect(await found({ Name: `tag:${key}`, Values: [value] })).toEqual([])
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

import { describe, expect, test } from 'vitest'
import { refreshTo2, runUntil } from './scene.ts'
import { served } from './service-scene.ts'

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

  test('finds our own available images by name, owner and state, and shows no image that is not shared with us', async () => {
    const { ec2, account } = await served()
    const theirs = { ownerId: '999999999999', public: false }
    account.image({ id: 'ami-a', name: 'web-2026-11-20' })
    account.image({ id: 'ami-b', name: 'web-2026-11-21', state: 'pending' })
    account.image({ id: 'ami-c', name: 'web-2026-11-22', ...theirs })
    account.image({ id: 'ami-d', name: 'web-2026-11-23', ...theirs, shared: false })
    account.image({ id: 'ami-e', name: 'web-2026-11-19', state: 'failed', stateReason: 'Client.InternalError: broken' })
    const find = async (request: Parameters<typeof ec2.describeImages>[0]) =>
      ((await ec2.describeImages(request)).Images ?? []).map(({ ImageId }) => ImageId)
    const named = { Name: 'name', Values: ['web-*'] }
    const available = { Name: 'state', Values: ['available'] }
    expect(await find({ Filters: [named] })).toEqual(['ami-a', 'ami-b', 'ami-c', 'ami-e'])
    expect(await find({ Owners: ['self'], Filters: [named, available] })).toEqual(['ami-a'])
    await expect(find({ ImageIds: ['ami-d'] })).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' })
    const { Images } = await ec2.describeImages({ ImageIds: ['ami-e'] })
    expect(Images).toMatchObject([
      {
        StateReason: { Code: 'Client.InternalError', Message: 'Client.InternalError: broken' },
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-e', VolumeSize: 8 } }],
      },
    ])
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
    ['a paravirtual image does not fit', 'ami-pv', 'InvalidParameterCombination', 400],
    ['an image on an instance store does not fit', 'ami-store', 'InvalidParameterCombination', 400],
    ['an image that is not shared is told as missing', 'ami-secret', 'InvalidAMIID.NotFound', 400],
    ['an image without ENA does not fit', 'ami-slow', 'InvalidParameterCombination', 400],
    ['a missing image is told', 'ami-404', 'InvalidAMIID.NotFound', 400],
  ])('tries a launch dry: %s', async (_what, ImageId, name, httpStatusCode) => {
    const { ec2, account } = await served()
    account.image({ id: 'ami-arm', architecture: 'arm64', bootMode: 'uefi' })
    account.image({ id: 'ami-slow', enaSupport: false })
    account.image({ id: 'ami-pv', virtualization: 'paravirtual' })
    account.image({ id: 'ami-store', rootDeviceType: 'instance-store' })
    account.image({ id: 'ami-secret', ownerId: '999999999999', shared: false })
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

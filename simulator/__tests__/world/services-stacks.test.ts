import { expect, test } from 'vitest'
import { dies } from '../../aws/world/behaviour.ts'
import { served } from './service-scene.ts'

const body = (group: string) => `
Parameters:
  Image: { Type: String }
Resources:
  Group:
    Type: ${group}
    Properties:
      AutoScalingGroupName: made
      MinSize: '0'
      MaxSize: '2'
      DesiredCapacity: '1'
      HealthCheckType: EC2
      HealthCheckGracePeriod: 0
      DefaultInstanceWarmup: 30
      VPCZoneIdentifier: [{ Ref: Subnet }]
      LaunchTemplate: { LaunchTemplateId: { Ref: Template }, Version: { 'Fn::GetAtt': [Template, LatestVersionNumber] } }
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] } }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateName: made
      LaunchTemplateData: { ImageId: { Ref: Image }, UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo \${Image}' } } }
Outputs:
  Group: { Value: { Ref: Group } }
`

const stack = (group = 'AWS::AutoScaling::AutoScalingGroup') => ({
  StackName: 'made',
  TemplateBody: body(group),
  Parameters: [{ ParameterKey: 'Image', ParameterValue: 'ami-1' }],
})

test('a stack furnishes what its template declares, whatever the order, and takes it away again', async () => {
  const { account, agenda, cloudFormation } = await served()
  await cloudFormation.createStack(stack())
  await expect(cloudFormation.createStack(stack())).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  agenda.run(120)
  const { Stacks = [] } = await cloudFormation.describeStacks({ StackName: 'made' })
  expect(Stacks).toMatchObject([
    { StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputKey: 'Group', OutputValue: 'made' }] },
  ])
  const [instance] = account.groups.get('made')?.instances ?? []
  expect(instance?.launchInfo).toMatchObject({ imageId: 'ami-1', zone: 'eu-west-1b' })
  const template = account.templates.find({ name: 'made' })
  expect(Buffer.from(template.version('1').data.UserData ?? '', 'base64').toString()).toBe('echo ami-1')
  await cloudFormation.deleteStack({ StackName: 'made' })
  agenda.run(120)
  expect(account.groups.has('made')).toBe(false)
  expect(instance?.ec2State).toBe('terminated')
  expect(account.templates.lookUp({ name: 'made' })).toBeUndefined()
  await expect(cloudFormation.describeStacks({ StackName: 'made' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id made does not exist',
  })
})

test('a stack with a resource that cannot be made is rolled back, and says which', async () => {
  const { account, agenda, cloudFormation } = await served()
  await cloudFormation.createStack(stack('AWS::Nobody::Knows'))
  agenda.run(120)
  const { Stacks = [] } = await cloudFormation.describeStacks({ StackName: 'made' })
  expect(Stacks[0]?.StackStatus).toBe('ROLLBACK_COMPLETE')
  const { StackResources = [] } = await cloudFormation.describeStackResources({ StackName: 'made' })
  expect(StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')).toMatchObject([
    { LogicalResourceId: 'Group', ResourceStatusReason: 'AWS::Nobody::Knows is not simulated' },
  ])
  expect(account.templates.lookUp({ name: 'made' })).toBeUndefined()
})

test('a copy is pending, then the owner’s own; its snapshot goes with it only if asked for', async () => {
  const { account, agenda, ec2 } = await served()
  account.image({ id: 'ami-9', ownerId: '137112412989', ownerAlias: 'amazon', public: true, behaviour: dies(5) })
  const tags = [{ Key: 'a', Value: 'b' }]
  const { ImageId = '' } = await ec2.copyImage({
    SourceImageId: 'ami-9',
    SourceRegion: 'eu-west-1',
    Name: 'copy',
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: tags }],
  })
  const described = async () => (await ec2.describeImages({ ImageIds: [ImageId] })).Images?.[0]
  expect(await described()).toMatchObject({ State: 'pending', OwnerId: account.id, SourceImageId: 'ami-9' })
  agenda.run(180)
  expect(await described()).toMatchObject({ State: 'available', Public: false })
  const snapshots = async () => (await ec2.describeSnapshots({ OwnerIds: ['self'] })).Snapshots ?? []
  const [snapshot] = await snapshots()
  expect(snapshot?.Tags).toEqual(tags)
  const SnapshotId = snapshot?.SnapshotId
  await expect(ec2.deleteSnapshot({ SnapshotId })).rejects.toMatchObject({ name: 'InvalidSnapshot.InUse' })
  await ec2.deregisterImage({ ImageId })
  expect(await snapshots()).toHaveLength(1)
  await ec2.deleteSnapshot({ SnapshotId })
  expect(await snapshots()).toEqual([])
  await expect(described()).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' })
  await expect(ec2.deregisterImage({ ImageId: 'ami-9' })).rejects.toMatchObject({ name: 'AuthFailure' })
})

test('a group that is deleted by force launches nothing any more, whatever was under way', async () => {
  const { account, agenda, autoScaling, group } = await served({ group: { desired: 2 } })
  const name = { AutoScalingGroupName: group.name }
  await expect(autoScaling.deleteAutoScalingGroup(name)).rejects.toMatchObject({ name: 'ResourceInUseFault' })
  group.startRefresh()
  agenda.run(20)
  await autoScaling.deleteAutoScalingGroup({ ...name, ForceDelete: true })
  agenda.run(7200)
  expect(account.groups.has(group.name)).toBe(false)
  expect([...account.ec2Instances.values()].filter(({ ec2State }) => ec2State !== 'terminated')).toEqual([])
})

test('what waits for a hook that is deleted is let go: abandoned as it launches', async () => {
  const hook = { name: 'ready', transition: 'launching' as const }
  const { agenda, autoScaling, group } = await served({ group: { desired: 1, max: 3, hooks: [hook] } })
  group.setDesired(2)
  agenda.run(60)
  const held = group.instances.find(({ lifecycle }) => lifecycle === 'Pending:Wait')
  expect(held).toBeDefined()
  await autoScaling.deleteLifecycleHook({ AutoScalingGroupName: group.name, LifecycleHookName: 'ready' })
  agenda.run(600)
  expect(held?.ec2State).toBe('terminated')
  expect(group.instances.map(({ lifecycle }) => lifecycle)).toEqual(['InService', 'InService'])
})

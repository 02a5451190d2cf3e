import { expect, test } from 'vitest'
import { dies, impaired, launchIsCancelled } from '../../aws/world/behaviour.ts'
import { served } from './service-scene.ts'

const template = { LaunchTemplateName: 'web', Version: '2' }
const one = { MinCount: 1, MaxCount: 1, LaunchTemplate: template } as const
const subnet = (letter: string) => `subnet-0euwest1${letter}`.padEnd(24, '0')

/** Runs one of version 2; reads it again whenever asked. */
async function launched(different: Parameters<typeof served>[0] = {}, more = {}) {
  const world = await served(different)
  const { Instances = [] } = await world.ec2.runInstances({ ...one, ...more })
  const InstanceIds = [Instances[0]?.InstanceId ?? '']
  const look = async () => {
    const { Reservations = [] } = await world.ec2.describeInstances({ InstanceIds })
    return Reservations[0]?.Instances?.[0]
  }
  return { ...world, InstanceIds, look }
}

test('an instance outside of any group is pending, runs, and carries the template that it came from', async () => {
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'purpose', Value: 'trial' }] }]
  const { agenda, group, look } = await launched(
    {},
    { SubnetId: subnet('b'), TagSpecifications, ClientToken: 'trial-1' },
  )
  expect(await look()).toMatchObject({ State: { Name: 'pending' }, ImageId: 'ami-2', SubnetId: subnet('b') })
  agenda.run(60)
  const seen = await look()
  expect(seen).toMatchObject({
    State: { Name: 'running' },
    Placement: { AvailabilityZone: 'eu-west-1b' },
    ClientToken: 'trial-1',
  })
  const tags = Object.fromEntries(seen?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [])
  expect(tags).toMatchObject({ purpose: 'trial', 'aws:ec2launchtemplate:version': '2' })
  expect(tags).not.toHaveProperty('aws:autoscaling:groupName')
  expect(group.instances).toHaveLength(6)
})

test('it is terminated, and may be again; then it is gone after an hour', async () => {
  const { agenda, ec2, InstanceIds, look } = await launched()
  agenda.run(60)
  const { TerminatingInstances = [] } = await ec2.terminateInstances({ InstanceIds })
  expect(TerminatingInstances[0]).toMatchObject({
    PreviousState: { Name: 'running' },
    CurrentState: { Name: 'shutting-down' },
  })
  agenda.run(30)
  expect(await look()).toMatchObject({
    State: { Name: 'terminated' },
    StateReason: { Code: 'Client.UserInitiatedShutdown' },
  })
  await ec2.terminateInstances({ InstanceIds })
  agenda.run(3600)
  await expect(look()).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
})

test('what a template protects is not terminated, until that is taken back', async () => {
  const world = await served()
  world.template.createVersion({ data: { ImageId: 'ami-1', DisableApiTermination: true } }, world.agenda.now)
  const request = { ...one, LaunchTemplate: { ...template, Version: '3' } }
  const { Instances = [] } = await world.ec2.runInstances(request)
  const InstanceId = Instances[0]?.InstanceId ?? ''
  const end = () => world.ec2.terminateInstances({ InstanceIds: [InstanceId] })
  await expect(end()).rejects.toMatchObject({ name: 'OperationNotPermitted' })
  await world.ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } })
  await end()
  const free = await world.ec2.runInstances({ ...request, DisableApiTermination: false, DisableApiStop: false })
  await world.ec2.terminateInstances({ InstanceIds: [free.Instances?.[0]?.InstanceId ?? ''] })
})

test('the same token gives the same instance, unless the request differs or the instance is gone', async () => {
  const { agenda, ec2, InstanceIds } = await launched({}, { ClientToken: 'once' })
  const again = await ec2.runInstances({ ...one, ClientToken: 'once' })
  expect(again.Instances?.[0]?.InstanceId).toBe(InstanceIds[0])
  await expect(
    ec2.runInstances({ ...one, LaunchTemplate: { ...template, Version: '1' }, ClientToken: 'once' }),
  ).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' })
  await ec2.terminateInstances({ InstanceIds })
  agenda.run(30)
  await expect(ec2.runInstances({ ...one, ClientToken: 'once' })).rejects.toMatchObject({
    name: 'IdempotentInstanceTerminated',
  })
})

test('tags are merged by key and disks by name; what else is given replaces the template’s', async () => {
  const world = await served()
  const data = {
    ImageId: 'ami-1',
    TagSpecifications: [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '1' },
        ],
      },
    ],
  }
  world.template.createVersion({ data }, world.agenda.now)
  const { Instances = [] } = await world.ec2.runInstances({
    ...one,
    LaunchTemplate: { ...template, Version: '3' },
    InstanceType: 'm5.large',
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'b', Value: '2' }] }],
  })
  const tags = Object.fromEntries(Instances[0]?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [])
  expect(tags).toMatchObject({ a: '1', b: '2' })
  expect(Instances[0]?.InstanceType).toBe('m5.large')
})

test.each([
  [
    'a shortage',
    (world: Awaited<ReturnType<typeof served>>) => world.account.shortage(),
    'InsufficientInstanceCapacity',
    500,
  ],
  [
    'a type that the zone does not offer',
    ({ account }) => account.capacity.withhold('t3.micro', 'eu-west-1a'),
    'Unsupported',
    400,
  ],
  [
    'a full subnet',
    ({ account }) => account.capacity.limit({ type: 'addresses', zone: 'eu-west-1a', limit: 2 }),
    'InsufficientFreeAddressesInSubnet',
    400,
  ],
  ['a quota', ({ account }) => account.capacity.limit({ type: 'vcpus', limit: 12 }), 'VcpuLimitExceeded', 400],
  [
    'a full reservation',
    ({ account }) => account.capacity.limit({ type: 'reservation', instanceType: 't3.micro', limit: 6 }),
    'ReservationCapacityExceeded',
    400,
  ],
] satisfies [string, (world: Awaited<ReturnType<typeof served>>) => void, string, number][])(
  '%s is refused with EC2’s code',
  async (_name, change, name, httpStatusCode) => {
    const world = await served()
    change(world)
    await expect(world.ec2.runInstances({ ...one, SubnetId: subnet('a') })).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    })
  },
)

test('another subnet helps where only the zone is full', async () => {
  const { account, ec2 } = await served()
  account.capacity.limit({ type: 'addresses', zone: 'eu-west-1a', limit: 2 })
  await ec2.runInstances({ ...one, SubnetId: subnet('b') })
  await expect(ec2.runInstances({ ...one, SubnetId: 'subnet-0nowhere0000000' })).rejects.toMatchObject({
    name: 'InvalidSubnetID.NotFound',
  })
})

test('bad images show in it as in a group: it dies, is impaired, or never runs', async () => {
  const dead = await launched({ next: dies(60) })
  dead.agenda.run(120)
  expect(await dead.look()).toMatchObject({ StateReason: { Code: 'Client.InstanceInitiatedShutdown' } })
  const sick = await launched({ next: impaired() })
  sick.agenda.run(60)
  const { InstanceStatuses = [] } = await sick.ec2.describeInstanceStatus({ InstanceIds: sick.InstanceIds })
  expect(InstanceStatuses[0]?.InstanceStatus?.Status).toBe('impaired')
  const stillborn = await launched({ next: launchIsCancelled('Client.InternalError: Client error on launch') })
  stillborn.agenda.run(60)
  expect(await stillborn.look()).toMatchObject({
    State: { Name: 'terminated' },
    StateReason: { Code: 'Client.InternalError' },
  })
})

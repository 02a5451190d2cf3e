import { expect } from 'vitest'
import { provesDuration, provesRule, provesSwitch } from './proves.ts'
import { refreshTo2, scene } from './scene.ts'
import { served } from './service-scene.ts'

const template = { LaunchTemplateName: 'web', Version: '1' }
const one = { MinCount: 1, MaxCount: 1, LaunchTemplate: template } as const
const subnet = (letter: string) => `subnet-0euwest1${letter}`.padEnd(24, '0')

provesRule('interfacesExcludeSubnet', async (rules) => {
  const world = await served({ rules })
  world.template.createVersion(
    { data: { ImageId: 'ami-1', NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] } },
    world.agenda.now,
  )
  const request = { ...one, LaunchTemplate: { ...template, Version: '3' }, DryRun: true }
  await expect(world.ec2.runInstances({ ...request, SubnetId: subnet('a') })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  })
  const NetworkInterfaces = [{ DeviceIndex: 0, AssociatePublicIpAddress: true, SubnetId: subnet('a') }]
  await expect(world.ec2.runInstances({ ...request, NetworkInterfaces })).rejects.toMatchObject({
    name: 'DryRunOperation',
  })
})

const dryRunInFullZone = async (rules: Parameters<typeof served>[0]) => {
  const { account, ec2 } = await served(rules)
  account.shortage({ zone: 'eu-west-1a' })
  return ec2.runInstances({ ...one, SubnetId: subnet('a'), DryRun: true }).catch(({ name }: Error) => name)
}
provesSwitch('dryRunTriesTheLaunch', {
  'does-not': async (rules) => expect(await dryRunInFullZone({ rules })).toBe('DryRunOperation'),
  tries: async (rules) => expect(await dryRunInFullZone({ rules })).toBe('InsufficientInstanceCapacity'),
})

provesRule('tokensAreZonal', async (rules) => {
  const { ec2 } = await served({ rules })
  const run = async (SubnetId: string) =>
    (await ec2.runInstances({ ...one, SubnetId, ClientToken: 'once' })).Instances?.[0]?.InstanceId
  const first = await run(subnet('a'))
  expect(await run(subnet('a'))).toBe(first)
  expect(await run(subnet('b'))).not.toBe(first)
})

const launchedOverSpot = async (rules: Parameters<typeof served>[0]) => {
  const { ec2, template: web, agenda } = await served(rules)
  web.createVersion({ data: { ImageId: 'ami-1', InstanceMarketOptions: { MarketType: 'spot' } } }, agenda.now)
  const LaunchTemplate = { ...template, Version: '3' }
  const answer = await ec2.runInstances({
    ...one,
    LaunchTemplate,
    InstanceMarketOptions: { MarketType: 'on-demand' },
  })
  return answer.Instances?.[0]?.InstanceLifecycle ?? 'on-demand'
}
provesSwitch('onDemandOverSpotTemplate', {
  'on-demand': async (rules) => expect(await launchedOverSpot({ rules })).toBe('on-demand'),
  'keeps-spot': async (rules) => expect(await launchedOverSpot({ rules })).toBe('spot'),
})

provesDuration('instanceKnownAfter', async (seconds, rules) => {
  const { agenda, ec2 } = await served({ rules })
  const { Instances = [] } = await ec2.runInstances(one)
  const InstanceIds = [Instances[0]?.InstanceId ?? '']
  if (seconds > 0) {
    agenda.run(seconds - 1)
    await expect(ec2.describeInstances({ InstanceIds })).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
    agenda.run(1)
  }
  expect((await ec2.describeInstances({ InstanceIds })).Reservations).toHaveLength(1)
})

provesRule('ceilingsFreeAtTermination', (rules) => {
  const { account, agenda, group } = scene({ rules, group: { desired: 2 } })
  // Two of two processors each, and no more.
  account.capacity.limit({ type: 'vcpus', limit: 4 })
  refreshTo2(group, { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 })
  agenda.run(1800)
  const messages = group.activities.list(agenda.now).map(({ message = '' }) => message)
  expect(messages.some((message) => message.includes('more vCPU capacity than your current vCPU limit of 4'))).toBe(
    true,
  )
  expect(group.instances.map(({ launchInfo }) => launchInfo.imageId)).toEqual(['ami-2', 'ami-2'])
})

const endedWith = async (rules: Parameters<typeof served>[0], more: object) => {
  const world = await served(rules)
  const { account, agenda, ec2 } = world
  account.image({ id: 'ami-1', keepsVolume: true })
  const { Instances = [] } = await ec2.runInstances({ ...one, ...more })
  agenda.run(60)
  await ec2.terminateInstances({ InstanceIds: [Instances[0]?.InstanceId ?? ''] })
  agenda.run(60)
  return account.launches.left.map(({ type }) => type)
}
provesRule('disksOutliveUnlessDeleted', async (rules) => {
  const NetworkInterfaces = [{ DeviceIndex: 0, SubnetId: subnet('a'), DeleteOnTermination: false }]
  expect(await endedWith({ rules }, { NetworkInterfaces })).toEqual(['volume', 'network-interface'])
  const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } }]
  expect(await endedWith({ rules }, { BlockDeviceMappings })).toEqual([])
})

provesRule('stopProtectionRefusesTermination', async (rules) => {
  const { ec2 } = await served({ rules })
  const { Instances = [] } = await ec2.runInstances({ ...one, DisableApiStop: true, DisableApiTermination: true })
  const InstanceId = Instances[0]?.InstanceId ?? ''
  const end = () => ec2.terminateInstances({ InstanceIds: [InstanceId] })
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } })
  await expect(end()).rejects.toMatchObject({ name: 'OperationNotPermitted' })
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiStop: { Value: false } })
  await end()
})

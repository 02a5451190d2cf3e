/** What the action reads of images, instance types, templates, groups and hooks: AWS's shapes end in these facts. */
import { expect, onTestFinished, test } from 'vitest'
import { scene, start } from '../../simulator/__tests__/world/scene.ts'
import { simulateAws } from '../../simulator/aws/simulate.ts'
import { standingKey } from '../../simulator/aws/world/credentials.ts'
import { virtualClock } from '../../simulator/clock.ts'
import { connectionTo, readsOf } from '../../src/aws/index.ts'

async function looking(different?: Parameters<typeof scene>[0]) {
  const world = scene(different)
  const clock = virtualClock(world.agenda)
  const { url, close } = await simulateAws({ account: world.account, clock })
  process.env['AWS_ENDPOINT_URL'] = url
  onTestFinished(close)
  const caller = { provider: async () => standingKey }
  return { ...world, reads: readsOf(connectionTo({ region: 'eu-west-1', clock, env: {} }, caller)) }
}

test('an image: state with its reason, owner, root device, disks, and what it asks of an instance type', async () => {
  const { reads, account } = await looking()
  account.image({
    id: 'ami-w',
    name: 'win',
    state: 'failed',
    stateReason: 'Client.InternalError: broken',
    platform: 'windows',
    ownerId: '999999999999',
    ownerAlias: 'amazon',
    architecture: 'arm64',
    bootMode: 'uefi',
    enaSupport: false,
    rootDeviceName: '/dev/sda1',
    volumeSize: 30,
    creationDate: '2026-11-01T00:00:00Z',
    deprecationTime: '2026-12-01T00:00:00Z',
  })
  expect(await reads.image('ami-w')).toEqual({
    id: 'ami-w',
    name: 'win',
    state: 'failed',
    reason: 'Client.InternalError: broken',
    windows: true,
    billedAs: 'Windows',
    isPublic: false,
    owner: '999999999999',
    ownerAlias: 'amazon',
    productCodes: [],
    architecture: 'arm64',
    bootMode: 'uefi',
    ena: false,
    virtualization: 'hvm',
    rootDeviceType: 'ebs',
    rootDevice: '/dev/sda1',
    disks: [{ device: '/dev/sda1', snapshot: 'snap-w', size: 30 }],
    created: Date.UTC(2026, 10, 1),
    deprecated: Date.UTC(2026, 11, 1),
  })
})

test('of several images those that exist, the disabled and the deprecated of others with them', async () => {
  const { reads, account } = await looking()
  account.image({ id: 'ami-off', state: 'disabled' })
  account.image({ id: 'ami-old', ownerId: '999999999999', deprecationTime: '2026-01-01T00:00:00Z' })
  account.image({ id: 'ami-secret', ownerId: '999999999999', shared: false })
  const found = await reads.images(['ami-1', 'ami-off', 'ami-old', 'ami-secret', 'ami-404'])
  expect(found.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'ami-1 available',
    'ami-off disabled',
    'ami-old available',
  ])
})

test('instance types: those that the region has', async () => {
  const { reads } = await looking()
  expect(await reads.instanceTypes(['t4g.micro', 'q9.huge'])).toEqual([
    {
      name: 't4g.micro',
      architectures: ['arm64'],
      bootModes: ['uefi'],
      ena: 'required',
      rootDeviceTypes: ['ebs'],
      virtualizations: ['hvm'],
    },
  ])
})

test('a template version: its instance type and its disks', async () => {
  const { reads, account } = await looking()
  const { id } = account.template({
    name: 'disks',
    versions: [
      {
        ImageId: 'ami-1',
        InstanceType: 't3.micro',
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } },
          { DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-1' } },
          { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
        ],
      },
      { ImageId: 'ami-1' },
    ],
  })
  expect(await reads.version(id, 1)).toMatchObject({
    type: 't3.micro',
    disks: [
      { device: '/dev/xvda', size: 20 },
      { device: '/dev/sdf', snapshot: 'snap-1' },
    ],
  })
  const bare = await reads.version(id, 2)
  expect(bare).toMatchObject({ disks: [] })
  expect(bare).not.toHaveProperty('type')
})

test('a group knows its account, and its hooks are known by what they hold up', async () => {
  const { reads } = await looking({
    group: {
      hooks: [
        { name: 'warm', transition: 'launching', heartbeatTimeout: 300 },
        { name: 'drain', transition: 'terminating' },
      ],
    },
  })
  expect(await reads.group('web')).toMatchObject({ account: '123456789012' })
  expect(await reads.hooks('web')).toEqual([
    { name: 'warm', at: 'launch', timeout: 300_000 },
    { name: 'drain', at: 'termination', timeout: 3_600_000 },
  ])
})

test('launches: failed ones since a time, and until when all have ended; pages are read no further than needed', async () => {
  const { reads, group } = await looking()
  const { activities } = group
  const second = 1000
  const begin = (seconds: number, status: 'PreInService' | 'InProgress' = 'PreInService') =>
    activities.begin({
      description: status === 'InProgress' ? 'Terminating EC2 instance: i-old' : 'Launching a new EC2 instance: i-1',
      cause: '',
      status,
      at: start + seconds * second,
    })
  begin(-500, 'InProgress')
  for (let at = 0; at < 400; at++)
    if (at !== 300) activities.end(begin(at).id, at % 2 === 0 ? 'Failed' : 'Successful', start + at * second)
  const waiting = begin(300)

  const all = await reads.launches('web', start)
  expect(all.failed[0]).toMatchObject({ began: start + 398 * second, status: 'Failed' })
  expect(all.failed, 'whole pages until the newest hundred are there').toHaveLength(148)
  expect(all.endedBefore, 'one has not ended').toBe(start + 300 * second)

  activities.end(waiting.id, 'Failed', start + 403 * second)
  const rest = await reads.launches('web', all.endedBefore)
  expect(rest.failed, 'those of before are known').toHaveLength(50)
  expect(rest.failed.some(({ id }) => id === waiting.id)).toBe(true)
  expect(rest.endedBefore, 'AWS may list one late').toBe(start + 339 * second)
  begin(600)
  const later = await reads.launches('web', start + 500 * second)
  expect(later).toEqual({ failed: [], endedBefore: start + 540 * second })
})

test('the images of a name: our own, in whatever state, more than one page of them, with the commit that their tags say', async () => {
  const { reads, account } = await looking()
  account.image({ id: 'ami-a', name: 'web-a', tags: { 'git-sha': '0f1e2d3', stage: 'test' } })
  account.image({ id: 'ami-b', name: 'web-b', state: 'disabled' })
  account.image({ id: 'ami-c', name: 'api-c' })
  account.image({ id: 'ami-d', name: 'web-d', ownerId: '999999999999', public: true })
  expect(await reads.imagesNamed('web-?')).toMatchObject([
    { id: 'ami-a', state: 'available', commit: '0f1e2d3' },
    { id: 'ami-b', state: 'disabled' },
  ])
  for (let i = 0; i < 1_200; i++) account.image({ id: `ami-many${i}`, name: `many-${i}` })
  expect(await reads.imagesNamed('many-*')).toHaveLength(1_200)
})

test('a parameter, by name, version, label; or what of it does not exist', async () => {
  const { reads, account } = await looking()
  account.parameter('/web/ami', 'ami-1', { labels: ['stable'] })
  account.parameter('/web/ami', 'ami-2')
  const changed = account.agenda.now
  expect(await reads.parameter('/web/ami')).toEqual({
    type: 'String',
    dataType: 'aws:ec2:image',
    value: 'ami-2',
    version: 2,
    changed,
  })
  expect(await reads.parameter('/web/ami:stable')).toMatchObject({ value: 'ami-1', version: 1 })
  expect(await reads.parameter('/web/none')).toBe('no-parameter')
  expect(await reads.parameter('/web/ami:3')).toBe('no-version')
  expect(await reads.parameter('/web/ami:green')).toBe('no-version')
})

test('the image that a template version means now, its parameter resolved; nothing where that is no image', async () => {
  const { reads, account } = await looking()
  account.parameter('/web/ami', 'ami-1')
  const versions = ['resolve:ssm:/web/ami', 'ami-2', 'resolve:ssm:/web/none'].map((ImageId) => ({ ImageId }))
  const { id } = account.template({ name: 'by-parameter', versions })
  expect(await Promise.all([1, 2, 3].map((version) => reads.imageMeant(id, version)))).toEqual([
    'ami-1',
    'ami-2',
    undefined,
  ])
})

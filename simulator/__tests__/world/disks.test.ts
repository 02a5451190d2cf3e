import { expect, test } from 'vitest'
import { refreshTo2, scene } from './scene.ts'

const launching = (root: object, image: object = {}) => {
  const { agenda, account, template, group } = scene({ group: { desired: 1 } })
  account.image({ id: 'ami-2', rootDeviceName: '/dev/xvda', volumeSize: 16, ...image })
  const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: root }]
  template.createVersion({ data: { ImageId: 'ami-2', InstanceType: 't3.micro', BlockDeviceMappings } }, agenda.now)
  group.startRefresh({
    template: { name: 'web', version: '3' },
    preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 120 },
  })
  agenda.run(60)
  return group.activities.list(agenda.now).find(({ status }) => status === 'Failed')?.message
}

test('a root disk that is smaller than the image’s snapshot fails the launch', () => {
  expect(launching({ VolumeSize: 8 })).toBe(
    "Volume of size 8GB is smaller than snapshot 'snap-2', expect size >= 16GB. Launching EC2 instance failed.",
  )
})

test('another snapshot on the root device fails the launch', () => {
  expect(launching({ SnapshotId: 'snap-1' })).toBe(
    'snapshotId cannot be modified on root device. Launching EC2 instance failed.',
  )
})

test.each([
  ['as large', { VolumeSize: 16 }, {}],
  ['the image’s own snapshot', { SnapshotId: 'snap-2' }, {}],
  ['another device, which is no root disk', { VolumeSize: 1 }, { rootDeviceName: '/dev/sda1' }],
])('a mapping launches: %s', (_, root, image) => {
  expect(launching(root, image)).toBeUndefined()
})

test('a version made from another does not take over the snapshots of its disks', () => {
  const { agenda, template } = scene()
  const BlockDeviceMappings = [{ DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-9', VolumeSize: 30 } }]
  const { number } = template.createVersion({ data: { ImageId: 'ami-1', BlockDeviceMappings } }, agenda.now)
  const made = template.createVersion({ data: { ImageId: 'ami-2' }, sourceVersion: String(number) }, agenda.now)
  expect(made.data.BlockDeviceMappings).toEqual([{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 30 } }])
})

test('the usual refresh has no such trouble', () => {
  const { agenda, group } = scene()
  refreshTo2(group)
  agenda.run(60)
  expect(group.activities.list(agenda.now).filter(({ status }) => status === 'Failed')).toEqual([])
})

import { expect, test } from 'vitest'
import { alterations, differences } from '../../src/rollout/launch-template/template.ts'

const source = {
  ImageId: 'ami-1',
  InstanceType: 't3.small',
  SecurityGroupIds: ['sg-1', 'sg-2'],
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, SnapshotId: 'snap-1' } }],
}

test('differences name each member that differs, with both values, in order', () => {
  expect(differences(source, { ...source, ImageId: 'ami-2', SecurityGroupIds: ['sg-1'], EbsOptimized: true })).toEqual([
    { path: 'EbsOptimized', from: undefined, to: 'true' },
    { path: 'ImageId', from: 'ami-1', to: 'ami-2' },
    { path: 'SecurityGroupIds[1]', from: 'sg-2', to: undefined },
  ])
})

test('another image is no alteration', () => {
  expect(alterations(source, { ...source, ImageId: 'ami-2' })).toEqual([])
})

test('a snapshot that EC2 drops is no alteration; one that changes or comes is', () => {
  const mapping = (ebs: object) => ({ ...source, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: ebs }] })
  expect(alterations(source, mapping({ VolumeSize: 8 }))).toEqual([])
  expect(alterations(source, mapping({ VolumeSize: 8, SnapshotId: 'snap-2' }))).toHaveLength(1)
  expect(alterations(mapping({ VolumeSize: 8 }), mapping({ VolumeSize: 8, SnapshotId: 'snap-2' }))).toHaveLength(1)
})

test.each([
  ['a member that is lost', { ...source, SecurityGroupIds: ['sg-1'] }],
  ['a member that is new', { ...source, UserData: 'eA==' }],
  ['a member with another value', { ...source, InstanceType: 't3.large' }],
])('%s is an alteration', (_, made) => {
  expect(alterations(source, { ...made, ImageId: 'ami-2' })).toHaveLength(1)
})

test('user data may hold secrets: it is never shown', () => {
  expect(differences({ UserData: 'c2VjcmV0' }, { UserData: 'b3RoZXI=' })).toEqual([
    { path: 'UserData', from: '8 characters, not shown', to: '8 characters, not shown' },
  ])
})

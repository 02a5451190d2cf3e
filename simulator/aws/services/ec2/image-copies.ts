/** Operations on copies of images and on their snapshots. */
import type { TagSpecification } from '@aws-sdk/client-ec2'
import type { Account } from '../../world/account.ts'
import { copyImage, deleteSnapshot, deregisterImage, type Snapshots } from '../../world/image-copy.ts'
import { refuseUnsupported, unsupported } from '../unsupported.ts'
import { type Ec2Handlers, ec2NextToken, ec2Page, endDryRun, passes, tagList } from './common.ts'

/** Handlers for images that are made from others, and for what is left of them. */
export const imageCopyCalls = (account: Account) => callsOn(account, new Map())

const callsOn = (account: Account, snapshots: Snapshots) =>
  ({
    CopyImage: (input) => {
      refuseUnsupported('CopyImage', input, supported)
      endDryRun(input)
      if (input.SourceRegion !== account.region) throw unsupported('CopyImage from another region')
      const { SourceImageId: source = '', Name: name = '', TagSpecifications = [] } = input
      const imageTags = tagsFor(TagSpecifications, 'image')
      const { id } = copyImage(account, snapshots, {
        source,
        name,
        imageTags,
        snapshotTags: tagsFor(TagSpecifications, 'snapshot'),
      })
      return { ImageId: id }
    },
    DeregisterImage: (input) => {
      endDryRun(input)
      deregisterImage(account, input.ImageId ?? '', input.DeleteAssociatedSnapshots === true ? snapshots : undefined)
      return { Return: true }
    },
    DescribeSnapshots: (input) => {
      endDryRun(input)
      if (input.OwnerIds?.join() !== 'self') throw unsupported('DescribeSnapshots of other owners')
      const wanted = [...snapshots.values()].filter(({ id, tags }) =>
        passes({ fields: { 'snapshot-id': [id] }, tags }, input.Filters),
      )
      const page = ec2Page(wanted, input, { key: ({ id }) => id, least: 5, most: 1000 })
      const described = page.records.map(({ id, at, sizeGiB, tags }) => ({
        SnapshotId: id,
        OwnerId: account.id,
        StartTime: new Date(at),
        State: 'completed' as const,
        VolumeSize: sizeGiB,
        Tags: tagList(tags),
      }))
      return { Snapshots: described, ...ec2NextToken(page) }
    },
    DeleteSnapshot: (input) => {
      endDryRun(input)
      deleteSnapshot(account, snapshots, input.SnapshotId ?? '')
      return {}
    },
  }) satisfies Ec2Handlers

const supported = ['SourceImageId', 'SourceRegion', 'Name', 'Description', 'TagSpecifications', 'ClientToken', 'DryRun']

const tagsFor = (specifications: readonly TagSpecification[], type: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    specifications
      .filter(({ ResourceType }) => ResourceType === type)
      .flatMap(({ Tags = [] }) => Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  )
